"""Results as a person without script meets them, with an index that may be stale and with any bad input."""

import gzip
import html
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.codes import grouped
from jobs.models import Opening
from search.engine import EngineUnavailable, engine
from tests.jobs.pages import certified, index, page, priced
from tests.make import make_agency, make_corridor, make_opening, make_place, make_standing, make_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]

BURMESE = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")

FIRST_VISIT = 14_600


# Results
def test_a_result_says_what_one_pays_in_money_and_in_days_of_pay(client):
    priced(400, 400, title="Sewing machine operator")
    index()
    text = page(client, "/en/jobs/", words="sewing")
    assert "Sewing machine operator" in text
    assert "You pay THB\xa0800 (2 days of pay)" in text
    assert "is vetted; shown until 3 May 2027" in text


def test_a_months_pay_says_how_it_was_reckoned(client):
    by_day, by_hour = make_opening(), make_opening(wage_per="hour", wage_low=60)
    make_opening(wage_per="month", wage_low=10000)
    index()
    a_day = "The wage for a day, times 26 days."
    an_hour = "The wage for an hour, times the hours of a week, times 52 weeks, divided by 12."
    assert a_day in page(client, f"/en/jobs/{by_day.public_id}/")
    assert an_hour in page(client, f"/en/jobs/{by_hour.public_id}/")
    text = page(client, "/en/jobs/")
    assert text.count(a_day) == text.count(an_hour) == 1
    assert "As the employer says it." not in text


def test_a_search_that_had_to_let_words_go_says_so(client):
    make_opening(basis="certified_order", title="Welder")
    index()
    text = page(client, "/en/jobs/", words="welder elephant")
    assert "No job has all your words: “welder elephant”. These have some." in text
    assert "Fits the words you wrote: welder<" in text or "Fits the words you wrote: welder ·" in text
    assert "for “welder elephant”" not in text


def test_one_fee_is_one_number_of_days_wherever_the_page_says_it(client):
    """6.4 days of pay are seven days of work: a begun day is worked whole, in the heading and beside the bar."""
    opening = priced(2560)
    index()
    text = page(client, f"/en/jobs/{opening.public_id}/")
    assert "You pay THB\xa02,560 (7 days of pay)" in text
    assert "7 days of work" in text
    assert "(7 days of pay)" in page(client, "/en/jobs/")


def test_unknown_is_never_nothing(client):
    priced(0, title="Free job")
    priced(None, title="Unclear job")
    index()
    text = page(client, "/en/jobs/")
    free, unclear = sorted(text.split('<article class="hit')[1:], key=lambda hit: "Unclear job" in hit)
    assert "You pay nothing" in free
    assert "What you pay is not known" in unclear and "You pay nothing" not in unclear


def test_a_certified_order_is_never_green(client):
    certified()
    index()
    (hit,) = page(client, "/en/jobs/").split('<article class="hit')[1:]
    assert "Certified by US Department of Labor until 1 March 2027; not vetted here" in hit
    assert 'class="good"' not in hit


def test_a_ceiling_on_cost_says_how_many_it_left_out(client):
    priced(0, title="Free job")
    priced(None, title="Unclear job")
    index()
    text = page(client, "/en/jobs/", cost_to="0")
    assert "1 job" in text and "Unclear job" not in text
    assert "1 more job fits, but what you would pay is not known. It is left out." in text


def test_every_filter_in_force_is_a_chip_that_takes_it_off(client):
    make_opening()
    index()
    text = page(client, "/en/jobs/", words="x", destination="TH", cost_to="1", start_from="2026-12-01", housing="1")
    chips = re.findall(r'<a class="chip" href="([^"]*)"><span>([^<]*)</span>', text)
    assert [words for _, words in chips] == [
        "in Thailand",
        "costs at most 1 month of wages",
        "starts on 1 December 2026 or later",
        "Housing is given",
    ]
    assert all("words=x" in address for address, _ in chips)
    assert "destination" not in chips[0][0] and "cost_to=1" in chips[0][0]


def test_new_words_keep_the_filters(client):
    index()
    box = page(client, "/en/jobs/", destination="TH").split("</form>")[0]
    assert '<input type="hidden" name="destination" value="TH">' in box


