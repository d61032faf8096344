"""The CSO's desk: sheets of review cards to print, once, and to call back. Officers of that CSO only."""

import io
import secrets

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agencies.actions.reviews import print_cards, void_cards
from agencies.models import ReviewBatch
from agencies.permissions import hands_out_cards
from agencies.review_codes import new_card_codes
from agencies.review_desk_forms import SheetForm
from agencies.review_wording import REFUSALS
from agencies.rules.review_refusals import ReviewRefused
from agencies.sheet_tables import sheet_table
from foundation import clock, codes
from foundation.pdf import draw
from partners.models import CSO


@login_required
@never_cache
def show_sheets(request):
    """The sheets of the CSOs this user is an officer of, newest first, with a form for a new one each."""
    csos = [cso for cso in CSO.objects.of_member(request.user, clock.today()) if hands_out_cards(request.user, cso)]
    if not csos:
        raise PermissionDenied
    language = get_language() or "en"
    forms = [(cso, SheetForm(language=language, initial=_first(language))) for cso in csos]
    return sheet_table(request, csos).answer("agencies/review_sheets.html", {"csos": forms})


@login_required
@never_cache
@require_POST
def print_sheet(request, cso):
    """A new sheet as a PDF: the only time that its codes can be seen. It is drawn first, so that none is lost."""
    cso = get_object_or_404(CSO, pk=cso)
    if not hands_out_cards(request.user, cso):
        raise Http404
    form = SheetForm(request.POST, language=get_language() or "en")
    if not form.is_valid():
        return _refused(request, cso, form, 422)
    told, today = form.cleaned_data, clock.today()
    drawn = new_card_codes(told["count"])
    pdf = draw(sheet_page(drawn, told["language"]))
    try:
        print_cards(
            cso,
            told["count"],
            told["submission"],
            today,
            codes_drawn=drawn,
            corridor=form.corridors.get(told["corridor"]),
            language=told["language"],
            actor=request.user,
        )
    except ReviewRefused as refused:
        form.add_error(None, REFUSALS[refused.reason])
        return _refused(request, cso, form, 409)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="cards.pdf"'
    return answer


@login_required
@never_cache
@require_POST
def void_sheet(request, pk):
    """Call back the unused cards of a sheet, such as a lost or badly printed one."""
    batch = get_object_or_404(ReviewBatch.objects.select_related("cso__organisation"), pk=pk)
    if not hands_out_cards(request.user, batch.cso):
        raise Http404
    gone = void_cards(batch, actor=request.user)
    messages.success(request, _("%(number)s unused cards are worthless now.") % {"number": gone})
    return redirect("review_sheets")


def sheet_page(drawn: list[str], language: str) -> str:
    """The HTML of a sheet of cards, ready for foundation.pdf."""
    with translation.override(language):
        return render_to_string("agencies/review_cards.html", {"language": language, **cards_to_draw(drawn)})


def cards_to_draw(drawn: list[str]) -> dict:
    """What agencies/_review_card.html needs, in the language of the moment: `cards`, `site`, `address`."""
    return {
        "cards": [
            (codes.grouped(code), qr_drawing(settings.SITE_URL + reverse("review", args=[code]))) for code in drawn
        ],
        "site": settings.SITE_NAME,
        "address": bare(settings.SITE_URL + reverse("review_door")),
    }


def bare(address: str) -> str:
    """An address as people type it."""
    return address.partition("://")[2]


def qr_drawing(address: str):
    """A QR code as SVG."""
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", xmldecl=False, svgns=True, scale=1, border=2)
    return mark_safe(code.getvalue().decode())  # noqa: S308 - drawn by segno from our own address


def _refused(request, cso: CSO, form: SheetForm, status: int):
    """The form alone, as it was filled in: the table stands at another address."""
    return render(request, "agencies/review_sheets.html", {"csos": [(cso, form)]}, status=status)


def _first(language: str) -> dict:
    return {"submission": secrets.token_urlsafe(16), "language": language}
