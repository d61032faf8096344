"""Gathers what a corridor's page and the list of corridors show: facts judged by the rules, phrases in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from corridors import reading, rules
from corridors.costbar import CostBar, cost_bar
from corridors.models import Corridor, Right, SurveyBenchmark
from corridors.rules.facts import Payer, Where
from foundation.money import Money
from reference.names import phrases

HOME = {"my": "MM", "km": "KH", "lo": "LA"}


@dataclass(frozen=True)
class Allowance:
    """One ceiling with what it comes to in the currency of the wage, and whether it stands against another."""

    ceiling: rules.CeilingFact
    amount: Money
    here: Money
    contested: bool


@dataclass(frozen=True)
class Survey:
    """One survey row with its amounts as Money."""

    row: SurveyBenchmark
    low: Money | None
    mean: Money | None
    high: Money | None

    @property
    def source(self) -> rules.SourceMark:
        return reading.source_mark(self.row)

    @property
    def evidence(self) -> str:
        return self.row.evidence


@dataclass(frozen=True)
class Guide:
    """Everything on one corridor's page."""

    corridor: Corridor
    on: date
    facts: reading.CorridorFacts
    route: rules.RouteState
    sheet: rules.Sheet
    timeline: rules.Timeline
    lawful: rules.Lawful
    bar: CostBar
    allowances: tuple[Allowance, ...]
    surveys: tuple[Survey, ...]
    rates: tuple[rules.RateFact, ...]
    papers: tuple[str, ...]
    rights: tuple[tuple[str, tuple[Right, ...]], ...]
    phrases: dict[str, str] = field(default_factory=dict)

    @property
    def unsettled(self) -> tuple[rules.ItemRow, ...]:
        """Items that may yet fall on the worker: shared, or nobody has said who pays."""
        return tuple(row for row in self.sheet.rows if set(row.payers) & {Payer.SHARED, Payer.UNCLEAR})


@dataclass(frozen=True)
class Entry:
    """One corridor in the list: can people go, and what the published facts say the worker pays at least."""

    corridor: Corridor
    route: rules.RouteState
    sheet: rules.Sheet
    complete: bool

    @property
    def worker(self) -> rules.PayerTotal | None:
        return self.sheet.worker


def guide_to(corridor: Corridor, on: date, language: str) -> Guide:
    """The page of one corridor on a day."""
    facts = reading.facts_of(corridor, on)
    sheet, line, route, lawful = facts.sheet(), facts.timeline(), facts.route(), facts.lawful()
    surveys = tuple(survey_of(row) for row in reading.benchmarks_of(corridor.origin, corridor.destination))
    wage = facts.wage
    paid = reading.paid_range((each.row for each in surveys), wage.currency if wage else "")
    days = facts.pay.days if facts.pay else 26
    bar = cost_bar(wage, facts.rates, (lawful.low, lawful.high), None, paid, days, with_agency=False)
    rights = rights_in(corridor.destination)
    papers = tuple(dict.fromkeys(paper for step in line.steps if _is_workers(step) for paper in step.documents))
    return Guide(
        corridor=corridor,
        on=on,
        facts=facts,
        route=route,
        sheet=sheet,
        timeline=line,
        lawful=lawful,
        bar=bar,
        allowances=allowances(facts),
        surveys=surveys,
        rates=_rates_used(facts, sheet, on),
        papers=papers,
        rights=rights,
        phrases=phrases(_texts(corridor, facts, papers, rights) | texts_of_surveys(surveys), language),
    )


def list_corridors(
    corridors: Iterable[Corridor], on: date, language: str
) -> tuple[list[tuple[tuple[str, str], list[Entry]]], dict[str, str]]:
    """([((origin, destination), [Entry, …]), …], phrases): the list page, in a handful of queries."""
    corridors = list(corridors)
    found = reading.facts_of_many(corridors, on)
    entries = []
    for corridor in corridors:
        facts = found[corridor.pk]
        sheet = facts.sheet()
        settled = not any(set(row.payers) & {Payer.SHARED, Payer.UNCLEAR} for row in sheet.rows)
        complete = settled and sheet.worker is not None and sheet.worker.complete
        entries.append(Entry(corridor, facts.route(), sheet, complete))
    home = HOME.get(language)
    entries.sort(key=lambda entry: entry.corridor.origin != home)  # stable: the reader's own country first
    pairs = groupby(entries, key=lambda entry: (entry.corridor.origin, entry.corridor.destination))
    told = phrases({corridor.channel_name for corridor in corridors}, language)
    return [(pair, list(group)) for pair, group in pairs], told


