"""What a CSO's desk shows of vouches: routes it works on, agencies that await its word, vouches that run out, its own words.

agencies.vouch_views and agencies.waiting call it. Only officers and readers of the CSO may see any of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import Membership
from agencies.gathering import csos_of
from agencies.models import Agency, StandingChange, Vouch, VouchDraft
from agencies.reading import all_standings
from agencies.routes import route_names
from agencies.rules import GRADE, Standing, Verdict
from agencies.rules.vouching import Principle, Refusal, counts_from, counts_until, vouch_refusals
from agencies.wording import ANSWERS, PRINCIPLES, say
from corridors.models import Corridor
from partners.models import CSO

AHEAD = timedelta(days=60)
ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """How it stands between a CSO and an agency on a route."""

    RUNS_OUT = "runs_out"
    AWAITS = "awaits"
    VOUCHED = "vouched"


@dataclass(frozen=True)
class Line:
    """One agency on one route at a CSO's desk; `last_day` is that of the CSO's own vouch, `hindrances` are sentences."""

    standing: StandingChange
    route: str
    verdict: Verdict
    hindrances: tuple[str, ...]
    state: State
    last_day: date | None
    drafted: bool


@dataclass(frozen=True)
class OwnVouch:
    """A vouch as its own CSO sees it: when it counts (Mondays, exclusive end) and what it said."""

    vouch: Vouch
    counts_from: date
    counts_until: date
    last_day: date
    live: bool
    said: tuple[tuple[str, str, str, str], ...]


def corridors_of(cso: CSO) -> QuerySet[Corridor]:
    """The routes from and to the CSO's country, and those it has vouched on; all routes when it works in several."""
    if not cso.country:
        return Corridor.objects.all()
    vouched = Vouch.objects.filter(cso=cso).values("corridor")
    return Corridor.objects.filter(Q(origin=cso.country) | Q(destination=cso.country) | Q(pk__in=vouched))


def agenda(cso: CSO, today: date) -> QuerySet[StandingChange]:
    """Standings on the CSO's routes with its own vouch beside them (`own_expires`), what runs out first on top."""
    live = _live(today).filter(cso=cso, agency=OuterRef("agency"), corridor=OuterRef("corridor"))
    ends = live.order_by().values("agency").annotate(last=Max("expires")).values("last")
    drafts = VouchDraft.objects.filter(cso=cso, agency=OuterRef("agency"), corridor=OuterRef("corridor"))
    soon = Q(own_expires__isnull=False, own_expires__lte=today + AHEAD)
    rank = Case(
        When(soon, then=Value(0)),
        When(own_expires__isnull=False, then=Value(4)),
        When(drafted=True, then=Value(1)),
        When(standing=Standing.CONDITIONAL.value, then=Value(2)),
        default=Value(3),
    )
    rows = StandingChange.objects.current().filter(corridor__in=corridors_of(cso))
    rows = rows.annotate(own_expires=Subquery(ends, output_field=DateField()), drafted=Exists(drafts))
    rows = rows.annotate(rank=rank).select_related("agency", "corridor")
    return rows.order_by("rank", F("own_expires").asc(nulls_last=True), "agency__name", "agency_id", "corridor_id")


def in_state(rows: QuerySet[StandingChange], state: State, today: date) -> QuerySet[StandingChange]:
    """The rows of an agenda in that state."""
    if state is State.AWAITS:
        return rows.filter(own_expires=None)
    soon = Q(own_expires__lte=today + AHEAD)
    return rows.filter(own_expires__isnull=False).filter(soon if state is State.RUNS_OUT else ~soon)


def lines_of(rows: Iterable[StandingChange], today: date, language: str) -> list[Line]:
    """The rows of one page of an agenda as they are shown; a bounded number of queries."""
    rows = list(rows)
    verdicts = all_standings({row.agency_id: row.agency for row in rows}.values(), today)
    named = route_names({row.corridor_id: row.corridor for row in rows}.values(), language)
    found = []
    for row in rows:
        verdict = verdicts[row.agency_id][row.corridor_id]
        ends = row.own_expires
        state = State.AWAITS if ends is None else State.RUNS_OUT if ends <= today + AHEAD else State.VOUCHED
        found.append(
            Line(
                standing=row,
                route=named[row.corridor_id],
                verdict=verdict,
                hindrances=hindrances(verdict, language),
                state=state,
                last_day=ends - ONE_DAY if ends else None,
                drafted=row.drafted,
            )
        )
    return found


def reasons_against(cso: CSO, agency: Agency, today: date, expires: date) -> tuple[Refusal, ...]:
    """Why this CSO may not vouch for the agency today, whatever it saw: rules.vouching's, and people who act for both."""
    why = vouch_refusals(csos_of([cso.pk])[cso.pk], agency.public_id, today, expires)
    if Refusal.CSO_TIED not in why and agency.organisation_id and cso.organisation_id:
        members = Membership.objects.live(today)
        here = members.filter(organisation=cso.organisation_id).values("user")
        if members.filter(organisation=agency.organisation_id, user__in=here).exists():
            why = (*why, Refusal.CSO_TIED)
    return why


def hindrances(verdict: Verdict, language: str) -> tuple[str, ...]:
    """What keeps it from being vetted, gravest first."""
    return tuple(say(reason, language) for reason in verdict.reasons if GRADE[reason.code] is not Standing.VETTED)


def own_vouches(cso: CSO, agency: Agency, corridor: Corridor, today: date) -> list[OwnVouch]:
    """All vouches of the CSO for the agency on the route, newest first."""
    found = []
    for vouch in Vouch.objects.filter(cso=cso, agency=agency, corridor=corridor).order_by("-given"):
        ends = counts_until(vouch.expires)
        if vouch.withdrawn:
            ends = min(ends, counts_from(vouch.withdrawn))
        live = vouch.withdrawn is None and vouch.expires > today
        start = counts_from(vouch.given)
        found.append(OwnVouch(vouch, start, max(start, ends), vouch.expires - ONE_DAY, live, _said(vouch)))
    return found


def running_out(csos, today: date) -> QuerySet:
    """{cso, agency…, ends} of vouches that end within 60 days and have no successor."""
    return (
        _live(today)
        .filter(cso__in=csos)
        .values("cso", "agency", "agency__name", "agency__public_id", "corridor__code")
        .annotate(ends=Max("expires"))
        .filter(ends__lte=today + AHEAD)
        .order_by("ends", "agency", "corridor__code")
    )


def _live(today: date) -> QuerySet[Vouch]:
    return Vouch.objects.filter(withdrawn=None, expires__gt=today)


def _said(vouch: Vouch) -> tuple[tuple[str, str, str, str], ...]:
    """(number, principle, answer, note) in words; what an older checklist held and we do not know is left out."""
    words = {answer.value: text for answer, text in ANSWERS.items()}
    found = []
    for principle in Principle:
        told = vouch.checklist.get(principle.value)
        if isinstance(told, dict) and told.get("answer") in words:
            title = str(PRINCIPLES[principle][0])
            found.append((principle.value, title, str(words[told["answer"]]), told.get("note", "")))
    return tuple(found)
