"""The public Atom feed of each language: new prices and steps, notices, laws and vetted openings."""

import hashlib
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from corridors.news import law_news, notice_news, route_news
from foundation import clock
from foundation.news import News, atom
from jobs.news import opening_news

MOST_OF_A_KIND = 30
# Whoever has news of another kind stands here: (language, today, how many at most) → entries, in a bounded number of queries.
SOURCES: tuple[Callable[[str, date, int], list[News]], ...] = (route_news, notice_news, law_news, opening_news)


@require_safe
def show_feed(request):
    """The feed, or 304 while nothing in it has changed."""
    language, today = get_language() or "en", clock.today()
    body = atom(
        [entry for source in SOURCES for entry in source(language, today, MOST_OF_A_KIND)],
        title=_("%(site)s: new prices, notices and jobs") % {"site": settings.SITE_NAME},
        site=settings.SITE_URL,
        path=reverse("feed"),
        home=reverse("wagtail_serve", args=[""]),
        language=language,
        author=settings.SITE_NAME,
    )
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    if settings.PORTAL_DEMO:
        response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)
