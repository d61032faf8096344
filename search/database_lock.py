"""A lock between processes on several machines, for engines that live on none: held by a database session.

PostgreSQL keeps it (an advisory lock, given up when its session ends, however that ends); with any other database
all processes stand on one machine, and a file does.
"""

import time
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from django.db import DatabaseError, connection

from search.lock import Held, file_lock, is_held

# The first half of every lock of ours, so that no other program's number is the same by chance.
_FAMILY = crc32(b"fair passage search") & 0x7FFFFFFF
_POLL_SECONDS = 0.05


@contextmanager
def database_lock(name: str, folder: Path, wait_seconds: float = 0.0):
    """Holds the lock for the block. Raises Held when it is not free within wait_seconds.

    folder: where the file is kept when the database is not PostgreSQL.
    """
    if connection.vendor != "postgresql":
        with file_lock(folder / f"{name}.lock", wait_seconds):
            yield
        return
    key = _number(name)
    deadline = time.monotonic() + wait_seconds
    while not _ask("SELECT pg_try_advisory_lock(%s, %s)", key):
        if time.monotonic() >= deadline:
            raise Held(name)
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        # A session that broke has given the lock up already.
        with suppress(DatabaseError):
            _ask("SELECT pg_advisory_unlock(%s, %s)", key)


def is_database_lock_held(name: str, folder: Path) -> bool:
    """Whether somebody holds the lock now."""
    if connection.vendor != "postgresql":
        path = folder / f"{name}.lock"
        return path.exists() and is_held(path)
    return _ask(
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        _number(name),
    )


def _number(name):
    return crc32(name.encode()) & 0x7FFFFFFF


def _ask(sql, key):
    with connection.cursor() as cursor:
        cursor.execute(sql, [_FAMILY, key])
        return cursor.fetchone()[0]
