"""The outbox: what is noted in a transaction reaches the index after it, once, and is lost on no road."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from bench.openings import opening
from search import outbox
from search.embedded import EmbeddedEngine
from search.engine import EngineUnavailable, engine
from search.lock import file_lock
from search.models import PendingChange
from search.query import OpeningQuery

TODAY = date(2026, 11, 22)
LONG = date(2030, 1, 1)


def shown(number, **changed):
    return replace(opening(number), visible_until=LONG, visible_from=None, **changed)


@pytest.fixture
def shelf(settings, tmp_path, monkeypatch):
    """What the database would say: documents by id, served by a registered source, with an index of their own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    documents = {}
    monkeypatch.setattr(outbox, "_sources", {})
    outbox.register_source(
        "opening",
        lambda keys: {key: documents.get(key) for key in keys},
        lambda: (document for document in documents.values() if document),
    )
    engine().clear()
    return documents


def add(shelf, *numbers, **changed):
    ids = []
    for number in numbers:
        document = shown(number, **changed)
        shelf[document.id] = document
        ids.append(document.id)
    return ids


def found():
    return {hit.id for hit in engine().search(OpeningQuery(), TODAY).hits}


@pytest.mark.django_db(transaction=True)
def test_a_change_is_findable_as_soon_as_its_transaction_commits(shelf):
    with transaction.atomic():
        ids = add(shelf, 1)
        outbox.note_change(ids)
        assert found() == set()
    assert found() == set(ids)
    assert outbox.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_never_reaches_the_index(shelf):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.note_change(add(shelf, 1))
        raise RuntimeError
    assert found() == set()
    assert outbox.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_what_must_not_be_found_any_more_is_taken_out(shelf):
    ids = add(shelf, 1, 2)
    outbox.note_change(ids)
    shelf[ids[0]] = None
    outbox.note_change(ids[:1])
    assert found() == {ids[1]}


@pytest.mark.django_db(transaction=True)
def test_a_change_noted_while_another_is_drained_is_not_lost(shelf, monkeypatch):
    ids = add(shelf, 1)
    load = outbox._sources["opening"].load
    late = []

    def load_slowly(keys):
        documents = load(keys)
        if not late:
            late.append(True)
            shelf[ids[0]] = shown(1, destination="ZZ")
            PendingChange.objects.create(kind="opening", key=ids[0])
        return documents

    outbox.register_source("opening", load_slowly)
    outbox.note_change(ids)
    hits = engine().search(OpeningQuery(destination=("ZZ",)), TODAY).hits
    assert [hit.id for hit in hits] == ids
    assert outbox.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_while_another_consumer_holds_the_writer_changes_wait(shelf):
    with file_lock(engine().files.writer_lock):
        ids = add(shelf, 1)
        outbox.note_change(ids)
        assert outbox.waiting() == 1
    assert outbox.drain() == 1
    assert found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_a_dead_engine_leaves_changes_pending_and_fails_no_request(shelf, monkeypatch):
    def refuse(self, wait_seconds=0):
        raise EngineUnavailable("The server does not answer.")

    # A context of its own: undoing everything would leave this shelf behind as the source of every later test.
    with monkeypatch.context() as dead:
        dead.setattr(EmbeddedEngine, "writing", refuse)
        dead.setattr(EmbeddedEngine, "rebuild", refuse)
        outbox.register_source("opening", outbox._sources["opening"].load)
        ids = add(shelf, 1)
        outbox.note_change(ids)
        row = PendingChange.objects.get()
        assert (row.attempts, row.last_error) == (1, "The server does not answer.")
    outbox.register_source("opening", lambda keys: {key: shelf.get(key) for key in keys})
    assert outbox.drain() == 1
    assert found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_one_bad_document_is_put_off_and_keeps_no_other_out(shelf):
    ids = add(shelf, 1, 2, 3)
    good = outbox._sources["opening"].load

    def load(keys):
        if ids[1] in keys:
            raise KeyError("no employer")
        return good(keys)

    outbox.register_source("opening", load)
    outbox.note_change(ids)
    assert found() == {ids[0], ids[2]}
    row = PendingChange.objects.get()
    assert row.key == ids[1]
    assert "no employer" in row.last_error
    assert row.retry_at > timezone.now()
    assert outbox.drain() == 0
    outbox.register_source("opening", good)
    PendingChange.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    assert outbox.drain() == 1
    assert found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_a_change_of_an_unknown_kind_waits_for_its_source(shelf):
    outbox.note_change(["x"], kind="page")
    assert "No source" in PendingChange.objects.get().last_error


@pytest.mark.django_db
def test_a_change_must_name_something():
    with pytest.raises(IntegrityError):
        PendingChange.objects.create(kind="opening", key="")


