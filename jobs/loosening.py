"""Near misses: the smallest change of each wish that lets more openings pass, and how many more.

Plain Python. jobs.reading gives it the two ways to ask the engine, jobs.asking says it in words. Where a person comes
from is no wish, so it is never given up.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from operator import ge, le
from typing import NamedTuple

from search.query import HITS_A_PAGE, LAST_PAGE, OpeningQuery, Sort

# What people can give up most easily comes first.
WISHES = (
    "start_to",
    "start_from",
    "housing",
    "cost_to",
    "wage_from",
    "basis",
    "channel",
    "agency",
    "occupation",
    "destination",
    "words",
)
# One a wish, a second where ten openings in a row tie; with the page's own search ten.
MOST_CALLS = 9
COST_STEP = Decimal("0.1")
WAGE_STEP = Decimal(10)
DAY = timedelta(days=1)


class Compared(NamedTuple):
    """What filters compare of one opening; None is not known. Wage in US dollars a month, cost in months of wages."""

    start: date | None
    wage: Decimal | None
    cost: Decimal | None


class Glimpse(NamedTuple):
    """One page of a question: its openings in order, how many the question finds, and whether the page is the last."""

    openings: tuple[Compared, ...]
    total: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Looser:
    """A question that finds `more` openings than the one asked, by one wish moved a little or given up.

    wish: its parameter, "" when all are given up. to: its new value, None when given up.
    """

    wish: str
    more: int
    query: OpeningQuery
    to: date | Decimal | None = None


Count = Callable[[OpeningQuery], int]
Look = Callable[[OpeningQuery], Glimpse]


class Spent(Exception):  # noqa: N818
    """No call, or no time, is left. Whoever counts and looks may raise it, too."""


def near_misses(query: OpeningQuery, total: int, count: Count, look: Look, most: int) -> list[Looser]:
    """Up to `most` changes of one wish each, in the order of WISHES, none of which adds nothing.

    total: how many openings the question finds. When it finds none and no single change helps: one change that gives
    up everything. Calls count and look MOST_CALLS times at most, and keeps what was found when they raise Spent.
    """
    asking = _Asking(query, total, count, look)
    found = []
    try:
        for looser in asking.all():
            found.append(looser)
            if len(found) == most:
                break
        if not found and not total:
            found += asking.everything()
    except Spent:
        # The wishes that are left stay unnamed.
        pass
    return found


class _Asking:
    """One question, and what was asked of the engine to loosen it."""

    def __init__(self, query: OpeningQuery, total: int, count: Count, look: Look):
        self.query, self.total = replace(query, page=1), total
        self._count, self._look, self._calls = count, look, MOST_CALLS

    def all(self) -> Iterator[Looser]:
        """A Looser for each wish in force whose change adds an opening."""
        steps = {
            "start_to": self._later,
            "start_from": self._earlier,
            "cost_to": self._dearer,
            "wage_from": self._poorer,
        }
        for wish in WISHES:
            if self.query.without(wish) != self.query:
                looser = steps[wish]() if wish in steps else self._without(wish)
                if looser.more > 0:
                    yield looser

    def everything(self) -> Iterator[Looser]:
        """All wishes given up, when there is any opening then."""
        asked = OpeningQuery(origin=self.query.origin, language=self.query.language)
        if asked != self.query and (more := self._counted(asked)) > 0:
            yield Looser("", more, asked)

    def _spend(self) -> None:
        if not self._calls:
            raise Spent
        self._calls -= 1

    def _counted(self, query: OpeningQuery) -> int:
        self._spend()
        return self._count(query) - self.total

    def _seen(self, sort: Sort, page: int = 1, **changes) -> Glimpse:
        self._spend()
        return self._look(replace(self.query, sort=sort.value, page=page, **changes))

    def _without(self, *wishes: str) -> Looser:
        looser = self.query
        for wish in wishes:
            looser = looser.without(wish)
        return Looser(wishes[0], self._counted(looser), looser)

    def _moved(self, wish: str, rounded, values: list, passes: Callable[[object, object], bool], ended: bool) -> Looser:
        """The wish moved as far as `rounded`; values are those that do not pass yet, nearest first.

        Where more that would pass may stand on the next page, only as far as this page shows whole, so that the number
        is right without asking again.
        """
        passed = sum(passes(value, rounded) for value in values)
        if ended or passed < len(values):
            return self._to(wish, rounded, passed)
        whole = [value for value in values if value != values[-1]]
        return self._to(wish, whole[-1], len(whole)) if whole else self._to(wish, rounded)

    def _to(self, wish: str, to, more: int | None = None) -> Looser:
        looser = replace(self.query, **{wish: to})
        return Looser(wish, self._counted(looser) if more is None else more, looser, to)

    def _later(self) -> Looser:
        """To the end of the month in which the first opening after the last day starts."""
        last = self.query.start_to
        if last == date.max:
            return self._nothing("start_to")
        seen = self._seen(Sort.START, start_from=last + DAY, start_to=None)
        starts = [opening.start for opening in seen.openings if opening.start]
        if not starts:
            # Asked once: with the other day of the two when that one is asked, too.
            return self._nothing("start_to") if self.query.start_from else self._whenever()
        end = starts[0].replace(day=monthrange(starts[0].year, starts[0].month)[1])
        return self._moved("start_to", end, starts, le, seen.is_last)

    def _earlier(self) -> Looser:
        """To the first day of the month in which the last opening before the first day starts."""
        first = self.query.start_from
        if first == date.min:
            return self._nothing("start_from")
        seen = self._seen(Sort.START, LAST_PAGE, start_from=None, start_to=first - DAY)
        starts = [opening.start for opening in reversed(seen.openings) if opening.start]
        if not starts:
            return self._whenever()
        if seen.total > LAST_PAGE * HITS_A_PAGE:
            # The last page that can be asked for ends long before the day: the month before it is counted instead.
            looser = self._to("start_from", (first - DAY).replace(day=1))
            return looser if looser.more > 0 else self._whenever()
        return self._moved("start_from", starts[0].replace(day=1), starts, ge, seen.total <= len(seen.openings))

    def _whenever(self) -> Looser:
        """Openings that do not say when they start pass only when no day is asked for."""
        return self._without("start_from", "start_to")

    def _dearer(self) -> Looser:
        """To the next cost, in tenths of a month; to costs that nobody knows when there is no dearer one."""
        limit, seen = self.query.cost_to, self._beside(Sort.COST, cost_to=None)
        costs = [opening.cost for opening in seen.openings if opening.cost is not None and opening.cost > limit]
        if not costs:
            return Looser("cost_to", seen.total - self.total, self.query.without("cost_to"))
        to = (costs[0] / COST_STEP).to_integral_value(ROUND_CEILING) * COST_STEP
        return self._moved("cost_to", to, costs, le, seen.is_last or seen.openings[-1].cost is None)

    def _poorer(self) -> Looser:
        """To the next wage, in whole ten dollars; to wages that nobody knows when there is no lower one."""
        limit, seen = self.query.wage_from, self._beside(Sort.WAGE, wage_from=None)
        wages = [opening.wage for opening in seen.openings if opening.wage is not None and opening.wage < limit]
        if not wages or wages[0] < WAGE_STEP:
            return Looser("wage_from", seen.total - self.total, self.query.without("wage_from"))
        to = wages[0] // WAGE_STEP * WAGE_STEP
        return self._moved("wage_from", to, wages, ge, seen.is_last or seen.openings[-1].wage is None)

    def _beside(self, sort: Sort, **changes) -> Glimpse:
        """The page on which the first opening that does not pass stands, behind all that pass already."""
        page = self.total // HITS_A_PAGE + 1
        if page > LAST_PAGE:
            return Glimpse((), self.total, True)
        return self._seen(sort, page, **changes)

    def _nothing(self, wish: str) -> Looser:
        return Looser(wish, 0, self.query)
