"""The audit trail: who did what to which row, once in Wagtail's log and once in a hash-chained table nobody rewrites.

Every action that means something calls `record` inside its own transaction. Facts hold ids, codes and counts only.
"""

import hashlib
import json
from datetime import UTC

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from wagtail.log_actions import log, registry

from foundation import clock
from foundation.models import TrailEntry

START = "0" * 64
# Any number will do as long as nothing else in the database takes the same advisory lock.
_POSTGRES_LOCK = 7_106_325_601
_declared: dict[str, tuple[object, object]] = {}


def declare(action: str, label, message=None) -> str:
    """Give an action (`app.what_happened`) a translatable label for the staff's history screens; returns `action`."""
    _declared[action] = (label, message or label)
    if registry.has_scanned_for_actions and action not in registry.formatters:
        registry.register_action(action, *_declared[action])
    return action


def declared() -> dict[str, tuple[object, object]]:
    """Every action known in this process with its label and message."""
    return dict(_declared)


def nameless(view):
    """For a view of which nobody may read who was refused there, or about what: its refusals name the view alone."""
    view.refused_namelessly = True
    return view


def record(action: str, subject: models.Model | str, actor=None, **facts) -> TrailEntry:
    """Append one entry. `subject` is a saved row, or text such as `jobs.import/us-h2a` for what is no row.

    `actor` is a user or None. `facts` must be fit for everybody who audits: never names, numbers or words of persons.
    Writers queue behind each other until their transactions end, so call it late in a long one. It costs about 1.5 ms:
    an import records itself once, not every row.
    """
    if action not in _declared:
        declare(action, action.rpartition(".")[2].replace("_", " ").capitalize())
    name = subject if isinstance(subject, str) else f"{subject._meta.label}/{subject.pk}"
    plain = json.loads(json.dumps(_without_floats(facts), cls=DjangoJSONEncoder))
    with transaction.atomic():
        _queue_writers()
        last = TrailEntry.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, START)
        entry = TrailEntry(
            sequence=last[0] + 1,
            at=clock.now(),
            action=action,
            subject=name,
            actor="" if actor is None or actor.pk is None else str(actor.pk),
            facts=plain,
            previous=last[1],
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        if not isinstance(subject, str):
            # The title would be str(row), which may hold a person's words.
            log(subject, action, user=actor if entry.actor else None, title=name[:255], data=plain)
    return entry


def verify_trail() -> tuple[bool, int | None]:
    """Read the whole chain: (True, None), or (False, the first sequence that is missing, moved or altered).

    Entries cut off at the end leave no mark in the table itself: keep `head()` elsewhere and compare.
    """
    expected, previous = 1, START
    for entry in TrailEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected or entry.previous != previous or entry.digest != digest_of(entry):
            return False, expected
        expected, previous = expected + 1, entry.digest
    return True, None


def head() -> tuple[int, str]:
    """The last sequence and its digest, or (0, zeros): what to write down outside the database."""
    return TrailEntry.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, START)


def digest_of(entry: TrailEntry) -> str:
    """SHA-256 (hex) over the entry's canonical JSON: sorted keys, no spaces, UTC to the microsecond."""
    canonical = json.dumps(
        {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": entry.action,
            "subject": entry.subject,
            "actor": entry.actor,
            "facts": entry.facts,
            "previous": entry.previous,
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _queue_writers() -> None:
    """One appender at a time. SQLite's BEGIN IMMEDIATE already allows a single writer; PostgreSQL needs a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRES_LOCK])


def _without_floats(value):
    """Floats as text: a database may give back another float than it was given, and the digest would break."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(key): _without_floats(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_floats(part) for part in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value
