"""Moves a case along the table of lawful steps, under a lock; every other action of support/ goes through here."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from support.models import Case
from support.rules.keeping import due_on
from support.rules.states import State, Step, after


class Unlawful(Exception):  # noqa: N818 - it says what the step is
    """The step cannot be taken from the state in which the case is by now; nothing was changed."""


def locked(case: Case) -> Case:
    """The row as it is now, held until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def take(case: Case, step: Step, today: date) -> Case:
    """Take one step and keep the days that go with it. Saves. Raises Unlawful."""
    target = after(case.state, step, case.has_client)
    if target is None:
        raise Unlawful(f"{case.state} {step}")
    case.state = target.value
    case.closed = max(today, case.received) if target in (State.CLOSED, State.WITHDRAWN) else None
    if target is State.NEW and step is Step.GIVE_BACK:
        case.organisation = None
    if case.closed or step in (Step.ANSWER, Step.ASK_TO_CLOSE):
        case.due = None
    elif step in (Step.WRITE, Step.GO_ON, Step.GIVE_BACK) or case.due is None:
        case.due = case.due or due_on(case.request or case.origin, today)
    case.asked_to_close = today if step is Step.ASK_TO_CLOSE else None
    case.save()
    return case


def one_by_one(rows: QuerySet, do: Callable[[Case], None]) -> int:
    """Do it to each case of `rows`, each under its lock in a transaction of its own: how many.

    Its client may write or take it back between the list and the lock: a case that is not among `rows` any more is left
    alone, and one for which it is not lawful stops no other.
    """
    done = 0
    for case in list(rows):
        with suppress(Unlawful, Case.DoesNotExist), transaction.atomic():
            case = locked(case)
            if rows.filter(pk=case.pk).exists():
                do(case)
                done += 1
    return done
