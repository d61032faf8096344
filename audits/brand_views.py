"""The registrar's page of brands: verify one, end one, and the way to invite its auditors. No list of a brand is seen here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import registrars_only
from audits.actions.brands import end_brand, verify_brand
from audits.desk_tables import brand_table
from audits.forms import BrandForm
from audits.models import Brand
from foundation import clock


@login_required
@registrars_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_brands(request):
    """All brands by name; a POST verifies one or ends one."""
    today, step = clock.today(), request.POST.get("step", "")
    form = BrandForm(request.POST if step == "verify" else None)
    if step == "end":
        end_brand(get_object_or_404(Brand, pk=_uuid(request.POST.get("brand", ""))), today, request.user)
        messages.success(request, _("Ended. Nobody acts for this brand here any more."))
        return redirect("brands")
    if step == "verify" and form.is_valid():
        told = form.cleaned_data
        _brand, new = verify_brand(told["name"], told["country"], told["evidence"], today, request.user)
        if new:
            messages.success(request, _("Verified. Now invite its first auditor as an officer."))
        else:
            messages.warning(request, _("This brand is verified already."))
        return redirect("brands")
    return brand_table(request).answer("audits/brands.html", {"form": form}, status=422 if form.is_bound else 200)


def _uuid(text: str) -> str | None:
    plain = text.replace("-", "")
    return plain if len(plain) == 32 and all(sign in "0123456789abcdef" for sign in plain) else None
