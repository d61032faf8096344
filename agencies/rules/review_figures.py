"""Which reports may be shown together, and which of their counts: no group of one to four is ever told apart.

Reports are published in blocks that share no report, in lots of five changes and more. A row is published only when each
of its counts, and each difference to every row published of it before, is zero or at least five. docs/reviews.md argues it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from agencies.rules.review_questions import Answer, Question

LEAST = 5
NONE = "none"
Cells = Mapping[frozenset[str], int]
# Whole reports tell all that was paid; the others are shown apart from them, so that one number minus the other is safe.
WHOLE, PART = "whole", "part"


@dataclass(frozen=True)
class Told:
    """A report that counts: its key, route, year, whether it tells every fee, and its answers."""

    key: str
    corridor: int
    year: int
    whole: bool
    answers: Mapping[str, str]

    @property
    def kind(self) -> str:
        return WHOLE if self.whole else PART


@dataclass(frozen=True)
class Place:
    """Where a block stands: a route (None = several), one year, or years that are pooled (`year` None)."""

    corridor: int | None
    year: int | None


@dataclass(frozen=True)
class Shown:
    """A block as it was published: reports in it now, those taken back since, and every number of them told so far."""

    members: int = 0
    gone: int = 0
    told: tuple[int, ...] = ()


def is_safe(count: int) -> bool:
    """Whether a count, or a difference of two, tells of nobody or of at least five."""
    return count == 0 or abs(count) >= LEAST


def plan(waiting: Iterable[Told], held: Mapping[Place, Shown], this_year: int) -> dict[Place, list[Told]]:
    """Which of the reports (all of one kind) enter which block now. An empty list means: publish what is left of it.

    A year of a route by itself where it can be; what is left pooled over the route's years; of years that are over, what
    is still left pooled over all routes. Nothing enters a block that was not to change by five.
    """
    left, found = list(waiting), {}
    years = defaultdict(list)
    for one in left:
        years[Place(one.corridor, one.year)].append(one)
    for place in {*years, *(place for place in held if place.year is not None)}:
        if may_enter(held.get(place, Shown()), len(years[place])):
            found[place] = years[place]
    for over_routes in (False, True):
        taken = {one.key for ones in found.values() for one in ones}
        pools = defaultdict(list)
        for one in left:
            if one.key not in taken and (not over_routes or one.year < this_year):
                pools[Place(None if over_routes else one.corridor, None)].append(one)
        known = {place for place in held if place.year is None and (place.corridor is None) is over_routes}
        for place in {*pools, *known}:
            if may_enter(held.get(place, Shown()), len(pools[place])):
                found[place] = pools[place]
    return found


def may_enter(block: Shown, entering: int) -> bool:
    """Whether a block may be published anew with so many more reports."""
    after = block.members + entering
    before = block.told or (0,)
    return entering + block.gone >= LEAST and is_safe(after) and all(is_safe(after - earlier) for earlier in before)


def may_publish(kinds: Iterable[tuple[Shown, int | None]]) -> bool:
    """Whether a block may be published with what enters each of its kinds; None = that kind stays as it was published.

    The kinds are counted apart and shown as one, so their sum must be as safe. A kind that stays keeps those who were taken
    back: without them its number would tell of fewer than five.
    """
    kinds = list(kinds)
    after = sum(block.members + (block.gone if entering is None else entering) for block, entering in kinds)
    before = [sum(numbers) for numbers in zip(*(block.told for block, _ in kinds), strict=True)]
    return is_safe(after) and all(is_safe(after - earlier) for earlier in before)


def must_end(block: Shown) -> bool:
    """Whether so many were taken back that what is left of it can no longer be shown."""
    return block.gone >= LEAST and 0 < block.members < LEAST


def levels(question: Question) -> tuple[tuple[frozenset[str], ...], ...]:
    """The ways to group the answers, finest first: yes, no, others; the bad answer, others; the good answer, others."""
    yes, no, rest = frozenset({"yes"}), frozenset({"no"}), frozenset({"unsure", NONE})
    good, bad = (yes, no) if question.good is Answer.YES else (no, yes)
    return ((yes, no, rest), (bad, good | rest), (good, bad | rest))


def publishable(question: Question, answers: Iterable[str], before: Iterable[Cells]) -> Cells | None:
    """The finest safe grouping of these answers ("yes", "no", "unsure", "none"); None when there is none.

    before: every row published of this question and block so far.
    """
    counts, before = Counter(answers), list(before)
    for cells in levels(question):
        row = {cell: sum(counts[answer] for answer in cell) for cell in cells}
        if all(map(is_safe, row.values())) and all(is_safe(gap) for earlier in before for gap in gaps(row, earlier)):
            return row
    return None


def gaps(row: Cells, other: Cells) -> list[int]:
    """Every difference that two published rows give away: of each group of answers that one can tell with every group that
    the other can tell and that is the same or a part of it. "Not yes" now less "no" before is a group of people as well.
    """
    mine, theirs = _sums(row), _sums(other)
    return [mine[here] - theirs[there] for here in mine for there in theirs if here <= there or there <= here]


def _sums(row: Cells) -> dict[frozenset[str], int]:
    return {
        frozenset().union(*cells): sum(row[cell] for cell in cells)
        for size in range(1, len(row) + 1)
        for cells in combinations(row, size)
    }


def quartiles(amounts: Iterable[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """The lower quartile, the median and the upper quartile, each to three digits. At least five amounts.

    Quartiles, since the least and the most were each paid by one person.
    """
    ordered = sorted(amounts)
    if len(ordered) < LEAST:
        raise ValueError("Fewer than five amounts tell of persons.")
    return tuple(_rounded(_between(ordered, Decimal(part) / 4)) for part in (1, 2, 3))


def _between(ordered: list[Decimal], part: Decimal) -> Decimal:
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _rounded(amount: Decimal) -> Decimal:
    if amount == 0:
        return Decimal(0)
    return round(amount, 2 - amount.adjusted()) if amount >= 1 else amount.quantize(Decimal("0.01"))
