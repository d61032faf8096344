"""A brand's supplier lists: upload, choose the columns, look at the difference, apply exactly that or drop it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.actions.uploading import MOST_BYTES
from audits.actions.lists import (
    AppliedAlready,
    ChangedSince,
    apply_list,
    choose_columns,
    difference,
    drop_list,
    take_list,
    values_of,
)
from audits.desk_doors import for_auditors
from audits.desk_tables import list_table
from audits.forms import ColumnsForm, ListForm
from audits.list_reading import FIELDS, guessed, headings
from audits.models import SupplierList
from audits.wording import FIELDS as FIELD_WORDS
from foundation import clock
from foundation.sources import TableError

SHOWN = 100


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request, brand):
    """Upload a list; those that wait, and the last ones applied."""
    sent = request.method == "POST"
    form = ListForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # What is too large is never read into memory.
            content = file.read(MOST_BYTES + 1)
            upload = take_list(brand, file.name, content, form.cleaned_data["whole"], request.user, clock.today())
            return redirect("supplier_list", brand.pk, upload.pk)
        except TableError as error:
            form.add_error("file", str(error))
    context = {"brand": brand, "form": form, "writes": request.writes}
    return list_table(request, brand).answer("audits/lists.html", context, status=422 if form.errors else 200)


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def supplier_list(request, brand, pk):
    """One list: its columns, then what it would change; applied by a POST that names exactly this."""
    upload = get_object_or_404(SupplierList, pk=pk, brand=brand)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    context = {"brand": brand, "upload": upload, "writes": request.writes}
    if step == "drop":
        drop_list(upload, request.user)
        messages.success(request, _("Dropped. Nothing was changed."))
        return redirect("supplier_lists", brand.pk)
    try:
        if step == "apply":
            apply_list(upload, request.POST.get("digest", ""), request.user, clock.today())
            messages.success(request, _("Applied, exactly as shown. Employers are being looked for."))
            return redirect("supply", brand.pk)
        if upload.applied:
            raise AppliedAlready
        names = headings(upload)
        form = ColumnsForm(
            request.POST if step == "columns" else None,
            headings=names,
            initial=upload.columns or guessed(names, brand.columns),
        )
        if step == "columns" and form.is_valid():
            choose_columns(upload, form.cleaned_data)
            return redirect("supplier_list", brand.pk, pk)
        context["form"] = form
        if upload.columns and not form.is_bound:
            context |= _shown(difference(upload))
    except ChangedSince as since:
        context |= {"changed_since": True, **_shown(since.difference)}
        return render(request, "audits/list.html", context, status=409)
    except AppliedAlready:
        return render(request, "audits/list.html", {**context, "applied": True}, status=409 if step else 200)
    except TableError as error:
        return render(request, "audits/list.html", {**context, "unusable": str(error)}, status=422)
    return render(request, "audits/list.html", context, status=422 if form.errors else 200)


def _shown(found) -> dict:
    """The difference as the page draws it: the first lines, and how many there are."""
    changed = [
        {
            "name": row.name,
            "fields": [
                (FIELD_WORDS[field], values_of(before)[field], row.values()[field])
                for field in FIELDS
                if values_of(before)[field] != row.values()[field]
            ],
        }
        for before, row in found.changed[:SHOWN]
    ]
    return {
        "found": found,
        "created": found.created[:SHOWN],
        "changed": changed,
        "gone": found.gone[:SHOWN],
        "problems": found.report.problems[:SHOWN],
    }
