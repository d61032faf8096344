"""The three prices of an agency on its corridors: the law allows, the agency says, workers paid. For the agency's page.

With what they mean: months of wages, a loan, the gap between word and payment, and the two countries' laws.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from agencies.models import Agency, FeeDisclosure, PaymentFigure
from agencies.price_lines import CategoryLine, category_lines
from agencies.rules import Discrepancy, ItemFact, dearest, discrepancy, worker_pays
from corridors.costbar import CostBar, cost_bar
from corridors.guide import Allowance, allowances
from corridors.models import Corridor
from corridors.reading import CorridorFacts, facts_of_many, rate_facts_on
from corridors.rules import Lawful, MonthlyPay, PayBack, RateFact, pay_back
from corridors.rules.loans import EXAMPLE_RATE
from foundation import clock
from foundation.money import Money, convert
from reference.models import Name
from reference.names import names_of


@dataclass(frozen=True)
class Line:
    """One line of what the agency says; `payer` is a code of wording.PAYERS."""

    name: str
    cost: Money
    payer: str


@dataclass(frozen=True)
class Loan:
    """An amount, borrowed: paid back without interest, and at the example rate of a month that the page states."""

    owed: Money
    plain: PayBack
    with_interest: PayBack


@dataclass(frozen=True)
class Prices:
    """What a worker pays in all on one corridor, three times over. What nobody knows is None or an unknown amount.

    occupation: the only work that `agency` and `lines` speak of, named for the reader; "" = all work.
    last_day: the last day of the period in which the workers paid who reported.
    pay: the month of wages that all months are counted in. groups: the same, group by group of the ILO definition.
    gap: how far the workers' median goes beyond the most that the agency says; None where one of the two is missing, and
    but on the first entry of a route.
    loans: of what the agency says, and of the workers' median. laws: ceilings of both countries where they differ.
    used: the rates that converted anything here.
    """

    corridor: Corridor
    law: Lawful
    agency: Money | None
    lines: tuple[Line, ...]
    disclosure: FeeDisclosure | None
    figure: PaymentFigure | None
    bar: CostBar
    rates: dict[str, Decimal]
    occupation: str = ""
    pay: MonthlyPay | None = None
    groups: tuple[CategoryLine, ...] = ()
    gap: Discrepancy | None = None
    loans: tuple[Loan | None, Loan | None] = (None, None)
    laws: tuple[Allowance, ...] = ()
    used: tuple[RateFact, ...] = ()

    @property
    def loan_rate(self) -> Decimal:
        """The monthly interest of `loans`, an example: 0.03 is 3 %."""
        return EXAMPLE_RATE

    @property
    def silent(self) -> tuple[CategoryLine, ...]:
        """Groups that may fall on the worker, of which the agency says nothing."""
        return tuple(group for group in self.groups if group.silent)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Items that may fall on the worker and whose price no source gives."""
        return tuple(dict.fromkeys(name for group in self.groups if group.law for name in group.law.missing))

    @property
    def agency_there(self) -> Money | None:
        """What the agency says, in the currency of the law's amounts; None where it is told in that one already."""
        return self._there(self.agency)

    @property
    def paid_there(self) -> tuple[Money, Money] | None:
        """What workers reported, in the currency of the law's amounts."""
        low, high = (self._there(amount) for amount in self.paid) if self.figure else (None, None)
        return (low, high) if low and high else None

    def _there(self, amount: Money | None) -> Money | None:
        if amount is None or not amount.amount or amount.currency == self.law.low.currency:
            return None
        there = convert(amount, self.rates, self.law.low.currency)
        return Money(there.amount.quantize(Decimal(1)), there.currency) if there.is_known else None

    @property
    def paid(self) -> tuple[Money, Money] | None:
        """Low and high of what workers reported."""
        return _paid(self.figure)

    @property
    def last_day(self) -> date | None:
        """The figure's period ends before `period_until`."""
        return self.figure.period_until - timedelta(days=1) if self.figure else None


def prices_of(
    agency: Agency, corridors: Iterable[Corridor], today: date, language: str, known: datetime | None = None
) -> list[Prices]:
    """For each corridor on which the agency told its fees or workers told theirs; a bounded number of queries.

    Fees told for all work come first, then those told for one occupation, each by itself. `known` = a moment: the
    prices of that day as they were known then.
    """
    disclosures, figures = _disclosures(agency, today, known), _figures(agency, today, known)
    wanted = [corridor for corridor in corridors if corridor.pk in disclosures or corridor.pk in figures]
    if not wanted:
        return []
    chosen = rate_facts_on(today, known)
    facts = facts_of_many(wanted, today, known, {code: rate.units_per_usd for code, rate in chosen.items()})
    named = _occupation_names((row for rows in disclosures.values() for row in rows), language)
    found = []
    for corridor in wanted:
        figure, told = figures.get(corridor.pk), disclosures.get(corridor.pk, [])
        gap = _gap(told, figure, facts[corridor.pk].rates)
        for row in told or [None]:
            occupation = named.get(row.occupation_id, "") if row else ""
            # Once a route: the workers who reported did work of all kinds.
            first = gap if row is None or row is told[0] else None
            found.append(_prices(facts[corridor.pk], row, figure, occupation, chosen, first))
    return found


