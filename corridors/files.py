"""The ten files of migration facts: their columns, and what one row of each says. corridors.loading reads them."""

from collections.abc import Callable
from dataclasses import dataclass

from corridors.columns import Columns
from corridors.models import (
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
from corridors.rules import facts

LANGUAGES = {
    "myanmar": "my",
    "khmer": "km",
    "lao": "lo",
    "thai": "th",
    "english": "en",
    "malay": "ms",
    "nepali": "ne",
    "hindi": "hi",
    "indonesian": "id",
    "tagalog": "tl",
    "filipino": "fil",
    "korean": "ko",
    "bangla": "bn",
}
TOPICS = [
    "recruitment_fees",
    "wages",
    "hours",
    "rest_days",
    "documents_passport",
    "changing_employer",
    "joining_union",
    "social_security",
    "accident_compensation",
    "forced_labour",
    "complaint_mechanism",
]


@dataclass(frozen=True)
class File:
    """One file of the folder: its model, its columns, and what a row says as (key parts, values)."""

    name: str
    model: type[Fact] | None
    columns: str
    says: Callable[[Columns], tuple[tuple, dict]]
    source_dated: str = ""

    @property
    def dated_column(self) -> str:
        """Where the source's date stands; a file without such a column of its own may have `source_date` besides."""
        return self.source_dated or "source_date"


def _corridor(row: Columns):
    origin, destination, channel = row.country("origin"), row.country("destination"), row.channel("channel")
    if row.text("code") != f"{origin}-{destination}":
        raise row.problem("code", "is not origin-destination")
    return (), {
        "code": f"{origin}-{destination}-{channel}",
        "origin": origin,
        "destination": destination,
        "channel": channel,
        "channel_name": row.text("channel_name", 120),
        "authority_origin": row.text("lead_authority_origin", 250, required=False),
        "authority_destination": row.text("lead_authority_destination", 250, required=False),
        "instruments": row.text("governing_instruments", required=False),
        "agreement_date": row.partial("agreement_date"),
        "note": row.text("notes", required=False),
        "evidence": row.one_of("evidence", facts.Evidence),
    }


def _step(row: Columns):
    corridor, step_key = row.corridor(), row.text("step_key", 40)
    values = {
        "corridor": corridor,
        "order": row.row.integer("step_order", least=0, most=999),
        "step_key": step_key,
        "name": row.text("step_name", 160),
        "where": row.one_of("where", facts.Where),
        "days_min": row.row.integer("days_min", required=False, least=0, most=3660),
        "days_max": row.row.integer("days_max", required=False, least=0, most=3660),
        "documents": row.text("documents_needed", required=False),
        "responsible": row.text("responsible_party", 120, required=False),
        "is_total": step_key == "end_to_end",
        **row.common(),
    }
    row.in_order("days_min", "days_max", values["days_min"], values["days_max"])
    return (corridor.code, step_key), values


def _cost(row: Columns):
    corridor, step_key = row.corridor(), row.text("step_key", 40)
    if (corridor.pk, step_key) not in row.known.steps:
        raise row.problem("step_key", f"is not a step of {corridor.code}")
    kind = row.one_of("figure_kind", [kind for kind in facts.FigureKind if kind != facts.FigureKind.DISCLOSED])
    low, high = row.amount("amount_min"), row.amount("amount_max")
    row.in_order("amount_min", "amount_max", low, high)
    currency = row.currency("currency", required=low is not None or high is not None)
    if kind == "placeholder" and (low is not None or high is not None):
        raise row.problem("figure_kind", "keeps a place for an unknown amount, so the amounts must be blank")
    back = row.amount("refundable_amount")
    if back is not None and (low is None or back > low):
        raise row.problem("refundable_amount", "is more than the amount itself")
    values = {
        "corridor": corridor,
        "step_key": step_key,
        "item": row.text("item_key", 60),
        "name": row.text("item_name", 160),
        "category": row.one_of("ilo_category", facts.Category),
        "payer": row.one_of("who_must_pay", facts.Payer),
        "pays_first": row.one_of("pays_first", facts.Payer, required=False),
        "payer_evidence": row.one_of("payer_evidence", facts.Evidence),
        "amount_min": low,
        "amount_max": high,
        "refundable_amount": back,
        "currency": currency,
        "figure_kind": kind,
        "periodicity": row.one_of("periodicity", facts.Periodicity),
        "nature": row.one_of("nature", facts.Nature),
        "group": row.text("applies_to_group", 80),
        "differs_by": row.text("differs_by", 20, required=False),
        "part_of": row.text("part_of", 60, required=False),
        "historical": row.yes("historical"),
        "legal_basis": row.text("legal_basis", 250, required=False),
        **row.common(dated=True),
    }
    return (corridor.code, step_key, values["name"], values["group"], values["effective_from"]), values


def _ceiling(row: Columns):
    kind = row.one_of("ceiling_kind", facts.CeilingKind)
    amount = row.amount("amount")
    if kind == "zero" and amount != 0:
        raise row.problem("amount", "must be 0 for a ceiling of zero")
    plus = row.amount("plus_amount")
    values = {
        "country": row.country("country"),
        "origin": row.country("origin", required=False),
        "destination": row.country("destination", required=False),
        "channels": " ".join(row.several("channels")),
        "some_only": " ".join(row.several("some_only")),
        "binds": row.one_of("binds", facts.Binds),
        "kind": kind,
        "amount": amount,
        "currency": row.currency("currency", required=kind == "fixed_amount"),
        "plus_amount": plus,
        "plus_currency": row.currency("plus_currency", required=plus is not None),
        "covers": row.one_of("covers", facts.Covers),
        "payer": row.one_of("payer", facts.Payer),
        "periodicity": row.one_of("periodicity", facts.Periodicity),
        "group": row.text("applies_to_group", 80),
        "instrument": row.text("instrument", 250, required=False),
        "section": row.text("section", 60, required=False),
        "historical": row.yes("historical"),
        **row.common(dated=True),
    }
    names = ("country", "origin", "destination", "kind", "group", "payer", "instrument", "effective_from")
    return tuple(values[name] for name in names), values


def _wage(row: Columns):
    values = {
        "country": row.country("country"),
        "region": row.text("region", 80),
        "amount": row.amount("amount"),
        "unit": row.one_of("unit", facts.WageUnit),
        "currency": row.currency("currency"),
        "group": row.text("applies_to_group", 80),
        "for_group": row.text("for_group", 20, required=False),
        "instrument": row.text("instrument", 250, required=False),
        **row.common(dated=True),
    }
    return tuple(values[name] for name in ("country", "region", "group", "unit", "effective_from")), values


def _rate(row: Columns):
    units = row.amount("units_per_usd", required=True)
    if not units:
        raise row.problem("units_per_usd", "must be more than zero")
    values = {
        "currency": row.currency("currency"),
        "units_per_usd": units,
        "rate_kind": row.text("rate_kind", 24),
        "effective_from": row.partial("as_of", required=True),
        **row.common(),
    }
    return (values["currency"], values["rate_kind"], values["effective_from"]), values


def _status(row: Columns):
    corridor = row.corridor()
    values = {
        "corridor": corridor,
        "status": row.one_of("status", facts.Status),
        "affected_group": row.text("affected_group", 80),
        "for_everyone": row.yes("for_everyone"),
        "detail": row.text("detail", required=False),
        **row.common(dated=True, note=False),
    }
    return (corridor.code, values["affected_group"], values["status"], values["effective_from"]), values


def _helpline(row: Columns):
    languages = row.several("languages")
    values = {
        "country": row.country("country"),
        "organisation": row.text("organisation", 120),
        "number": row.text("number", 60),
        "languages": " ".join(LANGUAGES[word.lower()] for word in languages if word.lower() in LANGUAGES),
        "languages_as_written": ", ".join(languages),
        "hours": row.text("hours", 60, required=False),
        "channel": " ".join(row.several("channel")),
        "audience": row.text("audience", 120, required=False),
        "dial_from": " ".join(row.several("dial_from")),
        "seen_on": row.partial("last_confirmed"),
        "last_called": row.row.day("last_called", required=False),
        "given_by_brief": row.yes("given_by_brief"),
        **row.common(),
    }
    return tuple(values[name] for name in ("country", "organisation", "number", "channel")), values


def _right(row: Columns):
    values = {
        "destination": row.country("destination"),
        "topic": row.one_of("topic", TOPICS),
        "kind": row.one_of("kind", Right.Kind.values),
        "statement": row.text("statement", 300),
        "legal_basis": row.text("legal_basis", 250, required=False),
        **row.common(),
    }
    return (values["destination"], values["topic"], values["statement"]), values


def _survey(row: Columns):
    money = {name: row.amount(name) for name in ("cost_min", "cost_mean", "cost_max", "monthly_earnings")}
    row.in_order("cost_min", "cost_max", money["cost_min"], money["cost_max"])
    values = {
        "origin": row.country("origin", or_all=True),
        "destination": row.country("destination", or_all=True),
        "survey": row.text("survey", 160),
        "period": row.text("period", 60, required=False),
        "sample": row.text("sample", 80, required=False),
        "group": row.text("group", 120, required=False),
        "currency": row.currency("currency", required=any(value is not None for value in money.values())),
        **money,
        "months_of_earnings": row.amount("months_of_earnings"),
        "finding": row.text("finding", required=False),
        **row.common(),
    }
    return tuple(values[name] for name in ("origin", "destination", "survey", "period", "group")), values


SOURCED = " source_title source_url evidence"
FILES = (
    File(
        "corridors",
        None,
        "code origin destination channel channel_name lead_authority_origin lead_authority_destination "
        "governing_instruments agreement_date notes" + SOURCED,
        _corridor,
    ),
    File(
        "timeline_steps",
        Step,
        "corridor channel step_order step_key step_name where days_min days_max documents_needed responsible_party note"
        + SOURCED,
        _step,
    ),
    File(
        "cost_items",
        CostItem,
        "corridor channel step_key ilo_category item_name amount_min amount_max currency who_must_pay legal_basis "
        "effective_from effective_to source_date note figure_kind periodicity applies_to_group payer_evidence item_key "
        "nature pays_first refundable_amount differs_by part_of historical" + SOURCED,
        _cost,
        "source_date",
    ),
    File(
        "fee_ceilings",
        FeeCeiling,
        "country applies_to ceiling_kind amount currency instrument section effective_from effective_to payer note "
        "applies_to_group origin destination covers channels some_only binds periodicity plus_amount plus_currency "
        "historical" + SOURCED,
        _ceiling,
    ),
    File(
        "minimum_wages",
        MinimumWage,
        "country region amount unit currency effective_from effective_to instrument applies_to_group note for_group"
        + SOURCED,
        _wage,
    ),
    File(
        "exchange_rates",
        ExchangeRate,
        "currency units_per_usd as_of source evidence rate_kind source_url note",
        _rate,
        "as_of",
    ),
    File(
        "corridor_status",
        CorridorStatus,
        "corridor channel status affected_group effective_from effective_to detail source_date for_everyone" + SOURCED,
        _status,
        "source_date",
    ),
    File(
        "helplines",
        Helpline,
        "country organisation number languages hours channel audience last_confirmed note given_by_brief dial_from "
        "last_called" + SOURCED,
        _helpline,
        "last_confirmed",
    ),
    File("rights", Right, "destination topic kind statement legal_basis note" + SOURCED, _right),
    File(
        "survey_benchmarks",
        SurveyBenchmark,
        "origin destination survey period sample group currency cost_min cost_mean cost_max monthly_earnings "
        "months_of_earnings finding source_date note" + SOURCED,
        _survey,
        "source_date",
    ),
)
