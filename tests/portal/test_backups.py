"""Backups: whole or not at all, refused when they are not ours, and never bringing back what was purged."""

import gzip
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import MemberSession, User
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import purge_reviews
from agencies.models import Review, ReviewText
from foundation import clock, purge_log, purges, trail
from foundation.models import TrailEntry
from portal import archives, backups, database_copies, purging
from support.actions import client
from support.models import Case
from tests.make import TODAY, make_case, make_report, make_user, send_reviews
from tests.portal.purged_rows import EVERY

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    """Uploads and the purge log of this test alone."""
    settings.MEDIA_ROOT, settings.PURGE_LOG_DIR = tmp_path / "run" / "media", tmp_path / "run" / "purged"
    return tmp_path


@pytest.fixture
def folder(places) -> Path:
    return places / "backups"


def restored(archive: Path, **given) -> backups.Restored:
    return backups.restore(archive, **{"replace": True, **given})


def test_a_backup_brings_back_the_database_and_the_uploads_but_no_session(folder, settings):
    user = make_user(username="kept")
    Client().force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("images/one.webp", "printed/guide.pdf"):
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"picture")
    trail.record("tests.done", "tests")
    archive = backups.back_up(folder)
    User.objects.all().delete()
    make_user(username="later")
    (Path(settings.MEDIA_ROOT) / "images/one.webp").unlink()

    done = restored(archive)
    assert (done.files, done.deleted_again) == (1, 0)
    assert [*User.objects.values_list("username", flat=True)] == ["kept"]
    assert (Path(settings.MEDIA_ROOT) / "images/one.webp").read_bytes() == b"picture"
    assert not MemberSession.objects.exists()
    assert trail.verify_trail() == (True, None)
    assert TrailEntry.objects.latest("sequence").action == "portal.backup_restored"
    # Once more is the same once more.
    assert restored(archive).files == 1
    assert [*User.objects.values_list("username", flat=True)] == ["kept"]
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir() if not path.name.endswith("-lock")] == [archive.name]


def test_every_kind_of_deletion_that_the_code_declares_is_tried():
    assert set(purges.declared()) == set(EVERY)


def test_every_module_that_declares_a_deletion_is_known_to_restore():
    script = (
        "import django; django.setup(); import portal.purging; from foundation import purges; print(*purges.declared())"
    )
    known = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert set(known.stdout.split()) == set(EVERY)


def test_nothing_that_was_purged_can_be_read_after_a_restore(folder, monkeypatch):
    planted = {name: plant() for name, plant in EVERY.items()}
    archive = backups.back_up(folder)
    for delete, _readable in planted.values():
        delete()
    assert readable_of(planted) == set()

    # So that the test can fail: a restore that forgot the log would bring each of them back.
    monkeypatch.setattr(backups, "delete_again", lambda: 0)
    restored(archive)
    assert readable_of(planted) == set(EVERY)

    monkeypatch.setattr(backups, "delete_again", purging.delete_again)
    for _again in range(2):
        done = restored(archive)
        assert done.deleted_again >= len(EVERY) - 1
        assert readable_of(planted) == set()


def test_words_that_waited_in_a_backup_and_were_deleted_by_age_are_not_moved_again(folder):
    send_reviews(make_report(words="told") for _ in range(5))
    archive = backups.back_up(folder)
    move_reviews(TODAY)
    purge_reviews(TODAY + timedelta(days=93))
    restored(archive)
    assert move_reviews(TODAY).moved == 5
    assert Review.objects.count() == 5 and not ReviewText.objects.exists()


def readable_of(planted) -> set[str]:
    return {name for name, (_delete, readable) in planted.items() if readable()}


def test_what_was_written_and_deleted_after_another_backup_stays_as_it_was(folder):
    """Words that came after a deletion are not those that were deleted."""
    case, _code = make_case()
    client.empty(case)
    client.client_writes(case, "new words", "n" * 22, TODAY)
    archive = backups.back_up(folder)
    restored(archive)
    assert case.messages.count() == 1


def test_the_log_tells_nothing_of_what_was_deleted(places):
    case, _code = make_case()
    client.empty(case)
    (month,) = (places / "run" / "purged").iterdir()
    assert all(len(line) == 64 and set(line) <= set("0123456789abcdef") for line in month.read_text().split())
    assert str(case.pk) not in month.read_text() and case.pk.hex not in month.read_text()
    assert month.stat().st_mode & 0o077 == 0


