"""The six questions of /match/ with what the address answers: one GET form whose fields are parameters of OpeningQuery.

jobs.match_views shows it. Nothing is validated here, since OpeningQuery reads the address. Nothing about a person's
sex, age or religion is asked, and a deal-breaker is a filter: what it leaves out never comes.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from corridors.reading import rates_on
from foundation.figures import format_day, format_partial_day
from foundation.money import Money, convert, format_money
from jobs.asking import limit_in_words
from jobs.filters import COSTS, countries, ways_from
from jobs.kinds import KINDS, OCCUPATIONS
from reference.names import language_name, occupation_names
from search.query import ANY_KNOWN_COST, OpeningQuery, write_number

# The readers' own countries stand first; every other country of our corridors follows.
HOME = ("MM", "KH", "LA")
LANGUAGES = ("my", "km", "lo", "th", "en", "ms", "zh", "ja", "ko")
# US dollars a month, and months of waiting, that a person may choose from; others in an address work too.
WAGES = (200, 300, 400, 500, 750, 1000, 1500)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tick or choose: its parameter and value, its words, and whether the address holds it."""

    name: str
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Occupations of one kind of work."""

    words: str
    choices: tuple[Choice, ...]

    @property
    def is_open(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Questions:
    """What the form offers, question by question, and the parameters it must carry along unseen."""

    work: tuple[Group, ...]
    languages: tuple[Choice, ...]
    origins: tuple[Choice, ...]
    destinations: tuple[Choice, ...]
    costs: tuple[Choice, ...]
    starts_from: tuple[Choice, ...]
    starts_to: tuple[Choice, ...]
    refusals: tuple[Choice, ...]
    wages: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]


def questions_of(query: OpeningQuery, facets: dict, today: date) -> Questions:
    """The form. facets: of what was found, so that every country with a job can be chosen."""
    held, language = query.to_params(), query.language
    asked = frozenset(held)

    def offer(name: str, pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
        return tuple(Choice(name, value, words, (name, value) in asked) for value, words in pairs)

    destinations = {value for value, _count in facets.get("destination", ())} | set(query.destination)
    questions = {
        "languages": offer("prefer_language", ((code, language_name(code, language)) for code in LANGUAGES)),
        "origins": offer("origin", _origins(query, language)),
        "destinations": offer("destination", countries(ways_from(HOME) | destinations, language)),
        "costs": (*offer("cost_to", _costs(query, language)), _no_limit(query)),
        "starts_from": offer("start_from", _months(query.start_from, today, language, last=False)),
        "starts_to": offer("start_to", _months(query.start_to, today, language, last=True)),
        "refusals": (
            *offer("housing", [("1", _("A job without housing"))]),
            *offer("cost_to", [(str(ANY_KNOWN_COST), _("A job whose cost is not known"))]),
            *offer("basis", [("vetted_agency", _("A job that only an authority certified, and whose agency is not vetted here"))]),
        ),
        "wages": offer("wage_from", _wages(query, today, language)),
    }  # fmt: skip
    names = occupation_names(OCCUPATIONS, language)
    work = tuple(
        Group(str(kind.name), offer("prefer_occupation", ((code, names.get(code, code)) for code in kind.occupations)))
        for kind in KINDS
    )
    shown = {
        (choice.name, choice.value)
        for choices in (*questions.values(), *(group.choices for group in work))
        for choice in choices
    }
    kept = tuple(pair for pair in held if pair not in shown and pair[0] != "page")
    return Questions(work=work, kept=kept, **questions)


def _origins(query: OpeningQuery, language: str) -> list[tuple[str, str]]:
    """One can be chosen; more that an address asks for are carried along unseen."""
    named = dict(countries({*HOME, *query.origin}, language))
    codes = (*HOME, *(code for code in named if code not in HOME))
    return [(code, named[code]) for code in codes if code not in query.origin[1:]]


def _costs(query: OpeningQuery, language: str) -> list[tuple[str, str]]:
    asked = () if query.cost_to in (None, ANY_KNOWN_COST) else (write_number(query.cost_to),)
    numbers = sorted({*COSTS, *asked}, key=Decimal)
    words = {number: limit_in_words(Decimal(number), language) for number in numbers} | {"0": _("I can pay nothing")}
    return list(words.items())


def _no_limit(query: OpeningQuery) -> Choice:
    """A way back for who has chosen a limit."""
    return Choice("cost_to", "", _("I set no limit"), not query.is_empty and query.cost_to in (None, ANY_KNOWN_COST))


def _months(asked: date | None, today: date, language: str, last: bool) -> list[tuple[str, str]]:
    """A year of months, each as its first or last day; another day that the address asks for stands among them."""
    firsts = [date(today.year + at // 12, at % 12 + 1, 1) for at in range(today.month - 1, today.month - 1 + MONTHS)]
    ends = [first.replace(day=monthrange(first.year, first.month)[1]) if last else first for first in firsts]
    days = {day: format_partial_day(day.isoformat()[:7], language) for day in ends}
    if asked and asked not in days:
        days[asked] = format_day(asked, language)
    return [(day.isoformat(), words) for day, words in sorted(days.items())]


def _wages(query: OpeningQuery, today: date, language: str) -> list[tuple[str, str]]:
    """Dollars, because openings are compared in them, with baht beside them where we know a rate."""
    rates = rates_on(today)
    asked = () if query.wage_from is None else (query.wage_from,)
    return [(write_number(wage), _wage(wage, rates, language)) for wage in sorted({*map(Decimal, WAGES), *asked})]


def _wage(wage: Decimal, rates: dict, language: str) -> str:
    dollars, baht = Money(wage, "USD"), convert(Money(wage, "USD"), rates, "THB")
    if not baht.is_known:
        return format_money(dollars, language)
    about = Money(round(baht.amount, -2), "THB")
    return _("%(dollars)s, about %(baht)s") % {
        "dollars": format_money(dollars, language),
        "baht": format_money(about, language),
    }
