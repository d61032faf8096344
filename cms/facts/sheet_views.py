"""Facts of one kind as CSV, out and back in: what comes in is one proposal, and every row of the file is accounted for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.facts.forms import SheetForm
from cms.facts.policy import for_readers
from cms.facts.views import file_or_404, list_name
from cms.facts.words import NAMES, crumbs, heading_of
from corridors import permissions, proposals, sheets
from foundation import clock
from foundation.reports import rejects_csv
from foundation.sources import TableError

MOST_PROBLEMS = 50


@require_safe
@for_readers
def export(request, file_name: str):
    """Every current fact of the kind. The mark at the beginning tells spreadsheets that it is UTF-8."""
    file = file_or_404(file_name)
    return _attached("\ufeff" + sheets.export_csv(file), f"{file.name}-{clock.today().isoformat()}.csv")


@for_readers
def bring(request, file_name: str):
    """Try a file (writes nothing), take its rejected rows home, or make a proposal of it."""
    file = file_or_404(file_name)
    if not permissions.may_draft(request.user):
        raise PermissionDenied
    verb = request.POST.get("verb", "try")
    form = SheetForm(request.POST or None, request.FILES or None, trying=verb != "propose")
    report = None
    if request.method == "POST" and form.is_valid():
        content, given = form.cleaned_data["sheet"].read(), form.cleaned_data
        try:
            if verb == "propose":
                report, proposal = sheets.propose_csv(file, content, given["reason"], request.user, given["go_live_on"])
                if proposal is not None:
                    _tell(request, report)
                    return redirect("facts_proposal", proposal.pk)
                messages.info(request, _("Nothing differs from what we publish now."))
            else:
                report = sheets.read_csv(file, content).report
            if verb == "rejects":
                return _attached("\ufeff" + rejects_csv(report.problems), f"{file.name}-rejects.csv")
        except (TableError, proposals.ProposalError) as error:
            form.add_error(None, str(error))
    context = {
        **heading_of(str(NAMES[file.name]), _("Import a CSV"), "upload"),
        "breadcrumbs_items": crumbs((reverse(list_name(file)), NAMES[file.name]), ("", _("Import a CSV"))),
        "form": form,
        "file": file,
        "report": report,
        "problems": report.problems[:MOST_PROBLEMS] if report else [],
    }
    return render(request, "cms/facts/sheet.html", context, status=422 if form.errors else 200)


def _tell(request, report) -> None:
    told = _(
        "%(read)s rows read: %(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(rejected)s rejected."
    )
    messages.success(request, told % report.as_dict())
    if report.rejected:
        messages.warning(request, _("The rejected rows are not in this proposal."))


def _attached(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
