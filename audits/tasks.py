"""What the worker does: finds matches, makes dossiers, and looks after work whose worker was killed.

The tasks carry ids alone. Each may run twice or never end: audits.working says what then holds. `db_worker` runs them.
"""

from datetime import timedelta

from django_tasks import task, task_backends

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
    if isinstance(work, Dossier):
        make_dossier.enqueue(str(work.pk))
    else:
        find_matches.enqueue(work.pk)
    watch()


def watch() -> None:
    """Have a worker look after abandoned work in a little more than a minute, where the queue knows time."""
    if task_backends[BACKEND].supports_defer:
        look_after.using(run_after=clock.now() + _LOOK_AFTER).enqueue()


def take_up_abandoned() -> int:
    """How many pieces of work were put in the queue again."""
    count = 0
    for model in (MatchRun, Dossier):
        for pk in working.release_abandoned(model):
            count += 1
            if model is Dossier:
                make_dossier.enqueue(str(pk))
            else:
                find_matches.enqueue(pk)
    return count
