"""kill -9 in the middle of writing: the index opens again, keeps what was acknowledged, and converges."""

import json
import random
import select
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench.openings import opening
from search.embedded import EmbeddedEngine
from search.query import OpeningQuery

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from dataclasses import replace
from datetime import date
from bench.openings import opening
from search.embedded import EmbeddedEngine
first = int(sys.argv[2])
with EmbeddedEngine(sys.argv[1]).writing() as writer:
    for turn in range(first, first + 400):
        writer.put(replace(opening(n), visible_until=date(2030, 1, 1), destination="ZZ") for n in (turn % 40, turn + 1))
        writer.remove([opening(turn % 7).id])
        writer.commit()
        print(turn, flush=True)
"""


def kill_in_the_middle_of_writing(directory, first, acknowledged_before_kill):
    """Runs a writer, kills it after some commits, and returns the turns whose commit it told of."""
    environment = {"DJANGO_SETTINGS_MODULE": "portal.settings_tests", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(directory), str(first)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        turns = [int(child.stdout.readline()) for _ in range(acknowledged_before_kill)]
        # The next commit is under way: anywhere between nothing and all of it.
        select.select([], [], [], random.Random(first).random() * 0.03)
    finally:
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
    turns += [int(line) for line in rest.split()]
    assert turns, "the writer never got to a commit"
    return turns


@pytest.mark.parametrize("kills", [(3, 9, 5, 14, 1)])
def test_after_each_kill_the_index_opens_and_holds_what_was_acknowledged(tmp_path, kills):
    directory = tmp_path / "index"
    turn, noted = 0, set()
    for acknowledged in kills:
        turns = kill_in_the_middle_of_writing(directory, turn, acknowledged)
        noted |= {number + 1 for number in turns}
        turn = turns[-1] + 1
        engine = EmbeddedEngine(directory)
        held = {
            hit.id
            for page in range(1, 20)
            for hit in engine.search(OpeningQuery(destination=("ZZ",), page=page), date(2029, 1, 1)).hits
        }
        # 0 to 6 are removed and put in turns; everything else that was acknowledged is there.
        missing = {number for number in noted if number > 6 and opening(number).id not in held}
        assert missing == set()
    # The outbox would hand the unacknowledged over again: after that the index is as if nobody had been killed.
    engine = EmbeddedEngine(directory)
    engine.put(opening(number) for number in range(60))
    assert engine.count() >= 60
    engine.remove([opening(number).id for number in range(1000)])
    assert engine.count() == 0


OUTBOX_SCRIPT = """
import json, sys
import django
django.setup()
from dataclasses import replace
from datetime import date
from django.core.management import call_command
from django.db import connection, transaction
from bench.openings import opening
from search import outbox
from search.engine import engine
from search.query import OpeningQuery

def shown(number):
    return replace(opening(number), visible_until=date(2030, 1, 1), visible_from=None)

def alive():
    with connection.cursor() as cursor:
        return {key for (key,) in cursor.execute("select id from facts where alive")}

outbox.register_source(
    "opening",
    lambda keys: {key: shown(int(key)) for key in set(keys) & alive()},
    lambda: (shown(int(key)) for key in sorted(alive())),
)
if sys.argv[1] == "create":
    call_command("migrate", "search", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("create table facts (id text primary key, alive integer)")
elif sys.argv[1] == "write":
    for turn in range(int(sys.argv[2]), 100_000):
        with transaction.atomic(), connection.cursor() as cursor:
            key = opening(1 + turn * 7 % 90).id
            cursor.execute(
                "insert into facts values (%s, 1) on conflict (id) do update set alive = 1 - alive", [key]
            )
            outbox.note_change([key])
        print(turn, flush=True)
else:
    outbox.drain()
    ids = {hit.id for page in range(1, 11) for hit in engine().search(OpeningQuery(page=page), date(2029, 1, 1)).hits}
    print(json.dumps({"index": sorted(ids), "database": sorted(alive()), "waiting": outbox.waiting()}))
"""


def test_after_kills_between_database_and_index_a_drain_brings_them_together(tmp_path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": f"sqlite:///{tmp_path}/facts.sqlite3",
        "SEARCH_INDEX_DIR": str(tmp_path / "index"),
    }

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, "-c", OUTBOX_SCRIPT, *arguments],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def finish(child):
        told, errors = child.communicate()
        assert child.returncode == 0, errors
        return told

    finish(start("create"))
    turn = 0
    for acknowledged in (4, 11, 7):
        child = start("write", str(turn))
        try:
            turns = [int(child.stdout.readline()) for _ in range(acknowledged)]
            select.select([], [], [], random.Random(acknowledged).random() * 0.06)
        finally:
            child.kill()
            rest, _ = child.communicate()
        turn = max([*turns, *(int(line) for line in rest.split())]) + 2
    settled = json.loads(finish(start("settle")))
    assert settled["waiting"] == 0
    assert len(settled["database"]) >= 10
    assert settled["index"] == settled["database"]
