"""How background work is taken up, tells how far it is, ends, and is taken up again after a worker was killed.

A worker that was overtaken (its attempt is no longer the newest) may write nothing more: `beat` and `finish` tell it.
"""

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from audits.models.work import MOST_ATTEMPTS, Work
from foundation import clock

_A_BREATH = 5


class Overtaken(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Another worker does this now, or nobody should any more."""


@transaction.atomic
def take_up(model: type[Work], pk) -> Work | None:
    """The work for this worker alone, None when there is none to do. Safe to call twice for one piece."""
    # One statement decides between two workers, on any database.
    taken = model.objects.filter(pk=pk, state=Work.State.WAITING.value).update(
        state=Work.State.RUNNING.value, attempt=F("attempt") + 1, done=0, beat=clock.now()
    )
    return model.objects.get(pk=pk) if taken else None


def beat(work: Work, done: int, total: int) -> None:
    """A sign of life. Raises Overtaken."""
    work.done, work.total = done, total
    if not _mine(work).update(beat=clock.now(), done=done, total=total):
        raise Overtaken


def breathing(work: Work) -> Callable[[], None]:
    """A sign of life without news, to be given as often as one likes: one in a few seconds is written. Raises Overtaken."""
    last = time.monotonic()

    def breathe() -> None:
        nonlocal last
        if time.monotonic() - last >= _A_BREATH:
            last = time.monotonic()
            beat(work, work.done, work.total)

    return breathe


@transaction.atomic
def finish(work: Work, state: str = Work.State.DONE.value, **values) -> None:
    """The end, with what was made, in one statement: it is whole or not there. Raises Overtaken."""
    if not _mine(work).update(state=state, finished=clock.now(), **values):
        raise Overtaken


@transaction.atomic
def release_abandoned(model: type[Work]) -> list:
    """Ids of work that waits again because its worker is gone; what was given up each third time fails instead."""
    now, ids = clock.now(), []
    for work in model.objects.abandoned(now).select_for_update():
        given_up = work.attempt % MOST_ATTEMPTS == 0
        if given_up:
            _mine(work).update(state=Work.State.FAILED.value, finished=now)
        elif _mine(work).update(state=Work.State.WAITING.value, beat=now):
            ids.append(work.pk)
    return ids


@transaction.atomic
def retry(work: Work) -> bool:
    """Let failed work, or work whose worker is gone, wait again. False when there is nothing to retry."""
    model = type(work)
    failed = model.objects.filter(pk=work.pk, state=Work.State.FAILED.value)
    gone = model.objects.abandoned(clock.now()).filter(pk=work.pk)
    # The count of attempts goes on: a worker that wakes up must never find its own number in force again.
    waiting = {"state": Work.State.WAITING.value, "done": 0, "finished": None, "beat": clock.now()}
    return bool(failed.update(**waiting) or gone.update(**waiting))


def _mine(work: Work):
    return type(work).objects.filter(pk=work.pk, attempt=work.attempt, state=Work.State.RUNNING.value)
