"""The list of cases as a CSV file: one person asks, a second of the same organisation allows, the first takes it once."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation import clock
from foundation.sheet_writing import csv_response
from support.actions.exporting import ask_export, decide_export, take_export
from support.actions.stepping import Unlawful
from support.desk_doors import for_helpers
from support.desk_forms import ExportForm
from support.export_tables import MOST, cases_asked, export_table
from support.filters import CaseFilter, ordered
from support.models import CaseExport
from support.permissions import cases_for

HEADING = ("number", "from", "about", "country", "language", "state", "received", "last_written", "due", "closed")


@for_helpers
def exports(request):
    """Ask for a file of the list as it is filtered; allow or refuse those of others."""
    form = ExportForm(request.POST if request.POST.get("step") == "ask" else None)
    if form.is_bound and form.is_valid():
        asked = QueryDict(request.POST.get("filters", "")[:MOST]).urlencode()[:MOST]
        ask_export(request.helping[0], asked, form.cleaned_data["reason"], request.user, clock.today())
        messages.success(request, _("A second person must allow it."))
        return redirect("case_exports")
    context = {"form": form, "filters": request.POST.get("filters", cases_asked(request))}
    return export_table(request).answer("support/desk/exports.html", context, status=422 if form.errors else 200)


@for_helpers
@require_POST
def decide(request, pk):
    """Allow or refuse what somebody else asked for; or take what was allowed to oneself."""
    export = CaseExport.objects.filter(organisation__in=request.helping, pk=pk).select_related("organisation").first()
    if export is None:
        raise Http404
    step, today = request.POST.get("step", ""), clock.today()
    try:
        if step in ("allow", "refuse"):
            decide_export(export, step == "allow", request.user, today)
        elif step == "take":
            take_export(export, request.user, today)
            return _file(request, export)
    except Unlawful:
        messages.warning(request, _("Nobody exports alone. Another person must allow it, and it can be taken once."))
    return redirect("case_exports")


def _file(request, export: CaseExport):
    """What a desk sorts by, and no word, name or contact of a client."""
    asked, today = QueryDict(export.filters), clock.today()
    # Whoever helps at two organisations takes the cases of the one whose second person said yes.
    theirs = cases_for(request.user, today, [one for one in request.helping if one.pk == export.organisation_id])
    rows = ordered(CaseFilter(asked, theirs).qs, asked.get("sort", ""))
    lines = (
        (
            case.number,
            case.origin,
            case.request,
            case.country,
            case.language,
            case.state,
            case.received,
            case.last_written,
            case.due,
            case.closed,
        )
        for case in rows.defer("letter").iterator(chunk_size=2000)
    )
    return csv_response(f"cases-{clock.today().isoformat()}.csv", HEADING, lines)
