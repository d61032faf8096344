"""Complaints about helpers: about whoever holds the case or ever held it, and never in the hands of those they are about."""

import json
import os
import re
import secrets
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from foundation.figures import format_day
from partners.actions import place_under
from support import receipt_views
from support.actions import client as clients
from support.actions import handling
from support.actions.asking import Letter, complain
from support.actions.purging import purge_cases
from support.actions.stepping import Unlawful
from support.desk_forms import AssignForm
from support.models import Case, CaseParty
from support.permissions import cases_for, kept_from
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
from tests.migrated import ROOT, put_database
from tests.support.people import at_desk

pytestmark = pytest.mark.django_db
WORDS = "He shouted at me."


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.FORM_LEAST_SECONDS = 0


def desk_of(worker) -> Organisation:
    return worker.memberships.get().organisation


def complaint_about(case, *organisations) -> Case:
    """What a client wrote about these of those who held the case."""
    named = case.parties.filter(organisation__in=organisations)
    code = complain(named, case, Letter("x", "receipt", "", "", "", WORDS), secrets.token_urlsafe(16), TODAY)
    return clients.by_receipt(code, "", TODAY)


def accused_of(complaint) -> set[Organisation]:
    return {one.organisation for one in complaint.parties.filter(part="accused")}


def receipt(client, code, **more):
    return client.post("/en/receipt/", {"code": code, **more})


def quiet(page) -> dict:
    text = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}


def sent(client, code, page=None, **more):
    """The complaint as it is sent from an open form."""
    page = page or receipt(client, code, step="complain")
    return receipt(client, code, step="send_complaint", **quiet(page), **{"words": WORDS, **more})


def choices(page) -> dict[str, str]:
    """What may be chosen, by what is said beside it."""
    found = re.findall(r'name="whom" value="(\w+)"[^>]*>\s*([^<]+?)\s*<', page.content.decode())
    return {words: value for value, words in found}


def test_a_complaint_about_a_helper_goes_to_another_desk(client):
    case, code = make_case()
    first, second = make_case_worker(name="First"), make_case_worker(name="Second")
    handling.assign(case, desk_of(first), first, TODAY)
    page = receipt(client, code, step="complain")
    assert choices(page) == {}
    page = sent(client, code, page)
    complaint, address = Case.objects.get(origin="complaint"), "/en/desk/cases/{}/"
    found = re.search(r"(?:\d{4} ){3}\d{4}", page.content.decode())
    assert found and found[0].replace(" ", "") != code
    assert at_desk(first).get(address.format(complaint.pk)).status_code == 404
    desk = at_desk(second)
    page = desk.post(address.format(complaint.pk), {"step": "open", "purpose": "answer"}, follow=True)
    text = page.content.decode()
    assert WORDS in text and "complaint about a helper · First" in text


def test_complaints_under_one_receipt_are_limited_and_keep_their_words(client, monkeypatch):
    monkeypatch.setattr(receipt_views, "COMPLAINED_A_CASE", 1)
    case, code = make_case()
    worker = make_case_worker()
    handling.assign(case, desk_of(worker), worker, TODAY)
    for words, status in (("first words", 200), ("second words", 429)):
        page = sent(client, code, words=words)
        assert page.status_code == status
    assert "second words" in page.content.decode() and Case.objects.filter(origin="complaint").count() == 1


@pytest.mark.parametrize("left_by", ["giving it back", "letting it lapse"])
def test_whoever_no_longer_has_the_case_can_still_be_complained_about(client, left_by):
    worker, house = make_case_worker(), make_cso().organisation
    officer = make_case_worker(house, "officer")
    case, code = make_case()
    handling.assign(case, house, worker, TODAY)
    open_form = receipt(client, code, step="complain")
    if left_by == "giving it back":
        handling.give_back(case, officer, TODAY)
    else:
        assert purge_cases(TODAY + timedelta(days=14))["taken_back"] == 1
    assert 'value="complain"' in receipt(client, code).content.decode()
    assert sent(client, code, open_form).status_code == 200
    complaint = Case.objects.get(origin="complaint")
    assert accused_of(complaint) == {house}
    assert cases_for(worker, TODAY).filter(pk=complaint.pk).exists()
    assert not cases_for(officer, TODAY).filter(pk=complaint.pk).exists()


def test_a_client_says_which_helper_a_complaint_is_about(client):
    worker = make_case_worker(name="Desk of this site")
    hidden = make_cso(name="Secret union").organisation
    named = make_cso(name="Open union", public=True).organisation
    case, code = make_case()
    for house in (hidden, named, desk_of(worker)):
        handling.assign(case, house, worker, TODAY)
    page = receipt(client, code, step="complain")
    assert "Secret union" not in page.content.decode() and hidden.name not in page.content.decode()
    about = choices(page)
    day = format_day(TODAY, "en")
    assert list(about) == [
        f"Helper 1, from {day}",
        f"Open union, from {day}",
        f"Desk of this site, from {day} · helps you now",
        "I am not sure",
    ]
    # The one who has the case now may read about one who had it before.
    sent(client, code, page, whom=about[f"Helper 1, from {day}"])
    complaint = Case.objects.get(origin="complaint")
    assert accused_of(complaint) == {hidden} and cases_for(worker, TODAY).filter(pk=complaint.pk).exists()
    sent(client, code, whom="all")
    unsure = Case.objects.filter(origin="complaint").exclude(pk=complaint.pk).get()
    assert accused_of(unsure) == {hidden, named, desk_of(worker)}
    assert not cases_for(worker, TODAY).filter(pk=unsure.pk).exists()


