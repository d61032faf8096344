"""The agency's own jobs: drafts, publishing, why one is hidden and what would change it. And nobody else's."""

from datetime import date, timedelta

import pytest

from jobs.models import Employer, Opening
from jobs.rules import Hidden
from jobs.wording import HIDDEN, REMEDIES
from tests.make import (
    make_agency_officer,
    make_corridor,
    make_membership,
    make_opening,
    make_organisation,
    make_registrar,
    make_second_factor,
    make_user,
    make_vetted_agency,
    sign_in,
)

TODAY = date(2026, 11, 22)


@pytest.fixture
def corridor(db):
    return make_corridor("MM-TH-AGENCY")


@pytest.fixture
def agency(corridor):
    return make_vetted_agency(corridor, organisation=make_organisation(kind="agency"))


@pytest.fixture
def client(agency):
    return sign_in(make_agency_officer(agency))


def typed(corridor, **given) -> dict:
    return {
        "corridor": corridor.pk,
        "employer_name": "Bright Garments",
        "employer_city": "Mae Sot",
        "title": "Sewing machine operator",
        "wage_low": "400",
        "currency": "thb",
        "wage_per": "day",
        "housing": "true",
        "meals": "",
        **given,
    }


def new(agency) -> str:
    return f"/en/desk/openings/new/{agency.public_id}/"


def test_every_reason_to_hide_has_a_remedy():
    assert set(REMEDIES) == set(HIDDEN) == set(Hidden)


def test_a_job_is_kept_as_a_draft_then_published_then_seen(client, agency, corridor):
    assert client.post(new(agency), typed(corridor)).status_code == 302
    opening = Opening.objects.get()
    page = f"/en/desk/openings/{opening.public_id}/"
    assert (opening.state, opening.housing, opening.meals, opening.currency) == ("draft", True, None, "THB")
    assert opening.example == agency.example
    shown = client.get(page).content.decode()
    assert str(HIDDEN[Hidden.DRAFT]) in shown and str(REMEDIES[Hidden.DRAFT]) in shown
    for _ in range(2):
        assert client.post(page, {"step": "publish"}).status_code == 302
    assert "Workers see it today." in client.get(page).content.decode()
    assert Opening.objects.visible(TODAY).filter(pk=opening.pk).exists()
    assert opening.title in client.get("/en/desk/openings/").content.decode()


def test_a_job_on_a_route_without_standing_says_what_would_change_it(client, agency):
    other = make_corridor("MM-MY-MOU")
    client.post(new(agency), typed(other, currency="MYR"))
    opening = Opening.objects.get()
    page = f"/en/desk/openings/{opening.public_id}/"
    client.post(page, {"step": "publish"})
    shown = client.get(page).content.decode()
    for code in (Hidden.AGENCY_NOT_VETTED, Hidden.ORDER_MISSING):
        assert str(HIDDEN[code]) in shown and str(REMEDIES[code]).replace("’", "’") in shown
    assert not Opening.objects.visible(TODAY).exists()


def test_a_draft_is_changed_and_a_published_one_is_not(client, agency, corridor):
    client.post(new(agency), typed(corridor))
    opening = Opening.objects.get()
    page = f"/en/desk/openings/{opening.public_id}/change/"
    assert "Bright Garments" in client.get(page).content.decode()
    assert client.post(page, typed(corridor, title="Presser", hours_per_week="48")).status_code == 302
    opening.refresh_from_db()
    assert (opening.title, opening.hours_per_week) == ("Presser", 48)
    client.post(f"/en/desk/openings/{opening.public_id}/", {"step": "publish"})
    assert client.post(page, typed(corridor, title="Cook")).status_code == 302
    opening.refresh_from_db()
    assert opening.title == "Presser"