def test_a_key_that_was_changed_still_finds_what_was_deleted_under_it(folder, settings):
    case, _code = make_case()
    archive = backups.back_up(folder)
    client.empty(case)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    restored(archive)
    assert not Case.objects.exclude(letter="").exists()


def test_nothing_is_deleted_that_could_not_be_noted(settings, places):
    case, _code = make_case()
    (places / "full").write_text("a file, where the folder of the log should be")
    settings.PURGE_LOG_DIR = places / "full"
    with pytest.raises(OSError):
        client.empty(case)
    assert Case.objects.exclude(letter="").count() == 1


def test_a_line_that_was_cut_short_spoils_no_other(places):
    purge_log.append(["a" * 64])
    (month,) = (places / "run" / "purged").iterdir()
    with month.open("ab") as log:
        log.write(b"b" * 30)
    purge_log.append(["c" * 64])
    assert purge_log.marks() == {"a" * 64, "c" * 64}


def test_marks_are_kept_for_thirteen_months_and_then_go(monkeypatch):
    for month in (1, 2, 12):
        monkeypatch.setattr(clock, "now", lambda month=month: datetime(2026, month, 3, tzinfo=UTC))
        purge_log.append([f"{month:064d}"])
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 1, tzinfo=UTC))
    purge_log.prune()
    assert purge_log.marks() == {f"{month:064d}" for month in (2, 12)}


@pytest.mark.parametrize(
    "spoil", ["cut", "bit", "bytes", "text", "empty", "absent", "foreign", "path", "newer", "alien"]
)
def test_a_wrong_archive_is_refused_in_a_sentence_and_changes_nothing(folder, spoil):
    make_user(username="kept")
    archive = backups.back_up(folder)
    User.objects.update(username="now")
    held = archive.read_bytes()
    changed = {
        "cut": lambda: held[: len(held) // 2],
        "bit": lambda: held[: len(held) // 2] + bytes([held[len(held) // 2] ^ 1]) + held[len(held) // 2 + 1 :],
        "bytes": lambda: rewritten(archive, lambda name, body: body[:-1] + b"!" if name == "database" else body),
        "text": lambda: b"not an archive",
        "empty": lambda: b"",
        "absent": lambda: None,
        "foreign": lambda: rewritten(archive, lambda name, body: told(body, schema=["shop.0001_initial"], name=name)),
        "path": lambda: rewritten(archive, lambda name, body: body, rename={"database": "../../database"}),
        "newer": lambda: rewritten(archive, lambda name, body: told(body, form=2, name=name)),
        "alien": lambda: rewritten(archive, lambda name, body: told(body, engine="oracle", name=name)),
    }[spoil]()
    archive.unlink()
    if changed is not None:
        archive.write_bytes(changed)
    with pytest.raises(CommandError) as said:
        call_command("restore", str(archive), replace=True)
    assert str(said.value).endswith(".") and "Traceback" not in str(said.value)
    assert [*User.objects.values_list("username", flat=True)] == ["now"]


def rewritten(archive: Path, change, rename=None) -> bytes:
    """The same archive with its members changed."""
    made = BytesIO()
    with tarfile.open(archive) as old, tarfile.open(fileobj=made, mode="w:gz") as new:
        for entry in old:
            body = change(entry.name, old.extractfile(entry).read())
            fresh = tarfile.TarInfo((rename or {}).get(entry.name, entry.name))
            fresh.size = len(body)
            new.addfile(fresh, BytesIO(body))
    assert gzip.decompress(made.getvalue())
    return made.getvalue()


def told(body: bytes, name: str, **changed) -> bytes:
    return json.dumps({**json.loads(body), **changed}).encode() if name == "manifest.json" else body


def test_a_database_that_holds_something_is_not_overwritten_unasked(folder):
    make_user(username="now")
    archive = backups.back_up(folder)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(archive))


def test_a_lost_purge_log_is_told_and_must_be_accepted(folder, settings, places):
    make_user()
    archive = backups.back_up(folder)
    settings.PURGE_LOG_DIR = places / "another"
    with pytest.raises(CommandError, match="purge log"):
        call_command("restore", str(archive), replace=True)
    said = StringIO()
    call_command("restore", str(archive), replace=True, without_purge_log=True, stdout=said)
    assert "Restored as of" in said.getvalue()


def test_purge_ends_what_a_restore_began(folder):
    """Killed when the tables were back and nothing was deleted again: PostgreSQL's database is then the site's already."""
    case, _code = make_case()
    held = Case.objects.filter(pk=case.pk).values().get()
    client.empty(case)
    purge_log.begin_restore()
    Case.objects.filter(pk=case.pk).update(letter=held["letter"])
    call_command("purge", stdout=StringIO())
    assert not Case.objects.exclude(letter="").exists() and not purge_log.restore_unfinished()
    # Of a database restored by other tools somebody says so.
    Case.objects.filter(pk=case.pk).update(letter=held["letter"])
    call_command("purge", stdout=StringIO())
    assert Case.objects.exclude(letter="").exists()
    call_command("purge", restored=True, stdout=StringIO())
    assert not Case.objects.exclude(letter="").exists()


def test_archives_of_more_than_thirty_days_go_once_there_is_a_new_one(folder, monkeypatch):
    for day in (1, 2, 31):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2026, 10, day, 12, tzinfo=UTC))
        backups.back_up(folder)
    (folder / "fair-passage-notes.txt").write_text("not ours to delete")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 1, 1, tzinfo=UTC))
    backups.back_up(folder)
    days = [path.name[13:23] for path in sorted(folder.glob("fair-passage-2*"))]
    assert days == ["2026-10-02", "2026-10-31", "2026-11-01"]
    assert (folder / "fair-passage-notes.txt").exists()


