"""/match/ when something is wrong, garbled, or nobody's business."""

import re
from urllib.parse import parse_qsl, urlencode

import pytest

from search.engine import EngineUnavailable, engine
from search.query import PARAMETERS
from tests.jobs.match_pages import FIRST_HIT, PROFILE, controls, index, page, priced
from tests.make import make_opening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index", "baht")]


# When something is wrong
def test_without_the_engine_the_page_answers_from_the_database_and_says_so(client, monkeypatch):
    opening = priced(0)

    def broken(*args, **kwargs):
        raise EngineUnavailable("no index")

    monkeypatch.setattr(type(engine()), "search", broken)
    text = page(client, origin="MM", cost_to="0.5")
    assert opening.public_id in text
    assert "Search is limited just now" in text
    assert 'id="near"' not in text


def test_an_engine_that_dies_between_two_questions_costs_the_near_misses_only(client, monkeypatch):
    opening = priced(0)
    index()
    search, calls = type(engine()).search, []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) > 1:
            raise EngineUnavailable("gone")
        return search(*args, **kwargs)

    monkeypatch.setattr(type(engine()), "search", dying)
    text = page(client, origin="MM", cost_to="0.5")
    assert opening.public_id in text and 'id="near"' not in text and len(calls) == 2


GARBLED = {
    "letters": "x" * 10_000,
    "control": "\x00\x07\x1b[31m",
    "surrogate": "a\ud800b".encode("utf-8", "surrogatepass"),
    "markup": "<script>alert(1)</script>",
    "number": "9" * 5000,
    "minus": "-1",
    "sql": "'; DROP TABLE jobs_opening; --",
    "zawgyi": "ေဆာက္လုပ္ေရး",
    "nan": "NaN",
    "list": ["", "☃", "TH", "0", "1e400"],
}


@pytest.mark.parametrize("value", GARBLED.values(), ids=GARBLED)
@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_garbled_answer_gets_a_page(client, name, value):
    response = client.get("/my/match/", {"origin": "MM", name: value})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"prefer_occupation": "cook"}, "We do not know “cook”. We left it out."),
        ({"prefer_language": "Thai language"}, "We do not know “thai language”. We left it out."),
        ({"origin": "Myanmar"}, "We do not know “MYANMAR”. We left it out."),
        ({"destination": "Thailand"}, "We do not know “THAILAND”. We left it out."),
        ({"cost_to": "cheap"}, "“cheap” is not a number we can use."),
        ({"cost_to": ["cheap", "1"]}, "“cheap” is not a number we can use."),
        ({"wage_from": "-5"}, "“-5” is not a number we can use."),
        ({"start_from": "January"}, "“January” is not a date."),
        ({"start_to": "2027-02-30"}, "“2027-02-30” is not a date."),
        ({"start_from": "2027-03-01", "start_to": "2027-01-31"}, "The last day is before the first day."),
        ({"housing": "perhaps"}, "“perhaps” is not yes or no."),
        ({"basis": "trust me"}, "We do not know “trust me”."),
        ({"prefer_occupation": [str(code) for code in range(1000, 1025)]}, "You chose too many."),
        ({"prefer_wage": "lots"}, "“lots” is not a number we can use."),
        ({"prefer_start": "soon"}, "“soon” is not a date."),
        ({"page": "two"}, "There is no page “two”."),
        ({"sort": "magic"}, "We cannot sort by “magic”."),
        ({"words": "x" * 300}, "You wrote too many words."),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_is_kept(client, asked, sentence):
    make_opening()
    index()
    text = page(client, **{"origin": "MM", **asked})
    assert sentence in text
    if "origin" not in asked:
        assert ("origin", "MM") in controls(text)


def test_nothing_may_be_posted(client):
    assert client.post("/en/match/").status_code == 405


# Fairness
NOBODYS_BUSINESS = {
    "sex": "female", "gender": "f", "age": "19", "birth": "2007-01-01", "religion": "Islam", "ethnicity": "Karen",
    "married": "yes", "name": "Mohammed", "called": "မေသူ", "prefer_sex": "male", "prefer_age": "20", "photo": "1",
}  # fmt: skip

FORBIDDEN = re.compile(
    r"\b(sex|gender|age|born|birth\w*|religio\w*|marri\w*|marital|ethnic\w*|race|woman|women|man|men|male|female|husband|wife|pregnan\w*)\b",
    re.IGNORECASE,
)


def test_no_question_asks_for_sex_age_or_religion(client):
    index()
    for text in (page(client), page(client, **PROFILE)):
        form = re.search(r'<form action="/en/match/">.*?</form>', text, re.DOTALL)[0]
        assert FORBIDDEN.findall(re.sub(r"<(input|option|select)\b", "<", form)) == []
        assert {name.split("_")[-1] for name in re.findall(r'name="([^"]*)"', form)} <= {
            "occupation", "language", "origin", "destination", "to", "from", "housing", "basis",
        }  # fmt: skip
    assert not any(FORBIDDEN.search(part) for name in PARAMETERS for part in name.split("_"))


def test_whatever_else_stands_in_the_address_changes_no_byte(client):
    for number in range(12):
        priced(number * 100, title=f"Job {number}", languages_needed="th" if number % 2 else "")
    index()
    asked = {**PROFILE, "housing": "", "start_from": "", "start_to": "", "wage_from": ""}
    plain = client.get("/en/match/", asked).content
    for name, value in NOBODYS_BUSINESS.items():
        assert client.get("/en/match/", {**asked, name: value}).content == plain, name
    assert client.get("/en/match/", {**NOBODYS_BUSINESS, **asked}).content == plain
    assert plain.count(FIRST_HIT.encode()) == 10
    bare = client.get("/en/match/").content
    assert client.get("/en/match/", NOBODYS_BUSINESS).content == bare


def test_a_link_is_the_same_profile_for_whoever_opens_it(client):
    priced(0)
    index()
    from django.test import Client

    address = "/en/match/?" + urlencode(PROFILE, doseq=True)
    one = client.get(address)
    other = Client(HTTP_USER_AGENT="another phone", HTTP_ACCEPT_LANGUAGE="km").get(address)
    assert one.content == other.content
    assert dict(parse_qsl(address.partition("?")[2]))["origin"] == "MM"
