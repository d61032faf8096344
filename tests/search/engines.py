"""Every engine, made for a test and taken away after it; a server that is not configured skips, and fails in CI."""

import os
from contextlib import contextmanager
from uuid import uuid4

import pytest

from search.embedded import EmbeddedEngine


@contextmanager
def embedded(folder):
    yield EmbeddedEngine(folder)


@contextmanager
def elasticsearch(folder, **changed):
    from search.elastic import ElasticEngine
    from search.elastic_client import Cluster

    if not (url := os.environ.get("ELASTICSEARCH_URL")):
        said = "Elasticsearch is not configured: run `make elasticsearch` and export what it prints."
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    password = os.environ.get("ELASTICSEARCH_PASSWORD", "")
    prefix = f"test-{uuid4().hex[:12]}"
    told = {"seconds": 20, "prefix": prefix} | changed
    made = ElasticEngine(Cluster(hosts=(url,), password=password, **told), folder)
    try:
        yield made
    finally:
        client = made.connection.patient()
        for name in client.indices.get(index=f"{prefix}-*", features="aliases").body:
            client.indices.delete(index=name)


def another(made):
    """An engine on the same index, as another process would have it."""
    if isinstance(made, EmbeddedEngine):
        return EmbeddedEngine(made.files.root)
    return type(made)(made.cluster, made.folder)


ENGINES = {"embedded": embedded, "elasticsearch": elasticsearch}
