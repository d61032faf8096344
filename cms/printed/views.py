"""The addresses of printed guides: the leaflet, the folding card, and "has something changed since it was printed?"."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.models import PrintedSheet
from cms.printed import making
from cms.printed.telling import tell
from corridors.bundle import mark_of, rows_about
from corridors.models import Corridor
from foundation import clock, limits

# Drawing costs a second or two; a finished file costs nothing and has no limit.
DRAWN, WINDOW = 20, 600
SECONDS_TO_WAIT = 4
COME_AGAIN = 10


@require_safe
def leaflet(request, code: str):
    """The guide as a leaflet of two pages."""
    return _sheet(request, code, PrintedSheet.Form.LEAFLET)


@require_safe
def card(request, code: str):
    """The guide as a card of A6 that folds to A7."""
    return _sheet(request, code, PrintedSheet.Form.CARD)


def _sheet(request, code: str, form: PrintedSheet.Form):
    """The file that says what holds today: the kept one, else one made now, else a page that says to come again.

    An older file is only given to who asks for that very one (`?of=3f9a52c01b7d`), never as what is known on a day: it
    may have been drawn in the morning of a day whose facts moved at noon.
    """
    corridor = get_object_or_404(Corridor, code=code.upper())
    language = get_language() or "en"
    sheet = making.sheet_of(corridor, form, language)
    if sheet and sheet.file and request.GET.get("of") == sheet.name:
        pdf = making.content_of(sheet)
        if pdf is not None:
            return _given(request, sheet, pdf)
    telling = tell(corridor, form, language, clock.today())
    if not making.is_current(sheet, telling):
        fresh = None
        if not making.rests(sheet, telling) and limits.allow(
            "cms.printed", limits.client_key(request), limit=DRAWN, seconds=WINDOW
        ):
            fresh = making.make(telling, wait=SECONDS_TO_WAIT)
        if fresh is None:
            return _come_again(request, corridor, form, making.sheet_of(corridor, form, language))
        sheet = fresh
    pdf = making.content_of(sheet)
    # Replaced between the two readings: the new one is there at the next request.
    return _come_again(request, corridor, form, sheet) if pdf is None else _given(request, sheet, pdf)


def _given(request, sheet: PrintedSheet, pdf: bytes) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"{sheet.corridor.code}-{sheet.form}-{sheet.language}-{sheet.facts_of.isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["ETag"] = f'"{sheet.digest[:32]}-{sheet.facts_of.isoformat()}"'
    answer["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


def _come_again(request, corridor: Corridor, form: PrintedSheet.Form, sheet: PrintedSheet | None) -> HttpResponse:
    old = sheet if making.content_of(sheet) is not None else None
    told = {"corridor": corridor, "form": form, "old": old, "failed": bool(sheet and sheet.failed_since)}
    answer = render(request, "cms/printed/come_again.html", told, status=503)
    answer["Retry-After"] = str(COME_AGAIN)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def printed(request, code: str, mark: str):
    """Whether the facts are still those of the sheet that bears this mark."""
    corridor = get_object_or_404(Corridor, code=code.upper())
    today = clock.today()
    same = mark.lower() == mark_of(rows_about(corridor), today)
    return render(request, "cms/printed/printed.html", {"corridor": corridor, "same": same, "today": today})
