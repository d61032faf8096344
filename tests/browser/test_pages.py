"""Every public page in five languages on a narrow phone: it fits, asks nobody else, complains of nothing, weighs little."""

import gzip
import json
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve

from bench.public_pages import ANSWERS, EDITED, LANGUAGES, NO_PAGES, public_pages
from cms.models import EditedPage, HomePage, LibraryPage
from tests.browser.conftest import open_page
from tests.test_matrix import SITE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST_PACKETS = 14_600
# The checker looks at every page in English; the others share them out. `make bench-browser` has it look at all in all.
SHARES = {"en": slice(None)} | {
    language: slice(share, None, 4) for share, language in enumerate(("my", "km", "lo", "th"))
}
# {address below a language: the kind of the page}, of the English tree; a guide's page has the corridor's address.
KINDS = """
import json
from cms.models import CorridorGuidePage
from wagtail.models import Page
rows = [page for page in Page.objects.filter(locale__language_code="en", depth__gt=1).specific()]
kept = {"/".join(page.url_path.split("/")[2:]).strip("/"): type(page).__name__ for page in rows}
kept |= {f"corridors/{page.corridor.code}": type(page).__name__ for page in rows if isinstance(page, CorridorGuidePage)}
print(json.dumps(kept))
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_narrow_phone_and_asks_nobody_else(site, chromium, language):
    page = open_page(chromium, width=320, language=language)
    for each in public_pages(site.url, language):
        response = page.goto(site.url + each.path)
        assert response.status == each.status, each.path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{each.path} is wider than the screen"
        assert page.get_attribute("html", "lang") == language
        # Only a form that opens a session sets anything.
        assert page.context.cookies() == [] or "/account/" in each.path, each.path
        page.context.clear_cookies()
    assert [url for url in page.watched.requests if not url.startswith((site.url, "data:"))] == []
    # Chromium complains of a page that is not there by itself.
    assert [words for words in page.watched.complaints if "404" not in words] == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_pages_come_in_the_first_ten_packets(site, language):
    kinds = re.compile(
        rf"/{language}/(|jobs/(\d+/)?|agencies/\d+/|match/({re.escape(ANSWERS)})?|read/articles/five-.*)"
    )
    pages = [each.path for each in public_pages(site.url, language) if kinds.fullmatch(each.path)]
    assert len(pages) == 7
    # The three longest guides; `make bench-browser` weighs all.
    guides = [f"/{language}/corridors/{origin}-TH-MOU/" for origin in ("MM", "KH", "LA")]
    for path in (*pages, *guides):
        body, weight = fetch(site.url + path)
        text = body.decode()
        assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text))
        weight += sum(fetch(site.url + asset)[1] for asset in assets)
        assert weight <= FIRST_PACKETS, f"{path} weighs {weight} bytes with {sorted(assets)}"


def test_every_kind_of_public_page_is_looked_at(site):
    pages = public_pages(site.url, "en")
    opened = {resolve(each.path.split("?")[0]).url_name for each in pages}
    anybodys = {name for name, (roles, _where) in SITE.items() if roles[0] == 200}
    assert anybodys - opened - NO_PAGES == set()
    kinds = {kind.__name__ for kind in (HomePage, *EditedPage.__subclasses__(), LibraryPage)}
    assert kinds == set(EDITED)
    # The address named for a kind is really of that kind.
    told = site.manage("shell", "-c", KINDS)
    shown = json.loads(told.splitlines()[-1])
    assert {name: shown.get(path.strip("/")) for name, path in EDITED.items()} == {name: name for name in EDITED}


def fetch(url: str) -> tuple[bytes, int]:
    """A file's text and what it weighs as a browser without brotli would fetch it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        raw = response.read()
        return (gzip.decompress(raw) if response.headers["Content-Encoding"] == "gzip" else raw), len(raw)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_to_complain_of(site, chromium, language):
    page = open_page(chromium, width=320, script=True, language=language)
    # The checker's own script is not the page's: let it in.
    page.route("**/*", lambda route: let_the_checker_in(route))
    for each in public_pages(site.url, language)[SHARES[language]]:
        page.goto(site.url + each.path)
        results = Axe().run(page)
        problems = [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in results.response["violations"]]
        assert problems == [], each.path
    page.context.close()


def let_the_checker_in(route) -> None:
    """The same page without its policy, which only pages have; the rest comes as it is."""
    if route.request.resource_type != "document":
        route.continue_()
        return
    response = route.fetch(max_retries=2)  # the server may close an idle connection just then
    headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
    route.fulfill(response=response, headers=headers)


@pytest.mark.parametrize(
    "words", ["x" * 10_000, "%E1%80%86%E1%80%B1%E1%80%AC%E1%80%80%E1%80%BA" * 2000], ids=["letters", "burmese"]
)
def test_ten_thousand_characters_get_a_page_of_ours(site, words):
    body, _ = fetch(f"{site.url}/my/jobs/?words={words}")
    assert 'lang="my"' in body.decode()


@pytest.mark.parametrize(
    "path", ["/en/jobs/?words=" + "x" * 3000, "/en/jobs/?page=1000000000", "/my/jobs/0000000000/", "/en/nowhere/"]
)
def test_odd_addresses_give_a_helpful_page(site, visitor, path):
    response = visitor.goto(site.url + path)
    assert response.status in (200, 404)
    assert visitor.locator("main a").count() + visitor.locator("header a").count() > 0
