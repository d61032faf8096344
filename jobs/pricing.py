"""The three prices of one opening, the law's, the agency's and the workers', and when they are due. For the opening's page.

Costs of the route come from corridors; what the agency says from its disclosure; what workers paid from counted reports.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.models import PaymentFigure
from corridors.costbar import CostBar, cost_bar
from corridors.reading import CorridorFacts, facts_of, rate_facts_on
from corridors.rules import Category, CostLine, FigureKind, Payer, RateFact, Sheet, Timeline
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
    """

    bar: CostBar
    sheet: Sheet | None = None
    timeline: Timeline | None = None
    phrases: dict | None = None
    at_home: Money | None = None
    rate: RateFact | None = None
    figure: PaymentFigure | None = None


def prices_of(opening: Opening, cost: Cost, month: Money | None, today: date, language: str) -> Prices:
    """All that the page says about money. `month` is the opening's own wage a month, None when it cannot be said."""
    if opening.corridor is None:
        return Prices(bar=CostBar(agency=cost.months))
    facts = facts_of(opening.corridor, today)
    figure = _figure(opening, today)
    lawful = facts.lawful()
    paid = (Money(figure.low, figure.currency), Money(figure.high, figure.currency)) if figure else (None, None)
    bar = cost_bar(month or facts.wage, facts.rates, (lawful.low, lawful.high), cost.paid, paid)
    sheet, timeline = facts.sheet(month, disclosed_lines(cost)), facts.timeline()
    at_home, rate = _at_home(opening, cost, facts, today)
    return Prices(bar, sheet, timeline, phrases(_texts(facts, cost), language), at_home, rate, figure)


def disclosed_lines(cost: Cost) -> tuple[CostLine, ...]:
    """The agency's own lines as the cost sheet takes them."""
    if cost.disclosure is None:
        return ()
    return tuple(
        CostLine(
            item=f"disclosed-{item.order}",
            name=item.name,
            category=Category(item.category),
            payer=Payer(item.payer),
            low=item.amount,
            high=item.amount,
            currency=item.currency,
            kind=FigureKind.DISCLOSED,
        )
        for item in cost.disclosure.items.all()
    )


def _figure(opening: Opening, today: date) -> PaymentFigure | None:
    figures = PaymentFigure.objects.filter(agency=opening.agency_id, corridor=opening.corridor_id, published__lte=today)
    return figures.order_by("-period_until", "-published").first() if opening.agency_id else None


def _at_home(opening: Opening, cost: Cost, facts: CorridorFacts, today: date) -> tuple[Money | None, RateFact | None]:
    home = HOME_MONEY.get(opening.origin)
    if not home or not cost.is_known or cost.paid.currency == home or cost.paid.amount == Decimal(0):
        return None, None
    there = convert(cost.paid, facts.rates, home)
    return (there, rate_facts_on(today).get(home)) if there.is_known else (None, None)


def _texts(facts: CorridorFacts, cost: Cost) -> set[str]:
    texts = {facts.corridor.channel_name}
    for line in (*facts.lines, *disclosed_lines(cost)):
        texts |= {line.name, line.group}
    for step in facts.steps:
        texts |= {step.name, step.responsible, *step.documents}
    return texts - {""}