def gap_on(agency: Agency, corridor: Corridor, figure: PaymentFigure, today: date, rates) -> Discrepancy | None:
    """How far a figure goes beyond the agency's word on a route; None where the agency says nothing. Two queries."""
    return _gap(_disclosures(agency, today, None).get(corridor.pk, []), figure, rates)


def _gap(told: list[FeeDisclosure], figure: PaymentFigure | None, rates) -> Discrepancy | None:
    said = dearest((worker_pays(_items(row), rates) for row in told), rates, figure.currency) if figure else None
    return discrepancy(said, Money(figure.median, figure.currency), rates) if said else None


def _items(disclosure: FeeDisclosure | None) -> list[ItemFact]:
    rows = disclosure.items.all() if disclosure else ()
    return [ItemFact(row.category, Money(row.amount, row.currency), row.payer) for row in rows]


def _prices(
    facts: CorridorFacts, disclosure, figure, occupation: str, chosen: dict[str, RateFact], gap: Discrepancy | None
) -> Prices:
    rows, items = list(disclosure.items.all()) if disclosure else [], _items(disclosure)
    said, law = worker_pays(items, facts.rates), facts.lawful()
    median = Money(figure.median, figure.currency) if figure else None
    unit_days = facts.pay.days if facts.pay else 26
    bar = cost_bar(facts.wage, facts.rates, (law.low, law.high), said, _paid(figure) or (None, None), unit_days)
    there = law.low.currency
    laws = _laws(facts)
    foreign = {money.currency for money in (said, median) if money and money.amount} - {there}
    foreign |= {each.ceiling.currency for each in laws if each.ceiling.currency} - {there}
    used = sorted((foreign | ({there} if foreign else set())) - {"USD"})
    return Prices(
        corridor=facts.corridor,
        law=law,
        agency=said,
        lines=tuple(Line(row.name, item.cost, row.payer) for row, item in zip(rows, items, strict=True)),
        disclosure=disclosure,
        figure=figure,
        bar=bar,
        rates=facts.rates,
        occupation=occupation,
        pay=facts.pay if facts.wage else None,
        groups=category_lines(facts, items, figure),
        gap=gap,
        loans=(_loan(said, facts), _loan(median, facts)),
        laws=laws,
        used=tuple(chosen[currency] for currency in used if currency in chosen),
    )


def _loan(owed: Money | None, facts: CorridorFacts) -> Loan | None:
    if owed is None or not owed.amount or facts.wage is None:
        return None
    plain, dear = (pay_back(owed, facts.wage, rate, facts.rates) for rate in (Decimal(0), EXAMPLE_RATE))
    return Loan(owed, plain, dear) if plain and dear else None


def _laws(facts: CorridorFacts) -> tuple[Allowance, ...]:
    """The ceilings on what a worker pays, of both countries, where their amounts differ; nothing where they agree."""
    found = [
        each
        for each in allowances(facts)
        if each.ceiling.payer == "worker" and not each.ceiling.historical and not each.ceiling.some_only
    ]
    countries = {each.ceiling.country for each in found}
    amounts = {(each.ceiling.covers, each.here) for each in found}
    covers = {each.ceiling.covers for each in found}
    return tuple(found) if len(countries) > 1 and len(amounts) > len(covers) else ()


def _paid(figure: PaymentFigure | None) -> tuple[Money, Money] | None:
    return (Money(figure.low, figure.currency), Money(figure.high, figure.currency)) if figure else None


def _disclosures(agency: Agency, today: date, known: datetime | None) -> dict[int, list[FeeDisclosure]]:
    """{corridor id: the newest disclosure in force for all occupations, then the newest of each that has its own}."""
    rows = FeeDisclosure.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), agency=agency)
    rows = rows.filter(valid_from__lte=today).select_related("occupation").prefetch_related("items")
    rows = rows.filter(declared_at__lte=known) if known else rows
    newest = {(row.corridor_id, row.occupation_id or ""): row for row in rows.order_by("version")}
    found: dict[int, list[FeeDisclosure]] = {}
    for (corridor, _), row in sorted(newest.items()):
        found.setdefault(corridor, []).append(row)
    return found


def _occupation_names(rows: Iterable[FeeDisclosure], language: str) -> dict[str, str]:
    """{code: name in the language, else the English title}; no query when all fees are told for all work."""
    titles = {row.occupation_id: row.occupation.title_en for row in rows if row.occupation}
    return {**titles, **names_of(Name.Kind.OCCUPATION, list(titles), language)} if titles else {}


def _figures(agency: Agency, today: date, known: datetime | None) -> dict[int, PaymentFigure]:
    # A figure is known from the day on which it was published, and not a moment sooner.
    last = min(today, known.astimezone(clock.BANGKOK).date()) if known else today
    rows = PaymentFigure.objects.filter(agency=agency).shown_on(last).prefetch_related("parts")
    rows = rows.order_by("period_until", "published")
    return {row.corridor_id: row for row in rows}
