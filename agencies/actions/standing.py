"""Judges and records standings. Every event about an agency ends in `reassess`; nothing else writes a StandingChange."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from agencies.gathering import facts_of_many
from agencies.models import Agency, StandingChange
from agencies.rules import RULES_VERSION, Verdict, judge
from agencies.signals import agency_changed
from foundation import clock

CHUNK = 1000


def reassess(agency: Agency, today: date | None = None) -> None:
    """Judge one agency on all its corridors, record what changed, and tell the floors above that something happened."""
    with transaction.atomic():
        _judge_and_record([agency.pk], today or clock.today())
        agency_changed.send(Agency, agency=agency)


def reassess_many(ids: Iterable[int], today: date | None = None, tell: Iterable[int] = ()) -> int:
    """The same in bulk: how many agencies' verdicts changed.

    Told above, one by one, are those whose verdict changed and those of `tell`; not those judged for the first time,
    since nothing above can rest on them yet.
    """
    today, ids = today or clock.today(), sorted({*ids, *tell})
    with transaction.atomic():
        changed, told = 0, set(tell)
        for start in range(0, len(ids), CHUNK):
            new, again = _judge_and_record(ids[start : start + CHUNK], today)
            changed += len(new) + len(again)
            told |= again
        for agency in Agency.objects.filter(id__in=told).order_by("id"):
            agency_changed.send(Agency, agency=agency)
    return changed


def reassess_due(today: date | None = None, limit: int | None = None) -> int:
    """Record the verdicts that time alone has changed: those past their until, or judged by older rules."""
    today = today or clock.today()
    stale = StandingChange.objects.current().filter(
        Q(until__lte=today) | Q(on__gt=today) | ~Q(rules_version=RULES_VERSION)
    )
    ids = stale.order_by("agency_id").values_list("agency_id", flat=True).distinct()
    return reassess_many(ids[:limit] if limit else ids, today)


def _judge_and_record(ids: list[int], today: date) -> tuple[set[int], set[int]]:
    """(agencies judged for the first time, agencies whose verdict changed). Locks them first."""
    list(Agency.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id", flat=True))
    held = {(row.agency_id, row.corridor_id): row for row in StandingChange.objects.current().filter(agency__in=ids)}
    known = {agency for agency, _ in held}
    now, closed, added = clock.now(), [], []
    for (agency, corridor), facts in sorted(
        facts_of_many(ids, today).items(), key=lambda one: (one[0][0], one[0][1] or 0)
    ):
        verdict, row = judge(facts, today), held.get((agency, corridor))
        told = _as_told(verdict)
        if row and _says_the_same(row, verdict, told, today):
            continue
        if row:
            closed.append(row.pk)
        added.append(
            StandingChange(
                agency_id=agency,
                corridor_id=corridor,
                standing=verdict.standing.value,
                reasons=told,
                until=verdict.until,
                rules_version=RULES_VERSION,
                on=today,
                known_at=now,
            )
        )
    StandingChange.objects.filter(pk__in=closed).update(replaced_at=now)
    StandingChange.objects.bulk_create(added, batch_size=500)
    touched = {row.agency_id for row in added}
    return touched - known, touched & known


def _as_told(verdict: Verdict) -> list[dict]:
    return [
        {"code": one.code.value, "evidence": one.evidence, "day": one.day.isoformat() if one.day else None}
        for one in verdict.reasons
    ]


def _says_the_same(row: StandingChange, verdict: Verdict, told: list[dict], today: date) -> bool:
    return (
        row.on <= today
        and row.rules_version == RULES_VERSION
        and (row.standing, row.until) == (verdict.standing.value, verdict.until)
        and row.reasons == told
    )