def _is_workers(step: rules.StepFact) -> bool:
    """Whether the worker is likely to need the step's papers: steps at home, and those that name the worker."""
    return step.where == Where.ORIGIN or "worker" in step.responsible


def allowances(facts: reading.CorridorFacts) -> tuple[Allowance, ...]:
    """The ceilings of the corridor, each beside those it may conflict with: same country, same thing, same payer."""
    here = facts.corridor
    # Wider than what binds: what a source calls history, and rules for some workers only, are shown with that word.
    ceilings = [
        each
        for each in facts.ceilings
        if each.in_force(facts.on) and (not each.channels or here.channel in each.channels)
    ]
    currency = facts.wage.currency if facts.wage else "USD"

    def rival(one, other) -> bool:
        same = ("country", "covers", "payer", "periodicity", "group")
        return (
            one is not other
            and not other.historical
            and all(getattr(one, name) == getattr(other, name) for name in same)
        )

    return tuple(
        Allowance(
            ceiling=each,
            amount=Money(each.amount, each.currency or currency),
            here=rules.allowance(each, facts.wage, facts.rates, currency),
            contested=any(rival(each, other) and other.amount != each.amount for other in ceilings),
        )
        for each in sorted(ceilings, key=lambda each: (each.country != here.origin, each.covers, each.group))
    )


def survey_of(row: SurveyBenchmark) -> Survey:
    def money(amount):
        return Money(amount, row.currency) if amount is not None and row.currency else None

    return Survey(row, money(row.cost_min), money(row.cost_mean), money(row.cost_max))


def texts_of_surveys(surveys: Iterable[Survey]) -> set[str]:
    """What surveys say in English that may have a translation."""
    rows = [each.row for each in surveys]
    return {text for row in rows for text in (row.finding, row.period, row.sample, row.group)} - {""}


def rights_in(destination: str) -> tuple[tuple[str, tuple[Right, ...]], ...]:
    """What is known of workers' rights in a country, by topic: ((topic, (Right, …)), …)."""
    rights = Right.objects.current().filter(destination=destination).select_related("source").order_by("pk")
    return tuple((topic, tuple(rows)) for topic, rows in groupby(rights, key=lambda row: row.topic))


def phrases_of_costs(facts: reading.CorridorFacts, language: str) -> dict[str, str]:
    """The phrases of a table of costs in the reader's language."""
    return phrases({text for line in facts.lines for text in (line.name, line.group)} - {""}, language)


def _rates_used(facts: reading.CorridorFacts, sheet: rules.Sheet, on: date) -> tuple[rules.RateFact, ...]:
    """The rates behind every converted figure of the page, without the dollar's own."""
    used = set(sheet.rates_used)
    used |= {each.currency for each in facts.ceilings if each.currency and each.currency != sheet.currency}
    if used - {sheet.currency}:
        used.add(sheet.currency)
    chosen = reading.rate_facts_on(on)
    return tuple(chosen[currency] for currency in sorted(used) if currency in chosen and currency != "USD")


def _texts(corridor, facts: reading.CorridorFacts, papers, rights) -> set[str]:
    texts = {corridor.channel_name, corridor.authority_origin, corridor.authority_destination, *papers}
    for line in facts.lines:
        texts |= {line.name, line.group}
    for step in facts.steps:
        texts |= {step.name, step.responsible, *step.documents}
    texts |= {ceiling.group for ceiling in facts.ceilings}
    for status in facts.statuses:
        texts |= {status.affected_group, status.detail}
    texts |= {right.statement for _topic, rows in rights for right in rows}
    return texts - {""}
