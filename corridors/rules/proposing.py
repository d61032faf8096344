"""What a proposed fact must have before anybody may publish it, and who may decide about it. Plain Python."""

from datetime import date
from enum import StrEnum

from foundation.partial import PartialDate


class SourceFault(StrEnum):
    """Why a source will not do."""

    MISSING = "missing"
    NO_DATE = "no_date"
    LATER = "later"


class Refusal(StrEnum):
    """Why somebody may not decide about a proposal."""

    NOT_WAITING = "not_waiting"
    OWN = "own"


def source_fault(source: tuple[str, str, str] | None, today: date) -> SourceFault | None:
    """What is wrong with (title, address, date as written); None when nothing is."""
    if source is None or not source[0]:
        return SourceFault.MISSING
    if not source[2]:
        return SourceFault.NO_DATE
    return SourceFault.LATER if PartialDate.parse(source[2]).earliest > today else None


def may_decide(waiting: bool, drafted_by: int | None, decider: int) -> Refusal | None:
    """Whether this person may approve or refuse: the proposal waits, and somebody else wrote it."""
    if not waiting:
        return Refusal.NOT_WAITING
    return Refusal.OWN if drafted_by is not None and drafted_by == decider else None


def is_due(go_live_on: date | None, today: date) -> bool:
    """Whether an approved proposal is published on that day: at once without a day of its own."""
    return go_live_on is None or go_live_on <= today
