"""An agency's standing over time on one route: verdicts as they were told, as stretches of days. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.rules.facts import ONE_DAY
from agencies.rules.standing import Standing


@dataclass(frozen=True)
class Told:
    """A verdict told on a day, which time alone would end on `until` (exclusive; None = no such day known)."""

    standing: Standing
    on: date
    until: date | None = None


@dataclass(frozen=True)
class Span:
    """The days of [starts, ends) with one standing; None = no verdict was recorded for them.

    starts = ends: it was told on that day, and replaced on the same.
    """

    standing: Standing | None
    starts: date
    ends: date


def spans(told: Iterable[Told], today: date) -> tuple[Span, ...]:
    """The stretches up to today, from the verdicts in the order in which they became known.

    A later word replaces an earlier one from its own day on, and what was told of days after it. What nobody judged again after its `until` is left open:
    the past is never judged now. Verdicts told of a day after today are left out.
    """
    kept: list[Told] = []
    for one in told:
        if one.on > today:
            continue
        while kept and kept[-1].on > one.on:
            kept.pop()
        kept.append(one)
    found: list[Span] = []
    for place, one in enumerate(kept):
        ends = kept[place + 1].on if place + 1 < len(kept) else today + ONE_DAY
        turn = min(one.until, ends) if one.until and one.until > one.on else ends
        _add(found, one.standing, one.on, turn)
        _add(found, None, turn, ends)
    return tuple(found)


def _add(found: list[Span], standing: Standing | None, starts: date, ends: date) -> None:
    if starts > ends or (starts == ends and standing is None):
        return
    if found and found[-1].standing is standing:
        found[-1] = Span(standing, found[-1].starts, ends)
    else:
        found.append(Span(standing, starts, ends))
