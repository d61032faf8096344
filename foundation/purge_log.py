"""The purge log: marks of what was deleted, in files beside the database, so that no restored backup brings it back.

One file a month, one mark a line: 64 hex digits of a keyed hash, which tell neither what was deleted nor whose it was.
foundation.purges writes and asks; portal.backups looks for the mark that each backup leaves here.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from foundation import clock

# No backup may be older than the log goes back; docs/operations.md keeps none for longer than a month.
MONTHS_KEPT = 13
_LINE = 65
_MARK = re.compile(r"[0-9a-f]{64}")
_MONTH = re.compile(r"\d{4}-\d\d")
_UNFINISHED = "restore-unfinished"


def append(marks: Iterable[str]) -> None:
    """Write marks down, on the disk before this returns. Raises OSError, and then the caller must delete nothing."""
    text = "".join(f"{mark}\n" for mark in sorted(marks)).encode()
    if not text:
        return
    path = _folder() / f"{clock.now():%Y-%m}"
    with open(path, "ab", opener=_private) as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        # Whoever was killed in the middle of a line had deleted nothing yet.
        log.truncate(log.seek(0, os.SEEK_END) // _LINE * _LINE)
        log.write(text)
        log.flush()
        os.fsync(log.fileno())
    _sync(path.parent)


def marks() -> set[str]:
    """Every mark of the months kept."""
    return {line for path in _months() for line in path.read_text().split("\n") if _MARK.fullmatch(line)}


def leave_mark() -> str:
    """A mark of nothing but this moment; a log that holds it later is the same log, and goes back to now."""
    mark = secrets.token_hex(32)
    append([mark])
    return mark


def prune() -> None:
    """Forget the months that no backup reaches back to."""
    now = clock.now()
    first = now.year * 12 + now.month - 1 - MONTHS_KEPT
    oldest = f"{first // 12}-{first % 12 + 1:02d}"
    for path in _months():
        if path.name < oldest:
            path.unlink(missing_ok=True)


def begin_restore() -> None:
    """From here on, until end_restore, the database may hold what was purged: `purge` then deletes it again."""
    path = _folder() / _UNFINISHED
    with open(path, "wb", opener=_private) as flag:
        os.fsync(flag.fileno())
    _sync(path.parent)


def end_restore() -> None:
    """What was purged is gone again."""
    (_folder() / _UNFINISHED).unlink(missing_ok=True)


def restore_unfinished() -> bool:
    """Whether a restore was broken off before what was purged was deleted again."""
    return (_folder() / _UNFINISHED).exists()


def _months() -> list[Path]:
    return sorted(path for path in _folder().iterdir() if _MONTH.fullmatch(path.name))


def _folder() -> Path:
    folder = Path(settings.PURGE_LOG_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """A new file's name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
