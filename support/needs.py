"""The list of needs that clients put in order, from content/needs.csv, and asked against given. Pages and desks ask here."""

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count

from support.models import CaseNeed, NeedTally
from support.rules.needs import Row, by_demand, shown

FILE = Path(__file__).parent / "content" / "needs.csv"


@dataclass(frozen=True)
class Need:
    """One need: its code, its name by language, and whether real cases named it or we only propose it."""

    code: str
    known: bool
    source: str
    names: dict[str, str]


@cache
def needs() -> dict[str, Need]:
    """{code: need} in the order of the file: secure work and lost wages first."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _need(row) for row in csv.DictReader(lines)}


def need_names(language: str) -> dict[str, str]:
    """{code: name} in the language, English where it has none."""
    return {code: need.names.get(language) or need.names["en"] for code, need in needs().items()}


def asked_and_given() -> list[Row]:
    """Every need and country that five people asked for or got, cells below five hidden, what most asked for first.

    Deleted cases count on, through their tallies.
    """
    asked: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    live = CaseNeed.objects.values_list("need", "case__country")
    for need, country, ranked, had in live.annotate(ranked=Count("rank"), had=Count("given")).order_by():
        asked[need, country] += ranked
        given[need, country] += had
    for tally in NeedTally.objects.all():
        asked[tally.need, tally.country] += tally.asked
        given[tally.need, tally.country] += tally.given
    rows = [Row(need, country, *shown(asked[need, country], given[need, country])) for need, country in asked]
    # A row of two hidden numbers would tell that somebody named it there.
    return by_demand([row for row in rows if row.asked is not None or row.given is not None])


def _need(row: dict[str, str]) -> Need:
    names = {language: row[language] for language in ("en", "my", "km", "lo", "th")}
    return Need(row["code"], row["known"] == "yes", row["source"], names)
