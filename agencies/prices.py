"""The three prices of an agency on its corridors: the law allows, the agency says, workers paid. For the agency's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from agencies.models import Agency, FeeDisclosure, PaymentFigure
from agencies.rules import ItemFact, worker_pays
from corridors.costbar import CostBar, cost_bar
from corridors.models import Corridor
from corridors.reading import CorridorFacts, facts_of_many
from corridors.rules import Lawful
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
class Prices:
    """What a worker pays in all on one corridor, three times over. What nobody knows is None or an unknown amount.

    occupation: the only work that `agency` and `lines` speak of, named for the reader; "" = all work.
    last_day: the last day of the period in which the workers paid who reported.
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


def prices_of(agency: Agency, corridors: Iterable[Corridor], today: date, language: str) -> list[Prices]:
    """For each corridor on which the agency told its fees or workers told theirs; a bounded number of queries.

    Fees told for all work come first, then those told for one occupation, each by itself.
    """
    disclosures, figures = _disclosures(agency, today), _figures(agency, today)
    wanted = [corridor for corridor in corridors if corridor.pk in disclosures or corridor.pk in figures]
    if not wanted:
        return []
    facts = facts_of_many(wanted, today)
    named = _occupation_names((row for rows in disclosures.values() for row in rows), language)
    return [
        _prices(corridor, facts[corridor.pk], row, figures.get(corridor.pk), named.get(row and row.occupation_id, ""))
        for corridor in wanted
        for row in disclosures.get(corridor.pk, (None,))
    ]


def _prices(corridor: Corridor, facts: CorridorFacts, disclosure, figure, occupation: str) -> Prices:
    rows = list(disclosure.items.all()) if disclosure else []
    items = [ItemFact(row.category, Money(row.amount, row.currency), row.payer) for row in rows]
    said, law = worker_pays(items, facts.rates), facts.lawful()
    bar = cost_bar(facts.wage, facts.rates, (law.low, law.high), said, _paid(figure) or (None, None))
    lines = tuple(Line(row.name, item.cost, row.payer) for row, item in zip(rows, items, strict=True))
    return Prices(corridor, law, said, lines, disclosure, figure, bar, facts.rates, occupation)


def _paid(figure: PaymentFigure | None) -> tuple[Money, Money] | None:
    return (Money(figure.low, figure.currency), Money(figure.high, figure.currency)) if figure else None


def _disclosures(agency: Agency, today: date) -> dict[int, list[FeeDisclosure]]:
    """{corridor id: the newest disclosure in force for all occupations, then the newest of each that has its own}."""
    rows = FeeDisclosure.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), agency=agency)
    rows = rows.filter(valid_from__lte=today).select_related("occupation").prefetch_related("items")
    newest = {(row.corridor_id, row.occupation_id or ""): row for row in rows.order_by("version")}
    found: dict[int, list[FeeDisclosure]] = {}
    for (corridor, _), row in sorted(newest.items()):
        found.setdefault(corridor, []).append(row)
    return found


def _occupation_names(rows: Iterable[FeeDisclosure], language: str) -> dict[str, str]:
    """{code: name in the language, else the English title}; no query when all fees are told for all work."""
    titles = {row.occupation_id: row.occupation.title_en for row in rows if row.occupation}
    return {**titles, **names_of(Name.Kind.OCCUPATION, list(titles), language)} if titles else {}


def _figures(agency: Agency, today: date) -> dict[int, PaymentFigure]:
    rows = PaymentFigure.objects.filter(agency=agency, published__lte=today).order_by("period_until", "published")
    return {row.corridor_id: row for row in rows}
