"""Grave reports as cases: opened at once and unpublished, found severe by two, and a suspension that takes two people."""

import secrets
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from agencies.actions.gravity import close_concern, raise_concern
from agencies.actions.leads import Words, report_concern
from agencies.actions.refused import Refused
from agencies.models import Concern, Sanction, StandingChange
from foundation.models import TrailEntry
from support.actions import concerns, handling, stepping
from support.actions.purging import purge_cases
from support.actions.stepping import Unlawful, locked
from support.models import Case
from support.permissions import cases_for
from tests.make import (
    TODAY,
    make_agency,
    make_agency_officer,
    make_case_worker,
    make_corridor,
    make_membership,
    make_organisation,
    make_registrar,
    make_vetted_agency,
    sign_in,
)

pytestmark = pytest.mark.django_db


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def opened_by(worker, case) -> tuple[Client, str]:
    """The worker's browser at the case, its words open."""
    desk, address = sign_in(worker), f"/en/desk/cases/{case.pk}/"
    desk.post(address, {"step": "open", "purpose": "review"})
    return desk, address


def raised(**given) -> Concern:
    told = {"indicator": "debt_bondage", "received": TODAY, "submission": secrets.token_hex(8), **given}
    return raise_concern(make_agency(), **told)


def test_a_concern_opens_a_case_at_once_and_only_one():
    concern = raised(corridor=make_corridor())
    case = Case.objects.get()
    assert (case.origin, case.concern, case.country, case.receipt) == ("concern", concern, "TH", None)
    concerns.open_concern_case(concern, TODAY)
    assert Case.objects.count() == 1
    agency_page = Client().get(f"/en/agencies/{concern.agency.public_id}/").content.decode()
    assert case.number not in agency_page and "concern" not in agency_page.lower()


def test_a_concern_older_than_cases_gets_one_at_night():
    raised()
    Case.objects.all().delete()
    call_command("purge")
    call_command("purge")
    assert Case.objects.filter(origin="concern").count() == 1


def test_the_report_behind_a_concern_opens_with_the_case_and_is_recorded():
    report_concern(make_agency(), Words(("debt_bondage",), "Planted report", "en"), "r" * 22, TODAY)
    case, desk = Case.objects.get(), sign_in(make_case_worker())
    address = f"/en/desk/cases/{case.pk}/"
    assert "Planted report" not in desk.get(address).content.decode()
    page = desk.post(address, {"step": "open", "purpose": "review"}, follow=True).content.decode()
    assert "Planted report" in page and "Note for helpers" in page
    assert TrailEntry.objects.filter(action="agencies.lead_read").count() == 1


def test_words_that_have_gone_are_not_read_though_the_case_is_open():
    report_concern(make_agency(), Words(("debt_bondage",), "Planted report", "en"), "r" * 22, later(-400))
    desk, address = opened_by(make_case_worker(), Case.objects.get())
    assert desk.get(address).status_code == 200 and "Planted report" not in desk.get(address).content.decode()


def test_a_concern_is_found_severe_by_two_people_of_whichever_desk():
    concern, registrar = raised(), make_registrar()
    case, worker = Case.objects.get(), make_case_worker()
    desk, address = opened_by(worker, case)
    for _twice in range(2):
        said = desk.post(address, {"step": "severe"}, follow=True).content.decode()
        assert "The concern is open" not in said and "You found it severe" in said
    concern.refresh_from_db()
    assert (concern.state, concern.proposed_by) == ("received", worker)
    other, _ = opened_by(make_case_worker(name="B"), case)
    assert "One person found it severe" in other.get(address).content.decode()
    sign_in(registrar).post(f"/en/desk/registry/concerns/{concern.pk}/", {"step": "open"})
    concern.refresh_from_db()
    assert (concern.state, concern.opened_by) == ("open", registrar)
    assert 'value="severe"' not in other.get(address).content.decode()


def test_a_finding_is_for_the_desk_of_this_site_and_not_for_two_people_of_one_cso():
    raised()
    case, house, worker = Case.objects.get(), make_organisation(), make_case_worker()
    members = [make_case_worker(house, "officer") for _ in range(2)]
    handling.assign(case, house, worker, TODAY)
    for member in members:
        desk, address = opened_by(member, case)
        assert 'value="propose"' not in desk.get(address).content.decode()
        for step in ("severe", "propose", "confirm", "refuse", "close"):
            told = {"step": step, "reason": "Passports kept", "ends": later(60).isoformat()}
            assert desk.post(address, told).status_code == 403
    case.refresh_from_db()
    assert case.concern.proposed_by is None and case.state == "assigned" and not Sanction.objects.exists()


