"""The server lives, its index does not: gone, closed, full, red, or refusing a document. Changes wait, and converge."""

import threading
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search import elastic_index, outbox
from search.engine import engine
from search.models import PendingChange
from tests.outage.site import becomes

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def follower():
    """The one consumer at work, as `index_pending --follow` is."""
    stop = threading.Event()

    def follow():
        outbox.follow(0.02, stop.is_set)
        connection.close()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        assert becomes(lambda: not engine_is_free())
        yield
    finally:
        stop.set()
        thread.join(60)


def engine_is_free() -> bool:
    """Whether nobody holds the writer."""
    from search.engine import EngineBusy

    try:
        with engine().writing(wait_seconds=0):
            return True
    except EngineBusy:
        return False


def test_without_an_index_the_database_is_browsed_until_the_next_change_builds_it_anew(site):
    everything = site.found()
    site.raw.indices.delete(index=site.index)
    assert site.is_limited()
    assert site.found() == everything
    fresh = site.publish(100)
    assert not site.is_limited()
    assert site.found() == everything | {fresh.public_id}
    assert site.converges()


def test_an_index_deleted_under_the_follower_is_built_anew_by_it(site):
    with follower():
        site.raw.indices.delete(index=site.index)
        site.publish(100)
        assert becomes(lambda: outbox.waiting() == 0 and not site.is_limited())
    assert site.in_index() == site.in_database()


def test_an_alias_that_leads_nowhere_is_an_index_that_is_missing(site):
    everything = site.found()
    site.raw.indices.delete_alias(index=site.index, name=engine().alias)
    assert site.is_limited()
    assert site.found() == everything
    call_command("reindex", verbosity=0)
    assert not site.is_limited()
    assert site.in_index() == site.in_database()


def test_an_alias_that_leads_to_two_indexes_is_led_to_the_newer_by_the_next_rebuild(site):
    other = elastic_index.make(site.raw, engine().cluster)
    site.raw.indices.put_alias(index=other, name=engine().alias)
    outbox.rebuild()
    assert list(site.raw.indices.get_alias(name=engine().alias).body) == [site.index]
    assert site.in_index() == site.in_database()


def test_a_closed_index_keeps_changes_waiting_and_takes_them_when_it_is_opened(site):
    site.raw.indices.close(index=site.index)
    assert site.is_limited()
    site.publish(100)
    assert outbox.waiting() == 1
    assert not PendingChange.objects.exclude(retry_at=None)  # it is not the opening that is wrong
    site.raw.indices.open(index=site.index)
    assert site.converges()
    assert not site.is_limited()


def test_an_index_with_the_name_of_the_alias_stops_the_rebuild_with_a_sentence_and_leaves_nothing_behind(site):
    alias = engine().alias
    site.raw.indices.delete(index=site.index)
    site.raw.indices.create(index=alias)
    for _ in range(2):
        with pytest.raises(CommandError, match="Delete that index"):
            call_command("reindex", verbosity=0)
    site.publish(100)
    assert site.indexes() == [alias]
    site.raw.index(index=alias, document={"colour": "red"}, refresh=True)
    assert site.results()
    site.raw.indices.delete(index=alias)
    assert site.converges()


def test_a_refused_document_keeps_no_other_out_and_says_why(site, monkeypatch):
    good = elastic_index.source_of
    with outbox.gathered():
        bad, fine = site.publish(100), site.publish(101)
        monkeypatch.setattr(
            elastic_index,
            "source_of",
            lambda document: good(document) | ({"colour": "red"} if document.id == bad.public_id else {}),
        )
    found = site.found(words=fine.title)
    assert fine.public_id in found
    assert bad.public_id not in found
    (row,) = PendingChange.objects.all()
    assert row.key == bad.public_id
    assert "colour" in row.last_error
    assert row.retry_at is not None
    monkeypatch.undo()
    PendingChange.objects.update(retry_at=None)
    assert site.converges()
    assert bad.public_id in site.found(words=bad.title)


def test_a_full_disk_lets_people_search_and_changes_wait(site):
    site.raw.indices.put_settings(index=site.index, settings={"index.blocks.read_only_allow_delete": True})
    fresh = site.publish(100)
    assert not site.is_limited()
    assert fresh.public_id not in site.found()
    assert (outbox.waiting(), len(site.indexes())) == (1, 1)  # a new index would need room, too
    site.raw.indices.put_settings(index=site.index, settings={"index.blocks.read_only_allow_delete": None})
    assert site.converges()
    assert fresh.public_id in site.found()


def test_a_red_index_is_browsed_around_until_a_reindex_makes_a_green_one_beside_it(site):
    everything = site.found()
    lose_the_files_of(site, site.index)
    assert site.server.health() == "red"
    assert site.is_limited()
    assert site.found() == everything
    fresh = site.publish(100)
    assert outbox.waiting() == 1
    assert not PendingChange.objects.exclude(retry_at=None)
    call_command("reindex", verbosity=0)
    assert not site.is_limited()
    assert site.found() == everything | {fresh.public_id}
    assert site.converges()


def lose_the_files_of(site, name: str) -> None:
    """As a broken disk does: the index is known to the cluster, and none of its data can be read."""
    number = site.raw.indices.get_settings(index=name).body[name]["settings"]["index"]["uuid"]
    site.raw.indices.close(index=name)
    for path in (site.server.home / "data" / "indices" / number / "0" / "index").iterdir():
        path.unlink()
    site.raw.indices.open(index=name, wait_for_active_shards="0")
    assert becomes(lambda: site.raw.cat.shards(index=name, format="json").body[0]["state"] == "UNASSIGNED")
