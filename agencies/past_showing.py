"""Puts together what the page of an agency shows of a past day, as the registry knew it then. agencies.views calls it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from agencies.history import AsOf, Recorded, as_of
from agencies.models import Agency
from agencies.prices import Prices, prices_of
from agencies.routes import route_names
from agencies.wording import MARKS, NAMES, say
from corridors.models import Corridor


@dataclass(frozen=True)
class PastVerdict:
    """A verdict of a past day in words, with the routes it was about (none = the agency as such).

    ended: it no longer spoke for that day, and whatever was judged then was not written down.
    """

    routes: tuple[str, ...]
    name: str
    icon: str
    reasons: tuple[str, ...]
    recorded: date
    ended: bool


@dataclass(frozen=True)
class PastShown:
    """Everything on the page of a past day; `then` is None when the registry did not know the agency yet."""

    agency: Agency
    on: date
    then: AsOf | None
    name: str = ""
    verdicts: tuple[PastVerdict, ...] = ()
    prices: tuple[Prices, ...] = ()
    route_names: dict[int, str] | None = None


def show_past(agency: Agency, on: date, language: str) -> PastShown:
    """The page of one agency on a day before today."""
    then = as_of(agency, on)
    if then is None:
        return PastShown(agency, on, None)
    corridors = list(Corridor.objects.all())
    named = route_names(corridors, language)
    return PastShown(
        agency=agency,
        on=on,
        then=then,
        name=then.fields["name"],
        verdicts=tuple(_verdicts(then, named, language)),
        prices=tuple(prices_of(agency, corridors, on, language, then.known)),
        route_names=named,
    )


def _verdicts(then: AsOf, named: dict[int, str], language: str):
    groups: dict[Recorded, list[str]] = defaultdict(list)
    routes = {corridor: one for corridor, one in then.standings.items() if corridor is not None}
    for corridor, recorded in (routes or then.standings).items():
        groups[recorded].append(named.get(corridor, ""))
    best_first = sorted(groups.items(), key=lambda one: -list(NAMES).index(one[0].standing))
    for recorded, names in best_first:
        yield PastVerdict(
            routes=tuple(sorted(name for name in names if name)),
            name=str(NAMES[recorded.standing]),
            icon=MARKS[recorded.standing][1],
            reasons=tuple(say(reason, language) for reason in recorded.reasons),
            recorded=recorded.on,
            ended=not recorded.holds,
        )
