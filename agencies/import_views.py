"""A regulator's list by upload: what it would change is shown, then applied exactly so. For registrars."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.actions.uploading import (
    MOST_BYTES,
    AppliedAlready,
    ChangedSince,
    apply_upload,
    drop_upload,
    preview,
    source_of,
    take_upload,
)
from agencies.desk_doors import for_registrars
from agencies.desk_forms import UploadForm
from agencies.desk_tables import upload_table
from agencies.models import Licence, RegisterUpload
from agencies.rules import Standing
from agencies.wording import NAMES
from foundation import clock
from foundation.reports import rejects_csv
from foundation.sources import TableError

# More lines than this nobody reads on a page; all of them count for the digest.
SHOWN = 200


@for_registrars
def register_uploads(request):
    """Upload a list; those that wait, and the last ones applied."""
    form = UploadForm(request.POST or None, request.FILES or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        told, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            # What is too large is never read into memory.
            content = file.read(MOST_BYTES + 1)
            upload = take_upload(
                file.name,
                content,
                told["source"],
                retrieved=told["retrieved"],
                complete=told["complete"],
                by=request.user,
                today=clock.today(),
            )
            return redirect("register_upload", upload.pk)
        except TableError as error:
            form.add_error("file", str(error))
    status = 422 if form.errors else 200
    return upload_table(request).answer("agencies/desk/uploads.html", {"form": form}, status)


@for_registrars
def register_upload(request, pk):
    """What the list would change now; applied by a POST that names exactly this."""
    upload = get_object_or_404(RegisterUpload, pk=pk)
    changed, step = False, request.POST.get("step", "") if request.method == "POST" else ""
    if step == "drop":
        drop_upload(upload, by=request.user)
        messages.success(request, _("Dropped. Nothing was changed."))
        return redirect("register_uploads")
    try:
        if step == "apply":
            apply_upload(upload, request.POST.get("digest", ""), by=request.user, today=clock.today())
            messages.success(request, _("Applied, exactly as shown."))
            return redirect("register_upload", pk)
        found = preview(upload)
    except ChangedSince as since:
        found, changed = since.preview, True
    except AppliedAlready:
        return render(request, "agencies/desk/upload_applied.html", {"upload": upload}, status=409 if step else 200)
    except TableError as error:
        return render(request, "agencies/desk/upload.html", {"upload": upload, "unusable": str(error)}, status=422)
    context = {"upload": upload, "source": source_of(upload), "changed": changed, **_shown(found)}
    return render(request, "agencies/desk/upload.html", context, status=409 if changed else 200)


@for_registrars
def register_rejects(request, pk):
    """The rejected rows of a list as CSV, as the command writes them."""
    upload = get_object_or_404(RegisterUpload, pk=pk)
    try:
        found = preview(upload)
    except (AppliedAlready, TableError):
        return redirect("register_upload", pk)
    response = HttpResponse(rejects_csv(found.report.problems), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return response


def _shown(found) -> dict:
    """The difference as the page draws it: words for fields and standings, the first lines, and how many there are."""
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in Licence._meta.fields}
    labels |= {"covers": _("routes it covers"), "status_note": _("words of the list")}
    labels |= {"registration_number": _("company number"), "address": _("address"), "name": _("name")}
    sections = []
    for title, lines in (
        (_("New"), found.difference.created),
        (_("Changed"), found.difference.updated),
        (_("No longer on the list"), found.difference.vanished),
    ):
        shown = [
            {
                "name": line.name,
                "key": line.key,
                "changes": [(labels.get(f, f), _in_words(f, a), _in_words(f, b)) for f, a, b in line.changes],
            }
            for line in lines[:SHOWN]
        ]
        sections.append({"title": title, "count": len(lines), "lines": shown, "more": max(len(lines) - SHOWN, 0)})
    turns = [
        {"name": t.name, "route": t.route, "before": NAMES[Standing(t.before)], "after": NAMES[Standing(t.after)]}
        for t in found.difference.turns[:SHOWN]
    ]
    return {
        "gone": len(found.difference.vanished),
        "report": found.report,
        # The report itself stays in one language: its words are part of the digest.
        "warnings": [_(sentence) for sentence in found.report.warnings],
        "digest": found.digest,
        "sections": sections,
        "turns": turns,
        "turned": len(found.difference.turns),
        "problems": found.report.problems[:SHOWN],
    }


def _in_words(field: str, value: str):
    """A licence's status as people call it; anything else as the list has it."""
    return dict(Licence.Status.choices).get(value, value) if field == "status" else value
