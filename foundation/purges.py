"""The one rule of deleting for somebody's sake, by age or because they asked: note it outside the database, then delete.

An action declares each kind once, beside the code that deletes: which table, by which columns a row is known for ever, and
how to delete it once more. After a restore `replay` does so for every row that had been deleted. The note is on the disk
before the transaction commits: one that fails leaves a note too many, never one too few.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction

from foundation import purge_log

_AT_ONCE = 500
_kinds: dict[str, "Kind"] = {}
_replaying: ContextVar[bool] = ContextVar("replaying", default=False)


@dataclass(frozen=True)
class Kind:
    """One kind of deletion. `columns` must be the same for ever and in no other row, also not in a later one: a number
    that the database counts up is given out again after a restore, so it never stands alone.
    """

    name: str
    model: type[models.Model]
    again: Callable[[list], object]
    columns: tuple[str, ...]

    def note(self, rows: models.QuerySet) -> None:
        """Write down that these rows are deleted, or emptied, in this transaction. Raises OSError."""
        self.note_values(rows.values_list(*self.columns))

    def note_values(self, values: Iterable[tuple]) -> None:
        """The same by what the columns hold, for rows that stand elsewhere by now. Raises OSError."""
        if not _replaying.get():
            purge_log.append({_mark(self.name, value, settings.SECRET_KEY) for value in values})

    def noted(self, values: Iterable[str]) -> set[str]:
        """Which of these values of the one column the log says were deleted."""
        known = purge_log.marks()
        return {value for value in values if _is_known(self.name, (value,), known)}

    def purge(self, rows: models.QuerySet) -> int:
        """Note and delete these rows, a few hundred a transaction: how many."""
        held = list(rows.values_list("pk", *self.columns))
        for start in range(0, len(held), _AT_ONCE):
            some = held[start : start + _AT_ONCE]
            with transaction.atomic():
                self.note_values(row[1:] for row in some)
                self.again([row[0] for row in some])
        return len(held)


def declare(
    name: str, model: type[models.Model], again: Callable[[list], object] | None = None, columns: tuple = ("pk",)
) -> Kind:
    """Declare a kind of deletion. `again` is given keys of rows, and deletes the rows where nothing else is told."""
    kind = Kind(name, model, again or (lambda keys: model._base_manager.filter(pk__in=keys).delete()), columns)
    _kinds[name] = kind
    return kind


def declared() -> dict[str, Kind]:
    """Every kind known in this process."""
    return dict(_kinds)


def replay() -> dict[str, int]:
    """Delete again what the log says was deleted: {kind: how many rows were back}. Safe to repeat."""
    known = purge_log.marks()
    found = {}
    for kind in _kinds.values() if known else ():
        rows = kind.model._base_manager.values_list("pk", *kind.columns).iterator(chunk_size=2000)
        back = [row[0] for row in rows if _is_known(kind.name, row[1:], known)]
        for start in range(0, len(back), _AT_ONCE):
            with transaction.atomic(), _noting_nothing():
                kind.again(back[start : start + _AT_ONCE])
        if back:
            found[kind.name] = len(back)
    return found


@contextmanager
def _noting_nothing():
    before = _replaying.set(True)
    try:
        yield
    finally:
        _replaying.reset(before)


def _is_known(name: str, value: tuple, known: set[str]) -> bool:
    """Whether a row was noted, under today's key or one before it."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(_mark(name, value, key) in known for key in keys)


def _mark(name: str, value: tuple, key: str) -> str:
    told = "/".join(str(part) for part in value)
    return hmac.new(key.encode(), f"foundation.purges/{name}/{told}".encode(), hashlib.sha256).hexdigest()
