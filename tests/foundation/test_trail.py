import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from foundation import trail
from foundation.models import TrailEntry, TrailSealed
from tests import make

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def rewrite(sql):
    """Change the table behind everybody's back, as somebody with the database file could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS foundation_trail_sealed")
        else:
            cursor.execute("ALTER TABLE foundation_trailentry DISABLE TRIGGER foundation_trail_sealed")
        cursor.execute(sql)


@pytest.fixture
def three():
    start, _digest = trail.head()
    for number in range(3):
        trail.record("foundation.tested", f"test/{number}", count=number)
    return start


def test_an_entry_holds_what_happened_and_no_words_of_persons():
    user = make.make_user()
    entry = trail.record("foundation.tested", user, actor=user, fee=Decimal("1.50"), since=date(2026, 1, 2), share=0.1)
    entry.refresh_from_db()
    assert entry.subject == f"accounts.User/{user.pk}"
    assert entry.actor == str(user.pk)
    assert entry.facts == {"fee": "1.50", "since": "2026-01-02", "share": "0.1"}
    logged = ModelLogEntry.objects.get(action="foundation.tested")
    assert logged.label == entry.subject
    assert (logged.user, logged.data) == (user, entry.facts)


def test_an_action_nobody_declared_gets_a_readable_name():
    trail.record("foundation.thing_never_declared", make.make_user())
    assert registry.get_action_label("foundation.thing_never_declared") == "Thing never declared"
    trail.declare("foundation.thing_declared_late", "Declared late")
    assert registry.action_exists("foundation.thing_declared_late")


def test_text_can_be_a_subject_where_there_is_no_row():
    entry = trail.record("foundation.tested", "import/th-doe", read=3)
    assert (entry.subject, entry.actor) == ("import/th-doe", "")
    assert not ModelLogEntry.objects.filter(action="foundation.tested").exists()


def test_the_chain_holds_and_an_undone_action_leaves_no_gap(three):
    with pytest.raises(RuntimeError), transaction.atomic():
        trail.record("foundation.tested", "test/undone")
        raise RuntimeError
    trail.record("foundation.tested", "test/after")
    assert trail.verify_trail() == (True, None)
    assert trail.head()[0] == three + 4


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE foundation_trailentry SET subject = 'x' WHERE subject = 'test/1'", 2),
        ("UPDATE foundation_trailentry SET actor = '9' WHERE subject = 'test/0'", 1),
        ("UPDATE foundation_trailentry SET facts = '{}' WHERE subject = 'test/2'", 3),
        ("UPDATE foundation_trailentry SET at = '2020-01-01 00:00:00' WHERE subject = 'test/2'", 3),
        ("UPDATE foundation_trailentry SET digest = 'f' WHERE subject = 'test/1'", 2),
        ("UPDATE foundation_trailentry SET sequence = sequence + 9 WHERE subject = 'test/2'", 3),
        ("DELETE FROM foundation_trailentry WHERE subject = 'test/1'", 2),
    ],
)
def test_whatever_is_rewritten_behind_our_back_is_found(three, sql, broken):
    rewrite(sql)
    assert trail.verify_trail() == (False, three + broken)
    with pytest.raises(CommandError, match=f"entry {three + broken}"):
        call_command("verify_trail")


def test_an_end_cut_off_is_found_by_the_entry_that_was_kept(three, capsys):
    call_command("verify_trail")
    kept = capsys.readouterr().out.split()[-1]
    call_command("verify_trail", kept=kept)
    rewrite("DELETE FROM foundation_trailentry WHERE subject = 'test/2'")
    assert trail.verify_trail() == (True, None)
    for written in (kept, "nonsense", "9" * 30 + ":x"):
        with pytest.raises(CommandError, match="cut off"):
            call_command("verify_trail", kept=written)


def test_entries_are_never_changed_or_removed_from_python(three):
    entry = TrailEntry.objects.last()
    entry.subject = "other"
    queryset = TrailEntry.objects.all()
    for attempt in (
        entry.save,
        entry.delete,
        queryset.delete,
        TrailEntry.objects.filter(sequence=1).delete,
        lambda: queryset.update(subject="x"),
        lambda: queryset.bulk_update([entry], ["subject"]),
        lambda: TrailEntry.objects.bulk_create([entry]),
        lambda: TrailEntry.objects.update_or_create(sequence=1),
        lambda: TrailEntry._base_manager.get(pk=entry.pk).delete(),
    ):
        with pytest.raises(TrailSealed):
            attempt()
    assert trail.verify_trail() == (True, None)


def test_the_database_itself_refuses_to_rewrite_an_entry(three):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_trailentry SET subject = 'x'")


@settings(max_examples=40)
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), json_values, max_size=4))
def test_any_facts_come_back_as_they_were_signed(facts):
    trail.record("foundation.tested", "test/facts", **facts)
    assert trail.verify_trail() == (True, None)


WRITERS = """
import os, django; django.setup()
from django.core.management import call_command
from django.db import connections, transaction
from foundation import trail
call_command("migrate", "foundation", verbosity=0)
connections.close_all()
children = []
for _ in range(3):
    child = os.fork()
    if not child:
        for number in range(25):
            with transaction.atomic():
                trail.record("foundation.tested", "test/many", number=number)
        os._exit(0)
    children.append(child)
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
call_command("verify_trail")
"""


def test_writers_in_several_processes_make_one_chain(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings_tests",
        "DATABASE_URL": f"sqlite:///{tmp_path}/trail.sqlite3",
    }
    done = subprocess.run([sys.executable, "-c", WRITERS], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The trail is whole: 75 entries.")
