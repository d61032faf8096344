"""{% same_thing_as fact %}: on the editors' screens, whether a fact has ended, and what else is published about the same thing."""

from datetime import date

from django import template

from cms.facts.words import fact_in_words, plain_number
from corridors import cells, same_thing
from corridors.models import Fact
from foundation import clock

register = template.Library()
# Where a kind of fact keeps its figure, and in what.
_FIGURES = (
    ("amount_min", "amount_max", "currency"),
    ("amount", "amount", "currency"),
    ("units_per_usd",) * 2 + ("currency",),
)


@register.inclusion_tag("cms/facts/_same_thing.html")
def same_thing_as(fact: Fact | None, gone=(), was_over: bool = True, ends: date | None = None) -> dict:
    """Nothing for a corridor or for no fact. A proposed fact need not be saved, and its page says what it does to the
    published one: `gone`, keys of the facts that the proposal closes; `was_over`, whether there is no published one that
    readers see today; `ends`, the last day that it is given where that takes it from them.
    """
    if not isinstance(fact, Fact):
        return {}
    today = clock.today()
    others = same_thing.others_of(fact, today, gone)
    return {
        "ended": fact.last_day if was_over and same_thing.has_ended(fact, today) else None,
        "ends": ends,
        "file": cells.BY_MODEL[type(fact)].name,
        "others": [_told(other, today) for other in others],
    }


def _told(other: Fact, today) -> dict:
    return {
        "pk": other.pk,
        "title": fact_in_words(other),
        "figure": _figure(other),
        "last_day": other.last_day if same_thing.has_ended(other, today) else None,
        "first_day": None if same_thing.holds(other, today) else other.first_day,
    }


def _figure(fact: Fact) -> str:
    for low, high, currency in _FIGURES:
        if hasattr(fact, low):
            figures = dict.fromkeys(plain_number(getattr(fact, name)) for name in (low, high))
            told = "–".join(figure for figure in figures if figure)
            return f"{getattr(fact, currency)} {told}" if told else ""
    return ""
