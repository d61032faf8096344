"""The cost sheet: what each payer pays for each item, lowest to highest, with what is missing and what conflicts named.

Lines of one item are never added to each other: one worker pays one of them. Unknown is never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from corridors.rules.facts import Category, CostLine, Evidence, FigureKind, Nature, Payer, Periodicity
from corridors.rules.wages import months_of_wages
from foundation.money import Money, convert, total, unknown

NEVER_COUNTED = (FigureKind.ILLEGAL_CHARGE, FigureKind.PROPOSAL)
_PAYERS = list(Payer)
_CATEGORIES = list(Category)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class ItemRow:
    """One item and every line on it. `conflict`: sources disagree; `varies_by`: it depends on the worker (age,
    sector …).
    """

    item: str
    lines: tuple[CostLine, ...]
    conflict: bool
    varies_by: str
    low: Money
    high: Money
    missing: bool

    @property
    def name(self) -> str:
        return self.lines[0].name

    @property
    def category(self) -> Category:
        return self.lines[0].category

    @property
    def payers(self) -> tuple[Payer, ...]:
        """Everyone whom a source names as payer, in the order of Payer."""
        return tuple(payer for payer in _PAYERS if any(line.payer == payer for line in self.lines))

    @property
    def payer_conflict(self) -> bool:
        return self.conflict and len(self.payers) > 1


@dataclass(frozen=True)
class PayerTotal:
    """What one payer pays in all. `known_high` adds what is known; `high` is unknown while an item is `missing`.

    `low`, `high`, `known_high` are in the sheet's currency; `originals` = (lowest, highest) per currency, for items
    whose lines are all in one currency. Months are of the sheet's wage.
    """

    payer: Payer
    low: Money
    known_high: Money
    missing: tuple[ItemRow, ...]
    unconverted: tuple[ItemRow, ...]
    originals: tuple[tuple[Money, Money], ...]
    by_category: tuple[tuple[Category, Money, Money], ...]
    rows: tuple[ItemRow, ...]
    months_low: Decimal | None
    months_high: Decimal | None

    @property
    def complete(self) -> bool:
        """Whether every item that falls on this payer has an upper figure."""
        return not self.missing and not self.unconverted

    @property
    def high(self) -> Money:
        return self.known_high if self.complete else unknown(self.known_high.currency)


@dataclass(frozen=True)
class Apart:
    """A line that is tracked and never in a total: deposit, refundable part, deduction, interest, later or monthly
    payment.
    """

    line: CostLine
    nature: Nature
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Sheet:
    """The costs of a route on a day. `worker` and `may_fall_on_worker` are the two numbers that people ask for."""

    on: date
    currency: str
    wage: Money | None
    rows: tuple[ItemRow, ...]
    totals: tuple[PayerTotal, ...]
    missing: tuple[ItemRow, ...]
    conflicts: tuple[ItemRow, ...]
    apart: tuple[Apart, ...]
    inside_package: tuple[CostLine, ...]
    set_aside: tuple[CostLine, ...]
    rates_used: tuple[str, ...]
    unverified: int
    overdue: int
    disclosed: tuple[PayerTotal, ...] = ()

    def total_of(self, payer: Payer) -> PayerTotal | None:
        """What this payer pays by the published facts; None when nothing falls on this payer."""
        return next((each for each in self.totals if each.payer == payer), None)

    @property
    def worker(self) -> PayerTotal | None:
        return self.total_of(Payer.WORKER)

    @property
    def may_fall_on_worker(self) -> tuple[Money, Money]:
        """(lowest, highest known) if the worker ends up paying all that is shared or that no law settles."""
        open_to = [each for each in self.totals if each.payer in (Payer.WORKER, Payer.SHARED, Payer.UNCLEAR)]
        worker = self.worker
        low = worker.low if worker else unknown(self.currency)
        known = [each.known_high for each in open_to if each.known_high.is_known]
        return low, total(known, self.currency) if known else unknown(self.currency)


def cost_sheet(
    lines: Iterable[CostLine],
    on: date,
    wage: Money | None = None,
    rates: Mapping[str, Decimal] | None = None,
    disclosure: Iterable[CostLine] = (),
    currency: str = "",
) -> Sheet:
    """Add up a route's costs on a day. `wage` = pay of one month; amounts are converted to `currency`, else the wage's,
    else US dollars, by `rates` (units one US dollar buys). `disclosure` = an agency's own lines, added up apart.

    Never counted: illegal charges, proposals, what a source calls history, lines not in force, and lines inside a
    package.
    """
    rates = rates or {}
    currency = currency or (wage.currency if wage else "USD")
    today = sorted((line for line in lines if line.in_force(on)), key=_place)
    counted = [line for line in today if line.kind not in NEVER_COUNTED and not line.historical]
    apart = tuple(part for line in counted for part in _apart(line))
    counted = [line for line in counted if not _is_apart(line)]
    packages = {line.item for line in counted if line.high is not None}
    inside = tuple(line for line in counted if line.part_of in packages)
    counted = [line for line in counted if line.part_of not in packages]
    rows = _rows(counted, currency, rates)
    told = _rows([line for line in sorted(disclosure, key=_place) if not _is_apart(line)], currency, rates)
    shown = [line for row in rows for line in row.lines]
    used = {line.currency for line in shown if line.currency and line.high is not None} - {currency}
    return Sheet(
        on=on,
        currency=currency,
        wage=wage,
        rows=rows,
        totals=_totals(rows, currency, rates, wage),
        missing=tuple(row for row in rows if row.missing),
        conflicts=tuple(row for row in rows if row.conflict),
        apart=apart,
        inside_package=inside,
        set_aside=tuple(line for line in today if line.kind in NEVER_COUNTED or line.historical),
        rates_used=tuple(sorted(used | ({currency} if used else set()))),
        unverified=sum(line.evidence is Evidence.RECALLED for line in shown),
        overdue=sum(line.overdue(on) for line in shown),
        disclosed=_totals(told, currency, rates, wage),
    )


def _place(line: CostLine):
    """An order that no two different lines share by accident, so that totals do not hang on the order of the input."""
    return (
        _CATEGORIES.index(line.category),
        line.item,
        line.name,
        _PAYERS.index(line.payer),
        line.currency,
        repr(line),
    )


def _is_apart(line: CostLine) -> bool:
    return line.nature is not Nature.COST or line.periodicity is Periodicity.PER_MONTH


def _apart(line: CostLine):
    if _is_apart(line):
        yield Apart(line, line.nature, line.low, line.high)
    elif line.refundable:
        yield Apart(line, Nature.REFUNDABLE, line.refundable, line.refundable)


def _rows(lines: list[CostLine], currency: str, rates: Mapping[str, Decimal]) -> tuple[ItemRow, ...]:
    by_item: dict[str, list[CostLine]] = {}
    for line in lines:
        by_item.setdefault(line.item, []).append(line)
    rows = []
    for item, same in by_item.items():
        kept = _without_empty_doubles(same)
        ranges = [_range(line) for line in kept]
        varies = next((line.differs_by for line in kept if line.differs_by), "")
        low, high = _spread(kept, currency, rates)
        disagree = len({(line.payer, line.currency, *pair) for line, pair in zip(kept, ranges, strict=True)}) > 1
        missing = any(pair[1] is None for pair in ranges)
        rows.append(ItemRow(item, tuple(kept), disagree and not varies, varies, low, high, missing))
    return tuple(sorted(rows, key=lambda row: _place(row.lines[0])))


def _without_empty_doubles(lines: list[CostLine]) -> list[CostLine]:
    """A place kept for a figure says nothing once the same payer's figure is there."""
    priced = {line.payer for line in lines if line.high is not None}
    return [line for line in lines if not (line.kind is FigureKind.PLACEHOLDER and line.payer in priced)]


