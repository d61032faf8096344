"""The three prices of one opening, the law's, the agency's and the workers', and when they are due. For the opening's page.

Costs of the route come from corridors; what the agency says from its disclosure; what workers paid from counted reports.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agencies.disclosed import disclosed_lines
from agencies.models import PaymentFigure
from agencies.prices import gap_on
from agencies.rules import Discrepancy
from agencies.wording import PAYERS
from corridors.costbar import CostBar, cost_bar
from corridors.reading import CorridorFacts, facts_of, rate_facts_on
from corridors.rules import RateFact, Sheet, Timeline
from foundation.money import Money, convert
from jobs.costs import Cost
from jobs.models import Opening
from reference.names import phrases

# What a worker spends at home.
HOME_MONEY = {"MM": "MMK", "KH": "KHR", "LA": "LAK", "TH": "THB"}


@dataclass(frozen=True)
class Prices:
    """sheet, timeline and phrases are what templates/corridors/_costs.html and _timeline.html take; None without a route.

    at_home: what the worker pays in the money of the country of origin, with the rate it was reckoned with.
    gap: how far the workers' median goes beyond the most that the agency says on this route; None where one is missing.
    """

    bar: CostBar
    sheet: Sheet | None = None
    timeline: Timeline | None = None
    phrases: dict | None = None
    at_home: Money | None = None
    rate: RateFact | None = None
    figure: PaymentFigure | None = None
    rates: tuple[RateFact, ...] = ()
    gap: Discrepancy | None = None

    @property
    def last_day(self) -> date | None:
        """The last day of the period the figure is about; its own end is exclusive."""
        return self.figure.period_until - timedelta(days=1) if self.figure else None


@dataclass(frozen=True)
class Said:
    """One line of what the agency says: for what, who pays in words, how much (perhaps not known)."""

    name: str
    payer: str
    money: Money


def said_lines(cost: Cost, told: dict) -> list[Said]:
    """The agency's disclosure, line by line, in the reader's words."""
    rows = cost.disclosure.lines if cost.disclosure else ()
    return [Said(told.get(row.name, row.name), str(PAYERS[row.payer]), Money(row.amount, row.currency)) for row in rows]


def prices_of(opening: Opening, cost: Cost, month: Money | None, today: date, language: str) -> Prices:
    """All that the page says about money. `month` is the opening's own wage a month, None when it cannot be said."""
    if opening.corridor is None:
        return Prices(bar=CostBar(agency=cost.months))
    facts = facts_of(opening.corridor, today)
    figure = _figure(opening, today)
    lawful = facts.lawful()
    paid = (Money(figure.low, figure.currency), Money(figure.high, figure.currency)) if figure else (None, None)
    bar = cost_bar(month or facts.wage, facts.rates, (lawful.low, lawful.high), cost.paid, paid)
    sheet, timeline = (
        facts.sheet(month, disclosed_lines(cost.disclosure.lines if cost.disclosure else ())),
        facts.timeline(),
    )
    chosen = rate_facts_on(today)
    at_home = _at_home(opening, cost, facts)
    used = sorted({*sheet.rates_used, *([sheet.currency] if sheet.rates_used else [])} - {"USD"})
    return Prices(
        bar=bar,
        sheet=sheet,
        timeline=timeline,
        phrases=phrases(_texts(facts, cost), language),
        at_home=at_home,
        rate=chosen.get(at_home.currency) if at_home else None,
        figure=figure,
        rates=tuple(chosen[currency] for currency in used if currency in chosen),
        gap=gap_on(opening.agency, opening.corridor, figure, today, facts.rates) if figure else None,
    )


def _figure(opening: Opening, today: date) -> PaymentFigure | None:
    figures = PaymentFigure.objects.filter(agency=opening.agency_id, corridor=opening.corridor_id).shown_on(today)
    return figures.order_by("-period_until", "-published").first() if opening.agency_id else None


def _at_home(opening: Opening, cost: Cost, facts: CorridorFacts) -> Money | None:
    home = HOME_MONEY.get(opening.origin)
    if not home or not cost.is_known or cost.paid.currency == home or not cost.paid.amount:
        return None
    there = convert(cost.paid, facts.rates, home)
    return there if there.is_known else None


def _texts(facts: CorridorFacts, cost: Cost) -> set[str]:
    texts = {facts.corridor.channel_name}
    for line in (*facts.lines, *disclosed_lines(cost.disclosure.lines if cost.disclosure else ())):
        texts |= {line.name, line.group}
    for step in facts.steps:
        texts |= {step.name, step.responsible, *step.documents}
    return texts - {""}
