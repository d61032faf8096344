"""/verify/: what is true today of a code on a card, an advert or a helpline's line. All are plain GETs."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agencies.reading import standing_of
from agencies.showing import show as show_agency
from foundation import cards, clock, limits
from jobs import reading
from jobs.cards import LONGEST_CODE, meaning_of
from jobs.showing import cards_of
from jobs.wording import DOUBTS, HIDDEN, VERIFY_NOT_PROVED

TRIES, WINDOW = 60, 600


@require_safe
def verify_form(request):
    """A place to type a code."""
    if typed := request.GET.get("code", "").strip():
        return redirect("verify", typed[:LONGEST_CODE].replace("/", " "))
    return render(request, "jobs/verify.html", {"not_proved": VERIFY_NOT_PROVED})


@require_safe
def verify(request, code: str):
    """What the code stands for, and what holds of it at this moment; a card never says more than the registry."""
    language, today = get_language() or "en", clock.today()
    if not limits.allow("jobs.verify", limits.client_key(request), limit=TRIES, seconds=WINDOW):
        return render(request, "jobs/verify.html", {"too_many": True, "not_proved": VERIFY_NOT_PROVED}, status=429)
    meant = meaning_of(code, today)
    context = {
        "typed": code[:LONGEST_CODE],
        "meant": meant,
        "doubt": DOUBTS[meant.doubt] if meant.doubt else "",
        "today": today,
        "not_proved": VERIFY_NOT_PROVED,
    }
    if meant.opening:
        shown = reading.show(meant.opening, today, language)
        (context["card"],) = cards_of([shown], language)
        context["hidden"] = [HIDDEN[reason] for reason in shown.verdict.reasons] if not shown.verdict.visible else []
        agency = meant.opening.agency
        if agency:
            context["verdict"] = standing_of(agency, meant.opening.corridor, today)
            context["shown"] = show_agency(agency, today, language, whole=False)
    elif meant.agency:
        context["shown"] = show_agency(meant.agency, today, language, whole=False)
    status = 200 if meant.opening or meant.agency else 404
    return render(request, "jobs/verify.html", context, status=status)


@require_safe
def card_keys(request):
    """The public keys of our cards, for checking a QR code without this site; docs/codes.md tells how."""
    return JsonResponse({"algorithm": "Ed25519", "keys": cards.public_keys()})
