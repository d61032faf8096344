"""A brand's dossiers: ask for one, see how far it is, fetch it as JSON, CSV or PDF, let a failed one be made again."""

import json

from django.contrib import messages
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits.actions.dossiers import ask_dossier, note_fetched, retry_dossier
from audits.desk_doors import for_auditors
from audits.desk_tables import dossier_table
from audits.forms import DossierForm
from audits.models import Dossier, SupplierEntry
from audits.paper import csv_of
from audits.wording import GAPS
from foundation import clock, limits

FORMS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
A_DAY, DAY = 60, 24 * 3600


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def dossiers(request, brand):
    """All dossiers of the brand, newest first; a POST asks for one more."""
    today = clock.today()
    held = SupplierEntry.objects.filter(supplier__brand=brand).order_by()
    first = held.aggregate(first=Min("known_at"))["first"]
    form = DossierForm(
        request.POST if request.method == "POST" else None,
        today=today,
        # On a moved day of the demo the list was applied "today", whatever the real clock says.
        first_list=min(first.astimezone(clock.BANGKOK).date(), today) if first else None,
        countries=sorted(set(held.values_list("country", flat=True))),
        initial={"as_of": today},
    )
    if request.method == "POST" and form.is_valid():
        if not limits.allow("audits.dossier", f"brand/{brand.pk}", limit=A_DAY, seconds=DAY):
            form.add_error(None, _("Very many dossiers were asked for today. Ask again tomorrow."))
        else:
            told, language = form.cleaned_data, get_language() or "en"
            made = ask_dossier(brand, told["as_of"], told["country"], told["recipient"], language, request.user)
            return redirect("dossier", brand.pk, made.pk)
    context = {"brand": brand, "form": form, "writes": request.writes}
    return dossier_table(request, brand).answer("audits/dossiers.html", context, status=422 if form.errors else 200)


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request, brand, pk):
    """One dossier: how far it is, then its digest, what is not known, and the files. A POST makes a failed one again."""
    made = get_object_or_404(Dossier.objects.defer("pdf"), pk=pk, brand=brand)
    if request.method == "POST":
        if not retry_dossier(made):
            messages.warning(request, _("Nothing was changed: it is being made, or ready."))
        return redirect("dossier", brand.pk, pk)
    content = json.loads(made.content) if made.content else None
    context = {
        "brand": brand,
        "made": made,
        "writes": request.writes,
        "stopped": Dossier.objects.abandoned(clock.now()).filter(pk=pk).exists(),
        "content": content,
        "gaps": [(words, content["not_known"][code]) for code, words in GAPS.items()] if content else [],
    }
    response = render(request, "audits/dossier.html", context)
    if made.unfinished and not context["stopped"]:
        response["Refresh"] = "5"
    return response


@for_auditors
@require_safe
def dossier_file(request, brand, pk, form: str):
    """The dossier as a file."""
    made = get_object_or_404(Dossier, pk=pk, brand=brand, state=Dossier.State.DONE.value)
    if form not in FORMS:
        raise Http404
    bodies = {
        "json": lambda: made.content.encode(),
        "csv": lambda: csv_of(json.loads(made.content)).encode(),
        "pdf": lambda: bytes(made.pdf),
    }
    note_fetched(made, form, request.user)
    response = HttpResponse(bodies[form](), content_type=FORMS[form])
    name = f"dossier-{made.as_of.isoformat()}-{made.digest[:12]}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Digest"] = made.digest
    return response
