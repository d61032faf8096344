"""Whether this process is alive and may be sent visitors. portal.machines answers /health/live and /health/ready by it.

The search engine is told and does not decide: without it every page still answers.
"""

import pkgutil
import threading
import time
from importlib import import_module

from django.apps import apps
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from search.engine import engine

OK, UNAVAILABLE, SLOW, MISSING = "ok", "unavailable", "slow", "missing"
# How long a question about the engine is waited for, and how long its answer is believed.
PATIENCE_SECONDS = 1.0
BELIEVED_SECONDS = 5.0


def live() -> tuple[bool, dict]:
    """The process answers; nothing else is asked."""
    return True, {"live": True}


def ready() -> tuple[bool, dict]:
    """Whether visitors may come: the database answers and holds every migration of this code. With each part's state."""
    database, migrations = database_state()
    search, _documents = engine_state()
    is_ready = database == migrations == OK
    return is_ready, {"ready": is_ready, "database": database, "migrations": migrations, "search": search}


def database_state() -> tuple[str, str]:
    """(ok or unavailable, whether all migrations of this code are applied: ok, missing or unavailable)."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return UNAVAILABLE, UNAVAILABLE
    # A database that is ahead, as in a rolling upgrade, holds them all and more.
    return OK, OK if _written_migrations() <= set(applied) else MISSING


def _written_migrations() -> set[tuple[str, str]]:
    """(app, name) of every migration of this code, by the names of the files: importing them all costs memory."""
    written = set()
    for app in apps.get_app_configs():
        name, _explicit = MigrationLoader.migrations_module(app.label)
        try:
            folder = import_module(name).__path__
        except (ModuleNotFoundError, AttributeError):
            continue
        written |= {(app.label, file.name) for file in pkgutil.iter_modules(folder) if file.name[0] not in "_~"}
    return written


class _Patient:
    """Asks in a thread of its own, one at a time, so that who is slow to answer keeps nobody else waiting."""

    def __init__(self, ask):
        self.ask, self.lock = ask, threading.Lock()
        self.forget()

    def forget(self):
        """Ask anew next time."""
        self.thread, self.answer, self.until = None, None, 0.0

    def __call__(self):
        with self.lock:
            if self.answer is not None and time.monotonic() < self.until:
                return self.answer
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._keep, daemon=True)
                self.thread.start()
            thread = self.thread
        thread.join(PATIENCE_SECONDS)
        return (SLOW, None) if thread.is_alive() else self.answer

    def _keep(self):
        answer = self.ask()
        with self.lock:
            self.answer, self.until = answer, time.monotonic() + BELIEVED_SECONDS


def _ask_engine() -> tuple[str, int | None]:
    try:
        return (OK, engine().count()) if engine().is_usable() else (UNAVAILABLE, None)
    except Exception:  # whatever is wrong with it, the site answers without it
        return UNAVAILABLE, None


# () → (ok, unavailable or slow; documents in the index, None when it does not say).
engine_state = _Patient(_ask_engine)
