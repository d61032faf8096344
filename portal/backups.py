"""Backups: makes an archive of the database and of what editors uploaded, and restores one without what was purged since.

`manage.py backup` and `manage.py restore` call it. Keys are in no archive, and neither is the purge log: both must be newer
than any backup. The search index is built anew.
"""

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation import clock, purge_log, trail
from foundation.models import TrailEntry
from portal import archives, database_copies
from portal.purging import delete_again, purge_everything

RESTORED = trail.declare("portal.backup_restored", _("Backup restored"))
# An archive still holds, sealed, what `purge` deletes.
DAYS_KEPT = 30
# Sheets that the printer draws again.
_DRAWN_AGAIN = "printed"


class Refused(Exception):  # noqa: N818 - it says what happened
    """Nothing was written; the message says why in a sentence."""


@dataclass(frozen=True)
class Restored:
    """What a restore did: the moment of the backup, the files put back, how many purged rows it had brought back."""

    made: str
    files: int
    deleted_again: int


def back_up(folder: Path, keep_days: int = DAYS_KEPT) -> Path:
    """Write an archive into the folder and give its path; older ones than `keep_days` then go. The site may run. Raises
    Refused.
    """
    try:
        with archives.folder_alone(folder):
            # First of all: whatever is purged from here on is noted after this mark, or is not in the copy.
            mark = purge_log.leave_mark()
            sequence, digest = trail.head()
            made = clock.now()
            told = {
                "version": _version(),
                "made": made.isoformat(timespec="seconds"),
                "engine": database_copies.engine(),
                "schema": sorted(map(".".join, _applied())),
                "trail": f"{sequence}:{digest}",
                "purge_mark": mark,
            }
            copy = archives.part_of(folder, "database")
            database_copies.copy_to(copy)
            name = f"fair-passage-{made:%Y-%m-%dT%H%M%SZ}.tar.gz"
            try:
                written = archives.write(folder, name, copy, Path(settings.MEDIA_ROOT), _DRAWN_AGAIN, told)
            finally:
                copy.unlink(missing_ok=True)
            oldest = f"fair-passage-{made - timedelta(days=keep_days):%Y-%m-%dT%H%M%SZ}.tar.gz"
            for path in folder.glob("fair-passage-*.tar.gz"):
                if path.name < oldest:
                    path.unlink()
            return written
    except (archives.Busy, database_copies.CopyFailed) as why:
        raise Refused(str(why))


def restore(archive: Path, *, replace: bool = False, without_purge_log: bool = False) -> Restored:
    """Put a backup in the place of what is here, without what was purged since it was made. Safe to repeat. Raises Refused."""
    with _staging() as staging:
        try:
            told = archives.unpack(archive, staging)
        except archives.Damaged as why:
            raise Refused(str(why))
        _refuse_foreign(told)
        if not replace and _holds_something():
            raise Refused("The database here is not empty. Say --replace to lose what it holds.")
        if not without_purge_log and told["purge_mark"] not in purge_log.marks():
            raise Refused(
                f"The purge log in {settings.PURGE_LOG_DIR} does not go back to this backup: what was deleted since would "
                "come back. Put the log there, or say --without-purge-log."
            )
        try:
            # Whoever is killed from here on finds the flag: `purge` then ends what this began.
            purge_log.begin_restore()
            with database_copies.put_back(staging / archives.DATABASE):
                call_command("migrate", interactive=False, verbosity=0)
                again = delete_again()
                for _sentence in purge_everything(clock.today()):
                    pass
                _verify_trail(told["trail"])
                trail.record(RESTORED, "portal.backups", made=told["made"], deleted_again=again)
                files = _put_media_back(staging / "media")
        except database_copies.CopyFailed as why:
            raise Refused(str(why))
    return Restored(told["made"], files, again)


def _refuse_foreign(told: dict) -> None:
    if told["engine"] != database_copies.engine():
        raise Refused(f"This is a backup of {told['engine']}, and the database here is {database_copies.engine()}.")
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(told["schema"]) - known):
        raise Refused(
            f"This backup has tables that this version does not know ({unknown[0]} and {len(unknown) - 1} more): it was made "
            f"by version {told['version']} with other apps, or by a newer one. Restore it with that."
        )


def _applied() -> list[tuple[str, str]]:
    return list(MigrationRecorder(connection).applied_migrations())


def _holds_something() -> bool:
    """Whether anybody has used the database: an account, or an entry of the trail, in which every action leaves one."""
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model._base_manager.exists() for model in (User, TrailEntry))


def _verify_trail(kept: str) -> None:
    whole, broken = trail.verify_trail()
    sequence, _, digest = kept.partition(":")
    held = int(sequence) == 0 or TrailEntry.objects.filter(sequence=int(sequence), digest=digest).exists()
    if not whole or not held:
        raise database_copies.CopyFailed(f"The trail of this backup is broken at entry {broken or sequence}.")


def _put_media_back(held: Path) -> int:
    """File by file over what is there; what was uploaded since stays, and no row leads to it."""
    count = 0
    for path in sorted(path for path in held.rglob("*") if path.is_file()):
        target = Path(settings.MEDIA_ROOT) / path.relative_to(held)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        count += 1
    return count


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder beside the uploads, so that files are moved and not copied; what a killed restore left is gone."""
    beside = Path(settings.MEDIA_ROOT).parent
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(".restoring-*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restoring-") as folder:
        yield Path(folder)


def _version() -> str:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
