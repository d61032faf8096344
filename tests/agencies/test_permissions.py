"""Who may write in the registry, and what waits for whom."""

from datetime import date, timedelta

import pytest

from agencies import actions
from agencies.permissions import is_agency_officer, is_registrar
from agencies.waiting import waiting
from partners.actions import accredit_cso, register_cso
from tests.make import TODAY, make_corridor, make_membership, make_organisation, make_vetted_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def cso():
    cso = register_cso("Workers' House", "trade_union", organisation=make_organisation())
    return accredit_cso(cso, date(2026, 1, 1), None)


def officer_of(organisation, **given):
    return make_membership(organisation=organisation, **given).user


def test_who_acts_for_the_organisation_that_claimed_an_agency_is_its_officer(corridor):
    agency, organisation = make_vetted_agency(corridor), make_organisation(kind="agency")
    actions.claim_agency(agency, organisation)
    agency.refresh_from_db()
    assert is_agency_officer(officer_of(organisation), agency)
    assert not is_agency_officer(officer_of(make_organisation(kind="agency")), agency)


def test_the_registrar_is_an_officer_of_a_desk():
    desk = make_organisation(kind="desk")
    registrar = officer_of(desk)
    assert is_registrar(registrar)
    assert registrar.has_perm("agencies.import_register")
    assert not is_registrar(officer_of(desk, role="reader"))
    assert not is_registrar(officer_of(make_organisation()))


def test_a_vouch_that_ends_soon_waits_for_its_own_cso_until_it_is_renewed(corridor, cso):
    agency = make_vetted_agency(corridor)
    given = TODAY - timedelta(days=300)
    actions.vouch_for(agency, corridor, cso, given=given, expires=TODAY + timedelta(days=10))
    officer = officer_of(cso.organisation)
    (item,) = waiting(officer, TODAY)
    assert agency.name in item.title
    assert item.urgency == 2
    assert waiting(officer_of(make_organisation()), TODAY) == []
    actions.vouch_for(agency, corridor, cso, given=TODAY, expires=TODAY + timedelta(days=300))
    assert waiting(officer, TODAY) == []


def test_an_agency_that_told_no_fees_is_asked_for_them(corridor):
    organisation = make_organisation(kind="agency")
    agency = actions.register_agency("Silent", "MM", organisation=organisation)
    officer = officer_of(organisation)
    assert ["Silent" in item.title for item in waiting(officer, TODAY)] == [True]
    item = actions.Item("medical", "Check", actions.evidence.Money(None, "THB"), "worker")
    actions.disclose_fees(agency, corridor, [item], TODAY)
    assert waiting(officer, TODAY) == []
