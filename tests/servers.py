"""The real servers that tests may use: skipped with a sentence where none is configured, failed for it in CI."""

import os

import pytest

ELASTICSEARCH_MISSING = "Elasticsearch is not configured: run `make elasticsearch` and export what it prints."
POSTGRES_MISSING = (
    "PostgreSQL is not configured: run `make postgres` and export what it prints, then `make test-postgres`."
)


def elasticsearch_here() -> tuple[str, str]:
    """(address, password) of the Elasticsearch that is exported here."""
    if url := os.environ.get("ELASTICSEARCH_URL"):
        return url, os.environ.get("ELASTICSEARCH_PASSWORD", "")
    if os.environ.get("CI") == "true":
        pytest.fail(ELASTICSEARCH_MISSING)
    pytest.skip(ELASTICSEARCH_MISSING)


def postgres_here() -> str:
    """The address of the PostgreSQL that these tests stand on.

    Of the two runs of `make test` the first is on SQLite, in CI too; that the second does not fail to come sees
    setup/test-on-postgres.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip(POSTGRES_MISSING)
    return url
