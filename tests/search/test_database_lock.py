"""One writer in all, whatever machine it stands on: two sessions of the database, and one that is killed."""

import threading

import pytest
from django.db import connection, connections

from search.database_lock import database_lock, is_database_lock_held
from search.lock import Held

pytestmark = pytest.mark.django_db(transaction=True)


class Holder(threading.Thread):
    """Another process's part: a thread, which has a database session of its own."""

    def __init__(self, folder):
        super().__init__()
        self.folder, self.holds, self.may_end, self.session = folder, threading.Event(), threading.Event(), None

    def run(self):
        try:
            with database_lock("writer", self.folder):
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_backend_pid()")
                        self.session = cursor.fetchone()[0]
                self.holds.set()
                self.may_end.wait(60)
        finally:
            connections.close_all()


@pytest.fixture
def holder(tmp_path):
    other = Holder(tmp_path)
    other.start()
    assert other.holds.wait(60)
    yield other
    other.may_end.set()
    other.join(60)


def test_two_sessions_never_hold_one_lock(holder, tmp_path):
    assert is_database_lock_held("writer", tmp_path)
    assert not is_database_lock_held("rebuild", tmp_path)
    with pytest.raises(Held), database_lock("writer", tmp_path, wait_seconds=0.1):
        pytest.fail("both hold it")
    with database_lock("rebuild", tmp_path):
        assert is_database_lock_held("rebuild", tmp_path)


def test_whoever_waits_gets_the_lock_when_it_is_given_up(holder, tmp_path):
    threading.Timer(0.2, holder.may_end.set).start()
    with database_lock("writer", tmp_path, wait_seconds=30):
        assert is_database_lock_held("writer", tmp_path)
    assert not is_database_lock_held("writer", tmp_path)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="A file's lock dies with its process.")
def test_the_lock_of_a_session_that_is_killed_is_free(holder, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [holder.session])
    with database_lock("writer", tmp_path, wait_seconds=30):
        pass