def test_who_acts_for_the_agency_finds_no_case_about_it():
    agency = make_agency()
    concern = raise_concern(agency, indicator="other", received=TODAY, submission="x")
    officer = make_agency_officer(agency)
    make_membership(user=officer, organisation=make_organisation(kind="desk"), role="case_worker")
    assert sign_in(officer).get(f"/en/desk/cases/{concern.case.pk}/").status_code == 404
    assert cases_for(make_case_worker(), TODAY).get() == concern.case


def test_a_concern_closed_at_the_registrys_desk_closes_its_case_at_the_next_purge():
    concern = raised()
    close_concern(concern, TODAY, actor=make_registrar())
    assert purge_cases(TODAY)["closed"] == 1 and Case.objects.get().state == "closed"
    assert purge_cases(TODAY)["closed"] == 0


def test_two_people_suspend_an_agency_from_a_case_and_one_cannot():
    concern = raised()
    case, first, second = Case.objects.get(), make_case_worker(), make_case_worker(name="B")
    concerns.find_severe(case, first, TODAY)
    concerns.propose_finding(case, "Debt bondage found", later(60), first, TODAY)
    with pytest.raises(Refused):
        concerns.confirm_finding(case, first, TODAY)
    assert not Sanction.objects.exists()
    sanction = concerns.confirm_finding(case, second, TODAY)
    assert (sanction.agency, sanction.proposed_by, sanction.confirmed_by) == (concern.agency, first, second)
    with pytest.raises(Unlawful):
        concerns.confirm_finding(case, second, TODAY)
    concerns.close_concern_case(case, second, TODAY)
    concern.refresh_from_db()
    assert concern.state == "closed"


def test_a_suspension_is_proposed_and_confirmed_on_the_page_of_the_case():
    raised()
    case, address = Case.objects.get(), ""
    for worker, step in ((make_case_worker(), "propose"), (make_case_worker(name="B"), "confirm")):
        desk, address = sign_in(worker), f"/en/desk/cases/{case.pk}/"
        desk.post(address, {"step": "open", "purpose": "review"})
        desk.post(address, {"step": step, "reason": "Passports kept", "ends": later(60).isoformat()})
    assert Sanction.objects.filter(reason="Passports kept").count() == 1


def test_a_suspension_confirmed_at_the_case_desk_takes_the_standing():
    corridor = make_corridor()
    agency = make_vetted_agency(corridor)
    raise_concern(agency, indicator="debt_bondage", received=TODAY, submission="x", corridor=corridor)
    case, first, second = Case.objects.get(), make_case_worker(), make_case_worker(name="B")
    standing = StandingChange.objects.current().filter(agency=agency, corridor=corridor)
    concerns.propose_finding(case, "Debt bondage found", later(60), first, TODAY)
    assert standing.get().standing == "vetted"
    concerns.confirm_finding(case, second, TODAY)
    assert standing.get().standing == "suspended"


def test_a_finding_that_waits_no_more_is_neither_in_force_nor_refused_and_the_page_says_so():
    raised()
    case, first, second = Case.objects.get(), make_case_worker(), make_case_worker(name="B")
    desk, address = opened_by(second, case)
    concerns.propose_finding(case, "Debt bondage found", later(60), first, TODAY)
    assert 'value="confirm"' in desk.get(address).content.decode()
    concerns.refuse_finding(case, "Not so.", first, TODAY)
    for step in ("confirm", "refuse"):
        page = desk.post(address, {"step": step}, follow=True).content.decode()
        assert "in force" not in page and "This changed in the meantime." in page
    assert not Sanction.objects.exists()


def test_nobody_closes_a_concern_while_a_finding_waits_at_either_desk():
    concern = raised()
    case, first, second = Case.objects.get(), make_case_worker(), make_case_worker(name="B")
    for worker in (first, second):
        concerns.find_severe(case, worker, TODAY)
    concerns.propose_finding(case, "Debt bondage found", later(60), first, TODAY)
    desk, address = opened_by(second, case)
    page = desk.post(address, {"step": "close"}, follow=True).content.decode()
    assert "waits for a second person already" in page and "The concern is closed" not in page
    sign_in(make_registrar()).post(f"/en/desk/registry/concerns/{concern.pk}/", {"step": "close_concern"})
    case.refresh_from_db()
    concern.refresh_from_db()
    assert (case.state, concern.state) == ("new", "open")
    concerns.refuse_finding(case, "Not so.", second, TODAY)
    assert "The concern is closed" in desk.post(address, {"step": "close"}, follow=True).content.decode()


def test_a_case_settled_by_somebody_meanwhile_stops_no_other_in_the_purge(monkeypatch):
    cases = [raised().case, raised().case]
    for case in cases:
        close_concern(case.concern, TODAY, actor=make_registrar())

    def meanwhile(case):
        if case.pk == cases[0].pk:
            Case.objects.filter(pk=case.pk).update(state="closed", closed=TODAY, due=None)
        return locked(case)

    monkeypatch.setattr(stepping, "locked", meanwhile)
    assert purge_cases(TODAY)["closed"] == 1
    assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
