"""Writes what the machine suggests and what people decide of suppliers and employers. Decisions are never overwritten."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audits import tasks, working
from audits.finding import employer_sites, find, site_of
from audits.models import Brand, Link, MatchRun, Suggestion, Supplier, SupplierEntry
from foundation import clock, trail
from jobs.models import Employer

CONFIRMED = trail.declare("audits.match_decided", _("Supplier matched by a person"))
UNDONE = trail.declare("audits.match_undone", _("Match of a supplier taken back"))


class NotSuggested(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """There is no such pair to decide about, or it was decided already."""


@transaction.atomic
def ask_for_matches(brand: Brand) -> MatchRun:
    """Look for employers of all suppliers, in the background. One that waits already will see everything."""
    # Locked, so that it begins only once what this transaction wrote can be seen.
    waiting = MatchRun.objects.select_for_update().filter(brand=brand, state=MatchRun.State.WAITING.value).first()
    if waiting:
        return waiting
    run = MatchRun.objects.create(brand=brand, asked=clock.now())
    # In this very transaction: whatever is killed, either both are there or neither.
    tasks.enqueue(run)
    return run


@transaction.atomic
def look_again(brand: Brand) -> MatchRun:
    """At a person's wish: the newest search once more where it failed or its worker is gone, else another one."""
    newest = MatchRun.objects.filter(brand=brand).first()
    if newest and working.retry(newest):
        tasks.enqueue(newest)
        return newest
    return ask_for_matches(brand)


def run_matching(pk: int) -> None:
    """The task: suggestions of the whole brand are written anew in one transaction at its end."""
    run = working.take_up(MatchRun, pk)
    if run is None:
        return
    try:
        entries = list(SupplierEntry.objects.current().filter(supplier__brand=run.brand_id))
        total = len(entries)
        working.beat(run, 0, total)
        sites = {
            entry.supplier_id: site_of([entry.name], entry.country, entry.address, os_id=entry.os_id)
            for entry in entries
        }
        found = [
            Suggestion(
                supplier_id=supplier,
                employer_id=employer,
                score=told.score,
                certain=told.certain,
                reasons=[sign.value for sign in told.reasons],
            )
            for supplier, employer, told in find(sites, employer_sites(), lambda done: working.beat(run, done, total))
        ]
        with transaction.atomic():
            working.finish(run)
            Suggestion.objects.filter(supplier__brand=run.brand_id).delete()
            Suggestion.objects.bulk_create(found, batch_size=500)
    except working.Overtaken:
        return
    except Exception:
        working.finish(run, MatchRun.State.FAILED.value)
        raise


@transaction.atomic
def decide(supplier: Supplier, employer: Employer, word: str, by: User) -> Link:
    """A person's word about a suggested pair. Raises NotSuggested; "the same" needs that no other employer is."""
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    told = Suggestion.objects.filter(supplier=supplier, employer=employer).first()
    live = Link.objects.filter(supplier=supplier, undone_at=None)
    if told is None or live.filter(employer=employer).exists():
        raise NotSuggested
    if word == Link.Word.SAME and live.filter(word=Link.Word.SAME.value).exists():
        raise NotSuggested
    link = Link.objects.create(
        supplier=supplier,
        employer=employer,
        word=Link.Word(word).value,
        score=told.score,
        reasons=told.reasons,
        decided_by=by,
        decided_at=clock.now(),
    )
    trail.record(CONFIRMED, link, actor=by, word=link.word, score=link.score)
    return link


def certain_alone(brand: Brand) -> list[Suggestion]:
    """Suggestions that are called certain and alone in that, of suppliers nobody decided about."""
    each: dict = {}
    for row in Suggestion.objects.undecided(brand).filter(certain=True).select_related("supplier", "employer"):
        each.setdefault(row.supplier_id, []).append(row)
    return [rows[0] for rows in each.values() if len(rows) == 1]


@transaction.atomic
def confirm_certain(brand: Brand, shown: Collection[tuple[UUID, int]], by: User) -> int:
    """Confirm those (supplier, employer) that somebody looked at, as far as they still are certain and alone; how many."""
    alone = [row for row in certain_alone(brand) if (row.supplier_id, row.employer_id) in shown]
    for row in alone:
        decide(row.supplier, row.employer, Link.Word.SAME.value, by)
    return len(alone)


@transaction.atomic
def undo(link: Link, by: User) -> bool:
    """Take a decision back; it stays as history. False when it was taken back already."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.undone_at:
        return False
    link.undone_at, link.undone_by = clock.now(), by
    link.save(update_fields=["undone_at", "undone_by"])
    trail.record(UNDONE, link, actor=by)
    return True
