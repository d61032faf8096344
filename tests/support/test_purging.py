"""When cases go: by date alone, again under the lock, and what is left of them says only that something happened."""

import re
import secrets
from datetime import timedelta

import pytest
from django.db import connection

from foundation.models import TrailEntry
from support.actions import client as clients
from support.actions import handling, referring, stepping
from support.actions.purging import purge_cases
from support.models import Case, CaseMessage, NeedTally, Referral, Request, Service
from support.needs import asked_and_given, needs
from support.permissions import cases_for
from support.rules import keeping
from tests.make import (
    TODAY,
    make_case,
    make_case_worker,
    make_cso,
    make_service,
)
from tests.support.people import closed_case, later

pytestmark = pytest.mark.django_db


def test_content_is_gone_90_days_after_closure_even_when_no_purge_ran():
    worker = make_case_worker()
    case, code = closed_case(worker)
    kept, kept_code = closed_case(worker)
    clients.keep_longer(kept, True)
    assert clients.by_receipt(code, "", later(89)) and not clients.by_receipt(code, "", later(90))
    assert not cases_for(worker, later(90)).filter(pk=case.pk).exists()
    assert clients.by_receipt(kept_code, "", later(364)) and not clients.by_receipt(kept_code, "", later(365))
    assert purge_cases(later(90))["deleted"] == 1
    assert list(Case.objects.all()) == [kept]
    assert purge_cases(later(365))["deleted"] == 1 and not CaseMessage.objects.exists()


def test_the_day_on_the_page_is_the_day_of_the_purge():
    worker = make_case_worker()
    for keep in (False, True):
        case, _ = closed_case(worker)
        clients.keep_longer(case, keep)
        case.refresh_from_db()
        kept = Case.objects.filter(pk=case.pk)
        assert kept.kept(case.gone_on - timedelta(days=1)).exists() and not kept.kept(case.gone_on).exists()
    withdrawn, _ = make_case()
    clients.withdraw_case(withdrawn, TODAY)
    withdrawn.refresh_from_db()
    still = Case.objects.filter(pk=withdrawn.pk)
    assert still.kept(withdrawn.gone_on - timedelta(days=1)).exists() and not still.kept(withdrawn.gone_on).exists()
    open_case, _ = make_case()
    assert open_case.gone_on == later(keeping.DAYS_AT_MOST)
    assert not Case.objects.kept(open_case.gone_on).filter(pk=open_case.pk).exists()


def test_silence_closes_and_late_cases_come_back_to_the_desk():
    worker, house = make_case_worker(), make_cso().organisation
    asked, _ = make_case()
    handling.answer(asked, "x", "a" * 22, worker, TODAY)
    handling.ask_to_close(asked, worker, TODAY)
    handed, _ = make_case()
    handling.assign(handed, house, worker, TODAY)
    assert purge_cases(later(9)) == {"closed": 0, "taken_back": 0, "deleted": 0}
    assert purge_cases(later(14)) == {"closed": 1, "taken_back": 1, "deleted": 0}
    handed.refresh_from_db()
    assert (handed.state, handed.organisation) == ("new", None)
    assert purge_cases(later(200)) == {"closed": 1, "taken_back": 0, "deleted": 1}
    assert purge_cases(later(200)) == {"closed": 0, "taken_back": 0, "deleted": 0}


def meanwhile(monkeypatch, row: Case, do) -> None:
    """Somebody does this after the purge has listed the case and before it holds it."""

    def locked(case):
        if case.pk == row.pk:
            do()
        return held(case)

    held = stepping.locked
    monkeypatch.setattr(stepping, "locked", locked)


def asked_to_close(worker) -> Case:
    case, _ = make_case()
    handling.answer(case, "x", secrets.token_urlsafe(16), worker, TODAY)
    return handling.ask_to_close(case, worker, TODAY)


def test_the_purge_closes_no_case_that_its_client_answers_or_takes_back_meanwhile(monkeypatch):
    worker = make_case_worker()
    writes, silent = (asked_to_close(worker) for _ in range(2))
    meanwhile(monkeypatch, writes, lambda: clients.client_writes(writes, "Not done.", "b" * 22, later(14)))
    assert purge_cases(later(14))["closed"] == 1
    writes.refresh_from_db()
    silent.refresh_from_db()
    assert (writes.state, silent.state) == ("working", "closed")
    withdrawn, long_silent = make_case()[0], make_case()[0]
    meanwhile(monkeypatch, withdrawn, lambda: clients.withdraw_case(withdrawn, later(179)))
    assert purge_cases(later(180))["closed"] == 1
    withdrawn.refresh_from_db()
    long_silent.refresh_from_db()
    assert (withdrawn.state, long_silent.state) == ("withdrawn", "closed")


