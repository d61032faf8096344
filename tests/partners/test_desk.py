"""The registrar's desk for CSOs, from registering one to its first officer's invitation; nobody else gets in."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import InvitationProposal, Organisation
from foundation.models import TrailEntry
from partners.models import CSO, AgencyTie
from tests.make import TODAY, make_agency, make_membership, make_organisation, make_second_factor, make_user

pytestmark = pytest.mark.django_db
NEW = {"name": "Border House", "kind": "grassroots", "country": "MM"}


def enter(user) -> Client:
    make_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk():
    return enter(make_membership(organisation=make_organisation(kind="desk")).user)


@pytest.fixture
def cso(desk):
    desk.post(reverse("csos"), NEW)
    return CSO.objects.get()


def test_a_registrar_registers_accredits_and_invites_the_first_officer(desk):
    response = desk.post(reverse("csos"), NEW, follow=True)
    cso = CSO.objects.get()
    assert "Not accredited today" in response.content.decode()
    page = reverse("cso", args=[cso.pk])
    told = {"step": "accredit", "since": "2026-11-22", "last_day": "2027-11-21"}
    response = desk.post(page, told, follow=True)
    assert "Accredited until" in response.content.decode()
    cso.refresh_from_db()
    assert (cso.accredited_from, cso.accredited_until) == (TODAY, date(2027, 11, 22))
    members = reverse("members", args=[cso.organisation_id])
    assert members in response.content.decode()
    desk.post(members, {"email": "first@example.org", "role": "officer", "language": "my"})
    assert mail.outbox == []  # a second registrar confirms it first: tests/accounts/test_invitations.py
    assert InvitationProposal.objects.get().email == "first@example.org"


def test_the_same_name_twice_is_one_cso_and_one_organisation(desk, cso):
    response = desk.post(reverse("csos"), {**NEW, "name": "border house"}, follow=True)
    assert "registered already" in response.content.decode()
    assert CSO.objects.count() == 1
    assert Organisation.objects.filter(kind="cso").count() == 1


@pytest.mark.parametrize(
    ("since", "last_day", "told"),
    [
        ("2026-11-22", "2026-11-21", "end after it starts"),
        ("2026-11-22", "2036-11-22", "Three years at most"),
        ("2026-01-01", "2026-11-21", "has passed"),
        ("2026-13-01", "2027-01-01", "valid date"),
        ("", "", "required"),
    ],
)
def test_a_wrong_accreditation_is_told_and_not_written(desk, cso, since, last_day, told):
    response = desk.post(reverse("cso", args=[cso.pk]), {"step": "accredit", "since": since, "last_day": last_day})
    assert response.status_code == 422
    assert told in response.content.decode()
    cso.refresh_from_db()
    assert cso.accredited_from is None


def test_an_accreditation_ends_at_once(desk, cso):
    page = reverse("cso", args=[cso.pk])
    desk.post(page, {"step": "accredit", "since": "2026-01-01", "last_day": "2027-01-01"})
    response = desk.post(page, {"step": "end"}, follow=True)
    assert "Not accredited today" in response.content.decode()
    assert not CSO.objects.accredited(TODAY).exists()


def test_ties_are_recorded_once_and_can_end(desk, cso):
    agency, page = make_agency(), reverse("cso", args=[cso.pk])
    spaced = f"{agency.public_id[:4]} {agency.public_id[4:]}"
    for _ in range(2):
        desk.post(page, {"step": "tie", "agency": spaced, "origin": "known"})
    assert AgencyTie.objects.get().agency == agency.public_id
    AgencyTie.objects.update(since=TODAY - timedelta(days=9))
    desk.post(page, {"step": "untie", "agency": agency.public_id})
    assert AgencyTie.objects.get().until == TODAY
    response = desk.post(page, {"step": "tie", "agency": "12345678", "origin": "known"})
    assert response.status_code == 422 and "no number of an agency" in response.content.decode()


@pytest.mark.parametrize("role", ["cso officer", "agency officer", "desk reader", "no member"])
def test_nobody_else_gets_in_and_nothing_is_written(cso, role):
    who = {
        "cso officer": lambda: make_membership(organisation=cso.organisation).user,
        "agency officer": lambda: make_membership(organisation=make_organisation(kind="agency")).user,
        "desk reader": lambda: make_membership(organisation=make_organisation(kind="desk"), role="reader").user,
        "no member": make_user,
    }[role]()
    client, before = enter(who), TrailEntry.objects.count()
    page = reverse("cso", args=[cso.pk])
    told = {"step": "accredit", "since": "2026-11-22", "last_day": "2027-11-21"}
    answers = [
        client.get(reverse("csos")),
        client.get(page),
        client.post(page, told),
        client.post(reverse("csos"), NEW),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert TrailEntry.objects.exclude(action="portal.refused").count() == before
    assert TrailEntry.objects.count() > before
    cso.refresh_from_db()
    assert cso.accredited_from is None


@pytest.mark.parametrize("name", ["\u202e\u202c", "  ", "--", "\u200b"])
def test_a_name_without_letters_is_told(desk, name):
    assert desk.post(reverse("csos"), {**NEW, "name": name}).status_code == 422
    assert not CSO.objects.exists() and not Organisation.objects.filter(kind="cso").exists()


def test_signs_that_turn_text_around_are_left_out_and_markup_is_shown_as_typed(desk):
    response = desk.post(reverse("csos"), {**NEW, "name": "Border \u202eHouse <b>x</b>"}, follow=True)
    assert CSO.objects.get().name == "Border House <b>x</b>"
    assert "Border House &lt;b&gt;x&lt;/b&gt;" in response.content.decode()
