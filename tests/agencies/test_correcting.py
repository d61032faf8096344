"""A registrar corrects a record by one form; what it said before stays on the agency's page, with the reason."""

import pytest
from django.urls import reverse

from agencies.actions import set_contacts
from agencies.models import FieldChange
from tests.make import TODAY, make_agency, make_membership, make_place, make_registrar, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    agency = make_agency(name="Golden Dragn", address="1 Old Road", registration_number="77")
    set_contacts(agency, [("phone", "09 111 222 333"), ("email", "desk@example.org")], TODAY)
    return agency


def typed(**given) -> dict:
    return {
        "name": "Golden Dragon",
        "address": "1 Old Road",
        "registration_number": "77",
        "phone": "09 444 555 666",
        "email": "desk@example.org",
        "reason": "As the regulator's list of today prints it.",
        **given,
    }


def test_the_number_of_an_agency_leads_to_its_record(agency):
    client = sign_in(make_registrar())
    assert client.get(reverse("find_record")).status_code == 200
    assert client.get(reverse("find_record"), {"number": "1234 5678"}).status_code == 422
    found = client.get(reverse("find_record"), {"number": agency.public_id})
    assert found["Location"] == reverse("correct_record", args=[agency.public_id])
    assert "09 111 222 333" in client.get(found["Location"]).content.decode()


def test_what_was_corrected_and_why_stands_on_the_agencys_page(agency, client):
    place = make_place()
    registrar, page = sign_in(make_registrar()), reverse("correct_record", args=[agency.public_id])
    for _ in range(2):
        assert registrar.post(page, typed(place=place.pk)).status_code == 302
    agency.refresh_from_db()
    assert (agency.name, agency.place) == ("Golden Dragon", place)
    assert set(agency.contacts.filter(until=None).values_list("value", flat=True)) == {
        "09 444 555 666", "desk@example.org",
    }  # fmt: skip
    assert list(FieldChange.objects.order_by("field").values_list("field", "before")) == [
        ("contacts", "desk@example.org · 09 111 222 333"), ("name", "Golden Dragn"), ("place", ""),
    ]  # fmt: skip
    told = client.get(reverse("agency", args=[agency.public_id])).content.decode()
    for words in ("Golden Dragn.", "09 111 222 333", "list of today prints it"):
        assert words in told


@pytest.mark.parametrize(
    "given", [{"reason": " "}, {"name": ""}, {"reason": "x" * 201}, {"place": "nowhere"}, {"name": "\u202e\u200b"}]
)
def test_a_wrong_correction_changes_nothing_and_keeps_what_was_typed(agency, given):
    page = sign_in(make_registrar()).post(
        reverse("correct_record", args=[agency.public_id]), typed(address="2 New Road") | given
    )
    assert page.status_code == 422 and "2 New Road" in page.content.decode()
    assert not FieldChange.objects.exists()


def test_nobody_corrects_the_record_of_an_agency_they_act_for(agency):
    registrar = make_registrar()
    make_membership(user=registrar, organisation=agency.organisation)
    page = sign_in(registrar).post(reverse("correct_record", args=[agency.public_id]), typed())
    assert page.status_code == 422 and "You act for this agency" in page.content.decode()
    assert not FieldChange.objects.exists()
