"""Which facts speak of the same thing: whoever changes one is shown the others, such as the price that took its place."""

from collections.abc import Iterable
from datetime import date

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

# The columns that say what a fact is about, of each kind; a kind without any has no two facts of the same thing.
ABOUT: dict[type[Fact], tuple[str, ...]] = {
    CostItem: ("corridor", "item"),
    Step: ("corridor", "step_key"),
    FeeCeiling: ("country", "origin", "destination", "payer"),
    MinimumWage: ("country", "region", "for_group"),
    ExchangeRate: ("currency",),
    CorridorStatus: ("corridor",),
    Helpline: ("country", "organisation"),
    Right: (),
    SurveyBenchmark: (),
}
MOST = 12


def has_ended(fact: Fact, today: date) -> bool:
    """Whether its last day has passed."""
    return fact.last_day is not None and fact.last_day < today


def holds(fact: Fact, today: date) -> bool:
    """Whether it can hold today."""
    return not has_ended(fact, today) and (fact.first_day is None or fact.first_day <= today)


def others_of(fact: Fact, today: date, gone: Iterable[str] = ()) -> list[Fact]:
    """At most MOST other published facts about what this one (saved or not) is about; those that hold today first.

    `gone`: keys of facts that the proposal of this one closes.
    """
    columns = ABOUT[type(fact)]
    if not columns:
        return []
    about = {name: getattr(fact, name) for name in columns}
    found = list(
        type(fact).objects.current().filter(**about).exclude(key__in={fact.key, *gone}).select_related("source")
    )
    return sorted(found, key=lambda other: (not holds(other, today), other.key))[:MOST]
