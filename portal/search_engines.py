"""What search engines are told: which addresses are closed, each page's one address and its other languages, sitemaps.

Nothing is told of a practice site, of a moved clock, of invented examples, or of an agency that fell.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max, Q
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from agencies.models import Agency
from agencies.reading import trusted_on
from cms.models import CorridorGuidePage, CorridorIndexPage, silent_on
from cms.translation.drift import page_types
from corridors.models import Corridor, CorridorStatus, CostItem, Step
from foundation import clock
from jobs.models import Opening

# Receipts, letters, reports, desks and staff pages are no pages for search engines.
CLOSED = (
    "/admin/",
    "/*/account/",
    "/*/desk/",
    "/*/receipt/",
    "/*/report/",
    "/*/review/",
    "/*/introduce/",
    "/*/alerts/",
    "/*/help/ask/",
    "/*/help/handed/",
    "/*/_util/",
)
_CLOSED = re.compile("|".join(re.escape(path).replace(r"/\*/", "/(?:.+/)?") for path in CLOSED))
# Pages without a row of their own behind them.
_PLAIN_PAGES = ("results", "match", "agency_list", "agency_check", "corridor_list", "cost", "help", "verify_form", "attributions", "open_data", "network")  # fmt: skip


def may_be_indexed() -> bool:
    """Whether this copy of the site is the real one, on the real day."""
    return not (settings.PORTAL_DEMO or clock.is_moved())


@dataclass(frozen=True)
class PageLinks:
    """canonical: the one address of a page, without what was asked of it. others: [(language, address)] of its twins."""

    canonical: str
    others: tuple[tuple[str, str], ...]

    @property
    def default(self) -> str:
        """For readers of any other language: the English twin, else the page itself."""
        return dict(self.others).get(settings.LANGUAGE_CODE, self.canonical)


def links_of(request, page=None, languages=()) -> PageLinks | None:
    """The links of the page that answers a request; None for what is closed, sent, or not there.

    `page`: a page of the CMS, whose twins have addresses of their own; those that are not published have none, and an
    English page that stands in for one has its English address. A guide's words stand on a route's page, which all languages have.
    `languages`: [(code, name, address of this page in it)], as portal.context tells every other page.
    """
    if request.method not in ("GET", "HEAD") or request.resolver_match is None or _CLOSED.match(request.path):
        return None
    canonical = request.path
    if isinstance(page, Page) and not isinstance(page, (CorridorGuidePage, CorridorIndexPage)):
        canonical = _relative(page, request) or canonical
        # One query for every page that readers open; only restrictions of a page's own matter among twins.
        twins = page.get_translations(inclusive=True).live().filter(view_restrictions=None).select_related("locale")
        found = ((twin.locale.language_code, _relative(twin, request)) for twin in twins)
        others = tuple(sorted((code, settings.SITE_URL + address) for code, address in found if address))
    else:
        others = tuple((code, settings.SITE_URL + address) for code, _, address in languages)
    return PageLinks(settings.SITE_URL + canonical, others)


def _relative(page: Page, request=None) -> str:
    """The path of a CMS page on this site; "" for a page outside every site."""
    address = page.get_url(request)
    return urlsplit(address).path if address else ""


@dataclass(frozen=True)
class Entry:
    """One line of a sitemap. path: without language and host."""

    path: str
    changed: date | datetime | None = None


class PagesInOneLanguage(Sitemap):
    """All that may be indexed in one language, 50,000 addresses a file."""

    limit = 50_000

    def __init__(self, language: str):
        self.language = language

    def items(self) -> list[Entry]:
        if not may_be_indexed():
            return []
        with translation.override(self.language):
            return [*_cms_pages(self.language), *_plain_pages(), *_corridors(), *_agencies(), *_openings()]

    def location(self, item: Entry) -> str:
        return item.path

    def lastmod(self, item: Entry):
        return item.changed

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


SITEMAPS = {code: PagesInOneLanguage(code) for code, _ in settings.LANGUAGES}


def sitemap_index(request):
    """One sitemap a language (and 50,000 addresses). A practice site has none."""
    if not may_be_indexed():
        raise Http404
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap")


def sitemap(request, section: str):
    """The sitemap of one language."""
    if not may_be_indexed() or section not in SITEMAPS:
        raise Http404
    return sitemap_views.sitemap(request, SITEMAPS, section)


def _cms_pages(language: str) -> list[Entry]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    roots = site.root_page.get_translations(inclusive=True).filter(locale__language_code=language)
    pages = [page for root in roots for page in _told(Page.objects.descendant_of(root, inclusive=True))]
    return [Entry(path, page.last_published_at) for page in pages if (path := _relative(page))]


def _told(pages):
    """Without what is invented, stories and films that may not be shown today, and guides, whose addresses are the routes' own."""
    hidden = silent_on(clock.today())
    for kind in page_types():
        hidden |= Q(pk__in=kind.objects.filter(example=True).values("pk"))
    return pages.live().public().not_type(CorridorGuidePage, CorridorIndexPage).exclude(hidden)


def _plain_pages() -> list[Entry]:
    return [Entry(reverse(name)) for name in _PLAIN_PAGES]


def _corridors() -> list[Entry]:
    changed: dict[int, datetime] = {}
    for model in (CostItem, Step, CorridorStatus):
        for corridor, last in model.objects.current().values_list("corridor").annotate(Max("known_from")).order_by():
            changed[corridor] = max(last, changed.get(corridor, last))
    rows = Corridor.objects.values_list("pk", "code")
    return [Entry(reverse("corridor", args=[code]), changed.get(pk)) for pk, code in rows]


def _agencies() -> list[Entry]:
    """The register without examples, and without whoever was judged on a route and is vetted on none."""
    fallen = trusted_on(clock.today()).fallen
    rows = Agency.objects.filter(example=False).order_by("public_id").values_list("public_id", "changed_at")
    return [Entry(reverse("agency", args=[number]), changed) for number, changed in rows if number not in fallen]


def _openings() -> list[Entry]:
    rows = Opening.objects.visible(clock.today()).filter(example=False).order_by("public_id")
    return [
        Entry(reverse("opening", args=[number]), published)
        for number, published in rows.values_list("public_id", "published_on")
    ]