def _range(line: CostLine) -> tuple[Decimal | None, Decimal | None]:
    """(low, high) without the part that comes back; a missing high is unknown even when a low is known."""
    back = line.refundable or _ZERO
    low = None if line.low is None else max(line.low - back, _ZERO)
    high = None if line.high is None else max(line.high - back, _ZERO)
    return low, high


def _converted(line: CostLine, value: Decimal | None, currency: str, rates) -> Decimal | None:
    if value is None or not line.currency:
        return None
    return convert(Money(value, line.currency), rates, currency).amount


def _spread(lines: list[CostLine], currency: str, rates) -> tuple[Money, Money]:
    """(lowest, highest) over the lines of an item: in their own currency when they share one, else converted."""
    own = {line.currency for line in lines if line.high is not None or line.low is not None}
    unit = own.pop() if len(own) == 1 else currency
    lows = [_converted(line, _range(line)[0], unit, rates) for line in lines]
    highs = [_converted(line, _range(line)[1], unit, rates) for line in lines]
    return (
        Money(min((low for low in lows if low is not None), default=None), unit),
        Money(max((high for high in highs if high is not None), default=None), unit),
    )


def _share(row: ItemRow, payer: Payer, currency: str, rates) -> tuple[Decimal | None, Decimal | None]:
    """(low, high) that an item may cost one payer. Where another line puts it on somebody else, the low is zero."""
    own = [line for line in row.lines if line.payer == payer]
    lows = [_converted(line, _range(line)[0], currency, rates) for line in own]
    highs = [_converted(line, _range(line)[1], currency, rates) for line in own]
    low = min((value for value in lows if value is not None), default=None)
    high = max((value for value in (*highs, *lows) if value is not None), default=None)
    if high is not None and (len(own) < len(row.lines) or low is None):
        low = _ZERO
    return low, high


