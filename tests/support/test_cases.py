"""The actions of cases on a database: sealing, states, purge, exports, permissions, keys that change."""

import base64
import re
import secrets
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.models import TrailEntry
from partners.actions import end_accreditation
from support.actions import client as clients
from support.actions import exporting, handling, referring, stepping
from support.actions.purging import purge_cases
from support.actions.stepping import Unlawful
from support.desk_forms import AssignForm
from support.models import Case, CaseMessage, HelpOrganization, NeedTally, Referral, Request, Service
from support.needs import asked_and_given, needs
from support.permissions import cases_for
from support.rules import keeping
from support.sealing import Unreadable, opened
from support.waiting import waiting
from tests.make import (
    TODAY,
    make_case,
    make_case_worker,
    make_cso,
    make_membership,
    make_organisation,
    make_service,
    make_user,
)

pytestmark = pytest.mark.django_db


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def at_desk(user) -> Client:
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def closed_case(worker, **given):
    case, code = make_case(**given)
    handling.answer(case, "Done.", secrets.token_urlsafe(16), worker, TODAY)
    handling.ask_to_close(case, worker, TODAY)
    clients.client_decides(case, True, TODAY)
    case.refresh_from_db()
    return case, code


def test_a_letter_moved_to_another_case_cannot_be_read():
    (first, _), (second, _) = make_case(), make_case()
    Case.objects.filter(pk=second.pk).update(letter=first.letter)
    second.refresh_from_db()
    with pytest.raises(Unreadable):
        opened(second, "letter")


def test_each_reading_is_recorded_with_its_purpose_and_without_a_word():
    case, _ = make_case(words="Planted words")
    worker = make_case_worker()
    handling.read_case(case, worker, handling.Purpose.REVIEW)
    entry = TrailEntry.objects.filter(action="support.case_read").get()
    assert entry.actor == str(worker.pk) and entry.facts == {"purpose": "review"}
    assert "Planted" not in str(list(TrailEntry.objects.values_list("facts", flat=True)))


def test_a_case_opens_only_for_a_reason_and_for_a_quarter_of_an_hour(monkeypatch):
    case, _ = make_case(words="Planted words")
    desk, address = at_desk(make_case_worker()), f"/en/desk/cases/{case.pk}/"
    assert "Planted" not in desk.get(address).content.decode()
    assert desk.post(address, {"step": "open", "purpose": "gossip"}).status_code == 422
    assert desk.post(address, {"step": "answer", "words": "x"}).status_code == 302
    assert not CaseMessage.objects.exists()
    assert "Planted" in desk.post(address, {"step": "open", "purpose": "answer"}, follow=True).content.decode()
    monkeypatch.setattr("support.desk_doors._MINUTES", 0)
    assert "Planted" not in desk.get(address).content.decode()


def test_the_case_of_one_cso_is_nobodys_of_another_and_no_registrars():
    house, other = make_organisation(), make_organisation()
    mine, theirs = make_case_worker(house, "officer"), make_case_worker(other, "officer")
    reader = make_case_worker(house, "reader")
    registrar = make_membership(organisation=make_organisation(kind="desk")).user
    make_membership(user=registrar, organisation=house)
    worker = make_case_worker()
    case, _ = make_case()
    assert cases_for(worker, TODAY).filter(pk=case.pk).exists()
    assert not cases_for(mine, TODAY).exists()
    handling.assign(case, house, worker, TODAY)
    seen = {who: cases_for(who, TODAY).exists() for who in (mine, theirs, reader, registrar, worker, make_user())}
    assert [who for who, sees in seen.items() if sees] == [mine]


def test_steps_that_are_not_lawful_change_nothing():
    case, _ = make_case()
    worker = make_case_worker()
    for step in (
        lambda: handling.ask_to_close(case, worker, TODAY),
        lambda: clients.client_decides(case, True, TODAY),
        lambda: handling.give_back(case, worker, TODAY),
    ):
        with pytest.raises(Unlawful):
            step()
    case.refresh_from_db()
    assert case.state == "new"


