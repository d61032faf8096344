"""Turns rows of corridors/ into the frozen facts that the rules judge. Agencies, openings and pages read through here.

`known` = a moment: what we held for true then; without it, what we hold for true now.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from corridors import rules
from corridors.models import (
    Corridor,
    CorridorStatus,
    CostItem,
    ExchangeRate,
    FeeCeiling,
    MinimumWage,
    Step,
    SurveyBenchmark,
)
from corridors.rules import facts
from foundation.money import Money

# A rate that a page said comes before one from memory; the reference rate before the street's, which needs saying.
_RATE_FIRST = {"read": 0, "recalled": 1}
MARKET = "market"


@dataclass(frozen=True)
class CorridorFacts:
    """All that the rules need about one corridor on one day. `pay` = the lowest minimum wage there, None if unknown."""

    corridor: Corridor
    on: date
    lines: tuple[rules.CostLine, ...]
    steps: tuple[rules.StepFact, ...]
    ceilings: tuple[rules.CeilingFact, ...]
    statuses: tuple[rules.StatusFact, ...]
    rates: dict[str, Decimal]
    pay: rules.MonthlyPay | None

    @property
    def wage(self) -> Money | None:
        """The pay of one month at the lowest minimum wage; None when there is none or it is unknown."""
        return self.pay.money if self.pay and self.pay.money.is_known else None

    def sheet(self, wage: Money | None = None, disclosure: Iterable[rules.CostLine] = ()) -> rules.Sheet:
        """The cost sheet of that day, in months of `wage`, else of the minimum wage."""
        return rules.cost_sheet(self.lines, self.on, wage or self.wage, self.rates, disclosure)

    def timeline(self) -> rules.Timeline:
        return rules.timeline(self.steps, self.on)

    def route(self) -> rules.RouteState:
        return rules.route_state(self.statuses, self.on)

    def lawful(self, wage: Money | None = None) -> rules.Lawful:
        """What the law lets a worker pay in all when an agency of the origin recruits."""
        ceilings = self.ceilings_for(self.corridor.origin)
        return rules.lawful_range(self.lines, ceilings, self.on, wage or self.wage, self.rates)

    def ceilings_for(self, agency_country: str = "") -> tuple[rules.CeilingFact, ...]:
        """The ceilings of this corridor; with `agency_country`, those that bind an agency of that country."""
        here = self.corridor
        return rules.ceilings_in_force(
            self.ceilings, self.on, here.origin, here.destination, agency_country, here.channel
        )


def facts_of(corridor: Corridor, on: date, known: datetime | None = None) -> CorridorFacts:
    """The facts of one corridor: six queries. For many, `facts_of_many` needs no more."""
    return facts_of_many([corridor], on, known)[corridor.pk]


def facts_of_many(
    corridors: Iterable[Corridor], on: date, known: datetime | None = None, rates: dict[str, Decimal] | None = None
) -> dict[int, CorridorFacts]:
    """{corridor id: its facts}, in six queries however many corridors. `rates`: those of that day, where they are known."""
    corridors = list(corridors)
    ids = [corridor.pk for corridor in corridors]
    lines, steps = defaultdict(list), defaultdict(list)
    for row in _versions(CostItem, on, known).filter(corridor__in=ids).order_by("pk"):
        lines[row.corridor_id].append(cost_line(row))
    for row in _versions(Step, on, known).filter(corridor__in=ids).order_by("order", "pk"):
        steps[row.corridor_id].append(step_fact(row))
    statuses = statuses_of(corridors, on, known)
    ceilings = [
        (row.origin, row.destination, ceiling_fact(row)) for row in _versions(FeeCeiling, on, known).order_by("pk")
    ]
    rates = rates_on(on, known) if rates is None else rates
    wages = _wages(on, known, {corridor.destination for corridor in corridors})
    return {
        each.pk: CorridorFacts(
            corridor=each,
            on=on,
            lines=tuple(lines[each.pk]),
            steps=tuple(steps[each.pk]),
            ceilings=tuple(
                fact
                for origin, destination, fact in ceilings
                if origin in ("", each.origin) and destination in ("", each.destination)
            ),
            statuses=tuple(statuses[each.pk]),
            rates=rates,
            pay=_lowest_pay(wages[each.destination], each.origin, each.channel),
        )
        for each in corridors
    }


def statuses_of(
    corridors: Iterable[Corridor], on: date, known: datetime | None = None
) -> dict[int, list[rules.StatusFact]]:
    """{corridor id: the notices on it that may hold that day}, in one query; an empty list where there is none."""
    found: dict[int, list[rules.StatusFact]] = {corridor.pk: [] for corridor in corridors}
    for row in _versions(CorridorStatus, on, known).filter(corridor__in=found).order_by("pk"):
        found[row.corridor_id].append(status_fact(row))
    return found


def rates_on(on: date, known: datetime | None = None) -> dict[str, Decimal]:
    """{currency: units one US dollar buys}, the rate of each currency that `rate_facts_on` chooses."""
    # Read for every page of results: five columns instead of whole facts with their sources.
    told = _in_force(ExchangeRate, on, known).values_list(
        "evidence", "rate_kind", "first_day", "currency", "units_per_usd"
    )
    chosen: dict[str, Decimal] = {}
    for *_, currency, units in sorted(told, key=lambda row: _rate_order(*row[:3])):
        chosen.setdefault(currency, units)
    return chosen


def rate_facts_on(on: date, known: datetime | None = None) -> dict[str, rules.RateFact]:
    """The rate to use per currency, none of them from after the day: a rate read before a recalled one, an official or
    derived one before the market's, then the newest. Its kind and date must be shown beside what it converted.
    """
    rows = _versions(ExchangeRate, on, known)
    chosen: dict[str, rules.RateFact] = {}
    for row in sorted(rows, key=lambda row: _rate_order(row.evidence, row.rate_kind, row.first_day)):
        chosen.setdefault(row.currency, rate_fact(row))
    return chosen


def _rate_order(evidence: str, kind: str, first_day: date) -> tuple[int, bool, int]:
    return (_RATE_FIRST[evidence], kind == MARKET, -first_day.toordinal())


def benchmarks_of(origin: str, destination: str, known: datetime | None = None) -> list[SurveyBenchmark]:
    """What surveys found on this country pair, the pair's own first, then the origin's to anywhere."""
    rows = _known(SurveyBenchmark.objects, known).filter(
        Q(origin=origin, destination=destination) | Q(origin=origin, destination="")
    )
    return sorted(rows.select_related("source"), key=lambda row: (row.destination == "", row.pk))


def paid_range(
    benchmarks: Iterable[SurveyBenchmark], destination_currency: str = ""
) -> tuple[Money | None, Money | None]:
    """(least, most) that surveys of this very country pair found on regular routes, in US dollars or the destination's
    currency, whichever the surveys used first; (None, None) when none did. Other currencies are left out: only a rate
    of their own day could convert them.
    """
    found = [
        row
        for row in benchmarks
        if row.destination and row.currency in ("USD", destination_currency) and "irregular" not in row.group
    ]
    ranges = [
        (row.currency, row.cost_min if row.cost_min is not None else row.cost_mean, row.cost_max or row.cost_mean)
        for row in found
    ]
    ranges = [each for each in ranges if each[1] is not None and each[2] is not None]
    if not ranges:
        return None, None
    currency = ranges[0][0]
    same = [(low, high) for unit, low, high in ranges if unit == currency]
    return Money(min(low for low, _ in same), currency), Money(max(high for _, high in same), currency)


def cost_line(row: CostItem) -> rules.CostLine:
    """One cost row as a plain fact."""
    return rules.CostLine(
        item=row.item,
        name=row.name,
        category=facts.Category(row.category),
        payer=facts.Payer(row.payer),
        low=row.amount_min,
        high=row.amount_max,
        currency=row.currency,
        kind=facts.FigureKind(row.figure_kind),
        periodicity=facts.Periodicity(row.periodicity),
        nature=facts.Nature(row.nature),
        group=row.group,
        refundable=row.refundable_amount,
        pays_first=facts.Payer(row.pays_first) if row.pays_first else None,
        differs_by=row.differs_by,
        part_of=row.part_of,
        historical=row.historical,
        payer_evidence=facts.Evidence(row.payer_evidence),
        note=row.note,
        step=row.step_key,
        **_held(row),
    )


def ceiling_fact(row: FeeCeiling) -> rules.CeilingFact:
    """One ceiling row as a plain fact."""
    return rules.CeilingFact(
        country=row.country,
        kind=facts.CeilingKind(row.kind),
        amount=row.amount,
        currency=row.currency,
        covers=facts.Covers(row.covers),
        payer=facts.Payer(row.payer),
        origin=row.origin,
        destination=row.destination,
        channels=tuple(row.channels.split()),
        some_only=tuple(row.some_only.split()),
        binds=facts.Binds(row.binds),
        group=row.group,
        periodicity=facts.Periodicity(row.periodicity),
        plus=Money(row.plus_amount, row.plus_currency) if row.plus_currency else None,
        historical=row.historical,
        instrument=row.instrument,
        section=row.section,
        note=row.note,
        **_held(row),
    )


def status_fact(row: CorridorStatus) -> rules.StatusFact:
    """One status row as a plain fact."""
    return rules.StatusFact(
        status=facts.Status(row.status),
        affected_group=row.affected_group,
        for_everyone=row.for_everyone,
        detail=row.detail,
        since=row.effective_from,
        until=row.effective_to,
        **_held(row),
    )


def step_fact(row: Step) -> rules.StepFact:
    """One step row as a plain fact."""
    return rules.StepFact(
        order=row.order,
        key=row.step_key,
        name=row.name,
        where=facts.Where(row.where),
        days_min=row.days_min,
        days_max=row.days_max,
        documents=tuple(part.strip() for part in row.documents.split(";") if part.strip()),
        responsible=row.responsible,
        is_total=row.is_total,
        evidence=facts.Evidence(row.evidence),
        source=source_mark(row),
        note=row.note,
    )


def wage_fact(row: MinimumWage) -> rules.WageFact:
    """One wage row as a plain fact."""
    return rules.WageFact(
        country=row.country,
        region=row.region,
        amount=row.amount,
        unit=facts.WageUnit(row.unit),
        currency=row.currency,
        group=row.group,
        for_group=row.for_group,
        **_held(row),
    )


def rate_fact(row: ExchangeRate) -> rules.RateFact:
    """One rate row as a plain fact."""
    return rules.RateFact(
        currency=row.currency,
        units_per_usd=row.units_per_usd,
        as_of=row.effective_from,
        kind=row.rate_kind,
        evidence=facts.Evidence(row.evidence),
        source=source_mark(row),
    )


def source_mark(row) -> rules.SourceMark:
    """Title, address and date of a row's source, blank when nobody saw one, and when it was last found unchanged."""
    checked = row.checked_on.isoformat() if row.checked_on else ""
    if row.source is None:
        return rules.SourceMark(checked=checked)
    return rules.SourceMark(row.source.title, row.source.url, row.source.dated, checked)


