"""What a proposed fact must have before anybody may publish it, who may decide about it, and on which days it tells.

Plain Python.
"""

from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True)
class Span:
    """The first and the last day on which a fact holds; None = open on that side."""

    first: date | None
    last: date | None

    def is_over(self, on: date) -> bool:
        return self.last is not None and self.last < on


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


def effect_day(go_live_on: date | None, today: date) -> date:
    """The day on which a proposal that is approved today is published."""
    return max(today, go_live_on or today)


def turning_days(old: Span | None, new: Span | None, published: date) -> set[date]:
    """The days after publication on which readers begin to see another difference between the fact that is there (None
    = none) and the one that is proposed (None = it is withdrawn): where one of the two begins, or one ends before the
    other does.
    """
    both = [span for span in (old, new) if span is not None]
    found = {span.first for span in both if span.first is not None}
    ends = {span.last or date.max for span in both}
    if len(ends) == 2:
        found.add(min(ends) + timedelta(days=1))
    # On the last day of the calendar nothing can be reckoned.
    return {day for day in found if published < day < date.max}


def gap(old: Span | None, new: Span | None, published: date) -> tuple[date, date] | None:
    """The first and last day on which neither holds, because publication closes the one before the other begins."""
    if old is None or new is None or new.first is None:
        return None
    start = max(published, old.first or published)
    if new.first <= start or old.is_over(start):
        return None
    return start, new.first - timedelta(days=1)
