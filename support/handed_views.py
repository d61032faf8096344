"""The page of a referral for its recipient, under a one-time link, without an account: open, read what was agreed, answer.

A GET opens nothing, because programs that preview links would; each opening is a POST and recorded. Exempt from CSRF
tokens: the secret in the address is all the power there is.
"""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from foundation import clock, limits
from foundation.plain import PlainCharField
from support.actions.referring import answer_handed, by_secret, open_handed
from support.actions.stepping import Unlawful
from support.models import Referral
from support.sealing import Unreadable

TRIES_A_CLIENT, TEN_MINUTES = 60, 600


class HandedForm(forms.Form):
    """The recipient's answer."""

    words = PlainCharField(
        label=gettext_lazy("A message to the case worker"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handed(request, secret):
    """Wrong, used, run-out and revoked links look alike."""
    if not limits.allow("support.handed", limits.client_key(request), limit=TRIES_A_CLIENT, seconds=TEN_MINUTES):
        return render(request, "support/handed_gone.html", {"too_many": True}, status=429)
    today = clock.today()
    referral = by_secret(secret, today)
    if referral is None:
        return render(request, "support/handed_gone.html", status=404)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = HandedForm(request.POST if step in ("accept", "reject") else None)
    if step in ("accept", "reject") and form.is_valid():
        try:
            answer_handed(referral, step == "accept", form.cleaned_data["words"], today)
        except Unlawful:
            return render(request, "support/handed_gone.html", status=404)
        return render(request, "support/handed_gone.html", {"answered": step})
    context = {"referral": referral, "form": form}
    if step:
        try:
            context["told"] = _in_words(open_handed(referral, today))
        except Unreadable:
            context["unreadable"] = True
    return render(request, "support/handed.html", context, status=422 if form.errors else 200)


def _in_words(told: dict[str, str]) -> list[tuple[str, str]]:
    labels = {
        Referral.Field.CALLED: _("Name to be called by"),
        Referral.Field.CONTACT: _("How to answer"),
        Referral.Field.PLACE: _("Place"),
        Referral.Field.REQUEST: _("About"),
        Referral.Field.WORDS: _("Message"),
    }
    return [(labels[Referral.Field(field)], text) for field, text in told.items() if text]