def test_two_backups_at_once_are_not_written_into_one_folder(folder):
    with archives.folder_alone(folder), pytest.raises(CommandError, match="Another backup"):
        call_command("backup", str(folder))


def test_a_backup_that_fails_says_why(folder, monkeypatch):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file")
    with pytest.raises(CommandError, match="was not written"):
        call_command("backup", str(folder))
    monkeypatch.setattr(database_copies, "engine", lambda: "postgresql")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="pg_dump is not on this machine"):
        call_command("backup", str(folder.with_name("other")))


WRITING = """
import sys
from pathlib import Path
from portal import archives
folder = Path(sys.argv[1])
with archives.folder_alone(folder):
    copy = archives.part_of(folder, "database")
    copy.write_bytes(b"rows")
    archives.write(folder, "fair-passage-killed.tar.gz", copy, Path(sys.argv[2]), "printed", {})
"""


def test_a_killed_backup_leaves_nothing_under_the_final_name(folder, places):
    media = places / "large"
    media.mkdir()
    with (media / "film.mp4").open("wb") as film:
        film.truncate(20 * 1024**3)  # takes no room, and minutes to pack
    writer = subprocess.Popen([sys.executable, "-c", WRITING, str(folder), str(media)], cwd=ROOT)
    try:
        part = archives.part_of(folder, "fair-passage-killed.tar.gz")
        wait_for(lambda: part.exists() and part.stat().st_size > 10_000, writer)
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert [path.name for path in folder.glob("fair-passage*")] == []
    archive = backups.back_up(folder)
    assert sorted(path.name for path in folder.iterdir()) == [".fair-passage-lock", archive.name]


RESTORING = """
import django; django.setup()
import sys, time
from pathlib import Path
from django.conf import settings
from portal import backups
settings.PURGE_LOG_DIR, settings.MEDIA_ROOT = sys.argv[2:]
def hang():
    print("hanging", flush=True)
    time.sleep(600)
backups.delete_again = hang
backups.restore(Path(sys.argv[1]), replace=True)
"""


def environment(**more) -> dict:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings_tests", "PYTHONPATH": str(ROOT), **more}


def test_a_restore_killed_before_it_deleted_again_leaves_the_site_as_it_was(folder, places, settings):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's tables are replaced first; test_purge_ends_what_a_restore_began tells of it.")
    archive = backups.back_up(folder)
    make_user(username="written since")
    site = places / "site.sqlite3"
    database_copies.copy_to(site)
    words = (str(archive), str(settings.PURGE_LOG_DIR), str(places / "other" / "media"))
    writer = subprocess.Popen(
        [sys.executable, "-c", RESTORING, *words],
        cwd=ROOT,
        env=environment(DATABASE_URL=f"sqlite:///{site}"),
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout.readline() == b"hanging\n"
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    held = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(site)
    try:
        assert User.objects.filter(username="written since").exists()
        restored(archive)
        assert not User.objects.exists()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held


def wait_for(happened, process) -> None:
    while not happened():
        assert process.poll() is None
        time.sleep(0.02)
