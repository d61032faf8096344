"""The only writers of introductions: send, read at the desk, answer, take back, purge. Pages and `purge` call them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.reading import standing_of
from agencies.rules import Standing
from foundation import clock, codes, purges, trail
from foundation.seal import context_of, seal, unseal
from jobs.consent import CURRENT_CONSENT
from jobs.introduction_models import DAYS_UNTIL_CLOSED, Introduction
from jobs.models import Opening
from jobs.receipts import receipt_code, receipt_hash, receipt_hashes, submission_key

SENT = trail.declare("jobs.introduction_sent", _("Introduction sent"))
READ = trail.declare("jobs.introduction_read", _("Introduction read"))
ANSWERED = trail.declare("jobs.introduction_answered", _("Introduction answered"))
WITHDRAWN = trail.declare("jobs.introduction_withdrawn", _("Introduction taken back"))
PURGED = trail.declare("jobs.introductions_purged", _("Introductions deleted by age"))
GONE = purges.declare("jobs.introduction", Introduction)
TAKEN_BACK = purges.declare("jobs.introduction_taken_back", Introduction, lambda keys: _take_back_again(keys))


class Refusal(StrEnum):
    """Why nobody can be introduced to the agency of an opening."""

    HIDDEN = "hidden"
    NO_AGENCY = "no_agency"
    NO_DESK = "no_desk"


class IntroductionRefused(Exception):  # noqa: N818 - it says what happened
    """Nothing was stored; `code` is a Refusal."""

    def __init__(self, code: Refusal):
        super().__init__(code.value)
        self.code = code


class NoLongerOpen(Exception):  # noqa: N818 - it says what happened
    """The introduction was answered, taken back or closed before this came."""


@dataclass(frozen=True)
class Letter:
    """What the worker wrote: a name to be called by, a ReplyBy value with its contact, a message, the page's language."""

    called: str
    reply_by: str
    contact: str
    message: str
    language: str


@dataclass(frozen=True)
class Answer:
    """What the agency answered: an Outcome value, and words of its own."""

    outcome: str
    words: str


def refusal(opening: Opening, today: date) -> Refusal | None:
    """Why nobody can be introduced for this opening today, None when everybody can."""
    if not Opening.objects.visible(today).filter(pk=opening.pk).exists():
        return Refusal.HIDDEN
    if opening.agency_id is None or opening.basis != Opening.Basis.VETTED_AGENCY:
        return Refusal.NO_AGENCY
    return None if opening.agency.organisation_id else Refusal.NO_DESK


def already_sent(opening: Opening, submission: str) -> str | None:
    """The receipt code of a page that was sent before, None when it was not."""
    sent = Introduction.objects.filter(submission=submission_key(submission, opening.pk)).exists()
    return receipt_code(submission, opening.pk) if sent else None


def letter_sent(opening: Opening, submission: str) -> Letter | None:
    """What a page that was sent before said, None when its letter was taken back. Ask already_sent first."""
    return letter_of(Introduction.objects.get(submission=submission_key(submission, opening.pk)))


def introduce(opening: Opening, letter: Letter, submission: str, today: date) -> str:
    """Seal the letter for the opening's agency and return the receipt code; the same page sent twice gives the same.

    Visibility and standing are judged again in here. Raises IntroductionRefused, and then nothing is stored.
    """
    with transaction.atomic():
        # Whoever suspends the agency takes the same lock, so it cannot fall between this check and the commit.
        if opening.agency_id:
            Agency.objects.select_for_update().get(pk=opening.agency_id)
        opening = Opening.objects.select_for_update().get(pk=opening.pk)
        if found := already_sent(opening, submission):
            return found
        if why := refusal(opening, today):
            raise IntroductionRefused(why)
        code = receipt_code(submission, opening.pk)
        introduction = Introduction(
            opening=opening,
            agency=opening.agency,
            submission=submission_key(submission, opening.pk),
            receipt=receipt_hash(code),
            consent=CURRENT_CONSENT,
            sent=today,
        )
        introduction.letter = _sealed(introduction, "letter", letter)
        try:
            with transaction.atomic():
                introduction.save(force_insert=True)
        except IntegrityError:
            # Two sendings of one page at the same moment: the other one won.
            if found := already_sent(opening, submission):
                return found
            raise
        trail.record(SENT, introduction, agency=opening.agency.public_id, consent=CURRENT_CONSENT)
    return code


