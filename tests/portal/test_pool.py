"""A connection that goes back to the pool takes no lock with it."""

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from portal.pool import let_go

LOCK = "SELECT pg_advisory_lock(1, 2)"
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1 AND objid = 2"


@pytest.mark.django_db
def test_a_lock_that_was_not_given_up_ends_with_the_request_and_not_with_the_session():
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL is not PostgreSQL's: locks of sessions are its own")
    given = {key: value for key, value in connection.get_connection_params().items() if key in ("dbname", "user", "password", "host", "port")}  # fmt: skip
    with ConnectionPool(kwargs={**given, "autocommit": True}, min_size=1, max_size=1, reset=let_go) as pool:
        with pool.connection() as session:
            session.execute(LOCK)
            process = session.info.backend_pid
            assert session.execute(HELD).fetchone() == (1,)
        with pool.connection() as session:
            assert session.info.backend_pid == process
            assert session.execute(HELD).fetchone() == (0,)
