"""What search engines and feed readers are told: one address a page, its twins, sitemaps without the fallen, news."""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.actions import plant_home
from cms.models import Consent, CorridorGuidePage, CorridorIndexPage
from cms.planting import plant_tree
from corridors.models import Corridor, Step
from portal import search_engines
from portal.search_engines import CLOSED, SITEMAPS
from tests.cms.make import make_article, make_consent, make_shelf, make_story
from tests.make import make_agency, make_corridor, make_opening, make_standing, make_status, make_vetted_agency

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def real(monkeypatch, settings):
    """As on the real site on the real day; the tests' own clock stays where it is."""
    settings.PORTAL_DEMO = False
    monkeypatch.setattr(search_engines, "may_be_indexed", lambda: True)
    monkeypatch.setattr("portal.doors.may_be_indexed", lambda: True)


def links(response) -> tuple[str, dict[str, str]]:
    body = response.content.decode()
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', body)
    return canonical and canonical[1], dict(
        re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', body)
    )


def addresses(response) -> set[str]:
    assert response.status_code == 200
    return {found.text for found in ElementTree.fromstring(response.content).iterfind(".//s:loc", NAMESPACES)}


def graph(response) -> dict[str, dict]:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)[1]
    return {part["@type"]: part for part in json.loads(block)["@graph"]}


@pytest.mark.parametrize(
    "path", ["", "jobs/", "agencies/", "corridors/", "cost/", "help/", "attributions/", "open-data/", "match/"]
)
def test_a_page_names_its_one_address_and_its_twins_without_what_was_asked(client, path):
    plant_home()
    canonical, twins = links(client.get(f"/my/{path}?words=x&page=2&origin=MM"))
    assert canonical == f"{settings.SITE_URL}/my/{path}"
    assert twins == {code: f"{settings.SITE_URL}/{code}/{path}" for code in LANGUAGES} | {
        "x-default": f"{settings.SITE_URL}/en/{path}"
    }


def test_pages_of_rows_have_them_too(client):
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(corridor)
    opening = make_opening(agency=agency, corridor=corridor)
    for path in (f"jobs/{opening.public_id}/", f"agencies/{agency.public_id}/", "corridors/MM-TH-AGENCY/"):
        canonical, twins = links(client.get(f"/th/{path}?as_of=2026-01-05"))
        assert canonical == f"{settings.SITE_URL}/th/{path}" and twins["my"] == f"{settings.SITE_URL}/my/{path}"


@pytest.mark.parametrize("path", ["account/login/", "receipt/", "report/", "no-such-page/", "jobs/1234567890/"])
def test_what_is_closed_or_not_there_names_none(client, path):
    assert links(client.get(f"/en/{path}")) == (None, {})


def test_a_page_of_the_cms_names_only_the_twins_that_are_published(client):
    pages = plant_home()
    pages["km"].unpublish()
    _, twins = links(client.get("/en/"))
    assert twins.keys() == {"en", "my", "lo", "th", "x-default"}


def test_an_english_page_that_stands_in_has_its_english_address_and_a_guide_keeps_all_languages(client):
    make_corridor("MM-TH-MOU")
    shelf = make_shelf()
    make_article(shelf, slug="only-english")
    canonical, twins = links(client.get("/my/read/only-english/"))
    assert canonical == f"{settings.SITE_URL}/en/read/only-english/" and twins.keys() == {"en", "x-default"}
    index = shelf.get_parent().add_child(
        instance=CorridorIndexPage(title="Routes", slug="corridors", locale=shelf.locale)
    )
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    index.add_child(instance=CorridorGuidePage(title="Guide", slug="guide", locale=shelf.locale, corridor=corridor))
    for path in ("corridors/MM-TH-MOU/", "corridors/"):
        canonical, twins = links(client.get(f"/my/{path}"))
        assert canonical == f"{settings.SITE_URL}/my/{path}" and twins["th"] == f"{settings.SITE_URL}/th/{path}"


