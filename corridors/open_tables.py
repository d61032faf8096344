"""The open tables of migration facts: corridors, costs, steps, ceilings, wages, rates, statuses, rights, helplines, surveys.

A column is a field of the model under its own name, so that nothing is told twice; WITHHELD says which are not told and why.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.db.models import Count, Max, Q

from corridors.lines import may_show
from corridors.models import (
    Corridor,
    CorridorStatus,
    CostItem,
    ExchangeRate,
    Fact,
    FeeCeiling,
    Helpline,
    MinimumWage,
    Right,
    Step,
    SurveyBenchmark,
)
from foundation import clock
from foundation.open_tables import Column, Table

# Model fields that no table tells, each with its reason.
WITHHELD = {
    "id": "a row's place in our database means nothing elsewhere; `key` names a fact",
    "digest": "tells an unchanged row at once; of no use outside",
    "collection": "which of our files or desks entered the row",
    "first_day": "worked out of effective_from",
    "last_day": "worked out of effective_to",
    "known_to": "only what is held for true on the day that is asked for is told",
    "checked_on": "tells of our work; each check moves `review_on`, which is told",
    "checked_by": "names one of us",
    "note": "written for editors, and never shown on a page",
    "languages_as_written": "the words of the page that `languages` was read from",
}

TEXT, CODE, NUMBER, DAY, PARTIAL = "text", "code", "number", "day", "partial day"
YES_NO, ADDRESS, MOMENT = "yes or no", "address", "moment"


def _of(field: str, hxl: str, kind: str, meaning: str, values=()) -> Column:
    return Column(field, hxl, kind, meaning, lambda row: getattr(row, field), tuple(values))


def _choices(model, field: str) -> tuple[str, ...]:
    return tuple(str(value) for value, _ in model._meta.get_field(field).choices)


def _coded(model, field: str, hxl: str, meaning: str) -> Column:
    return _of(field, hxl, CODE, meaning, _choices(model, field))


def _source(name: str, hxl: str, kind: str, meaning: str) -> Column:
    return Column(f"source_{name}", hxl, kind, meaning, lambda row: getattr(row.source, name) if row.source else None)


_SOURCES = (
    _source("title", "#meta+source+name", TEXT, "Title of the page or notice that says it; empty = nobody saw one."),
    _source("url", "#meta+source+url", ADDRESS, "Address of that page."),
    _source("dated", "#date+source", PARTIAL, "Date printed on that page."),
)
_KEY = _of("key", "#meta+id", TEXT, "Names the fact; stays the same when the figure changes.")
_HELD = (
    _of("effective_from", "#date+start", PARTIAL, "From when it holds; empty = not known or always."),
    _of("effective_to", "#date+end", PARTIAL, "Until when it holds, that day included; empty = no end known."),
    _of("evidence", "#meta+evidence", CODE, "read = somebody of this site read it in the source; recalled = not verified.", ("read", "recalled")),
    _of("review_on", "#date+review", DAY, "Past this day it counts as not recently checked; empty = never dated."),
    Column("known_from", "#date+reported", MOMENT, "Since when this site says so in these words.", lambda row: row.since),
    *_SOURCES,
)  # fmt: skip
_CORRIDOR = Column(
    "corridor", "#meta+corridor+code", CODE, "Code of the corridor: origin, destination, channel.",
    lambda row: row.corridor.code,
)  # fmt: skip


def _currency(meaning: str = "ISO 4217 code of the amounts.") -> Column:
    return _of("currency", "#currency+code", CODE, meaning)


def _facts(model: type[Fact], related: tuple[str, ...], show, day: date | None) -> Iterator[Fact]:
    """The versions held for true now, or at the end of a past day, in the order of their keys."""
    rows = model.objects.said_since().select_related(*related)
    if day is None:
        rows = rows.current()
    else:
        moment = clock.end_of(day)
        rows = rows.filter(known_from__lte=moment).filter(Q(known_to=None) | Q(known_to__gt=moment))
    return (row for row in rows.order_by("key", "pk").iterator(chunk_size=500) if show is None or show(row))


def _version(model: type[Fact]) -> str:
    told = model.objects.aggregate(rows=Count("pk"), last=Max("pk"), ended=Max("known_to"))
    return f"{told['rows']}-{told['last']}-{told['ended'].isoformat() if told['ended'] else ''}"


def _changed(model: type[Fact]) -> datetime | None:
    told = model.objects.aggregate(begun=Max("known_from"), ended=Max("known_to"))
    return max((moment for moment in told.values() if moment), default=None)


def _table(model, name: str, title: str, about: str, columns: tuple[Column, ...], show=None) -> Table:
    related = ("source", "corridor") if _CORRIDOR in columns else ("source",)
    return Table(
        name,
        title,
        about,
        (_KEY, *columns, *_HELD),
        partial(_facts, model, related, show),
        partial(_version, model),
        partial(_changed, model),
        terms="Our reading of public pages; each row names its source.",
    )


def _corridor_version() -> str:
    rows = Corridor.objects.order_by("pk").values_list()
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:24]


CORRIDORS = Table(
    "corridors",
    "Corridors",
    "Every legal way from one country to another that we know. Not kept in versions: always as it is known today.",
    (
        _of("code", "#meta+corridor+code", CODE, "Code of the corridor: origin, destination, channel."),
        _of("origin", "#country+code+origin", CODE, "ISO 3166 code of the country workers come from."),
        _of("destination", "#country+code+destination", CODE, "ISO 3166 code of the country of work."),
        _of("channel", "#meta+channel+code", CODE, "Code of the legal channel, such as MOU."),
        _of("channel_name", "#meta+channel+name", TEXT, "What the channel is."),
        _of("authority_origin", "#org+origin", TEXT, "Authority in charge in the country of origin."),
        _of("authority_destination", "#org+destination", TEXT, "Authority in charge in the country of work."),
        _of("instruments", "#description+law", TEXT, "Agreements and laws it rests on."),
        _of("agreement_date", "#date+agreement", PARTIAL, "When the agreement was made."),
        _of(
            "evidence",
            "#meta+evidence",
            CODE,
            "read = read in the source; recalled = not verified.",
            ("read", "recalled"),
        ),
        *_SOURCES,
    ),
    lambda day: Corridor.objects.select_related("source").order_by("code").iterator(chunk_size=500),
    _corridor_version,
    lambda: None,
    terms="Our reading of public pages; each row names its source.",
    history=False,
)

COSTS = _table(CostItem, "costs", "Costs", "Prices, rates and rules for each item of a corridor's costs. No amount = unknown, never zero.", (
    _CORRIDOR,
    _of("step_key", "#meta+step+code", CODE, "The step of the corridor at which it arises (steps.step_key)."),
    _of("item", "#item+code", CODE, "Rows of one item speak of the same thing and are never added to each other."),
    _of("name", "#item+name", TEXT, "What is paid for."),
    _coded(CostItem, "category", "#item+category", "Group of the ILO definition of recruitment fees and related costs (2019)."),
    _coded(CostItem, "payer", "#meta+payer+final", "Who must pay it in the end by the source."),
    _coded(CostItem, "pays_first", "#meta+payer+first", "Who lays it out at first, where that is somebody else."),
    _coded(CostItem, "payer_evidence", "#meta+payer+evidence", "Whether who must pay was read in a source or is not verified."),
    _of("amount_min", "#value+min", NUMBER, "Lowest amount; empty = unknown."),
    _of("amount_max", "#value+max", NUMBER, "Highest amount; empty = unknown."),
    _of("refundable_amount", "#value+refundable", NUMBER, "Part of it that is given back."),
    _currency(),
    _coded(CostItem, "figure_kind", "#meta+figure", "What kind of figure it is. Proposals and illegal charges are in no total."),
    _coded(CostItem, "periodicity", "#meta+period", "How often it is paid."),
    _coded(CostItem, "nature", "#meta+nature", "Only `cost` enters a total; the others are tracked beside it."),
    _of("group", "#affected+group", TEXT, "For whom; all = everybody."),
    _of("differs_by", "#meta+differs", CODE, "On what the amount depends, when rows of one item differ for that reason."),
    _of("part_of", "#item+code+whole", CODE, "The item that already holds this one."),
    _of("historical", "#meta+historical", YES_NO, "Kept for history; no longer charged."),
    _of("legal_basis", "#description+law", TEXT, "Law or order it rests on."),
))  # fmt: skip

STEPS = _table(Step, "steps", "Steps", "The steps of each corridor. Steps of one order run side by side.", (
    _CORRIDOR,
    _of("order", "#meta+order", NUMBER, "Place in the row of steps."),
    _of("step_key", "#meta+step+code", CODE, "Names the step within its corridor."),
    _of("name", "#activity+name", TEXT, "What is done."),
    _coded(Step, "where", "#loc+type", "Where it is done."),
    _of("days_min", "#value+days+min", NUMBER, "Days it takes at least; empty = unknown."),
    _of("days_max", "#value+days+max", NUMBER, "Days it takes at most; empty = unknown."),
    _of("documents", "#description+documents", TEXT, "Papers that are needed, separated by semicolons."),
    _of("responsible", "#org+responsible", TEXT, "Who does it."),
    _of("is_total", "#meta+total", YES_NO, "Yes = the reported length of the whole, never to be added to the steps."),
))  # fmt: skip

CEILINGS = _table(FeeCeiling, "ceilings", "Fee ceilings", "What a country's law lets be charged. Conflicting sources stand side by side.", (
    _of("country", "#country+code+law", CODE, "Whose law."),
    _of("origin", "#country+code+origin", CODE, "Country of origin; empty = any."),
    _of("destination", "#country+code+destination", CODE, "Country of work; empty = any."),
    _of("channels", "#meta+channel+code", CODE, "Channels, separated by blanks; empty = all."),
    _of("some_only", "#affected+group+code", TEXT, "Set when it holds for some workers only."),
    _coded(FeeCeiling, "binds", "#meta+binds", "Whom it binds."),
    _coded(FeeCeiling, "kind", "#meta+kind", "How the ceiling is given."),
    _of("amount", "#value+max", NUMBER, "Money, or months of wages where kind is months_of_wage; empty = unknown."),
    _currency("ISO 4217 code; empty for months of wages."),
    _of("plus_amount", "#value+plus", NUMBER, "A fixed amount on top."),
    _of("plus_currency", "#currency+code+plus", CODE, "ISO 4217 code of that amount."),
    _coded(FeeCeiling, "covers", "#meta+covers", "What the ceiling is on."),
    _coded(FeeCeiling, "payer", "#meta+payer", "Whose payment is limited."),
    _coded(FeeCeiling, "periodicity", "#meta+period", "How often it may be charged."),
    _of("group", "#affected+group", TEXT, "For whom; all = everybody."),
    _of("instrument", "#description+law", TEXT, "Law or order."),
    _of("section", "#description+law+section", TEXT, "Section of it."),
    _of("historical", "#meta+historical", YES_NO, "Kept for history; no longer in force."),
))  # fmt: skip

WAGES = _table(MinimumWage, "wages", "Minimum wages", "Minimum wages by country, region and group.", (
    _of("country", "#country+code", CODE, "ISO 3166 code."),
    _of("region", "#adm1+name", TEXT, "Region; ALL = the whole country."),
    _of("amount", "#value", NUMBER, "Amount for one unit; empty = none known."),
    _coded(MinimumWage, "unit", "#meta+unit", "For how long."),
    _currency(),
    _of("group", "#affected+group", TEXT, "Whose wage."),
    _of("for_group", "#affected+group+code", CODE, "Empty = everybody; else a channel, or channel:origin."),
    _of("instrument", "#description+law", TEXT, "Law or order."),
))  # fmt: skip

RATES = _table(ExchangeRate, "rates", "Exchange rates", "Rates used to compare amounts; for display only.", (
    _currency("ISO 4217 code."),
    _of("units_per_usd", "#value+rate", NUMBER, "Units that one US dollar buys."),
    _of("rate_kind", "#meta+kind", CODE, "What kind of rate."),
))  # fmt: skip

STATUSES = _table(CorridorStatus, "statuses", "Route statuses", "When a corridor was opened, limited, stopped or closed, and for whom.", (
    _CORRIDOR,
    _coded(CorridorStatus, "status", "#status+code", "What was decided."),
    _of("affected_group", "#affected+group", TEXT, "For whom."),
    _of("for_everyone", "#affected+all", YES_NO, "Whether it holds for everyone."),
    _of("detail", "#description", TEXT, "The notice in one sentence."),
))  # fmt: skip

RIGHTS = _table(Right, "rights", "Rights", "Plain sentences on workers' rights at a destination.", (
    _of("destination", "#country+code+destination", CODE, "ISO 3166 code of the country of work."),
    _of("topic", "#subsector+code", CODE, "What it is about."),
    _coded(Right, "kind", "#meta+kind", "A right, a fact, a do or a don't."),
    _of("statement", "#description", TEXT, "The sentence."),
    _of("legal_basis", "#description+law", TEXT, "Law it rests on."),
))  # fmt: skip

HELPLINES = _table(Helpline, "helplines", "Helplines", "Numbers that may be shown: called by us, or given by the project's own brief.", (
    _of("country", "#country+code", CODE, "ISO 3166 code."),
    _of("organisation", "#org+name", TEXT, "Who answers."),
    _of("number", "#contact+phone", TEXT, "Number or channel."),
    _of("languages", "#meta+language+code", CODE, "ISO 639 codes, separated by blanks."),
    _of("hours", "#description+hours", TEXT, "When somebody answers."),
    _of("channel", "#contact+type", CODE, "Phone or another channel."),
    _of("audience", "#affected+group", TEXT, "For whom."),
    _of("dial_from", "#country+code+from", CODE, "Countries it can be dialled from; ALL = everywhere."),
    _of("seen_on", "#date+seen", PARTIAL, "When it was last seen on its page."),
    _of("last_called", "#date+called", DAY, "When somebody of this site last called it; empty = not yet checked by us."),
    _of("given_by_brief", "#meta+brief", YES_NO, "Given to this site by its own brief."),
), show=may_show)  # fmt: skip

SURVEYS = _table(SurveyBenchmark, "surveys", "Surveys", "What published surveys found that workers paid. Methods differ: never rank corridors by them.", (
    _of("origin", "#country+code+origin", CODE, "Country of origin; empty = any."),
    _of("destination", "#country+code+destination", CODE, "Country of work; empty = all together."),
    _of("survey", "#meta+survey+name", TEXT, "Name of the survey."),
    _of("period", "#date+period", TEXT, "When it was asked."),
    _of("sample", "#meta+sample", TEXT, "How many were asked."),
    _of("group", "#affected+group", TEXT, "Who was asked."),
    _currency(),
    _of("cost_min", "#value+min", NUMBER, "Lowest cost told; empty = not told."),
    _of("cost_mean", "#value+mean", NUMBER, "Mean cost; empty = not told."),
    _of("cost_max", "#value+max", NUMBER, "Highest cost told; empty = not told."),
    _of("monthly_earnings", "#value+earnings", NUMBER, "Earnings of a month; empty = not told."),
    _of("months_of_earnings", "#value+months", NUMBER, "Cost in months of earnings, as the survey says it."),
    _of("finding", "#description", TEXT, "The finding in one sentence."),
))  # fmt: skip

TABLES = (CORRIDORS, COSTS, STEPS, CEILINGS, WAGES, RATES, STATUSES, RIGHTS, HELPLINES, SURVEYS)
MODELS = {
    "corridors": Corridor,
    "costs": CostItem,
    "steps": Step,
    "ceilings": FeeCeiling,
    "wages": MinimumWage,
    "rates": ExchangeRate,
    "statuses": CorridorStatus,
    "rights": Right,
    "helplines": Helpline,
    "surveys": SurveyBenchmark,
}