def test_what_waits_comes_oldest_first_and_is_urgent_when_its_day_has_passed():
    worker = make_case_worker()
    make_case(today=later(-9))
    make_case(request="shelter")
    answered, _ = make_case()
    handling.answer(answered, "x", "a" * 22, worker, TODAY)
    items = waiting(worker, TODAY)
    assert [(item.since, item.urgency) for item in items] == [(later(-9), 2), (TODAY, 0)]


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


def test_a_cso_without_accreditation_reads_no_case_and_its_cases_go_back_to_the_desk():
    cso = make_cso()
    officer, worker = make_case_worker(cso.organisation, "officer"), make_case_worker()
    case, _ = make_case()
    handling.assign(case, cso.organisation, worker, TODAY)
    assert cases_for(officer, TODAY).get() == case
    end_accreditation(cso, TODAY)
    assert not cases_for(officer, TODAY).exists()
    assert at_desk(officer).get(f"/en/desk/cases/{case.pk}/").status_code == 403
    assert purge_cases(TODAY)["taken_back"] == 1
    assert cases_for(worker, TODAY).get() == case


def test_a_case_is_handed_only_where_somebody_would_see_it():
    empty, staffed = make_cso(), make_cso()
    make_case_worker(staffed.organisation, "officer")
    worker = make_case_worker()
    desk = worker.memberships.get().organisation
    offered = AssignForm(desks=[desk]).fields["organisation"].queryset
    assert set(offered) == {desk, staffed.organisation} and empty.organisation not in offered


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


def test_a_need_that_fewer_than_five_named_has_no_row():
    for _ in range(4):
        case, _code = make_case()
        clients.rank_needs(case, ["doctor"])
    assert asked_and_given() == []
    case, _code = make_case()
    clients.rank_needs(case, ["doctor", "debt"])
    assert [(row.need, row.asked, row.given) for row in asked_and_given()] == [("doctor", 5, None)]


def test_what_was_given_unasked_is_kept_when_the_order_changes():
    case, _ = make_case()
    worker = make_case_worker()
    handling.give_need(case, "doctor", True, worker, TODAY)
    clients.rank_needs(case, ["doctor", "debt"])
    clients.rank_needs(case, ["debt"])
    handling.give_need(case, "debt", True, worker, TODAY)
    handling.give_need(case, "debt", False, worker, TODAY)
    assert {(row.need, row.rank, bool(row.given)) for row in case.needs.all()} == {
        ("doctor", None, True),
        ("debt", 1, False),
    }


def test_the_list_holds_21_needs_the_two_known_ones_first():
    listed = list(needs().values())
    assert len(listed) == 21 and [need.known for need in listed] == [True, True] + [False] * 19
    assert [need.code for need in listed[:2]] == ["secure_work", "recover_wages"]
    assert all(len(set(need.names)) == 5 and all(need.names.values()) for need in listed)


def test_nobody_exports_alone_and_the_file_holds_no_word():
    house = make_organisation(kind="desk")
    first, second = make_case_worker(house), make_case_worker(house)
    make_case(words="Planted words", called="Planted name")
    mine, theirs = at_desk(first), at_desk(second)
    mine.post("/en/desk/cases/export/", {"step": "ask", "reason": "=1+1", "filters": "country=TH"})
    export = exporting.CaseExport.objects.get()
    address = f"/en/desk/cases/export/{export.pk}/"
    for step in ("take", "allow"):
        assert mine.post(address, {"step": step})["Content-Type"].startswith("text/html")
    theirs.post(address, {"step": "allow"})
    assert theirs.post(address, {"step": "take"})["Content-Type"].startswith("text/html")
    file = mine.post(address, {"step": "take"})
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert "unpaid_wages" in file.content.decode() and "Planted" not in file.content.decode()
    assert mine.post(address, {"step": "take"})["Content-Type"].startswith("text/html")
    stranger = at_desk(make_case_worker(name="Other"))
    assert stranger.post(address, {"step": "allow"}).status_code == 404


def test_an_export_holds_the_cases_of_the_organisation_whose_second_person_allowed_it():
    house, other = make_organisation(), make_organisation()
    first, second = make_case_worker(house, "officer"), make_case_worker(house, "officer")
    make_cso(organisation=other)
    make_membership(user=first, organisation=other)
    worker, numbers = make_case_worker(), []
    for organisation in (house, other):
        case, _ = make_case()
        handling.assign(case, organisation, worker, TODAY)
        numbers.append(case.number)
    export = exporting.ask_export(house, "", "report", first, TODAY)
    exporting.decide_export(export, True, second, TODAY)
    file = at_desk(first).post(f"/en/desk/cases/export/{export.pk}/", {"step": "take"}).content.decode()
    assert numbers[0] in file and numbers[1] not in file


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


