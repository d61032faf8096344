"""Introductions on a real database: sealed, once, with a receipt, and gone when their time is over."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from foundation import codes, trail
from foundation.models import TrailEntry
from foundation.seal import SealError
from jobs import introductions
from jobs.consent import CONSENTS, consent_text
from jobs.introduction_models import DAYS_KEPT_AFTER_CLOSING, DAYS_UNTIL_CLOSED, Introduction
from jobs.introductions import Answer, IntroductionRefused, Letter, NoLongerOpen, Refusal
from tests.make import make_agency, make_membership, make_opening, make_standing

LETTER = Letter("Ma Hnin", "phone", "+95 9 777 666 555", "Is the room shared? မင်္ဂလာပါ", "my")
SUBMISSION = "A" * 22

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening():
    return make_opening()


@pytest.fixture
def officer(opening):
    return make_membership(organisation=opening.agency.organisation).user


@pytest.fixture
def sent(opening, today):
    """(receipt code, introduction)"""
    code = introductions.introduce(opening, LETTER, SUBMISSION, today)
    return code, Introduction.objects.get()


def test_a_letter_gives_a_receipt_of_sixteen_digits_that_finds_it(sent, today):
    code, introduction = sent
    assert len(code) == 16
    assert codes.is_valid(code)
    assert introductions.by_receipt(code, today) == introduction


def test_the_receipt_is_found_in_any_digits_and_groups(sent, today):
    code, introduction = sent
    burmese = codes.grouped(code).translate(str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉"))
    assert introductions.by_receipt(burmese, today) == introduction


def test_the_same_page_sent_twice_gives_the_same_receipt_and_one_letter(sent, opening, today):
    again = introductions.introduce(opening, Letter("Other", "receipt", "", "", "en"), SUBMISSION, today)
    assert again == sent[0]
    assert Introduction.objects.count() == 1


def test_one_page_key_used_on_another_opening_is_another_letter(sent, today):
    other = introductions.introduce(make_opening(), LETTER, SUBMISSION, today)
    assert other != sent[0]
    assert Introduction.objects.count() == 2


def test_nothing_that_was_written_stands_in_the_database_in_plain(sent, officer, today):
    code, introduction = sent
    introductions.read_letter(introduction, officer, today)
    introductions.answer(introduction, Answer("will_contact", "Come on Monday"), officer, today)
    planted = [
        LETTER.called,
        LETTER.contact,
        "9777666555",
        "777 666",
        "room shared",
        "မင်္ဂလာပါ",
        "Come on Monday",
        code,
        SUBMISSION,
    ]
    dump = whole_database()
    assert introduction.pk.hex in dump.replace("-", "")  # SQLite writes it bare, PostgreSQL with hyphens
    assert [words for words in planted if words in dump] == []


def whole_database() -> str:
    """Every cell of every table, as SQL gives it."""
    with connection.cursor() as cursor:
        cells = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


def test_a_sealed_letter_moved_to_another_row_does_not_open(sent, opening, today):
    introductions.introduce(opening, LETTER, "B" * 22, today)
    first, second = Introduction.objects.all()
    second.letter = first.letter
    with pytest.raises(SealError):
        introductions.letter_of(second)


@pytest.mark.parametrize("standing", ["conditional", "not_vetted", "suspended", "unknown"])
def test_an_agency_that_fell_between_page_and_submit_gets_nothing(opening, today, standing):
    assert introductions.refusal(opening, today) is None
    make_standing(opening.agency, opening.corridor, standing)
    with pytest.raises(IntroductionRefused) as refused:
        introductions.introduce(opening, LETTER, SUBMISSION, today)
    assert refused.value.code is Refusal.HIDDEN
    assert not Introduction.objects.exists()


def test_a_certified_order_has_no_introduction(today):
    assert introductions.refusal(make_opening(basis="certified_order"), today) is Refusal.NO_AGENCY


def test_an_agency_without_a_desk_has_no_introduction(today):
    agency = make_agency(organisation=None)
    opening = make_opening(agency=agency)
    make_standing(agency, opening.corridor)
    assert introductions.refusal(opening, today) is Refusal.NO_DESK


@pytest.mark.parametrize("guess", ["", "0", "1234567890123456", "１２３４", "not a code", "9" * 300, "\ud800", "\x00"])
def test_a_guessed_receipt_finds_nothing(sent, today, guess):
    assert introductions.by_receipt(guess, today) is None


def test_a_receipt_written_under_an_older_key_is_still_found(sent, today, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert introductions.by_receipt(sent[0], today) == sent[1]


def test_each_reading_is_recorded_without_a_word_of_it(sent, officer, today):
    _code, introduction = sent
    assert introductions.read_letter(introduction, officer, today) == LETTER
    introductions.read_letter(introduction, officer, today)
    entries = TrailEntry.objects.filter(action=introductions.READ)
    assert [(entry.actor, entry.facts) for entry in entries] == [(str(officer.pk), {})] * 2
    introduction.refresh_from_db()
    assert introduction.first_read == today
    assert trail.verify_trail() == (True, None)


def test_an_answer_is_read_with_the_receipt_and_given_once(sent, officer, today):
    code, introduction = sent
    introductions.answer(introduction, Answer("taken", "Sorry"), officer, today)
    found = introductions.by_receipt(code, today)
    assert found.state == "answered"
    assert introductions.answer_of(found) == Answer("taken", "Sorry")
    with pytest.raises(NoLongerOpen):
        introductions.answer(introduction, Answer("will_contact", ""), officer, today)


def test_what_is_taken_back_is_gone_at_once_and_stays_said(sent, officer, today):
    code, introduction = sent
    introductions.answer(introduction, Answer("taken", "Sorry"), officer, today)
    introductions.withdraw(introduction, today)
    introductions.withdraw(introduction, today)
    found = introductions.by_receipt(code, today)
    assert (found.state, found.letter, found.answer) == ("withdrawn", "", "")
    assert introductions.letter_of(found) is None
    assert introductions.read_letter(found, officer, today) is None


def test_a_page_sent_again_after_taking_back_brings_nothing_back(sent, opening, today):
    introductions.withdraw(sent[1], today)
    assert introductions.introduce(opening, LETTER, SUBMISSION, today) == sent[0]
    assert Introduction.objects.get().state == "withdrawn"


def test_the_desk_cannot_read_when_the_standing_fell(sent, opening, today):
    assert introductions.may_be_read(sent[1], today)
    make_standing(opening.agency, opening.corridor, "suspended")
    assert not introductions.may_be_read(sent[1], today)


@pytest.mark.parametrize(
    ("days", "state", "left"), [(0, "open", 1), (29, "open", 1), (30, "expired", 1), (59, "expired", 1), (60, "", 0)]
)
def test_an_unanswered_letter_closes_after_thirty_days_and_is_deleted_after_sixty(sent, today, days, state, left):
    introductions.purge_introductions(today + timedelta(days=days))
    assert [row.state for row in Introduction.objects.all()] == [state] * left


def test_an_answered_letter_is_deleted_thirty_days_after_its_answer(sent, officer, today):
    introductions.answer(sent[1], Answer("taken", ""), officer, today + timedelta(days=3))
    introductions.purge_introductions(today + timedelta(days=32))
    assert Introduction.objects.count() == 1
    introductions.purge_introductions(today + timedelta(days=33))
    assert Introduction.objects.count() == 0


def test_what_is_past_its_time_cannot_be_read_even_when_nothing_purged(sent, today):
    code, _introduction = sent
    assert introductions.by_receipt(code, today + timedelta(days=59)) is not None
    assert introductions.by_receipt(code, today + timedelta(days=60)) is None


def test_the_purge_command_cleans_a_restored_backup_by_date_alone(sent, today, on_day):
    on_day(today + timedelta(days=400))
    first, again = StringIO(), StringIO()
    call_command("purge", stdout=first)
    call_command("purge", stdout=again)
    assert "0 closed, 1 deleted" in first.getvalue()
    assert "0 closed, 0 deleted" in again.getvalue()
    assert not Introduction.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "withdrawn", "closed": date(2026, 12, 1)},
        {"state": "answered", "closed": date(2026, 12, 1)},
        {"letter": ""},
        {"closed": date(2026, 12, 1)},
        {"state": "expired", "closed": date(2026, 1, 1)},
    ],
)
def test_the_database_itself_refuses_what_must_never_be(sent, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=sent[1].pk).update(**change)


def test_a_used_consent_is_never_rewritten():
    assert (DAYS_KEPT_AFTER_CLOSING, DAYS_UNTIL_CLOSED + DAYS_KEPT_AFTER_CLOSING) == (30, 60)
    assert str(CONSENTS[1]) == (
        "Give my name, my contact and my message to %(agency)s, and to nobody else. "
        "I can take them back with my receipt code. "
        "They are deleted 30 days after the answer, or after 60 days without one."
    )
    assert "Golden Lotus" in consent_text("Golden Lotus")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("May\u202etxt.exe", "Maytxt.exe"),
        ("\u200b\u200d\u2060", ""),
        ("က\u200bမ", "က\u200bမ"),
        ("a\x00b\ud800c", "abc"),
        ("line\nline", "line\nline"),
    ],
)
def test_a_letter_keeps_what_can_be_read_and_nothing_that_turns_it_around(typed, kept):
    from foundation.plain import plain_text

    assert plain_text(typed) == kept
