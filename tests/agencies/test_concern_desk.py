"""Concerns reach a registrar, whether a report of a worker belongs to them or not; a report can be given its agency."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from agencies.actions import close_concern, open_concern, set_contacts, withdraw_vouch
from agencies.actions.leads import Words, keep_advert, report_concern, withdraw_lead
from agencies.models import AgencyAlias, AgencyContact, Concern, Lead
from agencies.reading import standing_of
from agencies.rules import Standing
from agencies.waiting import waiting
from foundation.models import TrailEntry
from tests.make import TODAY, make_agency, make_corridor, make_registrar, make_vetted_agency, sign_in

pytestmark = pytest.mark.django_db
WORDS = Words(("debt_bondage",), "They took it.", "en")


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-AGENCY")


@pytest.fixture
def agency(corridor):
    return make_vetted_agency(corridor, name="Golden Dragon")


@pytest.fixture
def registrar():
    return make_registrar()


@pytest.fixture
def client(registrar):
    return sign_in(registrar)


def waits(registrar) -> set[str]:
    return {one.url for one in waiting(registrar, TODAY)}


def test_a_vouch_taken_back_for_a_grave_reason_waits_at_the_desk_until_it_is_closed(
    agency, corridor, registrar, client
):
    assert reverse("concerns") not in waits(registrar)
    withdraw_vouch(agency.vouches.first(), TODAY, grave=True)
    concern = Concern.objects.get()
    page = reverse("concern", args=[concern.pk])
    assert reverse("concerns") in waits(registrar)
    assert page in client.get(reverse("concerns")).content.decode()
    assert "nobody learns who raised it" in client.get(page).content.decode()
    told = client.post(page, {"step": "open"}, follow=True).content.decode()
    assert "Another registrar must find so too" in told
    open_concern(concern, TODAY, actor=make_registrar())
    assert standing_of(agency, corridor, TODAY).standing is Standing.CONDITIONAL
    assert reverse("concerns") in waits(registrar)
    client.post(page, {"step": "close_concern"})
    concern.refresh_from_db()
    assert concern.state == "closed"
    assert reverse("concerns") not in waits(registrar)
    assert "open the concern" not in client.get(page).content.decode()


def test_the_registrars_desk_counts_concerns_with_and_without_a_report(agency, client):
    withdraw_vouch(agency.vouches.first(), TODAY, grave=True)
    report_concern(agency, WORDS, "a" * 22, TODAY)
    close_concern(Concern.objects.create(agency=agency, indicator="other", received=TODAY, submission="x"), TODAY)
    page = client.get(reverse("registry_desk")).content.decode()
    assert f'<a href="{reverse("concerns")}">Concerns</a></td><td class="num">2</td>' in page
    lead = Lead.objects.get()
    told = client.get(reverse("concern", args=[lead.concern_id])).content.decode()
    assert reverse("registry_lead", args=[lead.pk]) in told
    assert client.get(reverse("concern", args=[10**6])).status_code == 404


def test_a_report_without_an_agency_is_given_one_and_raises_its_concern(agency, client):
    report_concern(None, WORDS, "a" * 22, TODAY)
    lead = Lead.objects.get()
    page = reverse("registry_lead", args=[lead.pk])
    assert "Which agency is it about?" in client.get(page).content.decode()
    wrong = client.post(page, {"step": "about", "number": "1234 5678"})
    assert wrong.status_code == 422
    assert "We know no agency with this number." in wrong.content.decode() and "1234 5678" in wrong.content.decode()
    spoken = f"{agency.public_id[:4]} {agency.public_id[4:]}"
    for _ in range(2):
        client.post(page, {"step": "about", "number": spoken})
    lead.refresh_from_db()
    assert (lead.agency, lead.concern.agency, lead.concern.indicator, lead.concern.state) == (
        agency, agency, "debt_bondage", "received",
    )  # fmt: skip
    assert TrailEntry.objects.filter(action="agencies.lead_about").count() == 1
    told = client.get(page).content.decode()
    assert "Which agency is it about?" not in told and reverse("propose_sanction", args=[agency.public_id]) in told
    client.post(page, {"step": "about", "number": make_agency().public_id})
    lead.refresh_from_db()
    assert lead.agency == agency


def test_an_advert_given_its_agency_raises_no_concern_and_a_merged_number_leads_on(agency, client):
    keep_advert("Work in Bangkok", "en", None, "a" * 22, TODAY)
    AgencyAlias.objects.create(public_id="12345678", agency=agency)
    lead = Lead.objects.get()
    client.post(reverse("registry_lead", args=[lead.pk]), {"step": "about", "number": "12345678"})
    lead.refresh_from_db()
    assert (lead.agency, lead.concern) == (agency, None)


def test_words_taken_back_leave_a_report_that_can_still_be_closed(agency, client):
    report_concern(None, WORDS, "a" * 22, TODAY)
    lead = withdraw_lead(Lead.objects.get(), TODAY)
    to = reverse("registry_lead", args=[lead.pk])
    page = client.post(to, {"step": "about", "number": agency.public_id}, follow=True)
    assert "Somebody decided this before you" in page.content.decode()
    assert not Concern.objects.exists()


def test_the_migration_takes_the_vouch_out_of_older_concerns_and_finds_older_phones(agency):
    migration = import_module("agencies.migrations.0010_fee_lines_have_a_category")
    withdraw_vouch(agency.vouches.first(), TODAY, grave=True)
    concern = Concern.objects.get()
    hashed, concern.submission = concern.submission, f"vouch-{agency.vouches.first().pk}"
    concern.save()
    set_contacts(agency, [("phone", "+95 9 777 123 456"), ("email", "1234567890@example.org")], TODAY)
    AgencyContact.objects.update(digits="")
    migration.forget_the_vouch(apps, None)
    migration.write_digits(apps, None)
    assert Concern.objects.get().submission == hashed
    assert set(AgencyContact.objects.values_list("kind", "digits")) == {("phone", "777123456"), ("email", "")}
