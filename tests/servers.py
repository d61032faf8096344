"""The real servers that tests may use: skipped with a sentence where none is configured, failed for it in CI."""

import os

import pytest

ELASTICSEARCH_MISSING = "Elasticsearch is not configured: run `make elasticsearch` and export what it prints."


def elasticsearch_here() -> tuple[str, str]:
    """(address, password) of the Elasticsearch that is exported here."""
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        _missing(ELASTICSEARCH_MISSING)
    return url, os.environ.get("ELASTICSEARCH_PASSWORD", "")


def _missing(sentence: str):
    """In CI every server is configured, so there its absence is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
