"""What an agency's public page tells of its suspensions and of agencies it is confused with. agencies.views calls it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from agencies.models import Agency, Amendment, Appeal, LookAlike, Sanction
from agencies.routes import route_names


@dataclass(frozen=True)
class Suspension:
    """One suspension: since when, by whom, until when, lifted or not, and whether the agency disagreed."""

    ours: bool
    authority: str
    route: str
    starts: date
    last_day: date | None
    over: bool
    lifted: date | None
    appealed: bool
    upheld: bool


def suspensions_of(agency: Agency, today: date, language: str) -> list[Suspension]:
    """All of them, newest first; an agency that disagreed has that said beside its suspension, its words never."""
    rows = agency.sanctions.filter(starts__lte=today).select_related("corridor").prefetch_related("appeals")
    rows = list(rows.order_by("-starts", "-pk"))
    named = route_names([row.corridor for row in rows if row.corridor], language)
    moved = Amendment.objects.filter(agency=agency, fact=Amendment.Fact.SANCTION.value, field="ends") if rows else ()
    ended = {one.row: one.after for one in moved}
    return [_told(row, named, ended.get(row.pk), today) for row in rows]


def warned_of(agency: Agency) -> list[Agency]:
    """Agencies that two people found easily confused with this one."""
    pairs = LookAlike.objects.filter(Q(suspect=agency) | Q(agency=agency), finding=LookAlike.Finding.WARN)
    ids = {pk for pair in pairs.values_list("suspect", "agency") for pk in pair} - {agency.pk}
    return list(Agency.objects.filter(pk__in=ids).order_by("name")) if ids else []


def _told(row: Sanction, named: dict[int, str], ended: date | None, today: date) -> Suspension:
    states = {appeal.state for appeal in row.appeals.all()}
    return Suspension(
        ours=row.by == Sanction.By.PORTAL,
        authority=row.authority,
        route=named.get(row.corridor_id, ""),
        starts=row.starts,
        last_day=row.ends - timedelta(days=1) if row.ends else None,
        over=row.ends is not None and row.ends <= today,
        lifted=ended if ended and ended <= today else None,
        appealed=Appeal.State.WAITING.value in states,
        upheld=Appeal.State.UPHELD.value in states,
    )
