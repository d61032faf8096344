"""The same rows give the same digest in another process, another database, another hash seed, time zone and locale; and a worker
that is killed in the middle of a dossier leaves it to the next one.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers

from audits.actions.dossiers import ask_dossier
from tests.audits.world import SupplyWorld
from tests.make import TODAY
from tests.migrated import put_database

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db
APPS = ("reference", "accounts", "partners", "corridors", "agencies", "jobs", "audits")


def run(
    database: Path, *command: str, settings: str = "portal.settings_tests", **more: str
) -> subprocess.CompletedProcess:
    """A command of its own process on its own database."""
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": settings,
        "PORTAL_TODAY": TODAY.isoformat(), **more,
    }  # fmt: skip
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done


TELL = (
    "from audits.models import Dossier; made = Dossier.objects.get(); print(made.state, made.attempt, len(made.digest))"
)


def shell(database: Path, words: str) -> list[str]:
    """What a script says on the site of that database, word by word."""
    return run(database, "shell", "--no-imports", "-c", words, settings="portal.settings").stdout.split()


def rows() -> str:
    """Everything the dossier can hang on, as a fixture."""
    held = [
        row
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for row in model._default_manager.order_by("pk")
    ]
    return serializers.serialize("json", held)


def test_a_dossier_has_one_digest_on_any_machine(tmp_path):
    world = SupplyWorld()
    made = ask_dossier(world.brand, TODAY, "", "Jane", "en", world.auditor)
    made.refresh_from_db()
    fixture = tmp_path / "rows.json"
    fixture.write_text(rows())
    told = set()
    for name, more in (
        ("one", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
        ("two", {"PYTHONHASHSEED": "977", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "LANG": "th_TH.UTF-8"}),
    ):
        database = put_database(tmp_path / f"{name}.sqlite3")
        run(database, "loaddata", str(fixture), **more)
        done = run(
            database, "dossier_hash", world.brand.organisation.name, "--as-of", TODAY.isoformat(), "--known",
            made.known.isoformat(), **more,
        )  # fmt: skip
        told.add(done.stdout.strip())
    assert told == {made.digest}


# The worker stops inside the drawing for as long as the test likes, and is killed there.
STOPPING = """
import os, sys, time, pathlib
import django
django.setup()
from django.core.management import call_command
import audits.actions.dossiers as dossiers
def stopping(*args):
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(600)
dossiers.pdf_of = stopping
call_command("db_worker", "--backend", "background", "--batch", "--interval", "0.1", "--no-startup-delay")
"""


@pytest.mark.own_database
def test_a_worker_killed_in_the_middle_of_a_dossier_leaves_it_to_the_next(tmp_path):
    world = SupplyWorld()
    fixture, there = tmp_path / "rows.json", tmp_path / "there"
    fixture.write_text(rows())
    database = put_database(tmp_path / "site.sqlite3")
    run(database, "loaddata", str(fixture))
    ask = (
        "from audits.models import Brand; from audits.actions.dossiers import ask_dossier; "
        "from foundation import clock; from accounts.models import User; "
        f"ask_dossier(Brand.objects.get(pk='{world.brand.pk}'), clock.today(), '', 'Jane', 'en', "
        f"User.objects.get(pk={world.auditor.pk}))"
    )
    shell(database, ask)
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_TODAY": TODAY.isoformat(),
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", STOPPING, str(there)], cwd=ROOT, env=env) as worker:
        for _ in range(600):
            if there.exists():
                break
            time.sleep(0.1)
        worker.send_signal(signal.SIGKILL)
    told = shell(
        database,
        f"{TELL}; from audits.models.work import SILENT; from django.db.models import F; "
        "Dossier.objects.update(beat=F('beat') - 2 * SILENT)",
    )
    assert told == ["running", "1", "0"]
    assert "Taken up again: 1." in run(database, "take_up_work", settings="portal.settings").stdout
    run(database, "db_worker", "--backend", "background", "--batch", settings="portal.settings")
    assert shell(database, TELL) == ["done", "2", "64"]