def a_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def test_a_key_changed_in_mid_use_opens_old_words_and_reseal_frees_the_old_key(settings, capsys):
    old, new = a_key("old"), a_key("new")
    settings.FIELD_KEYS = old
    case, code = make_case(words="Written under the old key")
    worker = make_case_worker()
    handling.answer(case, "Answered under it", "a" * 22, worker, TODAY)
    settings.FIELD_KEYS = f"{new},{old}"
    handling.answer(case, "Answered under the new", "b" * 22, worker, TODAY)
    told = handling.read_case(clients.by_receipt(code, "", TODAY), worker, handling.Purpose.ANSWER)
    assert told.letter["words"] == "Written under the old key" and len(told.messages) == 2
    call_command("reseal")
    assert "support.CaseMessage.words: 1 sealed anew, 0" in capsys.readouterr().out
    settings.FIELD_KEYS = new
    told = handling.read_case(clients.by_receipt(code, "", TODAY), worker, handling.Purpose.ANSWER)
    assert told.whole and [words for _message, words in told.messages] == [
        "Answered under it",
        "Answered under the new",
    ]
    settings.FIELD_KEYS = old
    page = at_desk(worker)
    page.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": "answer"})
    assert "The key that locked these words is not here." in page.get(f"/en/desk/cases/{case.pk}/").content.decode()
    assert Client().post("/en/receipt/", {"code": code}).status_code == 200


def test_a_key_that_was_lost_hides_what_it_locked_and_nothing_else(settings):
    old, new = a_key("old"), a_key("new")
    settings.FIELD_KEYS = old
    case, code = make_case(words="Locked with the lost key")
    settings.FIELD_KEYS = new
    worker = make_case_worker()
    handling.answer(case, "Locked with the new key", "a" * 22, worker, TODAY)
    desk = at_desk(worker)
    desk.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": "answer"})
    read = desk.get(f"/en/desk/cases/{case.pk}/").content.decode()
    phone = Client().post("/en/receipt/", {"code": code}).content.decode()
    for page in (read, phone):
        assert "Locked with the new key" in page and "lost key" not in page
        assert "The key that locked these words is not here." in page
    # The client can still write, and have all of it deleted.
    assert 'value="write"' in phone
    Client().post("/en/receipt/", {"code": code, "step": "withdraw"})
    case.refresh_from_db()
    assert case.letter == "" and not case.messages.exists()


def test_a_secret_key_that_changed_still_finds_old_receipts(settings):
    _case, code = make_case(phrase="blue mango")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert clients.by_receipt(code, "blue mango", TODAY)


def plant_cases(number: int) -> None:
    """So many open cases at the desk, of several kinds and days."""
    first, _ = make_case()
    Case.objects.bulk_create(
        Case(
            number=secrets.token_hex(4),
            request=["health", "shelter", "new_job"][each % 3],
            country=["TH", "MY"][each % 2],
            language="my",
            submission=secrets.token_hex(8),
            receipt=secrets.token_hex(8),
            letter=first.letter,
            received=later(-(each % 300)),
            last_written=TODAY,
            due=later(each % 9),
        )
        for each in range(number)
    )


def test_a_page_of_the_list_takes_as_many_queries_for_many_cases_as_for_few_and_at_most_12():
    desk, counts = at_desk(make_case_worker()), []
    plant_cases(60)
    desk.get("/en/desk/cases/")
    for more in (0, 400):
        plant_cases(more)
        for asked in ("", "?waits=late&country=TH&sort=-received", "?page=9&sort=last", "?state=gold&sort=nothing"):
            with CaptureQueriesContext(connection) as taken:
                page = desk.get(f"/en/desk/cases/{asked}")
            assert page.status_code == 200
            counts.append(len(taken))
    assert counts[:4] == counts[4:] and max(counts) <= 12
    assert len(re.findall("<tr>", page.content.decode())) == 51