def test_robots_learn_of_the_sitemap_and_of_what_is_closed(client, real):
    told = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in told
    assert all(f"Disallow: {path}" in told for path in CLOSED)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-en.xml"])
def test_a_practice_site_and_a_moved_clock_have_no_sitemap(client, path):
    assert client.get(path).status_code == 404


def test_the_index_leads_to_one_sitemap_a_language(client, real):
    told = addresses(client.get("/sitemap.xml"))
    assert {re.search(r"/sitemap-(\w+)\.xml$", address)[1] for address in told} == set(SITEMAPS) == set(LANGUAGES)
    for language in LANGUAGES:
        assert addresses(client.get(f"/sitemap-{language}.xml"))
    assert client.get("/sitemap-xx.xml").status_code == 404


def test_a_sitemap_holds_what_may_be_shown_and_nothing_of_the_fallen_or_of_examples(client, real):
    plant_home()
    corridor = make_corridor("MM-TH-AGENCY")
    vetted, fallen = make_vetted_agency(corridor, example=False), make_agency(name="Fallen")
    make_standing(fallen, corridor, "suspended", reasons=[{"code": "no_licence", "evidence": "", "day": None}])
    shown = make_opening(agency=vetted, corridor=corridor, example=False)
    hidden = make_opening(agency=fallen, corridor=corridor, example=False)
    invented, unjudged = make_agency(example=True), make_agency(name="On a list only")
    told = addresses(client.get("/sitemap-my.xml"))
    site = f"{settings.SITE_URL}/my/"
    assert {
        site,
        f"{site}corridors/MM-TH-AGENCY/",
        f"{site}jobs/{shown.public_id}/",
        f"{site}agencies/{vetted.public_id}/",
    } <= told
    assert f"{site}agencies/{unjudged.public_id}/" in told
    assert (
        not {
            f"{site}agencies/{fallen.public_id}/",
            f"{site}jobs/{hidden.public_id}/",
            f"{site}agencies/{invented.public_id}/",
        }
        & told
    )
    assert all(address.startswith(site) for address in told)
    assert not [address for address in told if search_engines._CLOSED.match(address.removeprefix(settings.SITE_URL))]
    for address in told:
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_a_sitemap_holds_each_address_once_and_no_page_that_may_not_be_told(client, real):
    make_corridor("MM-TH-MOU")
    plant_tree()
    shelf = Page.objects.get(slug="stories", locale__language_code="en").specific
    told, silent = make_consent(alias="A"), make_consent(alias="B")
    make_story(shelf, told, slug="told")
    make_story(shelf, silent, slug="silent")
    articles = Page.objects.get(slug="articles", locale__language_code="en").specific
    make_article(articles, slug="invented", example=True)
    make_article(articles, slug="true")
    Consent.objects.filter(pk=silent.pk).update(until=date(2026, 11, 1))
    body = client.get("/sitemap-en.xml").content.decode()
    every = re.findall(r"<loc>([^<]+)</loc>", body)
    site = f"{settings.SITE_URL}/en/"
    assert len(every) == len(set(every)) and f"{site}corridors/MM-TH-MOU/" in every and f"{site}about/" in every
    assert f"{site}read/stories/told/" in every and f"{site}read/stories/silent/" not in every
    assert f"{site}read/articles/true/" in every and "invented" not in body


def test_a_sitemap_takes_as_many_queries_for_many_agencies_as_for_few(client, real, django_assert_max_num_queries):
    plant_home()
    corridor = make_corridor("MM-TH-MOU")
    for _ in range(30):
        make_standing(make_agency(), corridor, "conditional")
    client.get("/sitemap-en.xml")
    with django_assert_max_num_queries(22):
        client.get("/sitemap-en.xml")


