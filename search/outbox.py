"""Carries changes from the database to the engine: noted in the transaction that made them, drained after it.

Apps call `note_change` in their actions and register a source once. One consumer at a time drains: the command that
follows, or, when none runs, the request that changed something. What cannot be drained stays pending.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from foundation import clock
from search.document import OpeningDocument
from search.engine import EngineBusy, EngineUnavailable, IndexBroken, Writer, engine
from search.models import LONGEST_RETRY_SECONDS, PendingChange

logger = logging.getLogger(__name__)

OPENING = "opening"
BATCH = 200
# What a request may drain, and the largest index it may build anew; a command does the rest.
REQUEST_LIMIT = 400
REQUEST_REBUILD_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands among everything for one thing that cannot be read; the others go in without it, and it stays pending."""

    key: str
    error: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents of one kind come from.

    load: given keys, returns {key: document, or None when it must not be found}; a key left out counts as None.
    everything: all documents that belong in the index, for a rebuild, with an Unreadable for each that fails.
    """

    load: Callable[[list[str]], dict[str, OpeningDocument | None]]
    everything: Callable[[], Iterable[OpeningDocument | Unreadable]] | None = None


_sources: dict[str, Source] = {}
_gathering: ContextVar[bool] = ContextVar("gathering", default=False)


def register_source(kind: str, load, everything=None) -> None:
    """Tells the outbox where documents of a kind come from. Call it in AppConfig.ready; a second call replaces."""
    _sources[kind] = Source(load, everything)


def note_change(keys: Iterable[str], kind: str = OPENING) -> None:
    """Notes that these things changed, in the caller's transaction; they are drained after it commits.

    Keys are the ids documents have in the index. Noting one twice, or one that did not change, does no harm.
    """
    rows = [PendingChange(kind=kind, key=key) for key in dict.fromkeys(keys)]
    if not rows:
        return
    PendingChange.objects.bulk_create(rows, batch_size=500)
    if not _gathering.get():
        transaction.on_commit(drain_for_request, robust=True)


@contextmanager
def gathered():
    """Drains once at the end of the block instead of after each transaction in it: for imports and seeding."""
    if _gathering.get():
        yield
        return
    token = _gathering.set(True)
    try:
        yield
    finally:
        _gathering.reset(token)
        transaction.on_commit(drain, robust=True)


def drain_for_request() -> int:
    """What a request drains after its commit: a little, at once, or nothing when another consumer is at work."""
    return drain(limit=REQUEST_LIMIT, rebuild_limit=REQUEST_REBUILD_LIMIT)


def drain(limit: int | None = None, rebuild_limit: int | None = None) -> int:
    """Drains pending changes, oldest first, and returns how many rows are done. Never raises for the engine's sake.

    Leaves at once when another consumer holds the writer. An index that is missing, broken or of another version is
    built anew first, when its source can list everything (and, with rebuild_limit, not more than that).
    """
    done, repaired = 0, False
    while (limit is None or done < limit) and PendingChange.objects.due().exists():
        try:
            if not repaired and not engine().is_usable():
                repaired = True
                _build_anew(rebuild_limit)
            with engine().writing(wait_seconds=0) as writer:
                drained = drain_into(writer, None if limit is None else limit - done)
        except EngineBusy:
            break
        except EngineUnavailable as error:
            if repaired or not _mend(error, rebuild_limit):
                _note_dead_engine(error)
                break
            repaired = True
            continue
        done += drained
        # The writer is free again. A change noted just before found it held and left: look once more.
        if not drained:
            break
    return done


def drain_into(writer: Writer, limit: int | None = None) -> int:
    """Drains with a writer already held; returns how many rows are done or put off. Raises EngineUnavailable."""
    done = 0
    while limit is None or done < limit:
        size = BATCH if limit is None else min(BATCH, limit - done)
        rows = list(PendingChange.objects.due()[:size])
        if not rows:
            break
        failed = _apply(writer, rows)
        refused = writer.commit()
        failed |= {(row.kind, row.key): refused[row.key] for row in rows if row.key in refused}
        # Only the rows that were read before the documents were: a change noted meanwhile has a row of its own.
        PendingChange.objects.filter(pk__in=[row.pk for row in rows if (row.kind, row.key) not in failed]).delete()
        _put_off(rows, failed)
        done += len(rows)
    return done


def _apply(writer, rows) -> dict[tuple[str, str], str]:
    """Puts or removes what the rows name; returns what could not be, with the reason."""
    failed = {}
    for kind in dict.fromkeys(row.kind for row in rows):
        keys = list(dict.fromkeys(row.key for row in rows if row.kind == kind))
        documents, errors = _load(kind, keys)
        failed |= {(kind, key): error for key, error in errors.items()}
        for key in keys:
            if key in errors:
                continue
            document = documents.get(key)
            try:
                if document is None:
                    writer.remove([key])
                else:
                    writer.put([document])
            except EngineUnavailable:
                raise
            except Exception as error:
                logger.exception("The %s %s cannot be put into the index", kind, key)
                failed[kind, key] = f"{type(error).__name__}: {error}"
    return failed


def _load(kind, keys):
    """(documents by key, errors by key); one bad row does not keep the others out."""
    source = _sources.get(kind)
    if source is None:
        return {}, dict.fromkeys(keys, f"No source is registered for {kind!r}.")
    try:
        return source.load(keys), {}
    except Exception as error:
        if len(keys) == 1:
            logger.exception("The %s %s cannot be read for the index", kind, keys[0])
            return {}, {keys[0]: f"{type(error).__name__}: {error}"}
    documents, errors = {}, {}
    for key in keys:
        found, failed = _load(kind, [key])
        documents |= found
        errors |= failed
    return documents, errors


def _put_off(rows, failed):
    now = clock.now()
    for row in rows:
        if (row.kind, row.key) in failed:
            row.attempts += 1
            row.last_error = failed[row.kind, row.key][:300]
            row.retry_at = now + timedelta(seconds=min(2 ** min(row.attempts, 20), LONGEST_RETRY_SECONDS))
            row.save(update_fields=["attempts", "last_error", "retry_at"])


def _note_dead_engine(error):
    logger.warning("The index does not take changes, they stay pending: %s", error)
    oldest = list(PendingChange.objects.due().values_list("pk", flat=True)[:BATCH])
    PendingChange.objects.filter(pk__in=oldest).update(attempts=F("attempts") + 1, last_error=str(error)[:300])


def _mend(error, limit) -> bool:
    """Builds anew an index that is what is wrong; whether that was done. A dead server is waited for instead."""
    if not isinstance(error, IndexBroken):
        return False
    try:
        return _build_anew(limit)
    except EngineUnavailable:
        logger.exception("The index cannot be built anew now")
        return False


def _build_anew(limit) -> bool:
    """Rebuilds from the source when it can list everything, and no more than limit; whether it did."""
    source = _sources.get(OPENING)
    if source is None or source.everything is None:
        return False
    covered = _noted()
    unreadable: list[Unreadable] = []
    documents = _readable(source.everything(), unreadable)
    if limit is not None:
        documents = list(islice(documents, limit + 1))
        if len(documents) > limit:
            raise EngineUnavailable("The search index must be built anew. Run: manage.py reindex")
    engine().rebuild(documents)
    _forget(covered)
    _keep_pending(unreadable)
    return True


def _readable(found: Iterable[OpeningDocument | Unreadable], unreadable: list[Unreadable]) -> Iterator[OpeningDocument]:
    """The documents among what was found; the others are added to the list."""
    for one in found:
        if isinstance(one, Unreadable):
            unreadable.append(one)
        else:
            yield one


def _keep_pending(unreadable: list[Unreadable]) -> None:
    """Note them as tried and failed, to be tried again; staff see them among what waits."""
    rows = [PendingChange(kind=OPENING, key=one.key) for one in unreadable]
    _put_off(PendingChange.objects.bulk_create(rows), {(OPENING, one.key): one.error for one in unreadable})


def refused() -> int:
    """How many changes were tried and failed, and are tried again later."""
    return PendingChange.objects.exclude(last_error="").count()


def _noted() -> list[int]:
    """Changes that whatever is read from the database after this call holds already."""
    return list(PendingChange.objects.filter(kind=OPENING).values_list("pk", flat=True))


def _forget(covered: list[int]) -> None:
    for start in range(0, len(covered), BATCH):
        PendingChange.objects.filter(pk__in=covered[start : start + BATCH]).delete()


def rebuild(documents: Iterable[OpeningDocument] | None = None) -> int:
    """Builds the index anew from documents (by default all of the source), swaps, then drains what came meanwhile.

    Returns how many documents it holds. Raises EngineBusy, EngineUnavailable, or LookupError without a source.
    """
    covered: list[int] = []
    unreadable: list[Unreadable] = []
    if documents is None:
        source = _sources.get(OPENING)
        if source is None or source.everything is None:
            raise LookupError("No source can list all openings.")
        covered, documents = _noted(), source.everything()
    count = engine().rebuild(_readable(documents, unreadable))
    _forget(covered)
    _keep_pending(unreadable)
    drain()
    return count


def follow(poll_seconds: float = 0.1, stop: Callable[[], bool] = lambda: False) -> None:
    """Holds the writer and drains whatever comes, until stop() says so. Gives way to a rebuild; outlives a dead engine."""
    while not stop():
        try:
            if engine().rebuild_wanted():
                time.sleep(poll_seconds)
                continue
            if not engine().is_usable():
                _build_anew(None)
            with engine().writing(wait_seconds=poll_seconds) as writer:
                while not stop() and not engine().rebuild_wanted():
                    if not drain_into(writer):
                        time.sleep(poll_seconds)
        except EngineBusy:
            time.sleep(poll_seconds)
        except EngineUnavailable as error:
            try:
                _note_dead_engine(error)
                _mend(error, None)
            except DatabaseError:
                logger.exception("The database does not answer; trying again")
            time.sleep(poll_seconds * 20)
        except DatabaseError:
            logger.exception("The database does not answer; trying again")
            connection.close()
            time.sleep(poll_seconds * 20)


def waiting() -> int:
    """How many changes the index has not taken yet: for the staff screen."""
    return PendingChange.objects.count()
