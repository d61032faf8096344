"""The addresses of pictures for shared links: of a guide, and of a page that editors write. Drawn once for their words."""

import logging
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.models import EditedPage
from cms.share import CannotDraw, Words, draw
from corridors.models import Corridor
from foundation import clock, limits
from reference.names import country_name, phrases

logger = logging.getLogger(__name__)
KEPT_SECONDS = 7 * 24 * 3600
DRAWN, WINDOW = 60, 600


@require_safe
def guide_picture(request, code: str):
    """From where to where, and by which way: nothing that a new fact could make untrue."""
    corridor = get_object_or_404(Corridor, code=code)
    language = get_language() or "en"
    here, there = (country_name(each, language) for each in (corridor.origin, corridor.destination))
    way = phrases({corridor.channel_name}, language).get(corridor.channel_name, corridor.channel_name)
    return _picture(request, Words(f"{here} → {there}", way, language, settings.SITE_NAME))


@require_safe
def page_picture(request, pk: int):
    """A page's title; of a page with a neutral title that one, for a story's own must not stand in a chat."""
    page = get_object_or_404(Page.objects.live().public(), pk=pk).specific
    if not isinstance(page, EditedPage) or (hasattr(page, "lacks") and page.lacks(clock.today())):
        raise Http404
    return _picture(request, Words(str(page.neutral_title or page.title), "", page.language, settings.SITE_NAME))


def _picture(request, words: Words) -> HttpResponse:
    key = f"cms.share:{sha256(repr(words).encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        if not limits.allow("cms.share", limits.client_key(request), limit=DRAWN, seconds=WINDOW):
            return HttpResponse(status=429, headers={"Retry-After": str(WINDOW)})
        try:
            drawn = draw(words)
        except CannotDraw as why:
            logger.error("A picture for a shared link cannot be drawn: %s", why)
            raise Http404 from why
        cache.set(key, drawn, KEPT_SECONDS)
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
