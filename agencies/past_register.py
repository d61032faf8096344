"""The register as it was known on an earlier day: one page of agencies, and how many stood where. agencies.views calls it.

Every count is one query, however many agencies there are; nothing is judged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from agencies.history import Recorded, fields_as_of, recorded_of
from agencies.models import Agency, StandingChange
from agencies.reading import headline_of
from agencies.rules import Standing
from agencies.rules.standing import ORDER
from agencies.wording import say
from corridors.models import Corridor

# One number tells the headline, so that the database reads each verdict once: routes go before the agency as such, the
# best of them first, and above them all an agency that is suspended everywhere.
_ON_A_ROUTE, _EVERYWHERE = 10, 100
_PLACES = {
    standing: (place, _ON_A_ROUTE + place, *((_EVERYWHERE,) if standing is Standing.SUSPENDED else ()))
    for standing, place in ORDER.items()
}
_PLACE = Case(
    When(corridor=None, standing=Standing.SUSPENDED.value, then=Value(_EVERYWHERE)),
    *(When(corridor=None, standing=standing.value, then=Value(place)) for standing, place in ORDER.items()),
    *(When(standing=standing.value, then=Value(_ON_A_ROUTE + place)) for standing, place in ORDER.items()),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class PastRow:
    """One agency in the list of a past day. recorded: None when no verdict spoke for that day."""

    agency: Agency
    name: str
    recorded: Recorded | None
    routes: tuple[str, ...] = ()
    why: str = ""


def known_then(known: datetime) -> QuerySet[Agency]:
    """The agencies of that moment, those merged since among them, examples first, by the name of today."""
    unmerged = Q(merged_at=None) | Q(merged_at__gt=known)
    return Agency.records.filter(unmerged, known_at__lte=known).order_by("-example", "name", "id")


def headlines(agencies: QuerySet[Agency] | None, on: date, known: datetime, corridor: Corridor | None = None):
    """A query of one row an agency, {"agency", "place"}: the place of its headline that day, as reading.headline puts it,
    or of its verdict on the corridor; `_PLACES` says which standing it is. Verdicts that no longer spoke for the day are
    left out.
    """
    rows = StandingChange.objects.as_of(on, known).filter(Q(until=None) | Q(until__gt=on)).order_by()
    if agencies is not None:
        rows = rows.filter(agency__in=agencies.order_by().values("pk"))
    if corridor:
        rows = rows.filter(corridor=corridor)
    return rows.values("agency").annotate(place=Max(_PLACE))


def counts_then(
    agencies: QuerySet[Agency] | None, on: date, known: datetime, corridor: Corridor | None = None
) -> dict[Standing, int]:
    """{standing: how many agencies}, best first, in one query; `agencies` None = all."""
    told = headlines(agencies, on, known, corridor).aggregate(
        **{standing.value: Count("agency", filter=Q(place__in=places)) for standing, places in _PLACES.items()}
    )
    return {standing: told[standing.value] for standing in reversed(Standing)}


def with_standing_then(
    agencies: QuerySet[Agency], standing: Standing | None, on: date, known: datetime, corridor: Corridor | None = None
) -> QuerySet[Agency]:
    """Those of the agencies that stood so that day; None = those with any verdict on the corridor."""
    told = headlines(None, on, known, corridor)
    if standing is not None:
        told = told.filter(place__in=_PLACES[standing])
    return agencies.filter(pk__in=told.values("agency"))


def rows_then(
    agencies: Iterable[Agency], on: date, known: datetime, named: dict[int, str], language: str
) -> list[PastRow]:
    """The lines of one page: two queries. named: {corridor id: the route's name}."""
    agencies = list(agencies)
    verdicts: dict[int, dict[int | None, Recorded]] = defaultdict(dict)
    for row in StandingChange.objects.as_of(on, known).filter(agency__in=[agency.pk for agency in agencies]):
        recorded = recorded_of(row, on)
        if recorded and recorded.holds:
            verdicts[row.agency_id][row.corridor_id] = recorded
    names = fields_as_of(agencies, known, ("name",))
    found = []
    for agency in agencies:
        recorded, corridors = headline_of(verdicts[agency.pk])
        why = say(recorded.reasons[0], language) if recorded and recorded.reasons else ""
        routes = tuple(named[pk] for pk in corridors if pk in named)
        found.append(PastRow(agency, names[agency.pk]["name"], recorded, routes, why))
    return found
