"""Referrals: what a recipient sees, for how long, and what keeps its name while a consent rests on it."""

import pytest

from support.actions import client as clients
from support.actions import handling, referring
from support.actions.stepping import Unlawful
from support.models import HelpOrganization, Referral, Service
from tests.make import (
    TODAY,
    make_case,
    make_case_worker,
    make_service,
)
from tests.support.people import at_desk, later

pytestmark = pytest.mark.django_db


def test_a_closed_case_hands_nothing_on():
    worker = make_case_worker()
    case, _ = make_case()
    sent, asked = (referring.ask_to_refer(case, make_service(), worker, TODAY) for _ in range(2))
    referring.consent(sent, ["called"], 30, TODAY)
    secret = referring.make_link(sent, worker, TODAY)
    assert referring.by_secret(secret, TODAY)
    handling.answer(case, "Done.", "a" * 22, worker, TODAY)
    handling.ask_to_close(case, worker, TODAY)
    clients.client_decides(case, True, TODAY)
    assert referring.by_secret(secret, TODAY) is None
    for step in (
        lambda: referring.make_link(sent, worker, TODAY),
        lambda: referring.consent(asked, ["called"], 30, TODAY),
        lambda: referring.ask_to_refer(case, make_service(), worker, TODAY),
    ):
        with pytest.raises(Unlawful):
            step()
    clients.client_writes(case, "It began again.", "b" * 22, TODAY)
    assert referring.by_secret(secret, TODAY)


def test_a_service_keeps_its_name_and_organization_while_a_referral_to_it_runs():
    case, _ = make_case()
    worker, service = make_case_worker(), make_service(name="Law Clinic")
    referral = referring.ask_to_refer(case, service, worker, TODAY)
    desk, address = at_desk(worker), f"/en/desk/services/{service.pk}/"
    told = {"organization": service.organization.name, "name": "Law Clinic", "kind": "legal_aid", "countries": ["TH"]}
    for renamed in ({"organization": "Somebody else"}, {"name": "Other Clinic"}):
        page = desk.post(address, {**told, **renamed, "description": "Typed words", "active": "on"})
        text = page.content.decode()
        assert page.status_code == 422 and "Add a new service instead." in text
        assert "Typed words" in text and next(iter(renamed.values())) in text
    referral.refresh_from_db()
    assert str(referral.service) == str(service) and not HelpOrganization.objects.filter(name="Somebody else").exists()
    assert desk.post(address, {**told, "description": "What it does", "active": "on"}).status_code == 302
    referring.revoke(referral, TODAY)
    assert desk.post(address, {**told, "name": "Other Clinic", "active": "on"}).status_code == 302
    service.refresh_from_db()
    assert service.name == "Other Clinic"


def test_a_service_that_is_in_the_directory_already_is_told_and_not_written_twice():
    service, desk = make_service(name="Law Clinic"), at_desk(make_case_worker())
    told = {"organization": service.organization.name, "name": "Law Clinic", "kind": "health", "countries": ["TH"]}
    page = desk.post("/en/desk/services/new/", told)
    assert page.status_code == 422 and "has a service of this name already" in page.content.decode()
    assert Service.objects.count() == 1


def test_a_referral_reveals_only_what_was_agreed_and_only_while_it_was():
    case, _ = make_case(called="Ma Hnin", contact="+66 81 234 5678", reply_by="phone")
    worker = make_case_worker()
    referral = referring.ask_to_refer(case, make_service(), worker, TODAY)
    with pytest.raises(Unlawful):
        referring.make_link(referral, worker, TODAY)
    with pytest.raises(Unlawful):
        referring.consent(referral, ["nothing"], 30, TODAY)
    referring.consent(referral, ["contact"], 10, TODAY)
    first = referring.make_link(referral, worker, TODAY)
    second = referring.make_link(referral, worker, TODAY)
    assert referring.by_secret(first, TODAY) is None
    found = referring.by_secret(second, TODAY)
    assert referring.open_handed(found, TODAY) == {"contact": "Phone: +66 81 234 5678"}
    assert referring.by_secret(second, later(10)) is None
    assert second not in str(Referral.objects.values())
    referring.revoke(referral, TODAY)
    assert referring.by_secret(second, TODAY) is None


def test_taking_a_case_back_revokes_its_referrals():
    case, _ = make_case()
    worker = make_case_worker()
    running, done = (referring.ask_to_refer(case, make_service(), worker, TODAY) for _ in range(2))
    for referral in (running, done):
        referring.consent(referral, ["called"], 30, TODAY)
    secret = referring.make_link(running, worker, TODAY)
    referring.answer_handed(done, True, "Yes", TODAY)
    referring.finish(done, worker)
    clients.withdraw_case(case, TODAY)
    assert referring.by_secret(secret, TODAY) is None
    assert [referral.state for referral in case.referrals.all()] == ["revoked"]
