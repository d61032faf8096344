"""The printed card of a job or an agency: one page of A6 with a QR code, digits to read aloud, and what it does not prove."""

import io
from hashlib import sha256

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.showing import show as show_agency
from corridors.lines import footer_lines
from foundation import cards, clock, limits
from foundation.pdf import draw
from jobs import reading
from jobs.cards import card_of
from jobs.showing import cards_of, opening_or_404
from jobs.wording import VERIFY_NOT_PROVED

# A card is drawn once for what it says; the day is part of it.
KEPT_SECONDS = 3600
DRAWN, WINDOW = 40, 600


@require_safe
def opening_card(request, public_id: str):
    """The card of an opening that is on show; any other leads to its page, which says why."""
    today, language = clock.today(), get_language() or "en"
    opening = opening_or_404(public_id)
    shown = reading.show(opening, today, language)
    if not shown.verdict.visible:
        return redirect("opening", opening.public_id)
    (card,) = cards_of([shown], language)
    told = {"opening": opening, "shown": card}
    if opening.agency:
        told["agency"] = show_agency(opening.agency, today, language, whole=False)
    return _drawn(request, opening, told, f"job-{opening.public_id}")


@require_safe
def agency_card(request, public_id: str):
    """The card of an agency, whatever its standing: it says what holds."""
    today, language = clock.today(), get_language() or "en"
    agency = Agency.objects.filter(public_id=public_id).first()
    if agency is None:
        raise Http404
    return _drawn(request, agency, {"agency": show_agency(agency, today, language, whole=False)}, f"agency-{public_id}")


def _drawn(request, subject, told, name):
    if not limits.allow("jobs.card", limits.client_key(request), limit=DRAWN, seconds=WINDOW):
        return render(request, "jobs/card_busy.html", status=429)
    today, language = clock.today(), get_language() or "en"
    card = card_of(subject, today)
    address = settings.SITE_URL + reverse("verify", args=[cards.sign(card)])
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", xmldecl=False, svgns=True, scale=1, border=2)
    html = render_to_string(
        "jobs/card.html",
        {
            **told,
            "language": language,
            "site": settings.SITE_NAME,
            "page": settings.SITE_URL + reverse("verify_form"),
            "qr": mark_safe(code.getvalue().decode()),  # noqa: S308 - drawn by segno from our own address
            "spoken": cards.spoken(card),
            "issued": card.issued,
            "lines": footer_lines(language)[:2],
            "not_proved": VERIFY_NOT_PROVED[:2],
        },
    )
    key = f"jobs.card:{sha256(html.encode()).hexdigest()}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = draw(html)
        cache.set(key, pdf, KEPT_SECONDS)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
