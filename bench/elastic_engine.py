"""Elasticsearch beside tantivy and beside its own bare client: `python -m bench.elastic_engine [SIZE …]`.

Needs ELASTICSEARCH_URL and ELASTICSEARCH_PASSWORD. Both engines get the same invented openings; every question is asked
of both, and the very requests that the engine sent are sent again by the bare client. Prints one line of JSON.
"""

import gc
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from bench.openings import synthetic_documents
from bench.search_engine import TODAY, forget_questions, percentiles, questions

TOP = 20


@contextmanager
def cluster_engine(folder: Path, prefix: str = "bench"):
    """An engine with an index of its own, taken away afterwards."""
    from search.elastic import ElasticEngine
    from search.elastic_client import Cluster

    hosts, password = (os.environ["ELASTICSEARCH_URL"],), os.environ.get("ELASTICSEARCH_PASSWORD", "")
    made = ElasticEngine(Cluster(hosts, password=password, seconds=60, prefix=f"{prefix}-{os.getpid()}"), folder)
    try:
        yield made
    finally:
        client = made.connection.patient()
        for name in client.indices.get(index=f"{made.cluster.prefix}-*", features="aliases").body:
            client.indices.delete(index=name)


def top(made, query) -> list[str]:
    """The first twenty ids."""
    return [hit.id for page in (1, 2) for hit in made.search(query.on_page(page), TODAY).hits][:TOP]


def recorded(made, query) -> list[dict]:
    """The bodies of every request one question sends, with the words of the index known already."""
    sent, ask = [], made.ask

    def listen(requests):
        sent.append(requests)
        return ask(requests)

    made.search(query, TODAY)
    made.ask = listen
    try:
        made.search(query, TODAY)
    finally:
        del made.ask
    return sent


def raw(client, index: str, sent: list) -> None:
    """The same requests by the bare client."""
    for bodies in sent:
        if len(bodies) == 1:
            client.search(index=index, body=bodies[0])
        else:
            client.msearch(searches=[line for body in bodies for line in ({"index": index}, body)])


def compare(embedded, elastic) -> dict:
    """How alike the answers are."""
    overlaps, facets, totals, first = [], 0, 0, 0
    asked = questions()
    for query in asked:
        ours, theirs = embedded.search(query, TODAY), elastic.search(query, TODAY)
        left, right = top(embedded, query), top(elastic, query)
        overlaps.append(len(set(left) & set(right)) / len(left) if left else float(not right))
        facets += ours.facets == theirs.facets
        totals += ours.total == theirs.total
        first += left == right
    return {
        "overlap": statistics.mean(overlaps),
        "equal_facets": facets / len(asked),
        "equal_totals": totals / len(asked),
        "same_order": first / len(asked),
    }


def measure(elastic) -> dict:
    """Milliseconds (p50, p99) of the engine and of the bare client, question by question side by side."""
    asked = questions()
    sent = [recorded(elastic, query) for query in asked]
    client = elastic.connection.client()
    took = {"raw": [], "engine": []}
    for warm in (False, True):
        gc.collect()
        for query, bodies in zip(asked, sent, strict=True):
            started = time.perf_counter()
            raw(client, elastic.alias, bodies)
            bare = time.perf_counter() - started
            forget_questions()
            started = time.perf_counter()
            elastic.search(query, TODAY)
            whole = time.perf_counter() - started
            if warm:
                took["raw"].append(bare)
                took["engine"].append(whole)
    return {name: percentiles(seconds) for name, seconds in took.items()}


def measure_rebuild(elastic, size: int) -> dict:
    """Seconds of the text pipeline alone, of the raw bulk of what it made, and of `rebuild`."""
    from elasticsearch import helpers

    from search import elastic_index

    forget_questions()
    started = time.perf_counter()
    sources = [(document.id, elastic_index.source_of(document)) for document in synthetic_documents(size)]
    pipeline = time.perf_counter() - started
    client = elastic.connection.patient()
    name = elastic_index.make(client, elastic.cluster, building=True)
    started = time.perf_counter()
    actions = ({"_id": public_id, "_source": source} for public_id, source in sources)
    for _ in helpers.streaming_bulk(client, actions, index=name, chunk_size=500):
        pass
    client.indices.refresh(index=name)
    bulk = time.perf_counter() - started
    del sources
    client.indices.delete(index=name)
    forget_questions()
    started = time.perf_counter()
    elastic.rebuild(synthetic_documents(size))
    return {"pipeline": pipeline, "bulk": bulk, "rebuild": time.perf_counter() - started}


def main(sizes: list[int], compared: bool = True) -> dict:
    """{size: what was found}."""
    from search.embedded import EmbeddedEngine

    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, cluster_engine(Path(folder), f"bench-{size}") as elastic:
            found[size] = {"built": measure_rebuild(elastic, size)} if compared else {}
            if not compared:
                elastic.rebuild(synthetic_documents(size))
            found[size] |= measure(elastic)
            if compared:
                embedded = EmbeddedEngine(Path(folder) / "index")
                embedded.rebuild(synthetic_documents(size))
                found[size] |= compare(embedded, elastic)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings_tests")
    import django

    django.setup()
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()]
    print(json.dumps(main(sizes or [10_000, 100_000], compared="--alone" not in sys.argv)))
