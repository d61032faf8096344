"""What helpers do with a case: open it (recorded with a purpose), answer, note, hand on, give back, ask whether it is done.

The trail outlives every case: a line of it says that something happened, by whom, and a helper's reason to read; never what.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction

from accounts.models import Organisation, User
from foundation import trail
from support.actions.stepping import Unlawful, locked, take
from support.actions.writing import write
from support.models import Case, CaseMessage, CaseNeed, CaseParty
from support.permissions import kept_from
from support.rules.states import Step
from support.sealing import readable

READ = trail.declare("support.case_read", "Case read")
ASSIGNED = trail.declare("support.case_assigned", "Case handed to a helper")
GIVEN_BACK = trail.declare("support.case_given_back", "Case given back to the desk")
ANSWERED = trail.declare("support.case_answered", "Case answered")
NOTED = trail.declare("support.case_noted", "Note added to a case")
ASKED_TO_CLOSE = trail.declare("support.case_closing", "Client asked whether the case is done")
GIVEN = trail.declare("support.need_given", "Need marked as given, or not given")


@dataclass(frozen=True)
class Written:
    """What stands in a case: its letter (None when emptied or unreadable), each message with its words or None, in order."""

    letter: dict | None
    messages: list[tuple[CaseMessage, str | None]]
    # Whether every text could be opened with the keys that are here.
    whole: bool


def what_was_written(case: Case, messages: Iterable[CaseMessage]) -> Written:
    """The texts of a case as far as they can be opened; the caller may show them."""
    letter, whole = readable(case, "letter")
    found = []
    for message in messages:
        told, fine = readable(message, "words")
        found.append((message, told["words"] if told else None))
        whole = whole and fine
    return Written(letter, found, whole)


class Purpose(StrEnum):
    """Why a helper opens a case. Said before each reading, and kept in the trail."""

    ANSWER = "answer"
    ASSIGN = "assign"
    REFER = "refer"
    REVIEW = "review"


@transaction.atomic
def read_case(case: Case, by: User, purpose: Purpose) -> Written:
    """What was written, for a helper; the reading is recorded before a word is opened.

    The caller has checked that `by` handles the case.
    """
    trail.record(READ, case, actor=by, purpose=purpose.value)
    return what_was_written(case, case.messages.select_related("by"))


@transaction.atomic
def assign(case: Case, organisation: Organisation, by: User, today: date) -> Case:
    """Hand the case to a CSO or a desk; a complaint never to those it is about. Raises Unlawful."""
    case = locked(case)
    _hold(case, organisation, today)
    case = take(case, Step.ASSIGN, today)
    trail.record(ASSIGNED, case, actor=by)
    return case


def _hold(case: Case, organisation: Organisation, today: date) -> None:
    """The case is theirs, and stays known as having been, so that a complaint can name them later too."""
    if organisation.pk in kept_from(case):
        raise Unlawful("A complaint goes to another desk.")
    case.organisation = organisation
    CaseParty.objects.get_or_create(
        case=case, organisation=organisation, part=CaseParty.Part.HELD.value, defaults={"since": today}
    )


@transaction.atomic
def give_back(case: Case, by: User | None, today: date) -> Case:
    """Back to the desk of this site, which finds another helper. Raises Unlawful."""
    case = take(locked(case), Step.GIVE_BACK, today)
    trail.record(GIVEN_BACK, case, actor=by)
    return case


@transaction.atomic
def answer(
    case: Case, words: str, submission: str, by: User, today: date, desk: Organisation | None = None
) -> CaseMessage:
    """A message to the client, read with the receipt code. Once a page. Raises Unlawful.

    Answered by the desk before it was handed to anybody, it becomes the case of that desk.
    """
    case = locked(case)
    message, new = write(case, CaseMessage.Side.HELPER, words, submission, today, by)
    if new:
        if case.organisation is None and desk:
            _hold(case, desk, today)
        take(case, Step.ANSWER, today)
        trail.record(ANSWERED, case, actor=by)
    return message


@transaction.atomic
def note(case: Case, words: str, submission: str, by: User, today: date) -> CaseMessage:
    """A note that helpers alone read. Raises Unlawful once the case has ended."""
    case = locked(case)
    if case.closed:
        raise Unlawful(case.state)
    message, new = write(case, CaseMessage.Side.NOTE, words, submission, today, by)
    if new:
        case.save(update_fields=["last_written"])
        trail.record(NOTED, case, actor=by)
    return message


@transaction.atomic
def ask_to_close(case: Case, by: User, today: date) -> Case:
    """Ask the client whether it is done; a silent client closes it in time. Raises Unlawful."""
    case = take(locked(case), Step.ASK_TO_CLOSE, today)
    trail.record(ASKED_TO_CLOSE, case, actor=by)
    return case


@transaction.atomic
def give_need(case: Case, need: str, given: bool, by: User, today: date) -> None:
    """Mark that the client has (or has not) got what a need names. Safe to repeat."""
    case = locked(case)
    row = CaseNeed.objects.filter(case=case, need=need).first()
    if given and (row is None or row.given is None):
        CaseNeed.objects.update_or_create(case=case, need=need, defaults={"given": today})
        trail.record(GIVEN, case, actor=by)
    elif not given and row and row.given:
        if row.rank:
            row.given = None
            row.save(update_fields=["given"])
        else:
            row.delete()
        trail.record(GIVEN, case, actor=by)
