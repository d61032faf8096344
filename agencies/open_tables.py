"""The open tables of the registry: how each agency stands where, and the licences as the regulators' lists tell them.

Nothing of workers, reports, vouches or desks is here: only what the public register and the regulators' lists say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Q

from agencies.history import fields_as_of, recorded_of
from agencies.models import Agency, Licence, StandingChange
from agencies.reading import all_standings
from agencies.rules import Standing
from corridors.models import Corridor
from foundation import clock
from foundation.open_tables import Column, Table
from foundation.tables import in_chunks

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One agency on one corridor, or ("") as such."""

    agency: Agency
    name: str
    corridor: str
    standing: Standing
    reasons: tuple[str, ...]
    last_day: date | None


def standing_rows(day: date | None) -> Iterator[StandingRow]:
    """By the agencies' numbers: as judged today, else as recorded for the past day. A few queries each 500 agencies."""
    codes = dict(Corridor.objects.values_list("pk", "code"))
    agencies = Agency.objects.order_by("public_id")
    if day is not None:
        agencies = agencies.filter(known_at__lte=clock.end_of(day))
    for some in in_chunks(agencies.iterator(chunk_size=_AT_ONCE), _AT_ONCE):
        told = _today(some) if day is None else _then(some, day)
        for agency, name, verdicts in told:
            routes = {pk: verdict for pk, verdict in verdicts.items() if pk is not None}
            for pk, verdict in sorted((routes or verdicts).items(), key=lambda one: codes.get(one[0], "")):
                # A bad standing has no last day: the day something changes would read as the day all is well.
                until = verdict.until if verdict.standing is Standing.VETTED else None
                reasons = tuple(reason.code.value for reason in verdict.reasons)
                last = until - timedelta(days=1) if until else None
                yield StandingRow(agency, name, codes.get(pk, ""), verdict.standing, reasons, last)


def _today(agencies) -> Iterator[tuple[Agency, str, dict]]:
    verdicts = all_standings(agencies, clock.today())
    return ((agency, agency.name, verdicts[agency.pk]) for agency in agencies)


def _then(agencies, day: date) -> Iterator[tuple[Agency, str, dict]]:
    known = clock.end_of(day)
    names, verdicts = fields_as_of(agencies, known, ("name",)), {agency.pk: {} for agency in agencies}
    for row in StandingChange.objects.as_of(day, known).filter(agency__in=verdicts):
        recorded = recorded_of(row, day)
        if recorded and recorded.holds:
            verdicts[row.agency_id][row.corridor_id] = recorded
    return ((agency, names[agency.pk]["name"], verdicts[agency.pk]) for agency in agencies)


def licence_rows(day: date | None) -> Iterator[Licence]:
    """The versions believed now, or at the end of a past day."""
    rows = Licence.objects.select_related("agency", "entry__seen")
    if day is None:
        rows = rows.filter(known_to=None)
    else:
        moment = clock.end_of(day)
        rows = rows.filter(known_from__lte=moment).filter(Q(known_to=None) | Q(known_to__gt=moment))
    return rows.order_by("agency__public_id", "country", "number", "pk").iterator(chunk_size=_AT_ONCE)


def _standing_version() -> str:
    told = StandingChange.objects.aggregate(rows=Count("pk"), last=Max("pk"))
    agencies = Agency.objects.aggregate(rows=Count("pk"), changed=Max("changed_at"))
    # Time alone may change a standing, so each day is another version.
    return f"{clock.today()}-{told['rows']}-{told['last']}-{agencies['rows']}-{agencies['changed']}"


def _standing_changed() -> datetime | None:
    told = StandingChange.objects.aggregate(last=Max("known_at"))["last"]
    agencies = Agency.objects.aggregate(last=Max("changed_at"))["last"]
    midnight = datetime.combine(clock.today(), time(), clock.BANGKOK)
    return max(moment for moment in (told, agencies, midnight) if moment)


def _licence_version() -> str:
    told = Licence.objects.aggregate(rows=Count("pk"), last=Max("pk"), ended=Max("known_to"))
    return f"{told['rows']}-{told['last']}-{told['ended']}"