def test_a_closed_job_stays_closed(client, agency, corridor):
    client.post(new(agency), typed(corridor))
    opening = Opening.objects.get()
    page = f"/en/desk/openings/{opening.public_id}/"
    client.post(page, {"step": "close"})
    assert "A closed job stays closed" in client.post(page, {"step": "publish"}, follow=True).content.decode()
    opening.refresh_from_db()
    assert opening.state == "closed"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "required"),
        ({"title": "\u202e\u200b"}, "required"),
        ({"wage_low": "-5"}, "A wage cannot be less than zero."),
        ({"wage_low": "1" + "0" * 18}, "digits"),
        ({"wage_low": "NaN"}, "number"),
        ({"wage_low": "500", "wage_high": "400"}, "The highest wage is lower than the lowest."),
        ({"wage_low": "", "wage_high": "400"}, "Say the lowest wage too."),
        ({"currency": ""}, "Say in which currency."),
        ({"wage_per": ""}, "Say for what time the wage is."),
        ({"hours_per_week": "200"}, "A week has 7 days and 168 hours."),
        ({"starts": "2027-05-01", "ends": "2027-04-01"}, "This day is before the first one."),
        ({"occupation_code": "abcd"}, "An ISCO-08 code has one to four digits."),
        ({"occupation_code": "0000"}, "We do not know this ISCO-08 code."),
        ({"corridor": "0"}, "valid choice"),
        ({"requirements": "x" * 3001}, "This is too long."),
        ({"apply_by": "9999-12-31"}, "This day is too far away."),
        ({"order_until": "2126-01-01"}, "This day is too far away."),
        ({"starts": "1026-11-22"}, "This day is too far away."),
        ({"meals_charge": "-1"}, "An amount cannot be less than zero."),
        ({"housing": "maybe"}, "valid choice"),
        ({"positions": "-3"}, "greater than or equal to 0"),
        ({"positions": "10000000000000000"}, "from 1 to"),
        ({"positions": "10001"}, "from 1 to"),
    ],
)
def test_a_wrong_part_says_why_and_loses_nothing(client, agency, corridor, given, sentence):
    page = client.post(new(agency), typed(corridor, wage_note="Paid on Fridays") | given)
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text and "Paid on Fridays" in text
    assert not Opening.objects.exists() and not Employer.objects.exists()


@pytest.mark.parametrize("who", ["other agency", "reader", "cso", "registrar", "nobody"])
def test_another_agencys_jobs_are_not_there(agency, corridor, who):
    from django.test import Client

    opening = make_opening(agency=agency, corridor=corridor, state="draft", published_on=None)
    stranger = Client()
    if who != "nobody":
        user = make_registrar() if who == "registrar" else make_user()
        if who == "reader":
            make_membership(user=user, organisation=agency.organisation, role="reader")
        elif who != "registrar":
            kind = "cso" if who == "cso" else "agency"
            make_membership(user=user, organisation=make_organisation(kind=kind))
        if who != "registrar":
            make_second_factor(user)
        stranger = sign_in(user)
    wanted = 302 if who == "nobody" else 404
    for address in (
        new(agency),
        f"/en/desk/openings/{opening.public_id}/",
        f"/en/desk/openings/{opening.public_id}/change/",
    ):
        assert stranger.get(address).status_code == wanted, address
        assert stranger.post(address, {**typed(corridor, title="Hijacked"), "step": "publish"}).status_code == wanted
    opening.refresh_from_db()
    assert (opening.state, opening.title, Opening.objects.count()) == ("draft", "Sewing machine operator", 1)


def test_openings_of_a_regulators_list_are_not_an_agencys_to_change(agency, corridor, client):
    opening = make_opening(agency=agency, corridor=corridor, source="list", source_key="1")
    assert client.post(f"/en/desk/openings/{opening.public_id}/", {"step": "close"}).status_code == 404
    assert Opening.objects.get().state == "published"


def test_a_suspension_hides_a_published_job_and_the_desk_says_so(client, agency, corridor):
    from agencies.actions import impose_sanction

    client.post(new(agency), typed(corridor))
    page = f"/en/desk/openings/{Opening.objects.get().public_id}/"
    client.post(page, {"step": "publish"})
    impose_sanction(agency, by="regulator", reason="x", starts=TODAY, ends=TODAY + timedelta(days=5))
    assert str(HIDDEN[Hidden.AGENCY_NOT_VETTED]) in client.get(page).content.decode()
    assert "Suspended" in client.get(f"/en/desk/agency/{agency.public_id}/").content.decode()
