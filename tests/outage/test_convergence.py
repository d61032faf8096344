"""A thousand changes, kills in the middle, rebuilds under writes: none lost, none double, and nobody sees half of it."""

import random
import threading

import pytest
from django.db import connection, transaction

from jobs.actions import close_opening
from jobs.models import Opening
from search import elastic, outbox
from search.engine import engine
from tests.outage import worker
from tests.outage.site import NOTICE, becomes, freeze, shown_in

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = 1000


def change(site, count: int, seed: int = 1) -> set[str]:
    """So many changes of every kind, one transaction each: new openings, closed ones, other wages. What is open then."""
    pick = random.Random(seed)
    alive = list(Opening.objects.filter(state="published", agency=site.agency))
    for turn in range(count):
        kind = pick.random()
        if kind < 0.15:
            alive.append(site.publish(1000 * seed + turn))
        elif kind < 0.2 and len(alive) > 20:
            close_opening(alive.pop(pick.randrange(len(alive))))
        else:
            with transaction.atomic():
                opening = pick.choice(alive)
                Opening.objects.filter(pk=opening.pk).update(wage_low=pick.randrange(380, 900))
                outbox.note_change([opening.public_id])
    return {opening.public_id for opening in alive}


def test_a_thousand_changes_during_an_outage_with_a_kill_in_mid_bulk_all_arrive_once(site, monkeypatch):
    site.server_is_away()
    alive = change(site, CHANGES)
    assert outbox.waiting() == CHANGES
    site.server_is_back()
    # Two bulks get through; then the server freezes with the third in its hands, and is killed.
    send, sent = elastic._send, []

    def send_thrice(*what, **how):
        sent.append(True)
        if len(sent) == 3:
            freeze(site.server.pid)
        return send(*what, **how)

    monkeypatch.setattr(elastic, "_send", send_thrice)
    consumer = _in_thread(outbox.drain)
    assert becomes(lambda: len(sent) == 3)
    consumer.join(0.3)
    site.server.kill()
    consumer.join(120)
    assert outbox.waiting() == CHANGES - 2 * outbox.BATCH
    alive |= {site.publish(50_000).public_id}
    site.server.start()
    assert site.converges()
    assert engine().count() == len(site.in_index()) == len(alive)
    assert site.found(sort="newest") == alive


def test_a_worker_killed_in_mid_drain_leaves_its_changes_to_the_next(site):
    with outbox.gathered():  # so that nobody but the workers drains
        alive = change(site, CHANGES, seed=2)
        for enough in (CHANGES - 1, CHANGES // 2):
            process = worker.start(site, "index_pending", "--follow")
            try:
                assert becomes(lambda enough=enough: outbox.waiting() <= enough)
            finally:
                process.kill()
                process.wait(60)
            if enough == CHANGES - 1:
                assert outbox.waiting() > 0
        with worker.follower(site):
            assert becomes(lambda: outbox.waiting() == 0)
    assert site.in_index() == site.in_database()
    assert engine().count() == len(alive)
    assert site.found(sort="newest") == alive


def test_while_the_index_is_rebuilt_under_writes_nobody_misses_an_opening_or_sees_it_twice(site):
    packers = sorted(opening.public_id for opening in site.openings[::4])
    sewers = {opening.public_id for opening in site.openings[1::4]}
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            page = site.results(words="fish packer")
            seen.append((NOTICE in page, tuple(sorted(shown_in(page)))))
            if seen[-1] != (False, tuple(packers)):
                print(page)
            stop.wait(0.05)  # leave the processor to those who write
        connection.close()

    with worker.follower(site):
        reader = _in_thread(read)
        try:
            before = site.index
            for turn in range(3):
                rebuild = worker.start(site, "reindex")
                while rebuild.poll() is None:
                    sewers.add(site.publish(1 + 4 * (turn + 10)).public_id)
                    stop.wait(0.05)
                assert rebuild.returncode == 0
        finally:
            stop.set()
            reader.join(60)
        assert becomes(lambda: outbox.waiting() == 0)
    assert site.index != before
    assert len(site.indexes()) == 2  # the one in use and the one before
    assert len(seen) > 20
    assert set(seen) == {(False, tuple(packers))}
    assert site.in_index() == site.in_database()
    assert site.found(words="sewing") == sewers


def _in_thread(act) -> threading.Thread:
    def run():
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
