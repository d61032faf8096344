"""Every kind of page that the public may open, in one language: tests.browser and bench.browser go through it.

A test holds the list against every address and every kind of editors' page there is.
"""

import re
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bench.every_block import SLUG
from foundation import clock

LANGUAGES = ("en", "my", "km", "lo", "th")
# Much is answered, a page is full, and near misses stand beneath.
ANSWERS = (
    "?origin=MM&destination=JP&destination=SG&destination=TH&cost_to=0.5&prefer_occupation=5120&prefer_occupation=9211"
    "&prefer_occupation=9111&prefer_language=my&prefer_language=en&wage_from=300"
)
ROUTE = "corridors/MM-TH-MOU/"
# What editors write, by the kind of page.
EDITED = {
    "HomePage": "",
    "CorridorIndexPage": "corridors/",
    "CorridorGuidePage": ROUTE,
    "RightsPage": "read/rights/th/",
    "MethodPage": "about/method/",
    "PlainPage": "about/",
    "ContactPage": "about/contact/",
    "PartnersPage": "about/partners/",
    "ShelfPage": "read/",
    "ArticlePage": f"read/articles/{SLUG}/",
    "StoryPage": "read/stories/example-one/",
    "VideoPage": "read/example-film/",
    "LibraryPage": "read/library/",
    "PublicationPage": "read/library/example-leaflet/",
}
FIXED = (
    *EDITED.values(),
    "about/privacy/",
    "about/terms/",
    "read/articles/five-questions/",
    "jobs/",
    "jobs/?words=xyzzy&destination=TH",
    "match/",
    "network/",
    f"match/{ANSWERS}",
    "agencies/",
    "agencies/check/",
    "agencies/check/?q=xyzzy",
    f"{ROUTE}sdg/",
    f"{ROUTE}printed/0123abcd/",
    "help/",
    "help/ask/",
    "receipt/",
    "report/",
    "report/advert/",
    "review/",
    "review/withdraw/",
    "verify/",
    "alerts/?words=cook&destination=TH",
    "attributions/",
    "cost/",
    "cost/?origin=MM&destination=TH&channel=MOU&wage=12000&currency=THB&interest=5",
    "cost/?origin=MM&destination=MM&wage=-4&currency=XXX&interest=abc",
    "open-data/",
    "open-data/?as_of=2026-05-01",
    "phone/",
    "search/?words=visa",
    "search/?words=xyzzy",
    "account/login/",
    "account/signup/",
    "account/password/reset/",
)
MISSING = "nowhere/at-all/"
# Public addresses that are no page of their own kind: a secret leads there, or what comes is a file.
NO_PAGES = {
    "invitation", "review", "card_keys", "feed", "open_data_package", "open_data_dictionary", "open_data_file", "worker",
    "manifest", "guide_picture", "page_picture", "handed",
}  # fmt: skip


@dataclass(frozen=True)
class PublicPage:
    """One address below the site's own, and the status that it answers with."""

    path: str
    status: int = 200


def public_pages(url: str, language: str) -> list[PublicPage]:
    """Every kind of public page of the site at `url`; it holds examples, and what bench.every_block plants."""
    opening = first_of(url, language, "jobs/", r"jobs/\d{10}/")
    agency = first_of(url, language, "agencies/?example=true", r"agencies/\d{8}/")
    paper = first_of(url, language, "read/library/example-leaflet/", r"paper/\d+/")
    yesterday = clock.today() - timedelta(days=1)
    found = (
        opening,
        f"{opening}introduce/",
        agency,
        f"{agency}correct/",
        f"{agency}?as_of={yesterday}",
        f"agencies/?as_of={yesterday}",
        f"verify/{opening.split('/')[1]}/",
        f"verify/{agency.split('/')[1]}/",
        paper,
    )
    pages = [PublicPage(f"/{language}/{path}") for path in (*FIXED, *found)]
    return [*pages, PublicPage(f"/{language}/{MISSING}", 404)]


@cache
def first_of(url: str, language: str, listing: str, pattern: str) -> str:
    """The first address below the language's own that fits, on a page of lists."""
    text = urllib.request.urlopen(f"{url}/{language}/{listing}", timeout=60).read().decode()
    return re.search(rf"/{language}/({pattern})", text)[1]