def test_the_purge_takes_back_no_case_that_was_answered_meanwhile_and_goes_on_after_one_taken_back(monkeypatch):
    worker, house = make_case_worker(), make_cso().organisation
    answered, withdrawn, late = (make_case()[0] for _ in range(3))
    for case in (answered, withdrawn, late):
        handling.assign(case, house, worker, TODAY)
    meanwhile(monkeypatch, withdrawn, lambda: clients.withdraw_case(withdrawn, later(10)))
    assert purge_cases(later(9))["taken_back"] == 0
    meanwhile(monkeypatch, answered, lambda: handling.answer(answered, "x", "a" * 22, worker, later(10)))
    assert purge_cases(later(10))["taken_back"] == 1
    found = {row.pk: (row.state, row.organisation) for row in Case.objects.select_related("organisation")}
    assert found == {answered.pk: ("working", house), withdrawn.pk: ("withdrawn", house), late.pk: ("new", None)}


def test_a_client_who_waits_in_mid_work_gets_another_helper_and_is_not_closed_for_silence():
    worker, house = make_case_worker(), make_cso().organisation
    case, _ = make_case()
    handling.assign(case, house, worker, TODAY)
    handling.answer(case, "x", "a" * 22, worker, TODAY)
    clients.client_writes(case, "It is worse.", "b" * 22, TODAY)
    assert purge_cases(later(9))["taken_back"] == 0 and purge_cases(later(10))["taken_back"] == 1
    case.refresh_from_db()
    assert (case.state, case.organisation) == ("new", None) and cases_for(worker, later(10)).get() == case


def test_needs_of_deleted_cases_count_on():
    worker = make_case_worker()
    for _ in range(5):
        case, _code = closed_case(worker)
        clients.rank_needs(case, ["recover_wages", "debt"])
        handling.give_need(case, "debt", True, worker, TODAY)
    before = asked_and_given()
    assert [(row.need, row.asked, row.given) for row in before] == [("recover_wages", 5, None), ("debt", 5, 5)]
    purge_cases(later(90))
    assert not Case.objects.exists() and NeedTally.objects.count() == 2
    assert asked_and_given() == before


def test_what_is_left_of_a_purged_case_says_only_that_something_happened():
    worker, house = make_case_worker(), make_cso().organisation
    case, _ = make_case(request="health", country="TH")
    rows = {str(case.pk), case.pk.hex}
    handling.read_case(case, worker, handling.Purpose.ANSWER)
    clients.rank_needs(case, ["doctor", "debt"])
    for given in (True, False, True):
        handling.give_need(case, "interpreter", given, worker, TODAY)
    for accept in (True, False):
        referral = referring.ask_to_refer(case, make_service(kind="health"), worker, TODAY)
        rows |= {str(referral.pk), referral.pk.hex}
        referring.consent(referral, ["called", "place"], 30, TODAY)
        referring.make_link(referral, worker, TODAY)
        referring.open_handed(referral, TODAY)
        referring.answer_handed(referral, accept, "Yes or no", TODAY)
    handling.assign(case, house, worker, TODAY)
    handling.note(case, "note", "n" * 22, worker, TODAY)
    handling.answer(case, "Done.", "a" * 22, worker, TODAY)
    handling.ask_to_close(case, worker, TODAY)
    clients.client_decides(case, True, TODAY)
    clients.keep_longer(case, True)
    assert purge_cases(later(365))["deleted"] == 1
    lines = TrailEntry.objects.filter(
        subject__in=[f"support.{kind}/{key}" for kind in ("Case", "Referral") for key in rows]
    )
    assert lines.count() >= 15
    assert [entry.facts for entry in lines if entry.facts] == [{"purpose": "answer"}]
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            left += [str(row) for row in cursor.fetchall() if any(key in str(row) for key in rows)]
    assert len(left) >= 2 * lines.count()
    codes = {*needs(), *Request.values, *Service.Kind.values, *Referral.Field.values}
    # The kinds of what happened and the one reason to read are words of their own.
    told = {word for row in left for word in re.findall(r"[a-z_]+", row)} - {"support", "answer"}
    assert told & codes == set()
