"""Every engine, made for a test and taken away after it; a server that is not configured skips, and fails in CI."""

from contextlib import contextmanager
from uuid import uuid4

from search.embedded import EmbeddedEngine
from tests.servers import elasticsearch_here


@contextmanager
def embedded(folder):
    yield EmbeddedEngine(folder)


@contextmanager
def elasticsearch(folder, **changed):
    from search.elastic import ElasticEngine
    from search.elastic_client import Cluster

    url, password = elasticsearch_here()
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
