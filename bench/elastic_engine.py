"""Elasticsearch beside tantivy and beside its own bare client: `python -m bench.elastic_engine [SIZE …]`.

Needs ELASTICSEARCH_URL and ELASTICSEARCH_PASSWORD. Both engines get the same invented openings; every question is asked
of both, and the very requests that the engine sent are sent again by the bare client. A size of a million measures growth
alone. Prints one line of JSON; `lines_of` makes rows of the table in docs/benchmarks.md of it.
"""

import gc
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.openings import opening, synthetic_documents
from bench.report import Line
from bench.search_engine import TODAY, forget_questions, percentiles, questions

TOP = 20
# So many invented openings differ from each other.
DIFFERENT = 100_000


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
        forget(made)


def forget(made) -> dict:
    """Deletes every index of an engine."""
    client = made.connection.patient()
    names = list(client.indices.get(index=f"{made.cluster.prefix}-*", features="aliases").body)
    for name in names:
        client.indices.delete(index=name)
    return {"deleted": names}


def top(made, query) -> list[str]:
    """The first twenty ids."""
    return [hit.id for page in (1, 2) for hit in made.search(query.on_page(page), TODAY).hits][:TOP]


def recorded(made, query) -> list[dict]:
    """The bodies of every request one question sends, with the words of the index known already."""
    sent, ask = [], made.ask

    def listen(requests, until=None):
        sent.append(requests)
        return ask(requests, until)

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


def many_documents(count: int):
    """Invented openings, a hundred thousand different ones under as many ids as asked for."""
    for number in range(1, count + 1):
        yield replace(opening((number - 1) % DIFFERENT + 1), id=f"{number:010d}")


@contextmanager
def pipeline_once():
    """Reads the text of each different opening once: at a million, reading would take most of the time of building."""
    from search import fields

    read, known = fields.token_strings, {}

    def remembered(document):
        number = (int(document.id) - 1) % DIFFERENT
        if number not in known:
            known[number] = read(document)
        return known[number]

    fields.token_strings = remembered
    try:
        yield
    finally:
        fields.token_strings = read


def measure_embedded(embedded) -> dict:
    """Milliseconds (p50, p99) of the engine inside the process, warm."""
    took = []
    for warm in (False, True):
        gc.collect()
        for query in questions():
            forget_questions()
            started = time.perf_counter()
            embedded.search(query, TODAY)
            if warm:
                took.append(time.perf_counter() - started)
    return percentiles(took)


def measure_growth(size: int) -> dict:
    """{"embedded", "engine"}: milliseconds of both engines over that many openings."""
    from search.embedded import EmbeddedEngine

    with tempfile.TemporaryDirectory() as folder, pipeline_once():
        embedded = EmbeddedEngine(Path(folder) / "index")
        embedded.rebuild(many_documents(size))
        found = {"embedded": measure_embedded(embedded)}
    with tempfile.TemporaryDirectory() as folder, pipeline_once(), cluster_engine(Path(folder)) as elastic:
        elastic.rebuild(many_documents(size))
        return found | {"engine": measure(elastic)["engine"]}


def measure_size(size: int) -> dict:
    """Everything that is measured at one size."""
    from search.embedded import EmbeddedEngine

    with tempfile.TemporaryDirectory() as folder, cluster_engine(Path(folder)) as elastic:
        found = {"built": measure_rebuild(elastic, size)}
        found |= measure(elastic)
        embedded = EmbeddedEngine(Path(folder) / "index")
        embedded.rebuild(synthetic_documents(size))
        return found | {"embedded": measure_embedded(embedded)} | compare(embedded, elastic)


def main(sizes: list[int]) -> dict:
    """{size: what was found}; sizes beyond a hundred thousand are measured for growth alone."""
    return {size: measure_size(size) if size <= DIFFERENT else measure_growth(size) for size in sizes}


def lines_of(found: dict[int, dict]) -> list[Line]:
    """Rows of the table, of what `main` found, smallest size first."""
    lines = []
    sizes = [size for size in found if "raw" in found[size]]
    for size in sizes:
        told, name = found[size], f"{size // 1000}k"
        raw_times, engine, built = told["raw"], told["engine"], told["built"]
        pair = f" (bare client {raw_times[0]:.1f}/{raw_times[1]:.1f} ms, engine {engine[0]:.1f}/{engine[1]:.1f} ms p50/p99)"
        ratio = engine[0] / raw_times[0]
        limit = 1.5 if size == max(sizes) else None
        lines.append(
            _line(f"Elasticsearch: engine call to the same requests, {name}, p50", ratio, limit, "{:.2f} ×", pair)
        )
        lines.append(
            Line(
                f"both engines: overlap of the first twenty, {name}",
                "≥ 0.99",
                f"{told['overlap']:.4f} (same order {told['same_order']:.1%}, same total {told['equal_totals']:.1%})",
                told["overlap"] >= 0.99,
            )
        )
        facets = told["equal_facets"]
        lines.append(Line(f"both engines: equal facets, {name}", "100 %", f"{facets:.1%}", facets == 1))
        work = built["pipeline"] + built["bulk"]
        took = f" ({built['rebuild']:.0f} s; pipeline {built['pipeline']:.0f} s, bulk {built['bulk']:.0f} s)"
        what = f"Elasticsearch: rebuild to text pipeline and raw bulk, {name}"
        lines.append(_line(what, built["rebuild"] / work, 3 if size == max(sizes) else None, "{:.2f} ×", took))
    base = max(sizes)
    for size in found.keys() - set(sizes):
        for engine, name, limit in (("embedded", "tantivy", 6), ("engine", "Elasticsearch", 10)):
            small, large = found[base][engine][0], found[size][engine][0]
            told = f" ({small:.1f} to {large:.1f} ms)"
            what = f"{name}: engine call, p50 from {base // 1000}k to {size // 1000}k"
            lines.append(_line(what, large / small, limit, "{:.2f} ×", told))
    return lines


def _line(what, value, limit, written, more):
    if limit is None:
        return Line(what, "", written.format(value) + more)
    return Line(what, f"≤ {limit:g} ×", written.format(value) + more, value <= limit)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings_tests")
    import django

    django.setup()
    if sys.argv[1:] == ["forget"]:
        from search.engine import engine

        # The index of the site whose environment this is.
        print(json.dumps(forget(engine())))
        sys.exit()
    print(json.dumps(main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])))
