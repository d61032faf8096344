"""An opening as a person without script meets it: what it says, hides and promises."""

import html
import json
import re

import pytest

from tests.jobs.pages import certified, index, page, priced
from tests.make import make_opening, make_standing, make_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]


# An opening
def test_an_opening_shows_pay_cost_and_who_stands_behind_it(client):
    opening = priced(400, hours_per_week=48, rest_days_per_week=1, housing=True, contract_months=24)
    text = page(client, f"/en/jobs/{opening.public_id}/")
    for words in (
        "THB\xa0400 a day",
        "48 hours a week",
        "1 day a week",
        "24 months",
        "You pay THB\xa0400 (1 day of pay)",
    ):
        assert words in text
    assert opening.agency.name in text
    assert f"/en/jobs/{opening.public_id}/introduce/" in text


@pytest.mark.parametrize("tail", ["", "introduce/"])
def test_a_route_stopped_for_some_says_for_whom_above_the_button(client, tail):
    opening = make_opening()
    make_status(opening.corridor, "suspended", "men aged 18-35")
    text = page(client, f"/en/jobs/{opening.public_id}/{tail}")
    button = text.index("Send my letter" if tail else f"{opening.public_id}/introduce/")
    assert "Only some people can go." in text[:button]
    assert re.search(r"Stopped: <b>men aged 18-35</b>", text[:button])


def test_an_open_route_is_said_to_be_open_and_one_without_a_notice_is_not(client):
    opening = make_opening()
    address = f"/en/jobs/{opening.public_id}/"
    assert "That does not mean that it is open." in page(client, address)
    make_status(opening.corridor, "open", "all workers")
    text = page(client, address)
    assert "Yes. This route is open" in text and "That does not mean" not in text


def test_a_notice_without_translation_is_marked_as_english(client):
    opening = make_opening()
    make_status(opening.corridor, "suspended", "people of no known group")
    assert '<b lang="en">people of no known group</b>' in page(client, f"/my/jobs/{opening.public_id}/")


def test_what_is_not_known_of_an_opening_says_so(client):
    opening = make_opening(hours_per_week=None)
    text = page(client, f"/en/jobs/{opening.public_id}/")
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd[^>]*>\s*([^<]*?)\s*</dd>", text))
    unknown = {"Hours", "Rest days", "Housing", "Meals", "Taken off the pay"}
    assert {name for name in unknown if facts[name] == "not known"} == unknown


@pytest.mark.parametrize("standing", ["conditional", "not_vetted", "suspended", "unknown"])
def test_a_hidden_opening_says_why_and_shows_nothing_of_itself(client, standing):
    opening = make_opening(title="Secret orchard job", place_text="Hidden Valley")
    make_standing(opening.agency, opening.corridor, standing)
    response = client.get(f"/en/jobs/{opening.public_id}/")
    text = html.unescape(response.content.decode())
    assert response.status_code == 410
    assert "The agency is not vetted for this route today." in text
    assert f"/agencies/{opening.agency.public_id}/" in text
    for shown in ("Secret orchard job", "Hidden Valley", "THB", "JobPosting", "introduce"):
        assert shown not in text


@pytest.mark.parametrize(
    "number", ["1", "0000000000", "1234567890", "abc", "x" * 3000, "%00", "%ED%A0%80", "9" * 4000, "..%2F..%2Fetc"]
)
@pytest.mark.parametrize("tail", ["", "introduce/"])
def test_an_unknown_opening_is_not_found(client, number, tail):
    assert client.get(f"/en/jobs/{number}/{tail}").status_code == 404


def test_a_number_typed_in_groups_or_own_digits_leads_to_the_opening(client):
    opening = make_opening()
    typed = opening.public_id.translate(str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉"))
    response = client.get(f"/my/jobs/{typed[:4]}-{typed[4:]}/")
    assert response["Location"] == f"/my/jobs/{opening.public_id}/"


def test_a_visible_opening_carries_a_job_posting_that_cannot_break_out(client):
    opening = make_opening(title="Cook </script><script>alert(1)</script>", agency=None)
    response = client.get(f"/en/jobs/{opening.public_id}/")
    raw = re.search(rb'<script type="application/ld\+json">(.*?)</script>', response.content, re.DOTALL)[1]
    posting = json.loads(raw)
    assert posting["@type"] == "JobPosting"
    assert posting["title"] == opening.title
    assert posting["validThrough"] == "2027-05-03"
    assert b"<script>alert" not in response.content


def test_an_example_is_marked_and_kept_out_of_search_engines(client):
    real, example = make_opening(), make_opening(example=True)
    index()
    assert "Example: this job is invented" in page(client, f"/en/jobs/{example.public_id}/")
    assert "Example: this job is invented" not in page(client, f"/en/jobs/{real.public_id}/")
    assert 'name="robots" content="noindex"' in page(client, f"/en/jobs/{example.public_id}/")


def test_a_certified_opening_names_its_authority_and_promises_nothing(client):
    opening = certified()
    text = page(client, f"/en/jobs/{opening.public_id}/")
    assert "Certified by US Department of Labor; not vetted here." in text
    assert "H-300-21100-1" in text
    assert "Ask to be introduced" not in text
    assert 'class="good"' not in text


def test_a_private_employer_has_no_name(client):
    from tests.make import make_employer

    opening = certified(employer=make_employer(individual=True, name="", key="US|p"))
    text = page(client, f"/en/jobs/{opening.public_id}/")
    assert "a private person" in text
    assert '"hiringOrganization":{"@type":"Organization","name":"confidential"}' in text
