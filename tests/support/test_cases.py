"""The actions of cases on a database: sealing, states, purge, exports, permissions, keys that change."""

import re
import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.models import TrailEntry
from partners.actions import end_accreditation
from support.actions import client as clients
from support.actions import exporting, handling
from support.actions.purging import purge_cases
from support.actions.stepping import Unlawful
from support.desk_forms import AssignForm
from support.models import Case, CaseMessage
from support.needs import asked_and_given, needs
from support.permissions import cases_for
from support.sealing import Unreadable, opened
from support.waiting import waiting
from tests.make import (
    TODAY,
    make_case,
    make_case_worker,
    make_cso,
    make_membership,
    make_organisation,
    make_user,
)
from tests.support.people import at_desk, later

pytestmark = pytest.mark.django_db


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
