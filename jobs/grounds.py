"""What the registry and the routes say on a day, as far as openings rest on it: vetted pairs and closed corridors.

Read once a request or a batch; `jobs.visibility` and `jobs.reading` judge openings with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency
from agencies.reading import Trusted, standings_written, trusted_on
from agencies.rules.facts import day_after
from corridors.models import CorridorStatus
from corridors.rules import Status

_remembered: dict[tuple, Trusted] = {}
SHUT = (Status.CLOSED.value, Status.SUSPENDED.value)


@dataclass(frozen=True, slots=True)
class Grounds:
    """vetted: (agency pk, corridor pk) → first day on which time alone may end it, None when none is known.
    barred: public ids of agencies with openings that stand on some route and are vetted on none.
    closed: pks of corridors closed for everyone. route_until: corridor pk → first day on which that may change.
    """

    vetted: Mapping[tuple[int, int], date | None] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    closed: frozenset[int] = frozenset()
    route_until: Mapping[int, date] = field(default_factory=dict)


def grounds_on(today: date) -> Grounds:
    """What holds on that day, in a handful of small queries whatever the number of openings."""
    trusted = _trusted(today)
    closed, route_until = _routes(today)
    return Grounds(vetted=trusted.vetted, barred=trusted.fallen, closed=closed, route_until=route_until)


def forget_grounds() -> None:
    """Empties what this process remembers, for tests that take rows back."""
    _remembered.clear()


def _trusted(today: date) -> Trusted:
    """Who is vetted where, read anew when a standing on a route was committed since, or the day has turned.

    Reading all standings takes longer than the search itself. Inside a transaction nothing is remembered: what it wrote
    may be taken back, and its numbers given again.
    """
    if connection.in_atomic_block:
        return _read(today)
    state = (today, standings_written())
    known = _remembered.get(state)
    if known is None:
        known = _read(today)
        if known.stored:
            _remembered.clear()
            _remembered[state] = known
    return known


def _read(today: date) -> Trusted:
    """Registers hold thousands of agencies without a job here: of the fallen ones, only those with a job can be found."""
    trusted = trusted_on(today)
    openings = apps.get_model("jobs", "Opening").objects
    with_jobs = Agency.objects.filter(Exists(openings.filter(agency=OuterRef("pk"))))
    return replace(trusted, fallen=trusted.fallen.intersection(with_jobs.values_list("public_id", flat=True)))


def _routes(today: date) -> tuple[frozenset[int], dict[int, date]]:
    notices = (
        CorridorStatus.objects.current()
        .filter(status__in=SHUT, for_everyone=True)
        .filter(Q(last_day=None) | Q(last_day__gte=today))
        .values_list("corridor_id", "first_day", "last_day")
    )
    closed, turning = set(), {}
    for corridor, first, last in notices:
        if first is None or first <= today:
            closed.add(corridor)
            day = day_after(last)
        else:
            day = first
        if day is not None:
            turning[corridor] = min(day, turning.get(corridor, day))
    return frozenset(closed), turning
