"""What the registry knew of one agency at a moment about a day: `as_of`. The past is read back and never judged again.

Rows hold the newest state; later changes are undone with what was kept of them (FieldChange, Amendment, versions).
agencies.past_showing calls it, and whoever audits may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from agencies.models import (
    Agency,
    AgencyContact,
    Amendment,
    FeeDisclosure,
    FieldChange,
    Licence,
    Sanction,
    StandingChange,
    Vouch,
)
from agencies.models.amendments import FACTS
from agencies.rules import Code, Reason, Standing, batch_of
from agencies.rules.standing import counts_in_batch
from foundation import clock

FIELDS = ("name", "address", "registration_number", "place")


@dataclass(frozen=True)
class Recorded:
    """A verdict as it was written down. reasons: those whose codes today's rules still know.

    holds: whether it still spoke for the day that is asked about; past its `until` the site judged live, and kept
    nothing of that.
    """

    standing: Standing
    reasons: tuple[Reason, ...]
    on: date
    until: date | None
    holds: bool


@dataclass(frozen=True)
class AsOf:
    """One agency as it was known at `known` about the day `on`.

    agency: the row of today, for its number alone; what it said then is in `fields` (FIELDS → text, "" = nothing).
    licences: every version believed then. disclosures: the newest in force a corridor and occupation. sanctions: those
    in force. vouches: {corridor id: how many counted in that week's batch}, whoever gave them. standings: {corridor id,
    None = the agency as such: the verdict}. The rows carry the dates they had then, and are never to be saved.
    """

    agency: Agency
    on: date
    known: datetime
    fields: dict[str, str]
    contacts: tuple[AgencyContact, ...]
    licences: tuple[Licence, ...]
    disclosures: tuple[FeeDisclosure, ...]
    sanctions: tuple[Sanction, ...]
    vouches: dict[int, int]
    standings: dict[int | None, Recorded]


def as_of(agency: Agency, on: date, known: datetime | None = None) -> AsOf | None:
    """The agency on a day as known at a moment, the end of that day in Bangkok unless given: eight queries.

    None when the registry did not know the agency by then, or knew it as a part of another.
    """
    known = known or clock.end_of(on)
    if agency.known_at > known or (agency.merged_at and agency.merged_at <= known):
        return None
    amendments = list(Amendment.objects.filter(agency=agency, known_at__gt=known).order_by("-known_at", "-id"))
    return AsOf(
        agency=agency,
        on=on,
        known=known,
        fields=fields_as_of([agency], known)[agency.pk],
        contacts=tuple(
            row
            for row in _undone(agency.contacts.filter(known_at__lte=known), amendments)
            if row.since <= on and (row.until is None or row.until > on)
        ),
        licences=tuple(
            agency.licences.filter(known_from__lte=known)
            .filter(Q(known_to=None) | Q(known_to__gt=known))
            .select_related("entry__seen")
        ),
        disclosures=tuple(disclosures_as_of(agency, on, known)),
        sanctions=tuple(
            row
            for row in _undone(agency.sanctions.filter(known_at__lte=known), amendments)
            if row.starts <= on and (row.ends is None or row.ends > on)
        ),
        vouches=_vouches(_undone(agency.vouches.filter(known_at__lte=known), amendments), on),
        standings={
            row.corridor_id: recorded
            for row in StandingChange.objects.filter(agency=agency).as_of(on, known)
            if (recorded := recorded_of(row, on))
        },
    )


def fields_as_of(
    agencies: Iterable[Agency], known: datetime, fields: Iterable[str] = FIELDS
) -> dict[int, dict[str, str]]:
    """{agency id: {field: text}}: what each said at that moment, in one query, and one an agency for its place's name."""
    agencies, fields = list(agencies), tuple(fields)
    later = FieldChange.objects.filter(
        agency__in=[agency.pk for agency in agencies], field__in=fields, known_at__gt=known
    )
    found = {agency.pk: {field: str(getattr(agency, field) or "") for field in fields} for agency in agencies}
    # Newest first: the oldest of the later changes has the last word on what was said before them all.
    for change in later.order_by("-known_at", "-id"):
        found[change.agency_id][change.field] = change.before
    return found


def disclosures_as_of(agency: Agency, on: date, known: datetime) -> list[FeeDisclosure]:
    """The newest version in force that day of each corridor and occupation, among those declared by then."""
    rows = FeeDisclosure.objects.filter(agency=agency, valid_from__lte=on, declared_at__lte=known)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=on)).order_by("version")
    return list({(row.corridor_id, row.occupation_id): row for row in rows}.values())


def recorded_of(row: StandingChange, on: date) -> Recorded | None:
    """A stored verdict as it was told; None only for a word that no version of the rules that is left knows."""
    try:
        standing = Standing(row.standing)
    except ValueError:
        return None
    reasons = []
    for told in row.reasons:
        try:
            day = date.fromisoformat(told["day"]) if told["day"] else None
            reasons.append(Reason(Code(told["code"]), told["evidence"], day))
        except (ValueError, KeyError, TypeError):
            continue
    return Recorded(standing, tuple(reasons), row.on, row.until, row.until is None or on < row.until)


def _undone(rows, amendments: list[Amendment]) -> list:
    """The rows with the dates they had before the amendments, which come newest first."""
    found = {row.pk: row for row in rows}
    for amendment in amendments:
        if amendment.fact == FACTS[rows.model] and amendment.row in found:
            setattr(found[amendment.row], amendment.field, amendment.before)
    return list(found.values())


def _vouches(rows: list[Vouch], on: date) -> dict[int, int]:
    counts: dict[int, int] = {}
    for row in rows:
        if counts_in_batch(row, batch_of(on)):
            counts[row.corridor_id] = counts.get(row.corridor_id, 0) + 1
    return counts
