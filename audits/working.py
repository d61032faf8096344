"""How background work is taken up, tells how far it is, ends, and is taken up again after a worker was killed.

A worker that was overtaken (its attempt is no longer the newest) may write nothing more: `beat` and `finish` tell it.
"""

from django.db import transaction
from django.db.models import F

from audits.models.work import MOST_ATTEMPTS, Work
from foundation import clock


class Overtaken(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Another worker does this now, or nobody should any more."""


@transaction.atomic
def take_up(model: type[Work], pk) -> Work | None:
    """The work for this worker alone, None when there is none to do. Safe to call twice for one piece."""
    work = model.objects.select_for_update().filter(pk=pk, state=Work.State.WAITING.value).first()
    if work is None:
        return None
    work.state, work.attempt, work.done, work.beat = Work.State.RUNNING.value, work.attempt + 1, 0, clock.now()
    work.save(update_fields=["state", "attempt", "done", "beat"])
    return work


def beat(work: Work, done: int, total: int) -> None:
    """A sign of life. Raises Overtaken."""
    work.done, work.total = done, total
    if not _mine(work).update(beat=clock.now(), done=done, total=total):
        raise Overtaken


@transaction.atomic
def finish(work: Work, state: str = Work.State.DONE.value, **values) -> None:
    """The end, with what was made, in one statement: it is whole or not there. Raises Overtaken."""
    if not _mine(work).update(state=state, finished=clock.now(), **values):
        raise Overtaken


@transaction.atomic
def release_abandoned(model: type[Work]) -> list:
    """Ids of work that may be taken up again because its worker is gone; what failed three times is given up instead."""
    gone = model.objects.abandoned(clock.now())
    gone.filter(attempt__gte=MOST_ATTEMPTS).update(state=Work.State.FAILED.value, finished=clock.now())
    ids = list(model.objects.select_for_update().abandoned(clock.now()).values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).update(state=Work.State.WAITING.value, attempt=F("attempt"))
    return ids


@transaction.atomic
def retry(work: Work) -> bool:
    """Let failed work, or work whose worker is gone, wait again. False when there is nothing to retry."""
    model = type(work)
    failed = model.objects.filter(pk=work.pk, state=Work.State.FAILED.value)
    gone = model.objects.abandoned(clock.now()).filter(pk=work.pk)
    waiting = {"state": Work.State.WAITING.value, "attempt": 0, "done": 0, "finished": None}
    return bool(failed.update(**waiting) or gone.update(**waiting))


def _mine(work: Work):
    return type(work).objects.filter(pk=work.pk, attempt=work.attempt, state=Work.State.RUNNING.value)
