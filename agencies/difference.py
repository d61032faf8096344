"""What an import changed, read back from the versions it wrote: shown before it is applied. agencies.actions.uploading asks."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from agencies.actions.importing import PRINTED
from agencies.models import Agency, FieldChange, Licence, StandingChange
from foundation.tables import Report


@dataclass(frozen=True)
class Line:
    """One licence row: the agency's name, the row's key, and (field, before, after) of what differs."""

    name: str
    key: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Turn:
    """An agency that was here before and would stand otherwise on a route ("" = as such)."""

    name: str
    route: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Everything an import would do, in a fixed order."""

    created: tuple[Line, ...]
    updated: tuple[Line, ...]
    vanished: tuple[Line, ...]
    turns: tuple[Turn, ...]

    def digest(self, report: Report, *more: str) -> str:
        """SHA-256 (hex) over all that people are shown: who applies names it, and anything else is refused."""
        told = [asdict(self), report.as_dict(), report.problems, more]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def last_standing() -> int:
    """The newest verdict's number: what comes after it was judged by the import."""
    return StandingChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def difference_since(written: datetime, standing: int) -> Difference:
    """What the import that wrote its versions at that moment changed. Call it inside the import's transaction."""
    new = Licence.objects.filter(known_from=written, entry__isnull=False).select_related("agency", "entry")
    closed = {row.entry_id: row for row in Licence.objects.filter(known_to=written)}
    renamed: dict[int, list[tuple[str, str, str]]] = {}
    for change in FieldChange.objects.filter(known_at=written).order_by("field"):
        renamed.setdefault(change.agency_id, []).append((change.field, change.before, change.after))
    created, updated, vanished = [], {}, []
    for row in new:
        before = closed.get(row.entry_id)
        if before is None:
            created.append(Line(row.agency.name, row.entry.key))
        elif row.status == Licence.Status.NOT_LISTED:
            vanished.append(Line(row.agency.name, row.entry.key, (("status", before.status, row.status),)))
        else:
            changes = [
                (field, _told(getattr(before, field)), _told(getattr(row, field)))
                for field in PRINTED
                if getattr(before, field) != getattr(row, field)
            ]
            updated[row.agency_id, row.entry.key] = (row.agency.name, row.entry.key, changes)
    for pk, changes in renamed.items():
        at = next((key for key in updated if key[0] == pk), (pk, ""))
        name, key, more = updated.get(at, (next((after for f, _, after in changes if f == "name"), ""), "", []))
        updated[at] = (name, key, [*changes, *more])
    return Difference(
        created=_ordered(created),
        updated=_ordered(Line(name or _name(pk), key, tuple(told)) for (pk, _), (name, key, told) in updated.items()),
        vanished=_ordered(vanished),
        turns=_turns(standing),
    )


def _turns(standing: int) -> tuple[Turn, ...]:
    judged = StandingChange.objects.filter(pk__gt=standing, replaced_at=None).select_related("agency", "corridor")
    judged = {(row.agency_id, row.corridor_id): row for row in judged}
    agencies = {agency for agency, _ in judged}
    before = {}
    for row in StandingChange.objects.filter(agency__in=agencies, pk__lte=standing).order_by("known_at", "pk"):
        before[row.agency_id, row.corridor_id] = row.standing
    found = [
        Turn(row.agency.name, row.corridor.code if row.corridor else "", before[key], row.standing)
        for key, row in judged.items()
        if before.get(key, row.standing) != row.standing
    ]
    return tuple(sorted(found, key=lambda turn: (turn.name, turn.route)))


def _ordered(lines) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.name, line.key, line.changes)))


def _name(pk: int) -> str:
    return Agency.objects.values_list("name", flat=True).get(pk=pk)


def _told(value) -> str:
    return "" if value is None else str(value)