def test_nothing_found_names_the_nearest_search_that_finds_something(client):
    priced(9000)
    index()
    text = page(client, "/en/jobs/", destination="TH", cost_to="0.5")
    address, words = re.search(r'<li><a href="([^"]*)">([^<]*if you can pay[^<]*)</a>', text).groups()
    assert words == "1 more job if you can pay 0.9 months of wages"
    assert "1 job" in page(client, "/en/jobs/" + address)


def test_a_job_that_names_no_origin_says_so_and_comes_after_those_that_do(client):
    named = make_opening(title="Cook", published_on=date(2026, 5, 1))
    unnamed = certified(title_language="en", published_on=date(2026, 11, 21), starts=date(2026, 11, 25))
    index()
    said = "It does not say from which countries it hires."
    first, second = page(client, "/en/jobs/", origin="MM").split('<article class="hit')[1:]
    assert named.public_id in first and said not in first
    assert unnamed.public_id in second and said in second
    assert said not in page(client, "/en/jobs/")
    assert said in page(client, f"/en/jobs/{unnamed.public_id}/")
    assert "<dt>For people from</dt><dd>Myanmar" in page(client, f"/en/jobs/{named.public_id}/")


def test_counts_are_written_in_the_readers_digits(client):
    opening = priced(9000, positions=1250)
    index()
    assert "<dd>၁,၂၅၀" in page(client, f"/my/jobs/{opening.public_id}/")
    text = page(client, "/my/jobs/", destination="TH", cost_to="0.5")
    (words,) = re.findall(r'<li><a href="\?destination=TH&cost_to=0.9">([^<]*)</a>', text)
    assert "၁" in words and "1" not in words


def test_nothing_at_all_still_gives_a_page(client):
    index()
    assert "There is no job here now" in page(client, "/en/jobs/")


def test_a_title_in_burmese_stands_over_the_employers_own_words(client):
    from reference.models import Name, Occupation

    Occupation.objects.get_or_create(code="8153", defaults={"level": 4, "title_en": "Sewing machine operators"})
    Name.objects.get_or_create(kind="occupation", key="8153", language="my", text="စက်ချုပ်လုပ်သား", field="name")
    make_opening(occupation_id="8153")
    index()
    (hit,) = page(client, "/my/jobs/").split('<article class="hit')[1:]
    assert "စက်ချုပ်လုပ်သား" in hit
    assert 'lang="en">Sewing machine operator' in hit


def test_a_stale_index_shows_nothing_of_an_agency_that_fell(client):
    opening = make_opening()
    index()
    assert opening.public_id in page(client, "/en/jobs/")
    make_standing(opening.agency, opening.corridor, "suspended")
    text = page(client, "/en/jobs/")
    assert opening.public_id not in text and "No job found" in text


def test_a_licence_that_ends_hides_its_openings_by_the_clock_alone(client, on_day):
    opening = make_opening(order_until=None)
    make_standing(opening.agency, opening.corridor, until=date(2026, 12, 1))
    index()
    assert opening.public_id in page(client, "/en/jobs/")
    on_day(date(2026, 12, 1))
    assert opening.public_id not in page(client, "/en/jobs/")
    assert client.get(f"/en/jobs/{opening.public_id}/").status_code == 410