def _licence_changed() -> datetime | None:
    told = Licence.objects.aggregate(begun=Max("known_from"), ended=Max("known_to"))
    return max((moment for moment in told.values() if moment), default=None)


def _list_of(licence: Licence, name: str):
    return getattr(licence.entry.seen, name) if licence.entry else None


REGISTER = Table(
    "registers",
    "Registers",
    "Every agency of the register and how it stands on each corridor it was judged on; corridor empty = the agency as such. "
    "Only vetted agencies show openings here.",
    (
        Column(
            "agency_id",
            "#org+id",
            "code",
            "Our number: eight digits that check themselves.",
            lambda row: row.agency.public_id,
        ),
        Column("name", "#org+name", "text", "The agency's name.", lambda row: row.name),
        Column("country", "#country+code", "code", "ISO 3166 code of its country.", lambda row: row.agency.country),
        Column(
            "example",
            "#meta+example",
            "yes or no",
            "Invented, to show how the site works.",
            lambda row: row.agency.example,
        ),
        Column(
            "corridor",
            "#meta+corridor+code",
            "code",
            "Code of the corridor; empty = the agency as such.",
            lambda row: row.corridor,
        ),
        Column(
            "standing",
            "#status+code",
            "code",
            "The verdict.",
            lambda row: row.standing.value,
            tuple(each.value for each in Standing),
        ),
        Column(
            "reasons",
            "#status+reasons",
            "code",
            "Codes of the reasons, separated by |, the gravest first.",
            lambda row: "|".join(row.reasons),
        ),
        Column(
            "last_day",
            "#date+end",
            "day",
            "Of a vetted agency: the last day on which that holds unless something changes.",
            lambda row: row.last_day,
        ),
    ),
    standing_rows,
    _standing_version,
    _standing_changed,
    terms="Standings are ours. Names come from the regulators' lists that the table licences names.",
)

LICENCES = Table(
    "licences",
    "Licences",
    "Licences as regulators list them, with the list each stood on. The terms of a list are its regulator's, not ours.",
    (
        Column("agency_id", "#org+id", "code", "Our number of the agency.", lambda row: row.agency.public_id),
        Column("regulator", "#org+regulator+name", "text", "Who gave it.", lambda row: row.regulator),
        Column(
            "country", "#country+code", "code", "ISO 3166 code of the regulator's country.", lambda row: row.country
        ),
        Column("number", "#org+licence+code", "text", "Number of the licence.", lambda row: row.number),
        Column(
            "kinds",
            "#meta+kind",
            "text",
            "Kinds of placement as the list prints them, separated by |.",
            lambda row: row.kinds,
        ),
        Column("issued", "#date+start", "day", "When it was given.", lambda row: row.issued),
        Column("issued_year", "#date+start+year", "number", "Licensed since this year.", lambda row: row.issued_year),
        Column(
            "last_day",
            "#date+end",
            "day",
            "Last day on which it holds; empty = the regulator gives no end.",
            lambda row: row.last_day,
        ),
        Column(
            "status",
            "#status+code",
            "code",
            "As the list tells it.",
            lambda row: row.status,
            tuple(Licence.Status.values),
        ),
        Column("known_from", "#date+reported", "moment", "Since when this site says so.", lambda row: row.known_from),
        Column(
            "source",
            "#meta+source+code",
            "code",
            "Which list it stood on; empty = entered by a registrar.",
            lambda row: _list_of(row, "source"),
        ),
        Column(
            "source_url", "#meta+source+url", "address", "Address of the list.", lambda row: _list_of(row, "address")
        ),
        Column(
            "source_dated",
            "#date+source",
            "partial day",
            "As of when the list was seen.",
            lambda row: _list_of(row, "retrieved"),
        ),
        Column(
            "source_licence",
            "#meta+source+licence",
            "text",
            "Terms of the list.",
            lambda row: _list_of(row, "licence_terms"),
        ),
    ),
    licence_rows,
    _licence_version,
    _licence_changed,
    licence="see source_licence",
    terms="Facts of public lists, under the terms that each row names.",
)

TABLES = (REGISTER, LICENCES)