def _held(row) -> dict:
    return {
        "starts": row.first_day,
        "ends": row.last_day,
        "evidence": facts.Evidence(row.evidence),
        "review_on": row.review_on,
        "source": source_mark(row),
    }


def _versions(model, on: date, known: datetime | None):
    return _in_force(model, on, known).select_related("source")


def _in_force(model, on: date, known: datetime | None):
    return model.objects.as_of(on, known) if known else model.objects.current().in_force(on)


def _known(rows, known: datetime | None):
    return rows.filter(known_from__lt=known).exclude(known_to__lt=known) if known else rows.current()


def _wages(on: date, known: datetime | None, countries: set[str]) -> dict[str, list[rules.WageFact]]:
    wages: dict[str, list[rules.WageFact]] = defaultdict(list)
    for row in _versions(MinimumWage, on, known).filter(country__in=countries).order_by("pk"):
        wages[row.country].append(wage_fact(row))
    return wages


def _lowest_pay(wages: list[rules.WageFact], origin: str, channel: str) -> rules.MonthlyPay | None:
    """The lowest in force, of the group nearest to this worker: by channel and origin, by channel, else everybody's."""
    known = [fact for fact in wages if fact.amount is not None and not fact.region.startswith("ALL (")]
    for group in (f"{channel}:{origin}", channel, ""):
        nearest = [rules.monthly_pay(fact) for fact in known if fact.for_group == group]
        if nearest:
            return min(nearest, key=lambda pay: (pay.money.amount, pay.region))
    return None
