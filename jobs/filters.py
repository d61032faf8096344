"""The filters of the results page: one GET form whose fields are those of OpeningQuery. jobs.views.results calls this.

It is no Django form: nothing here is validated, since OpeningQuery reads the address; it only shows what was read, and
offers what there is. It is on every page of results, so what it offers is remembered for five minutes.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridors.models import Corridor
from corridors.wording import channel_in_words
from foundation.figures import format_number
from jobs.asking import kinds_of_work, limit_in_words
from reference.names import country_name, occupation_names
from search.query import OpeningQuery, write_number
from search.wording import BASES, HOUSING, SORTS

# Months of wages a person may choose from; any other number in an address works too.
COSTS = ("0", "0.5", "1", "2", "3")
REMEMBERED_SECONDS = 300
Choices = Iterable[tuple[str, str]]

LABELS = {
    "words": gettext_lazy("What job?"),
    "origin": gettext_lazy("You come from"),
    "destination": gettext_lazy("You want to work in"),
    "cost_to": gettext_lazy("You pay at most"),
    "wage_from": gettext_lazy("Pay a month at least, in US dollars"),
    "occupation": gettext_lazy("Kind of work"),
    "housing": gettext_lazy("Housing"),
    "start_from": gettext_lazy("Starts on or after"),
    "start_to": gettext_lazy("Starts by"),
    "channel": gettext_lazy("Legal way"),
    "basis": gettext_lazy("Why we list it"),
    "sort": gettext_lazy("Order"),
}
_DECIMAL = SafeString(' min="0" step="any" inputmode="decimal"')
_INPUTS = {"words": "search", "wage_from": "number", "start_from": "date", "start_to": "date"}


@dataclass(frozen=True)
class Filter:
    """One field of the form: its label, and its control ready to be written."""

    id: str
    label: str
    control: SafeString


def filters_of(query: OpeningQuery, facets: dict) -> list[Filter]:
    """Every filter, with what the question holds chosen. Of several values of one filter the first is shown."""
    held = dict(reversed(query.to_params()))
    choices = _choices(query, facets)
    return [_filter(name, str(label), held.get(name, ""), choices) for name, label in LABELS.items()]


def _filter(name: str, label: str, value: str, choices: dict[str, Choices]) -> Filter:
    element = f"f_{name}"
    if kind := _INPUTS.get(name):
        more = _DECIMAL if kind == "number" else ""
        control = format_html('<input type="{}" name="{}" id="{}" value="{}"{}>', kind, name, element, value, more)
        return Filter(element, label, control)
    # Some forty options a page: escaped and joined here, because format_html asks each part for its kind again.
    options = "".join(
        f'<option value="{escape(key)}"{" selected" if key == value else ""}>{escape(str(words))}</option>'
        for key, words in choices[name]
    )
    return Filter(
        element, label, format_html('<select name="{}" id="{}">{}</select>', name, element, SafeString(options))
    )


def _choices(query: OpeningQuery, facets: dict) -> dict[str, Choices]:
    language, any_of = query.language, ("", _("any"))
    ways, groups = _ways(_now()), _groups(language, _now())
    counted = dict(facets.get("occupation", ()))
    codes = dict.fromkeys([*query.occupation, *counted])
    named = groups | kinds_of_work([code for code in codes if code not in groups], language)
    channels = {value for value, _count in facets.get("channel", ())} | set(query.channel)
    destinations = {value for value, _count in facets.get("destination", ())} | set(query.destination)
    return {
        "origin": [any_of, *countries(ways.keys() | set(query.origin), language)],
        "destination": [any_of, *countries(ways_from(ways) | destinations, language)],
        "channel": [any_of, *sorted(((code, channel_in_words(code)) for code in channels), key=lambda pair: pair[1])],
        "occupation": [
            any_of,
            *((code, _counted(named[code], counted.get(code), language)) for code in codes),
        ],
        "cost_to": [any_of, *_costs(query, language)],
        "housing": [any_of, *HOUSING.items()],
        "basis": [any_of, *BASES.items()],
        "sort": [(sort.value, words) for sort, words in SORTS.items()],
    }


def ways_from(origins: Iterable[str]) -> set[str]:
    """The countries to which a legal way of ours leads from any of these."""
    ways = _ways(_now())
    return {destination for origin in origins for destination in ways.get(origin, ())}


def countries(codes: Iterable[str], language: str) -> Choices:
    """(code, name) of countries, by name."""
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1])


def _now() -> int:
    return int(time.monotonic()) // REMEMBERED_SECONDS


@lru_cache(maxsize=2)
def _ways(_moment: int) -> dict[str, frozenset[str]]:
    """{country people come from: countries of work}."""
    ways: dict[str, set[str]] = {}
    for origin, destination in Corridor.objects.values_list("origin", "destination"):
        ways.setdefault(origin, set()).add(destination)
    return {origin: frozenset(found) for origin, found in ways.items()}


@lru_cache(maxsize=16)
def _groups(language: str, _moment: int) -> dict[str, str]:
    """Names of the groups of ISCO-08 that facets count: two digits."""
    return occupation_names([f"{number:02d}" for number in range(1, 97)], language)


def _counted(name: str, count: int | None, language: str) -> str:
    return name if count is None else f"{name} ({format_number(count, language)})"


def _costs(query: OpeningQuery, language: str) -> Choices:
    asked = () if query.cost_to is None else (write_number(query.cost_to),)
    numbers = sorted({*COSTS, *asked}, key=Decimal)
    return [(number, limit_in_words(Decimal(number), language)) for number in numbers]
