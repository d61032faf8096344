"""What the cost calculator answers for one route: who pays what at first and in the end, loan, days, three prices.

agencies.cost_views calls it. Everything is read and judged anew for each question; nothing is kept.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.disclosed import disclosed_lines
from agencies.models import Agency
from agencies.prices import Prices, prices_of
from agencies.reading import standing_of
from agencies.rules import Verdict
from corridors import rules
from corridors.costbar import CostBar, cost_bar
from corridors.models import Corridor
from corridors.notices import RouteNotice
from corridors.reading import CorridorFacts, benchmarks_of, facts_of, paid_range, rate_facts_on
from corridors.rules.loans import EXAMPLE_RATE
from foundation.money import Money, convert
from reference.names import phrases

OF_HUNDRED = Decimal("0.01")


@dataclass(frozen=True)
class Asked:
    """One question. wage: pay of a month as typed, None = the lowest minimum wage, in `currency`, "" = the money of that
    minimum wage. interest: per cent a month, None = the example of corridors.rules.loans.
    """

    corridor: Corridor
    agency: Agency | None = None
    wage: Decimal | None = None
    currency: str = ""
    interest: Decimal | None = None


@dataclass(frozen=True)
class Loan:
    """What somebody borrows who must pay this: without interest, and with it."""

    owed: Money
    plain: rules.PayBack
    dear: rules.PayBack


@dataclass(frozen=True)
class Reckoning:
    """sheet: what falls on whom in the end; first: the same as it is laid out. price: of the agency, None without one.

    month: the pay that months are counted in. least: the lowest minimum wage where the typed pay is below it.
    """

    asked: Asked
    on: date
    facts: CorridorFacts
    notice: RouteNotice
    sheet: rules.Sheet
    first: rules.Sheet
    turns: tuple[rules.Turn, ...]
    timeline: rules.Timeline
    lawful: rules.Lawful
    bar: CostBar
    month: Money | None
    least: Money | None
    loan: Loan | None
    interest: Decimal
    rates: tuple[rules.RateFact, ...]
    phrases: dict[str, str]
    price: Prices | None = None
    verdict: Verdict | None = None

    @property
    def unsettled(self) -> int:
        """Items that may yet fall on the worker: shared, or nobody has said who pays."""
        open_to = {rules.Payer.SHARED, rules.Payer.UNCLEAR}
        return sum(bool(set(row.payers) & open_to) for row in self.sheet.rows)

    @property
    def worker_first(self) -> rules.PayerTotal | None:
        return self.first.worker

    @property
    def scale(self) -> Decimal | None:
        """The longest bar of the chart, in the sheet's money; None when nothing is known."""
        totals = [total for turn in self.turns for total in (turn.first, turn.finally_) if total]
        return max((each.known_high.amount for each in totals if each.known_high.is_known), default=None) or None


def reckon(asked: Asked, on: date, language: str) -> Reckoning:
    """The answer for that day, in a bounded number of queries."""
    corridor = asked.corridor
    facts = facts_of(corridor, on)
    own = _own_wage(asked, facts)
    month = own or facts.wage
    price = _price(asked, on, language)
    told = disclosed_lines(price.disclosure.items.all()) if price and price.disclosure else ()
    sheet = facts.sheet(month, told)
    first = rules.cost_sheet(rules.as_paid_first(facts.lines), on, month, facts.rates, currency=sheet.currency)
    lawful = facts.lawful(month)
    interest = EXAMPLE_RATE if asked.interest is None else asked.interest * OF_HUNDRED
    said = phrases(_texts(facts), language)
    return Reckoning(
        asked=asked,
        on=on,
        facts=facts,
        notice=RouteNotice(corridor.code, facts.route(), said),
        sheet=sheet,
        first=first,
        turns=rules.turns(first, sheet),
        timeline=facts.timeline(),
        lawful=lawful,
        bar=_bar(facts, month, lawful, price),
        month=month,
        least=_below(own, facts),
        loan=_loan(_to_borrow(price, first), month, interest, facts),
        interest=interest,
        rates=_rates(sheet, first, price, month, on),
        phrases=said,
        price=price,
        verdict=standing_of(asked.agency, corridor, on) if asked.agency else None,
    )


def _price(asked: Asked, on: date, language: str) -> Prices | None:
    """The agency's prices for all work, else those of the first occupation it told; None when it told none."""
    return next(iter(prices_of(asked.agency, [asked.corridor], on, language)), None) if asked.agency else None


def _bar(facts: CorridorFacts, month: Money | None, lawful: rules.Lawful, price: Prices | None) -> CostBar:
    paid = price.paid if price else None
    if paid is None:
        surveys = benchmarks_of(facts.corridor.origin, facts.corridor.destination)
        paid = paid_range(surveys, facts.wage.currency if facts.wage else "")
    days = facts.pay.days if facts.pay else 26
    said = price.agency if price else None
    return cost_bar(month, facts.rates, (lawful.low, lawful.high), said, paid, days, with_agency=price is not None)


def _to_borrow(price: Prices | None, first: rules.Sheet) -> Money | None:
    """What the agency says a worker pays, else the most that a worker has to lay out by the published facts."""
    if price and price.agency and price.agency.is_known:
        return price.agency
    return first.worker.known_high if first.worker else None


def _loan(owed: Money | None, month: Money | None, interest: Decimal, facts: CorridorFacts) -> Loan | None:
    if owed is None or not owed.amount or month is None:
        return None
    plain, dear = (rules.pay_back(owed, month, rate, facts.rates) for rate in (Decimal(0), interest))
    return Loan(owed, plain, dear) if plain and dear else None


def _own_wage(asked: Asked, facts: CorridorFacts) -> Money | None:
    if asked.wage is None:
        return None
    return Money(asked.wage, asked.currency or (facts.pay.money.currency if facts.pay else "USD"))


def _below(wage: Money | None, facts: CorridorFacts) -> Money | None:
    if wage is None or facts.wage is None:
        return None
    there = convert(wage, facts.rates, facts.wage.currency)
    return facts.wage if there.is_known and there < facts.wage else None


def _rates(sheet, first, price: Prices | None, month: Money | None, on: date) -> tuple[rules.RateFact, ...]:
    """Every rate that turned an amount of the page into another money, without the dollar's own."""
    used = {*sheet.rates_used, *first.rates_used, *(rate.currency for rate in (price.used if price else ()))}
    if used and month:
        used.add(month.currency)
    chosen = rate_facts_on(on) if used else {}
    return tuple(chosen[currency] for currency in sorted(used) if currency in chosen and currency != "USD")


def _texts(facts: CorridorFacts) -> set[str]:
    texts = {line.name for line in facts.lines} | {line.group for line in facts.lines}
    for step in facts.steps:
        texts |= {step.name, step.responsible}
    texts |= {status.affected_group for status in facts.statuses}
    return texts - {""}
