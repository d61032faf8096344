"""The pages of corridors/ as a person without JavaScript sees them, on the product's own content."""

import html
import re
from datetime import date

import pytest
from django.test import Client, TestCase

from corridors import lines
from corridors.models import Corridor, Helpline, Right, SurveyBenchmark
from reference.models import Name

GUIDES = [
    "MM-TH-MOU",
    "KH-TH-MOU",
    "MM-TH-BORDER",
    "BD-MY-AGENCY",
    "ID-TW-MDW",
    "MX-US-H2A",
    "PH-SA-MDW",
    "NP-MY-AGENCY",
]


@pytest.fixture
def client(own_facts, db) -> Client:
    return Client()


def text_of(response) -> str:
    """The words of a page without tags, blanks folded."""
    body = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\xa0", " ").split())


def test_the_list_shows_every_route_by_country_pair(client):
    page = client.get("/en/corridors/")
    assert page.status_code == 200
    for corridor in Corridor.objects.all():
        assert f'href="/en/corridors/{corridor.code}/"' in page.content.decode()


def test_the_list_is_narrowed_by_get_and_starts_with_the_readers_own_country(client):
    page = client.get("/en/corridors/?origin=MM&destination=TH").content.decode()
    assert "/en/corridors/MM-TH-MOU/" in page and "/en/corridors/KH-TH-MOU/" not in page
    burmese = client.get("/my/corridors/").content.decode()
    assert burmese.index("/my/corridors/MM-") < burmese.index("/my/corridors/BD-")


@pytest.mark.parametrize("value", ["ZZ", "x" * 10_000, "\x00", "\ud800", "<script>", "TH'--"])
def test_a_strange_filter_finds_no_route_and_says_so(client, value):
    page = client.get("/en/corridors/", {"origin": value.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert "We know no such route." in text_of(page)
    assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("code", GUIDES)
@pytest.mark.parametrize("language", ["en", "my", "th"])
def test_a_guide_answers_in_few_queries_and_light(client, code, language):
    response = client.get(f"/{language}/corridors/{code}/")
    assert response.status_code == 200
    assert len(response.content) < 60_000
    assert "None" not in text_of(response)


def test_the_guide_of_a_contested_route_shows_both_ceilings_and_names_what_is_missing(client):
    page = text_of(client.get("/en/corridors/MM-TH-MOU/"))
    assert "Only some people can go." in page
    assert "Stopped: men aged 18-35" in page
    assert "at most MMK 300,000" in page and "at most MMK 500,000" in page
    assert "Sources disagree" in page
    assert "You pay MMK 300,000, and maybe more" in page
    assert "Missing in the sum, because no price was found:" in page
    assert "THB 10,000" not in page.split("What the law lets an agency charge")[0], "a proposal is no cost of the route"
    assert "120 to 180 days in all, people reported" in page
    assert "Nobody has said how long 13 of the 16 steps take." in page
    assert re.search(r"\$465 – (US)?\$1,045", page) and "Do not compare countries by these figures." in page
    assert "not verified" in page and "not checked since" in page
    assert "official rate, January 2026" in page


def test_a_closed_route_says_no_first_and_offers_no_jobs(client):
    page = text_of(client.get("/en/corridors/BD-MY-AGENCY/"))
    assert "No. This route is stopped for everyone." in page
    assert "See jobs on this route" not in page
    assert "Already inside the price for the whole, so not added: Passport" in page


def test_an_illegal_charge_is_never_shown_as_a_price(client):
    assert "100,000,000" not in text_of(client.get("/en/corridors/ID-TW-AGENCY/")).split("What workers really paid")[0]


def test_a_route_without_notice_is_not_called_open(client):
    page = text_of(client.get("/en/corridors/MX-US-H2A/"))
    assert "We do not know." in page and "That does not mean that it is open." in page


def test_phrases_of_the_data_are_shown_in_the_readers_language(client):
    Name.objects.update_or_create(
        kind="phrase", key="Myanmar agency service fee", language="my", field="name", defaults={"text": "ကြေး"}
    )
    assert "ကြေး" in client.get("/my/corridors/MM-TH-MOU/").content.decode()


def test_what_stays_english_on_a_page_in_another_language_is_marked_so(client):
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    right = Right.objects.current().filter(destination="TH").first()
    survey = SurveyBenchmark.objects.current().filter(origin="MM", destination="TH").first()
    sayable = (right.statement, survey.finding, corridor.authority_origin)
    Name.objects.filter(kind="phrase", key__in=sayable).delete()
    english = html.unescape(client.get("/my/corridors/MM-TH-MOU/").content.decode())
    for text in (right.statement, right.source.title, survey.finding, corridor.authority_origin):
        assert re.search(r'lang="en">' + re.escape(text), english), text
    own = html.unescape(client.get("/en/corridors/MM-TH-MOU/").content.decode())
    assert right.statement in own and 'lang="en">' + right.statement not in own
    for key, text in zip(sayable, ("အခွင့်အရေး", "တွေ့ချက်", "ဝန်ကြီးဌာန"), strict=True):
        Name.objects.create(kind="phrase", key=key, language="my", field="name", text=text)
    told = html.unescape(client.get("/my/corridors/MM-TH-MOU/").content.decode())
    assert "<span>အခွင့်အရေး</span>" in told and "<span>တွေ့ချက်</span>" in told and "<dd>ဝန်ကြီးဌာန</dd>" in told
    assert not any(text in told for text in sayable)


@pytest.mark.parametrize("path", ["/en/corridors/XX-YY-ZZ/", "/en/corridors/MM-TH-XXXX/", "/en/corridors/1/"])
def test_an_unknown_route_is_a_helpful_404(client, path):
    assert client.get(path).status_code == 404


def test_a_code_in_small_letters_leads_to_the_page(client):
    assert client.get("/en/corridors/mm-th-mou/").url == "/en/corridors/MM-TH-MOU/"


def test_help_shows_only_the_given_numbers_the_readers_language_first(client):
    page = client.get("/my/help/").content.decode()
    assert re.findall(r'href="tel:(\d+)"', page) == ["1800010180", "1800010181", "1800010182"]
    words = text_of(client.get("/en/help/"))
    assert "not yet checked by us" in words and "call from Thailand" in words
    assert "We hold 33 more numbers" in words
    assert "1694" not in words


def test_the_footer_shows_the_number_of_the_readers_language_on_every_page(client):
    for language, number in (("my", "1800010180"), ("km", "1800010181"), ("th", "1800010182")):
        footer = client.get(f"/{language}/corridors/").content.decode().split("<footer>")[1]
        assert re.findall(r'href="tel:(\d+)"', footer) == [number]


def test_a_number_is_shown_once_somebody_called_it_and_marked_when_that_is_long_ago(client):
    Helpline.objects.filter(number="1694").update(last_called=date(2026, 11, 1), review_on=date(2027, 2, 1))
    lines.forget()
    line = next(each for each in lines.lines_for("my", date(2026, 11, 22)) if each.number == "1694")
    assert line.checked and not line.overdue
    late = next(each for each in lines.lines_for("my", date(2027, 2, 2)) if each.number == "1694")
    assert late.overdue and not late.checked


def test_the_footer_asks_the_database_once(client):
    client.get("/my/help/")
    with TestCase().assertNumQueries(0):
        assert lines.footer_lines("my")


def test_pages_answer_before_anything_is_loaded(db):
    lines.forget()
    for path in ("/en/corridors/", "/en/help/"):
        assert Client().get(path).status_code == 200
