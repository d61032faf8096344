"""One door for every receipt code: letters to agencies, reports, and help asked for. Each app shows its own page.

Exempt from CSRF tokens on purpose; see jobs.introduction_views. The code travels in the body of a POST only.
"""

from dataclasses import dataclass

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation import limits
from jobs.introduction_views import introduction_of_receipt, lead_of_receipt
from support.receipt_views import case_of_receipt

TRIES_A_CLIENT, TEN_MINUTES = 30, 600
# All are asked always, whatever the first one found: the time does not tell what a code belongs to.
DOORS = (introduction_of_receipt, lead_of_receipt, case_of_receipt)


@dataclass(frozen=True)
class Asked:
    """A code and a phrase as somebody typed them, and what they want to do with it."""

    code: str
    phrase: str
    step: str


class ReceiptForm(forms.Form):
    """Sixteen digits in any script, grouped in any way, and the phrase of whoever set one."""

    code = forms.CharField(
        label=_("Your receipt code"),
        help_text=_("16 digits. Spaces do not matter."),
        max_length=100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )
    phrase = forms.CharField(
        label=_("Your secret phrase"),
        help_text=_("Only if you chose one when you asked for help."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request):
    """Look up a receipt code; read what belongs to it and act on it. Wrong, unknown and past its days look alike."""
    form = ReceiptForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/receipt.html", {"form": form}, status=422 if form.is_bound else 200)
    if not limits.allow("jobs.receipt", limits.client_key(request), limit=TRIES_A_CLIENT, seconds=TEN_MINUTES):
        return render(request, "portal/receipt.html", {"form": ReceiptForm(), "too_many": True}, status=429)
    asked = Asked(form.cleaned_data["code"], form.cleaned_data["phrase"], request.POST.get("step", ""))
    found = [page for page in [door(request, asked) for door in DOORS] if page is not None]
    if found:
        return found[0]
    return render(request, "portal/receipt.html", {"form": ReceiptForm(), "not_found": True}, status=404)