def _sum(values: Iterable[Decimal | None], currency: str) -> Money:
    known = [value for value in values if value is not None]
    return Money(sum(known, _ZERO), currency) if known else unknown(currency)


def _totals(rows: tuple[ItemRow, ...], currency: str, rates, wage: Money | None) -> tuple[PayerTotal, ...]:
    return tuple(
        _payer_total(payer, mine, currency, rates, wage)
        for payer in _PAYERS
        if (mine := tuple(row for row in rows if payer in row.payers))
    )


def _payer_total(payer: Payer, rows: tuple[ItemRow, ...], currency: str, rates, wage: Money | None) -> PayerTotal:
    shares = {row.item: _share(row, payer, currency, rates) for row in rows}
    own = {row.item: [line for line in row.lines if line.payer == payer] for row in rows}
    missing = tuple(row for row in rows if any(line.high is None for line in own[row.item]))
    unconverted = tuple(
        row
        for row in rows
        if any(line.high is not None and _converted(line, line.high, currency, rates) is None for line in own[row.item])
    )
    low = _sum((low for low, _high in shares.values()), currency)
    high = _sum((high for _low, high in shares.values()), currency)
    by_category = tuple(
        (
            category,
            _sum((shares[row.item][0] for row in group), currency),
            _sum((shares[row.item][1] for row in group), currency),
        )
        for category, group in ((key, list(found)) for key, found in groupby(rows, key=lambda row: row.category))
    )
    return PayerTotal(
        payer=payer,
        low=low,
        known_high=high,
        missing=missing,
        unconverted=unconverted,
        originals=_originals(rows, payer, own),
        by_category=by_category,
        rows=rows,
        months_low=months_of_wages(low, wage, rates) if wage else None,
        months_high=months_of_wages(high, wage, rates) if wage else None,
    )


def _originals(rows, payer: Payer, own) -> tuple[tuple[Money, Money], ...]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        currencies = {line.currency for line in own[row.item] if line.high is not None}
        if len(currencies) != 1:
            continue
        currency = currencies.pop()
        low, high = _share(row, payer, currency, {})
        if high is not None:
            before = sums.get(currency, (_ZERO, _ZERO))
            sums[currency] = (before[0] + (low or _ZERO), before[1] + high)
    return tuple((Money(low, currency), Money(high, currency)) for currency, (low, high) in sorted(sums.items()))
