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

from foundation import codes, limits
from jobs.introduction_views import introduction_of_receipt, lead_of_receipt
from support.forms import WriteForm
from support.receipt_views import case_of_receipt

TEN_MINUTES, HOUR = 600, 3600
# What found nothing, an address and window. Real use is not counted by address: many phones share one behind an operator.
WRONG_A_CLIENT = 30
# What found nothing under one code, from whatever addresses: whoever holds the paper guesses its phrase no faster. Codes
# that nothing belongs to are counted alike, so that being turned away tells nothing.
WRONG_A_CODE = 10
# Each look compares a slow hash; so many under one code in a window are no person's reading.
LOOKS_A_CODE = 120
# Steps that took somebody time to write; what a button alone says is asked again instead.
_WRITTEN = ("write", "send_complaint", "rank")
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
    asked = Asked(form.cleaned_data["code"], form.cleaned_data["phrase"], request.POST.get("step", ""))
    client, code = limits.client_key(request), codes.normalise(asked.code)
    if limits.is_spent("receipt.wrong", client, limit=WRONG_A_CLIENT, seconds=TEN_MINUTES):
        return _busy(request, form, "client", TEN_MINUTES)
    if code and limits.is_spent("receipt.code.wrong", code, limit=WRONG_A_CODE, seconds=HOUR):
        return _busy(request, form, "code", HOUR)
    if code and not limits.allow("receipt.code", code, limit=LOOKS_A_CODE, seconds=TEN_MINUTES):
        return _busy(request, form, "code", TEN_MINUTES)
    found = [page for page in [door(request, asked) for door in DOORS] if page is not None]
    if found:
        return found[0]
    limits.allow("receipt.wrong", client, limit=WRONG_A_CLIENT, seconds=TEN_MINUTES)
    if code:
        limits.allow("receipt.code.wrong", code, limit=WRONG_A_CODE, seconds=HOUR)
    # The code stays as it was typed: one wrong digit of sixteen is no reason to type them all again. The phrase does not.
    form = ReceiptForm(initial={"code": asked.code})
    return render(request, "portal/receipt.html", {"form": form, "not_found": True}, status=404)


def _busy(request, form, what: str, window: int):
    """Nothing was looked up or sent; the page holds all that was typed, to be sent again once the window is over."""
    wait, posted = limits.seconds_left(window), request.POST
    context = {"form": form, "too_many": what, "minutes": -(-wait // 60)}
    if posted.get("step") in _WRITTEN:
        shown = (*form.fields, "words")
        context["carried"] = [(name, value) for name in posted if name not in shown for value in posted.getlist(name)]
        if "words" in posted:
            context["words"] = WriteForm(initial={"words": posted["words"]})["words"]
    response = render(request, "portal/receipt.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response
