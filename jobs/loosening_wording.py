"""Near misses in words, each a link: one whole sentence a wish, so that every language can put its own words in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import ngettext

from foundation.figures import format_day, format_number, format_partial_day
from foundation.money import Money, format_money
from jobs.asking import address_of, months_in_words
from jobs.loosening import Looser
from search.query import OpeningQuery


@dataclass(frozen=True)
class NearMiss:
    """A search that finds more: its sentence, and its address on the page it stands on."""

    text: str
    url: str


def in_words(loosers: Iterable[Looser], query: OpeningQuery) -> list[NearMiss]:
    """`4 more jobs if you can wait until March 2027`, each with its address. query: the question they loosen."""
    return [NearMiss(_sentence(looser, query), address_of(looser.query)) for looser in loosers]


def _sentence(looser: Looser, query: OpeningQuery) -> str:
    count = format_number(looser.more, query.language)
    if looser.to is None:
        return _given_up(looser, query) % {"count": count}
    return _moved(looser) % {"count": count, "to": _written(looser, query.language)}


def _written(looser: Looser, language: str) -> str:
    """The new value: a whole month by its name, another day by its date."""
    if isinstance(looser.to, date):
        whole = looser.to.day == 1 if looser.wish == "start_from" else (looser.to + timedelta(days=1)).day == 1
        return format_partial_day(looser.to.isoformat()[:7], language) if whole else format_day(looser.to, language)
    if looser.wish == "wage_from":
        return format_money(Money(looser.to, "USD"), language)
    return months_in_words(looser.to, language)


def _moved(looser: Looser) -> str:
    more = looser.more
    if looser.wish == "start_to":
        return ngettext(
            "%(count)s more job if you can wait until %(to)s", "%(count)s more jobs if you can wait until %(to)s", more
        )
    if looser.wish == "start_from" and looser.to.day == 1:
        return ngettext(
            "%(count)s more job if you can start in %(to)s", "%(count)s more jobs if you can start in %(to)s", more
        )
    if looser.wish == "start_from":
        return ngettext(
            "%(count)s more job if you can start on %(to)s", "%(count)s more jobs if you can start on %(to)s", more
        )
    if looser.wish == "wage_from":
        return ngettext(
            "%(count)s more job if %(to)s a month is enough", "%(count)s more jobs if %(to)s a month is enough", more
        )
    return ngettext("%(count)s more job if you can pay %(to)s", "%(count)s more jobs if you can pay %(to)s", more)


def _given_up(looser: Looser, query: OpeningQuery) -> str:
    more = looser.more
    if looser.wish == "housing" and query.housing:
        return ngettext(
            "%(count)s more job if you do not need housing", "%(count)s more jobs if you do not need housing", more
        )
    return {
        "start_from": ngettext(
            "%(count)s more job that does not say when it starts",
            "%(count)s more jobs that do not say when they start",
            more,
        ),
        "housing": ngettext(
            "%(count)s more job with or without housing", "%(count)s more jobs with or without housing", more
        ),
        "cost_to": ngettext(
            "%(count)s more job if you accept that its cost is not known",
            "%(count)s more jobs if you accept that their cost is not known",
            more,
        ),
        "wage_from": ngettext(
            "%(count)s more job if you ask for no lowest wage",
            "%(count)s more jobs if you ask for no lowest wage",
            more,
        ),
        "basis": ngettext(
            "%(count)s more job by vetted agencies or certified job orders",
            "%(count)s more jobs by vetted agencies or certified job orders",
            more,
        ),
        "channel": ngettext("%(count)s more job by any legal way", "%(count)s more jobs by any legal way", more),
        "agency": ngettext("%(count)s more job of any agency", "%(count)s more jobs of any agency", more),
        "occupation": ngettext("%(count)s more job of any kind", "%(count)s more jobs of any kind", more),
        "destination": ngettext("%(count)s more job in any country", "%(count)s more jobs in any country", more),
        "words": ngettext("%(count)s more job without your words", "%(count)s more jobs without your words", more),
        "": ngettext("%(count)s job in all", "%(count)s jobs in all", more),
    }[looser.wish]
