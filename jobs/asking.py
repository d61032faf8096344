"""A search question in people's words: chips for filters in force, and what the page says about a parameter it cannot use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency
from corridors.wording import channel_in_words
from foundation.figures import format_day, format_number
from foundation.money import Money, format_money
from reference.models import Name
from reference.names import country_name, language_name, names_of, occupation_names
from search.query import ANY_KNOWN_COST, OpeningQuery, Problem, chips
from search.wording import BASES, HOUSING, say_problem


@dataclass(frozen=True)
class Chip:
    """A filter in force: its words, and the address of the same search without it."""

    text: str
    url: str


def address_of(query: OpeningQuery) -> str:
    """`?…` of a question, for links on the results page itself."""
    return "?" + urlencode(query.to_params())


def problems_in_words(problems: tuple[Problem, ...]) -> list[str]:
    """One sentence for each different problem."""
    return list(dict.fromkeys(say_problem(problem) for problem in problems))


def chips_of(query: OpeningQuery, language: str) -> list[Chip]:
    """Every filter and preference in force but the words, which stand in the heading; names are looked up at once."""
    held = [(field, value, rest) for field, value, rest in chips(query) if field != "words"]
    names = _names(held, language)
    return [Chip(filter_in_words(field, value, language, names), address_of(rest)) for field, value, rest in held]


def filter_in_words(field: str, value: str, language: str, names: dict[tuple[str, str], str]) -> str:
    """One filter and its value: `from Myanmar`, `at most 1 month of wages`."""
    if field in ("origin", "destination"):
        sentence = _("for people from %(country)s") if field == "origin" else _("in %(country)s")
        return sentence % {"country": country_name(value, language)}
    if field.startswith("prefer_"):
        return _preference_in_words(field.removeprefix("prefer_"), value, language, names)
    if field in ("wage_from", "cost_to"):
        return _amount_in_words(field, Decimal(value), language)
    if field in ("start_from", "start_to"):
        sentence = _("starts on %(day)s or later") if field == "start_from" else _("starts by %(day)s")
        return sentence % {"day": format_day(date.fromisoformat(value), language)}
    if field == "housing":
        return str(HOUSING[value])
    if field == "basis":
        return str(BASES[value])
    return names.get((field, value), value)


def kinds_of_work(codes: Iterable[str], language: str) -> dict[str, str]:
    """{code: what to call it} for every code, also for one in an address that ISCO-08 does not know."""
    codes = list(codes)
    return {code: _("kind of work %(code)s") % {"code": code} for code in codes} | occupation_names(codes, language)


def _amount_in_words(field: str, amount: Decimal, language: str) -> str:
    if field == "wage_from":
        return _("%(money)s a month or more") % {"money": format_money(Money(amount, "USD"), language)}
    if not amount:
        return _("you pay nothing")
    if amount == ANY_KNOWN_COST:
        return _("what you pay is known")
    sentence = ngettext(
        "costs at most %(number)s month of wages", "costs at most %(number)s months of wages", 1 if amount == 1 else 2
    )
    return sentence % {"number": format_number(amount, language)}


def limit_in_words(months: Decimal, language: str) -> str:
    """A ceiling to choose: `nothing`, `2 months of wages`, or any cost at all that is told."""
    return _("any amount that is told") if months == ANY_KNOWN_COST else months_in_words(months, language)


def months_in_words(months: Decimal, language: str) -> str:
    """`nothing`, `1 month of wages`, `0.3 months of wages`."""
    if not months:
        return _("nothing")
    sentence = ngettext("%(number)s month of wages", "%(number)s months of wages", 1 if months == 1 else 2)
    return sentence % {"number": format_number(months, language)}


def _preference_in_words(name: str, value: str, language: str, names: dict[tuple[str, str], str]) -> str:
    """What only puts jobs in order: `Cook first`, `you know Thai`."""
    if name == "language":
        return _("you know %(language)s") % {"language": language_name(value, language)}
    if name in ("occupation", "place"):
        return _("%(wish)s first") % {"wish": names.get((f"prefer_{name}", value), value)}
    if name == "start":
        said = _("starts about %(day)s") % {"day": format_day(date.fromisoformat(value), language)}
    else:
        said = _amount_in_words("wage_from" if name == "wage" else "cost_to", Decimal(value), language)
    return _("if possible: %(wish)s") % {"wish": said}


def _names(held, language: str) -> dict[tuple[str, str], str]:
    wanted = {field: [value for name, value, _rest in held if name == field] for field, _value, _rest in held}
    found = {}
    for field in ("occupation", "prefer_occupation"):
        if codes := wanted.get(field):
            found |= {(field, code): name for code, name in kinds_of_work(codes, language).items()}
    if places := wanted.get("prefer_place"):
        named = names_of(Name.Kind.PLACE, places, language, fallback=True)
        found |= {("prefer_place", code): name for code, name in named.items()}
    found |= {("channel", channel): channel_in_words(channel) for channel in wanted.get("channel", ())}
    if agencies := wanted.get("agency"):
        rows = Agency.objects.filter(public_id__in=agencies).values_list("public_id", "name")
        found |= {("agency", public_id): name for public_id, name in rows}
    return found