@pytest.mark.django_db(transaction=True)
def test_gathered_changes_are_drained_once_at_the_end(shelf):
    with outbox.gathered():
        for number in range(1, 6):
            with transaction.atomic():
                outbox.note_change(add(shelf, number))
        assert outbox.waiting() == 5
    assert outbox.waiting() == 0
    assert len(found()) == 5


@pytest.mark.django_db(transaction=True)
def test_a_missing_index_is_built_anew_from_the_database(shelf, settings, tmp_path):
    ids = add(shelf, 1, 2, 3)
    settings.SEARCH_INDEX_DIR = tmp_path / "elsewhere"
    outbox.note_change(ids[:1])
    assert found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_a_request_does_not_build_a_large_index_anew(shelf, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "REQUEST_REBUILD_LIMIT", 2)
    ids = add(shelf, 1, 2, 3)
    settings.SEARCH_INDEX_DIR = tmp_path / "elsewhere"
    outbox.note_change(ids)
    assert outbox.waiting() == 3
    assert outbox.rebuild() == 3
    assert outbox.waiting() == 0
    assert found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_an_index_of_another_version_is_built_anew(shelf, monkeypatch):
    ids = add(shelf, 1, 2)
    outbox.note_change(ids)
    monkeypatch.setattr("search.fields.made_with", lambda: "next")
    with pytest.raises(EngineUnavailable, match="reindex"):
        found()
    outbox.note_change(ids[:1])
    assert found() == set(ids)
    assert "-snext-" in engine().files.pointer().directory


@pytest.mark.django_db(transaction=True)
def test_a_broken_index_is_built_anew(shelf):
    ids = add(shelf, 1, 2)
    outbox.note_change(ids)
    directory = engine().files.path(engine().files.pointer().directory)
    (directory / "meta.json").write_text("{")
    outbox.note_change(ids[:1])
    assert found() == set(ids)
    assert outbox.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_orphans_of_a_killed_delete_do_not_block_the_index(shelf):
    ids = add(shelf, 1, 2, 3)
    outbox.note_change(ids)
    directory = engine().files.path(engine().files.pointer().directory)
    segments = {path.name.split(".")[0] for path in directory.glob("*.store")}
    for segment in segments:
        for stamp in range(200):
            (directory / f"{segment}.{stamp}.del").touch()
    shelf[ids[0]] = None
    outbox.note_change(ids[:1])
    assert found() == set(ids[1:])
    assert outbox.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_the_follower_drains_what_others_note_and_gives_way_to_a_rebuild(shelf):
    stop = threading.Event()

    def follow():
        from django.db import connection

        outbox.follow(0.01, stop.is_set)
        connection.close()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        ids = add(shelf, 1, 2)
        outbox.note_change(ids)
        assert _becomes(lambda: outbox.waiting() == 0)
        assert found() == set(ids)
        assert outbox.rebuild() == 2
        later = add(shelf, 3)
        outbox.note_change(later)
        assert _becomes(lambda: outbox.waiting() == 0)
        assert found() == set(ids + later)
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def _becomes(true, patience=20.0):
    """Waits for something to become true; patience is generous because it only bounds a failure."""
    waited = threading.Event()
    for _ in range(int(patience / 0.02)):
        if true():
            return True
        waited.wait(0.02)
    return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", ["rebuild_wanted", "is_usable", "writing"])
def test_the_follower_outlives_a_database_that_goes_away(shelf, monkeypatch, asked):
    """With Elasticsearch the locks are the database's, so each of these asks it."""
    ids, calls = add(shelf, 1), []

    def goes_away_for_a_while(self, *given, **named):
        calls.append(asked)
        if len(calls) <= 3:
            raise OperationalError("the database system is shutting down")
        return kept(self, *given, **named)

    kept = getattr(EmbeddedEngine, asked)
    monkeypatch.setattr(EmbeddedEngine, asked, goes_away_for_a_while)
    PendingChange.objects.create(kind="opening", key=ids[0])
    turns = iter(range(10_000))
    outbox.follow(0.001, lambda: next(turns) > 9_000 or not PendingChange.objects.exists())
    assert len(calls) > 3 and found() == set(ids)


@pytest.mark.django_db(transaction=True)
def test_a_change_put_off_before_the_clock_was_set_back_does_not_wait_for_that_time_to_come_again(shelf):
    ids = add(shelf, 1, 2)
    later = {ids[0]: timedelta(hours=5), ids[1]: timedelta(minutes=5)}
    for key, wait in later.items():
        PendingChange.objects.create(kind="opening", key=key, attempts=3, retry_at=timezone.now() + wait)
    assert outbox.drain() == 1
    assert found() == {ids[0]}
    assert outbox.waiting() == 1
