"""A whole copy of the database as one file, and such a file put back: SQLite by its backup API, PostgreSQL by its programs.

portal.backups calls it. A copy holds no sessions and no counts of limits: a session that somebody ended must not come back.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.models import MemberSession

# Triggers call functions of ours, which go with no table; what an extension brought stays.
_DROP_FUNCTIONS = """
DO $$ DECLARE held record; BEGIN
  FOR held IN
    SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE format('DROP ROUTINE %s CASCADE', held.name); END LOOP;
END $$
"""


class CopyFailed(Exception):  # noqa: N818 - it says what happened
    """The database was not copied, or not put back; the message says why in a sentence."""


def engine() -> str:
    """What copies of this database can be put back into: `sqlite` or `postgresql`."""
    return connection.vendor


def copy_to(path: Path) -> None:
    """Write a copy of one moment while the site runs. Raises CopyFailed."""
    if engine() == "postgresql":
        left_out = [f"--exclude-table-data={table}" for table in _left_out()]
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}", *left_out)
        return
    with closing(_opened_file()) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    # By Django's connection, since the table's own checks call functions that only it has.
    with _led_to(path), connection.cursor() as cursor:
        for table in set(_left_out()) & set(connection.introspection.table_names(cursor)):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of ours
        # Pages that hold rows no more keep their bytes until then.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def put_back(path: Path) -> Iterator[None]:
    """Inside, the connection leads to the copy, for whatever must be done before anybody reads it; then it is the site's
    database, all of it or nothing. Raises CopyFailed.

    With PostgreSQL it is the site's database from the beginning, and the site must be stopped.
    """
    connection.close()
    if engine() == "postgresql":
        _put_into_postgres(path)
        yield
        return
    with _led_to(path):
        yield
    site = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(site, timeout=20)) as held:
        source.backup(held)


@contextmanager
def _led_to(path: Path) -> Iterator[None]:
    """Inside, Django's connection leads to another file of SQLite."""
    connection.close()
    held = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held


def _put_into_postgres(path: Path) -> None:
    """In one transaction: the tables that are there go, those of the copy come."""
    others = _run(
        "psql",
        "--no-psqlrc",
        "--tuples-only",
        "--command=SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    ).strip()
    if others != "0":
        raise CopyFailed(f"{others} others are connected to the database. Stop the site first, every process of it.")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    connection.close()
    script = path.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
    names = ", ".join(f'"{table}"' for table in tables)
    clear = [f"--command=DROP TABLE {names} CASCADE"] if tables else []
    clear.append(f"--command={_DROP_FUNCTIONS}")
    quiet = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse")
    _run("psql", *quiet, "--single-transaction", *clear, f"--file={script}")


def _left_out() -> list[str]:
    cache = settings.CACHES["default"]
    counts = [cache["LOCATION"]] if cache["BACKEND"].endswith("DatabaseCache") else []
    return [MemberSession._meta.db_table, *counts]


def _opened_file() -> sqlite3.Connection:
    name = connection.settings_dict["NAME"]
    if not Path(name).is_file():
        raise CopyFailed("There is no database here yet: run manage.py migrate first.")
    return sqlite3.connect(f"{Path(name).resolve().as_uri()}?mode=ro", uri=True, timeout=20)


def _run(program: str, *words: str) -> str:
    """What a program of PostgreSQL printed. Names and the password go by the environment, which no list of processes shows."""
    found = shutil.which(program)
    if found is None:
        raise CopyFailed(
            f"{program} is not on this machine. Install postgresql-client of the server's version, or copy the "
            "database as docs/operations.md says."
        )
    told, more = connection.settings_dict, connection.settings_dict.get("OPTIONS", {})
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(told[key]) for name, key in names.items() if told.get(key)}
    given |= {f"PG{name.upper()}": str(more[name]) for name in ("sslmode", "sslrootcert") if more.get(name)}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, found in PATH
        [found, *words], env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        # Its first line alone: later ones may quote a row.
        raise CopyFailed(f"{program} failed: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else ''}")
    return done.stdout
