"""The registrar's desk for CSOs: register, accredit, record ties. Its people are invited at the members' desk."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import registrars_only
from foundation import clock, codes
from partners import actions
from partners.cso_tables import accreditation, cso_table
from partners.forms import AccreditForm, CSOForm, TieForm
from partners.models import CSO
from reference.names import country_name

COUNTRIES = ("MM", "KH", "LA", "TH", "MY", "SG", "JP", "KR", "HK", "BD", "US")
ONE_DAY = timedelta(days=1)


@login_required
@registrars_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_csos(request):
    """All CSOs by name, with the last day of their accreditation; a POST registers one more."""
    language = get_language() or "en"
    countries = sorted(((code, country_name(code, language)) for code in COUNTRIES), key=lambda one: one[1])
    form = CSOForm(request.POST if request.method == "POST" else None, countries=countries)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        cso, new = actions.enrol_cso(told["name"], told["kind"], told["country"], request.user)
        if new:
            messages.success(request, _("Registered. Accredit it, then invite its first officer."))
        else:
            messages.warning(request, _("This organisation is registered already. Here it is."))
        return redirect("cso", cso.pk)
    table = cso_table(request, clock.today())
    return table.answer("partners/csos.html", {"form": form}, 422 if form.is_bound else 200)


@login_required
@registrars_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_cso(request, pk: int):
    """One CSO: accreditation, ties, and the way to its people."""
    cso, today = get_object_or_404(CSO, pk=pk), clock.today()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    until = cso.accredited_until
    given = {"since": cso.accredited_from or today, "last_day": until - ONE_DAY if until else None}
    accredit = AccreditForm(request.POST if step == "accredit" else None, initial=given)
    tie = TieForm(request.POST if step == "tie" else None)
    if step == "accredit" and accredit.is_valid():
        told = accredit.cleaned_data
        actions.accredit_cso(cso, told["since"], told["last_day"] + ONE_DAY, request.user)
        messages.success(request, _("Accredited."))
        return redirect("cso", pk)
    if step == "end":
        actions.end_accreditation(cso, today, request.user)
        messages.success(request, _("The accreditation ends today. Its vouches stop counting with this week."))
        return redirect("cso", pk)
    if step == "tie" and tie.is_valid():
        told = tie.cleaned_data
        actions.record_tie(cso, told["agency"], told["origin"], today, request.user)
        messages.success(request, _("The tie is recorded. This organisation cannot vouch for that agency."))
        return redirect("cso", pk)
    if step == "untie":
        actions.end_tie(cso, codes.normalise(request.POST.get("agency", "")), today, request.user)
        return redirect("cso", pk)
    context = {
        "cso": cso,
        **accreditation(cso, today),
        "accredit": accredit,
        "tie": tie,
        "ties": cso.ties.filter(until=None).order_by("since", "pk"),
    }
    bound = accredit.is_bound or tie.is_bound
    return render(request, "partners/cso.html", context, status=422 if bound else 200)
