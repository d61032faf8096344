"""When a search finds nothing: the nearest searches that do, each without one filter. jobs.views.results calls this."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from foundation.figures import format_number
from jobs.asking import address_of
from search.query import OpeningQuery

MOST = 3
# What people can give up most easily comes first; each entry is taken off together.
_STEPS = (
    ("start_from", "start_to"),
    ("housing",),
    ("basis",),
    ("channel",),
    ("wage_from",),
    ("cost_to",),
    ("agency",),
    ("occupation",),
    ("origin",),
    ("destination",),
    ("words",),
)


@dataclass(frozen=True)
class Looser:
    """A search that finds something: its sentence and its address."""

    text: str
    url: str


def looser_searches(query: OpeningQuery, count: Callable[[OpeningQuery], int]) -> list[Looser]:
    """Up to three searches without one filter that find something; without any filter at all when none does."""
    found = []
    for fields in _STEPS:
        looser = _without(query, fields)
        if looser == replace(query, page=1):
            continue
        if (total := count(looser)) > 0:
            found.append(Looser(_sentence(fields[0], total, query.language), address_of(looser)))
        if len(found) == MOST:
            return found
    if not found:
        everything = OpeningQuery(language=query.language)
        if (total := count(everything)) > 0:
            found.append(Looser(_sentence("", total, query.language), address_of(everything)))
    return found


def _without(query: OpeningQuery, fields: tuple[str, ...]) -> OpeningQuery:
    for field in fields:
        query = query.without(field)
    return query


def _sentence(field: str, total: int, language: str) -> str:
    """One whole sentence a filter, so that every language can put its own words in order."""
    counted = {
        "start_from": ngettext(
            "%(count)s job if the day of starting may be any", "%(count)s jobs if the day of starting may be any", total
        ),
        "housing": ngettext("%(count)s job with or without housing", "%(count)s jobs with or without housing", total),
        "basis": ngettext(
            "%(count)s job by vetted agencies or certified job orders",
            "%(count)s jobs by vetted agencies or certified job orders",
            total,
        ),
        "channel": ngettext("%(count)s job by any legal way", "%(count)s jobs by any legal way", total),
        "wage_from": ngettext(
            "%(count)s job if you ask for no lowest wage", "%(count)s jobs if you ask for no lowest wage", total
        ),
        "cost_to": ngettext(
            "%(count)s job if you do not limit the cost", "%(count)s jobs if you do not limit the cost", total
        ),
        "agency": ngettext("%(count)s job of any agency", "%(count)s jobs of any agency", total),
        "occupation": ngettext("%(count)s job of any kind", "%(count)s jobs of any kind", total),
        "origin": ngettext(
            "%(count)s job for people from any country", "%(count)s jobs for people from any country", total
        ),
        "destination": ngettext("%(count)s job in any country", "%(count)s jobs in any country", total),
        "words": ngettext("%(count)s job without your words", "%(count)s jobs without your words", total),
        "": ngettext("%(count)s job in all", "%(count)s jobs in all", total),
    }
    return counted[field] % {"count": format_number(total, language)}