def test_without_the_engine_the_page_answers_from_the_database_and_says_so(client, monkeypatch):
    opening = make_opening()

    def broken(*args, **kwargs):
        raise EngineUnavailable("no index")

    monkeypatch.setattr(type(engine()), "search", broken)
    text = page(client, "/en/jobs/", words="sewing")
    assert opening.public_id in text
    assert "Search is limited just now" in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"words": "x" * 10_000}, "You wrote too many words"),
        ({"words": "\x00\x07\x1b[31m"}, ""),
        ({"words": "a\ud800b".encode("utf-8", "surrogatepass")}, ""),
        ({"words": "<script>alert(1)</script>"}, ""),
        ({"page": "1000000000"}, ""),
        ({"page": "9" * 5000}, ""),
        ({"page": "-1"}, "There is no page"),
        ({"cost_to": "cheap"}, "is not a number"),
        ({"cost_to": "-1"}, "is not a number"),
        ({"wage_from": "NaN"}, "is not a number"),
        ({"start_from": "2026-13-45"}, "is not a date"),
        ({"start_from": "2027-01-02", "start_to": "2026-01-01"}, "The last day is before the first day"),
        ({"housing": "maybe"}, "is not yes or no"),
        ({"sort": "magic"}, "We cannot sort by"),
        ({"destination": "Atlantis"}, "We do not know"),
        ({"destination": ["TH", "MY", "JP"]}, ""),
        ({"occupation": "99999"}, "We do not know"),
        ({"basis": "trust me"}, "We do not know"),
        ({"agency": "'; DROP TABLE"}, "We do not know"),
    ],
)
def test_a_strange_question_gets_a_page_and_a_sentence(client, asked, sentence):
    make_opening()
    index()
    response = client.get("/my/jobs/", asked)
    assert response.status_code == 200
    text = html.unescape(page(client, "/en/jobs/", **asked))
    assert sentence in text
    assert b"<script>alert" not in response.content


def test_a_page_past_the_end_is_the_last_page(client):
    for _ in range(11):
        make_opening()
    index()
    text = page(client, "/en/jobs/", page="1000")
    assert text.count('<article class="hit') == 1
    assert "Page 2 of 2" in text


@pytest.mark.parametrize("write", [str, grouped, lambda number: number.translate(BURMESE)])
def test_the_number_of_a_job_typed_into_the_search_leads_to_the_job(client, write):
    opening = make_opening()
    index()
    response = client.get("/en/jobs/", {"words": f" {write(opening.public_id)} "})
    assert response["Location"] == f"/en/jobs/{opening.public_id}/"


def test_a_number_of_no_job_is_searched_like_any_word(client):
    index()
    assert "No job for “1857619841”" in page(client, "/en/jobs/", words="1857619841")


def test_results_take_no_cookie_and_no_post(client):
    index()
    client.get("/en/jobs/")
    assert not client.cookies
    assert client.post("/en/jobs/").status_code == 405


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_a_first_visit_fits_into_the_first_ten_packets(client, language):
    place = make_place("TH-10", country="TH", kind="province", name_en="Bangkok")
    corridor = make_corridor("MM-TH-AGENCY")
    make_status(corridor, "suspended", "men aged 18-35")
    make_status(corridor, "restricted", "all workers")
    make_status(corridor, "restricted", "all holders of an overseas worker card")
    for number in range(10):
        agency = make_agency(name=f"Agency with quite a long name {number}")
        make_standing(agency, corridor)
        priced(400 + number, agency=agency, title=f"Job number {number}", place=place, example=True)
    index()
    sheet = sum(
        len(gzip.compress((Path(settings.BASE_DIR) / "static" / name).read_bytes()))
        for name in ("site.css", "mark.svg")
    )
    for address in (f"/{language}/jobs/", f"/{language}/jobs/{Opening.objects.first().public_id}/"):
        assert len(gzip.compress(client.get(address).content)) + sheet <= FIRST_VISIT


def test_the_days_of_pay_round_up_to_one_and_never_to_none():
    from decimal import Decimal

    from foundation.money import Money
    from jobs.costs import Cost
    from jobs.showing import cost_in_words

    cost = Cost(paid=Money(Decimal(5), "THB"), months=Decimal("0.0005"))
    assert "1 day of pay" in cost_in_words(cost, "en")


@pytest.mark.parametrize("language", ["en", "my"])
def test_a_page_of_many_results_asks_the_database_no_more_than_a_page_of_two(client, language):
    """A result's line reads no column that as_results leaves out."""

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"/{language}/jobs/")
        return len(asked), response.content.decode().count('class="hit ')

    place = make_place()
    priced(400, place=place)
    certified(place_text="Yuma")
    index()
    queries()  # what is remembered for five minutes is read now
    few, shown = queries()
    assert shown == 2
    for number in range(3):
        priced(400 + number, None, place=place, starts=date(2027, 1, 4), wage_high=900)
        certified(place_text="Yuma")
    index()
    many, shown = queries()
    assert shown == 8
    assert many == few