@pytest.mark.parametrize("language", ["en", "my"])
@pytest.mark.parametrize("code", ["MM-TH-MOU", "KH-TH-MOU", "MX-US-H2A"])
def test_the_guide_says_to_machines_what_it_says_to_people(own_facts, code, language):
    response = Client().get(f"/{language}/corridors/{code}/")
    found, page = graph(response), response.content.decode().split("</head>")[1]
    assert found.keys() == {"GovernmentService", "HowTo", "FAQPage"}
    words = " ".join(
        re.sub(r"<[^>]+>", " ", page).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&").split()
    )
    for question in found["FAQPage"]["mainEntity"]:
        assert question["@type"] == "Question" and question["acceptedAnswer"]["@type"] == "Answer"
        assert " ".join(question["acceptedAnswer"]["text"].split()) in words
        assert question["name"] in words
    steps = found["HowTo"]["step"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) == Step.objects.current().filter(corridor__code=code, is_total=False).count()
    corridor = Corridor.objects.get(code=code)
    service = found["GovernmentService"]
    assert service["url"] == f"{settings.SITE_URL}/{language}/corridors/{code}/"
    assert service["serviceOperator"]["name"] == corridor.authority_origin
    assert ("totalTime" in found["HowTo"]) == all(
        step.days_max is not None for step in Step.objects.current().filter(corridor=corridor, is_total=False)
    )


def test_no_text_of_the_data_ends_the_block(client):
    make_corridor("MM-TH-MOU", authority_origin="</script><script>alert(1)</script>")
    body = client.get("/en/corridors/MM-TH-MOU/").content.decode()
    assert "<script>alert" not in body


def entries(response) -> list[dict[str, str]]:
    assert response.status_code == 200 and response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    return [
        {
            "id": found.findtext("a:id", "", NAMESPACES),
            "title": found.findtext("a:title", "", NAMESPACES),
            "text": found.findtext("a:summary", "", NAMESPACES) or "",
            "link": found.find("a:link", NAMESPACES).get("href"),
        }
        for found in feed.iterfind("a:entry", NAMESPACES)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_tells_prices_notices_laws_and_vetted_openings(own_facts, language):
    corridor = make_corridor("MM-TH-AGENCY")
    opening = make_opening(agency=make_vetted_agency(corridor), corridor=corridor)
    make_status(corridor)
    client = Client()
    response = client.get(f"/{language}/feed.xml")
    told = entries(response)
    kinds = {re.match(r"tag:[^,]+,2026:(\w+)/", entry["id"])[1] for entry in told}
    assert kinds == {"corridors", "notices", "laws", "wages", "jobs"}
    assert len({entry["id"] for entry in told}) == len(told)
    assert any(opening.public_id in entry["link"] for entry in told)
    for entry in told[::7]:
        assert client.get(entry["link"].removeprefix(settings.SITE_URL)).status_code == 200
    again = client.get(f"/{language}/feed.xml", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304 and not response.cookies


def test_an_opening_whose_agency_fell_is_gone_from_the_feed(client, on_day):
    corridor = make_corridor("MM-TH-AGENCY")
    opening = make_opening(agency=make_vetted_agency(corridor, until=date(2026, 12, 1)), corridor=corridor)
    assert any(opening.public_id in entry["id"] for entry in entries(client.get("/en/feed.xml")))
    on_day(date(2026, 12, 5))
    assert not any(opening.public_id in entry["id"] for entry in entries(client.get("/en/feed.xml")))


def test_a_feed_with_nothing_in_it_is_a_feed_and_stays_the_same(client, monkeypatch):
    monkeypatch.setattr("portal.feeds.SOURCES", ())
    first, second = client.get("/en/feed.xml"), client.get("/en/feed.xml")
    assert entries(first) == [] and first.content == second.content


def test_the_feed_takes_a_bounded_number_of_queries(own_facts, django_assert_max_num_queries):
    client = Client()
    client.get("/my/feed.xml")
    with django_assert_max_num_queries(22):
        client.get(reverse("feed"))