def by_receipt(typed: str, today: date) -> Introduction | None:
    """What belongs to a code as somebody typed it. None for wrong, unknown, and past its retention alike.

    The look-up is by keyed hash: its time tells nothing about how close a guess came.
    """
    hashes = receipt_hashes(codes.normalise(typed) or "none")
    kept = Introduction.objects.kept(today).select_related("opening", "agency")
    return kept.filter(receipt__in=hashes).first()


def answer_of(introduction: Introduction) -> Answer | None:
    """The agency's answer, None when there is none (yet)."""
    return _opened(introduction, "answer", Answer)


def letter_of(introduction: Introduction) -> Letter | None:
    """The worker's letter, None when it was taken back. Desks go through read_letter, which leaves a trace."""
    return _opened(introduction, "letter", Letter)


def reply_way(introduction: Introduction) -> str:
    """The ReplyBy value a letter asks for, "" when the letter was taken back. Nothing of its words, so not recorded."""
    letter = letter_of(introduction)
    return letter.reply_by if letter else ""


def may_be_read(introduction: Introduction, today: date) -> bool:
    """Whether the agency's standing still carries the letter: handed to a vetted agency, it closes when standing falls."""
    verdict = standing_of(introduction.agency, introduction.opening.corridor, today)
    return verdict.standing is Standing.VETTED


@transaction.atomic
def read_letter(introduction: Introduction, officer, today: date) -> Letter | None:
    """The letter for the agency's officer; every reading is recorded, without a word of what was read."""
    introduction = _locked(introduction)
    letter = letter_of(introduction)
    if letter is None:
        return None
    if introduction.first_read is None:
        introduction.first_read = today
        introduction.save(update_fields=["first_read"])
    trail.record(READ, introduction, actor=officer)
    return letter


@transaction.atomic
def answer(introduction: Introduction, reply: Answer, officer, today: date) -> None:
    """Seal the agency's answer and close the introduction. Raises NoLongerOpen when it is not open any more."""
    introduction = _locked(introduction)
    if introduction.state != Introduction.State.OPEN or today >= introduction.closes:
        raise NoLongerOpen
    introduction.answer = _sealed(introduction, "answer", reply)
    introduction.state = Introduction.State.ANSWERED
    introduction.closed = today
    introduction.save(update_fields=["answer", "state", "closed"])
    trail.record(ANSWERED, introduction, actor=officer, outcome=reply.outcome)


@transaction.atomic
def withdraw(introduction: Introduction, today: date) -> None:
    """Wipe letter and answer at once; only the state is kept, so that the receipt can say so. Safe to repeat."""
    introduction = _locked(introduction)
    if introduction.state == Introduction.State.WITHDRAWN:
        return
    TAKEN_BACK.note(Introduction.objects.filter(pk=introduction.pk))
    introduction.letter = introduction.answer = ""
    introduction.state = Introduction.State.WITHDRAWN
    introduction.closed = introduction.closed or max(today, introduction.sent)
    introduction.save(update_fields=["letter", "answer", "state", "closed"])
    trail.record(WITHDRAWN, introduction)


@transaction.atomic
def purge_introductions(today: date) -> dict[str, int]:
    """Close what nobody answered and delete what is past its retention, by date alone: {"closed": n, "deleted": n}.

    Safe to repeat, and right after a backup was restored: what should be gone by now goes.
    """
    deleted = GONE.purge(Introduction.objects.past_keeping(today))
    silent = Introduction.objects.filter(
        state=Introduction.State.OPEN, sent__lte=today - timedelta(days=DAYS_UNTIL_CLOSED)
    )
    closed = 0
    for introduction in silent.select_for_update():
        introduction.state = Introduction.State.EXPIRED
        introduction.closed = introduction.closes
        introduction.save(update_fields=["state", "closed"])
        closed += 1
    if closed or deleted:
        trail.record(PURGED, "jobs.introductions", closed=closed, deleted=deleted)
    return {"closed": closed, "deleted": deleted}


def _take_back_again(keys: list) -> None:
    for introduction in Introduction.objects.filter(pk__in=keys):
        withdraw(introduction, clock.today())


def _locked(introduction: Introduction) -> Introduction:
    return Introduction.objects.select_for_update().get(pk=introduction.pk)


def _sealed(introduction: Introduction, field: str, words: Letter | Answer) -> str:
    plain = json.dumps(vars(words), ensure_ascii=False)
    return seal(plain, context_of("jobs.Introduction", introduction.pk, field))


def _opened(introduction: Introduction, field: str, kind):
    sealed = getattr(introduction, field)
    return (
        kind(**json.loads(unseal(sealed, context_of("jobs.Introduction", introduction.pk, field)))) if sealed else None
    )