def test_a_complaint_form_loses_no_word_when_the_helpers_changed_meanwhile(client):
    worker, case_and_code = make_case_worker(), make_case()
    case, code = case_and_code
    page = sent(client, code, receipt(client, code))
    assert page.status_code == 422 and WORDS in page.content.decode() and "Nobody has taken up" in page.content.decode()
    handling.assign(case, make_organisation(), worker, TODAY)
    page = receipt(client, code, step="complain")
    handling.assign(case, desk_of(worker), worker, TODAY)
    for whom in ({}, {"whom": "0"}):
        again = sent(client, code, page, **whom)
        assert again.status_code == 422 and WORDS in again.content.decode() and len(choices(again)) == 3
        assert "Say whom it is about." in again.content.decode()
    assert not Case.objects.filter(origin="complaint").exists()


def test_a_complaint_is_never_handed_to_those_it_is_about():
    case, _ = make_case()
    house, worker = make_organisation(), make_case_worker()
    handling.assign(case, house, worker, TODAY)
    complaint = complaint_about(case, house)
    with pytest.raises(Unlawful):
        handling.assign(complaint, house, worker, TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.parties.create(organisation=house, part="held", since=TODAY)
    former = make_membership(organisation=house, until=date(2026, 2, 1)).user
    make_membership(user=former, organisation=make_organisation(kind="desk"), role="case_worker")
    assert not cases_for(former, TODAY).filter(pk=complaint.pk).exists()


def test_a_complaint_reaches_neither_a_parent_nor_a_branch_of_those_it_is_about():
    parent, accused, branch, other = make_cso(), make_cso(), make_cso(), make_cso()
    place_under(accused, parent)
    place_under(branch, accused)
    for cso in (parent, accused, branch, other):
        make_case_worker(cso.organisation, "officer")
    worker, (case, _) = make_case_worker(), make_case()
    handling.assign(case, accused.organisation, worker, TODAY)
    complaint = complaint_about(case, accused.organisation)
    assert list(AssignForm(kept_from=kept_from(complaint)).fields["organisation"].queryset) == [other.organisation]
    for cso in (parent, branch):
        with pytest.raises(Unlawful):
            handling.assign(complaint, cso.organisation, worker, TODAY)
        of_both = make_membership(organisation=cso.organisation).user
        make_membership(user=of_both, organisation=desk_of(worker), role="case_worker")
        assert not cases_for(of_both, TODAY).filter(pk=complaint.pk).exists()
    assert cases_for(worker, TODAY).filter(pk=complaint.pk).exists()


def test_each_who_held_a_case_is_written_down_once_and_goes_with_it():
    worker, first = make_case_worker(), make_cso().organisation
    case, _ = make_case()
    handling.assign(case, first, worker, TODAY)
    handling.give_back(case, worker, TODAY)
    handling.answer(case, "x", "a" * 22, worker, TODAY, desk_of(worker))
    handling.assign(case, first, worker, TODAY + timedelta(days=3))
    held = list(case.parties.values_list("organisation", "part", "since"))
    assert held == [(first.pk, "held", TODAY), (desk_of(worker).pk, "held", TODAY)]
    clients.withdraw_case(case, TODAY)
    purge_cases(TODAY + timedelta(days=30))
    assert not CaseParty.objects.exists()


def test_a_complaint_that_nobody_may_see_is_told_to_the_registrar_without_its_words():
    worker = make_case_worker()
    case, _ = make_case()
    handling.assign(case, desk_of(worker), worker, TODAY)
    complaint = complaint_about(case, desk_of(worker))
    registrar = make_membership(organisation=make_organisation(kind="desk")).user

    def told() -> list[tuple[int, date]]:
        found = waiting(registrar, TODAY)
        assert WORDS not in str(found)
        return [(item.urgency, item.since) for item in found]

    assert told() == [(2, TODAY)]
    # At a second desk: one who left, one whose account is closed, one who came from the desk it is about.
    second, past = make_organisation(kind="desk"), date(2026, 2, 1)
    make_membership(organisation=second, role="case_worker", until=past)
    make_membership(organisation=second, role="case_worker", user=make_user(is_active=False))
    moved = make_membership(organisation=desk_of(worker), until=past).user
    make_membership(organisation=second, role="case_worker", user=moved)
    assert told() == [(2, TODAY)]
    able = make_case_worker(second)
    assert told() == [] and cases_for(able, TODAY).filter(pk=complaint.pk).exists()


MOVE = """
import json
from django.core.management import call_command
from django.db import connection
from foundation import trail
from support.actions import handling
from support.models import Case, CaseParty
from tests.make import TODAY, make_case, make_case_worker, make_organisation
from tests.support.test_complaints import complaint_about

worker, left, now = make_case_worker(), make_organisation(), make_organisation()
case, _ = make_case()
handling.assign(case, left, worker, TODAY)
handling.give_back(case, worker, TODAY)
handling.assign(case, now, worker, TODAY)
handling.assign(complaint_about(case, left), now, worker, TODAY)
# As the trail said it before parties were rows.
trail.record("support.case_assigned", case, actor=worker, organisation=left.pk)

def parties():
    return sorted(map(str, CaseParty.objects.values_list("case", "organisation", "part")))

before = parties()
call_command("migrate", "support", "0001", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("SELECT origin, about_id FROM support_case ORDER BY origin")
    column = [list(row) for row in cursor.fetchall()]
call_command("migrate", "support", verbosity=0)
print(json.dumps([before, parties(), column, left.pk]))
"""


@pytest.mark.own_database
def test_cases_of_before_know_who_was_handed_them_and_whom_complaints_are_about(tmp_path):
    made = put_database(tmp_path / "moved.sqlite3")
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{made}", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", MOVE]
    printed = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout
    before, after, column, accused = json.loads(printed.splitlines()[-1])
    assert before == after and len(after) == 4
    assert column == [["client", None], ["complaint", accused]]
