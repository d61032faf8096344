"""What the worker does: finds matches, makes dossiers, and looks after work whose worker was killed.

The tasks carry ids alone. Each may run twice or never end: audits.working says what then holds. `db_worker` runs them.
"""

from datetime import timedelta

from django.db import transaction
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks_db.models import DBTaskResult

from audits import working
from audits.models import Dossier, MatchRun
from audits.models.work import SILENT
from foundation import clock

BACKEND = "background"
# A while longer than silence itself, so that one look is enough in most cases.
_LOOK_AFTER = SILENT + timedelta(seconds=15)


@task(backend=BACKEND)
def find_matches(run: int) -> None:
    """Look for the employers of a brand's suppliers."""
    from audits.actions.matching import run_matching

    run_matching(run)


@task(backend=BACKEND)
def make_dossier(dossier: str) -> None:
    """Make one dossier."""
    from audits.actions.dossiers import run_dossier

    run_dossier(dossier)


@task(backend=BACKEND)
def look_after() -> None:
    """Take up again what a killed worker left behind; come back while anything runs."""
    take_up_abandoned()
    if any(model.objects.filter(state__in=("waiting", "running")).exists() for model in (MatchRun, Dossier)):
        watch()


def enqueue(work: MatchRun | Dossier) -> None:
    """Put the work in the queue, and somebody to look after it."""
    _task_of(work).enqueue(_argument(work))
    watch()


def watch() -> None:
    """Have a worker look after abandoned work in a little more than a minute, where the queue knows time. Once is enough."""
    if task_backends[BACKEND].supports_defer and not _in_queue(look_after):
        look_after.using(run_after=clock.now() + _LOOK_AFTER).enqueue()


@transaction.atomic
def take_up_abandoned() -> int:
    """How many pieces of work were put in the queue again: the running whose worker is gone, and the waiting that a worker
    took out of the queue and died before it began.
    """
    count = 0
    for model in (MatchRun, Dossier):
        lost = [
            work.pk for work in model.objects.unheard(clock.now()) if not _in_queue(_task_of(work), _argument(work))
        ]
        for work in model.objects.filter(pk__in=[*working.release_abandoned(model), *lost]):
            count += 1
            _task_of(work).enqueue(_argument(work))
    return count


def _task_of(work: MatchRun | Dossier):
    return make_dossier if isinstance(work, Dossier) else find_matches


def _argument(work: MatchRun | Dossier) -> int | str:
    return str(work.pk) if isinstance(work, Dossier) else work.pk


def _in_queue(wanted, *arguments) -> bool:
    """Whether a worker will still come by for it, as far as the queue is one that can be asked."""
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=wanted.module_path)
    return any(row["args"] == list(arguments) for row in rows.values_list("args_kwargs", flat=True))
