"""Every public page in five languages on a narrow phone: it fits, asks nobody else, complains of nothing, weighs little."""

import gzip
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = ("en", "my", "km", "lo", "th")
FIRST_PACKETS = 14_600
# Much is answered, a page is full, and near misses stand beneath.
ANSWERS = (
    "?origin=MM&destination=JP&destination=SG&destination=TH&cost_to=0.5&prefer_occupation=5120&prefer_occupation=9211"
    "&prefer_occupation=9111&prefer_language=my&prefer_language=en&wage_from=300"
)


def first_of(site, language: str, listing: str, pattern: str) -> str:
    """The first address on a listing page that fits the pattern."""
    text = urllib.request.urlopen(f"{site.url}/{language}/{listing}").read().decode()
    return re.search(pattern, text)[0]


def pages_in(site, language: str) -> list[str]:
    """Every kind of public page."""
    opening = first_of(site, language, "jobs/", rf"/{language}/jobs/\d{{10}}/")
    agency = first_of(site, language, "agencies/?example=true", rf"/{language}/agencies/\d{{8}}/")
    fixed = [
        "",
        "jobs/",
        "match/",
        f"match/{ANSWERS}",
        "agencies/",
        "agencies/check/",
        "corridors/",
        "corridors/MM-TH-MOU/",
        "help/",
        "receipt/",
        "alerts/?words=cook&destination=TH",
        "attributions/",
        "cost/",
        "cost/?origin=MM&destination=TH&channel=MOU&wage=12000&currency=THB&interest=5",
        "cost/?origin=MM&destination=MM&wage=-4&currency=XXX&interest=abc",
        "open-data/",
        "phone/",
        "search/?words=visa",
        "search/?words=xyzzy",
        "about/",
        "about/method/",
        "about/contact/",
        "read/",
        "read/rights/th/",
        "read/articles/five-questions/",
        "read/stories/example-one/",
        "read/library/example-leaflet/",
        "read/example-film/",
    ]
    return [f"/{language}/{path}" for path in fixed] + [opening, f"{opening}introduce/", agency]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_a_narrow_phone_and_asks_nobody_else(site, chromium, language):
    page = open_page(chromium, language=language)
    for path in pages_in(site, language):
        response = page.goto(site.url + path)
        assert response.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} is wider than the screen"
        assert page.get_attribute("html", "lang") == language
    assert [url for url in page.watched.requests if not url.startswith((site.url, "data:"))] == []
    assert page.watched.complaints == []
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_pages_come_in_the_first_ten_packets(site, language):
    opening = first_of(site, language, "jobs/", rf"/{language}/jobs/\d{{10}}/")
    agency = first_of(site, language, "agencies/?example=true", rf"/{language}/agencies/\d{{8}}/")
    match = f"/{language}/match/"
    guide, article = f"/{language}/corridors/MM-TH-MOU/", f"/{language}/read/articles/five-questions/"
    for path in (f"/{language}/", f"/{language}/jobs/", opening, agency, match, match + ANSWERS, guide, article):
        body, weight = fetch(site.url + path)
        text = body.decode()
        assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text))
        weight += sum(fetch(site.url + asset)[1] for asset in assets)
        assert weight <= FIRST_PACKETS, f"{path} weighs {weight} bytes with {sorted(assets)}"


def fetch(url: str) -> tuple[bytes, int]:
    """A file's text and what it weighs as a browser without brotli would fetch it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        raw = response.read()
        return (gzip.decompress(raw) if response.headers["Content-Encoding"] == "gzip" else raw), len(raw)


@pytest.mark.parametrize("language", ["en", "my"])
def test_axe_finds_nothing_to_complain_of(site, chromium, language):
    page = open_page(chromium, script=True, language=language)
    # The checker's own script is not the page's: let it in.
    page.route("**/*", lambda route: let_the_checker_in(route))
    for path in pages_in(site, language):
        page.goto(site.url + path)
        results = Axe().run(page)
        problems = [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in results.response["violations"]]
        assert problems == [], path
    page.context.close()


def let_the_checker_in(route) -> None:
    """The same response without its policy."""
    response = route.fetch()
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
