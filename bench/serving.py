"""Measures one served site: raw query, engine, results page and empty page in turn, then changes, then the worker's memory.

`python -m bench.serving [--questions N] [--memory-only]`, in the environment of a site; prints one line of JSON.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from bench import weight
from bench.search_engine import forget_questions, percentiles, questions
from bench.site import BASE_DIR, fetch, served

WARMING = 20
CHANGES = 25
LONGEST_WAIT = 60
EMPTY = "receipt/"


def measure(port: int, count: int) -> dict:
    """Times in milliseconds, (p50, p99), of `count` questions asked four ways side by side."""
    from django.conf import settings

    from bench.raw import prepare, raw_search
    from foundation import clock
    from search.engine import engine

    today, asked = clock.today(), questions(seed=11)[:count]
    held = engine()
    if settings.SEARCH_ENGINE == "elasticsearch":
        return measure_pages(port, held, asked, today)
    prepared = [prepare(held, query, today) for query in asked]
    searcher = held._current().searcher
    warm(port)
    for query, question in zip(asked[:WARMING], prepared, strict=False):
        raw_search(searcher, question)
        held.search(query, today)
    took = {"raw": [], "engine": [], "page": [], "empty": []}
    found = []
    for query, question in zip(asked, prepared, strict=True):
        with timed(took["raw"]):
            _best, total, _facets = raw_search(searcher, question)
        forget_questions()
        with timed(took["engine"]):
            results = held.search(query, today)
        assert results.total == total, (query, results.total, total)
        found.append(total)
        # The worker hears each question for the first time, as the engine here does.
        with timed(took["page"]):
            status = fetch(port, results_address(query))[0]
        assert status == 200, (query, status)
        with timed(took["empty"]):
            fetch(port, f"/{query.language}/{EMPTY}")
    return {name: percentiles(seconds) for name, seconds in took.items()} | {
        "documents": held.count(),
        "median_found": statistics.median(found),
        "nothing_found": sum(not total for total in found),
    }


def measure_pages(port: int, held, asked, today) -> dict:
    """The same without the raw query, for an engine whose bare client bench.elastic_engine measures."""
    warm(port)
    took = {"engine": [], "page": [], "empty": []}
    for query in asked:
        forget_questions()
        with timed(took["engine"]):
            held.search(query, today)
        with timed(took["page"]):
            status = fetch(port, results_address(query))[0]
        assert status == 200, (query, status)
        with timed(took["empty"]):
            fetch(port, f"/{query.language}/{EMPTY}")
    return {name: percentiles(seconds) for name, seconds in took.items()} | {"documents": held.count()}


def warm(port: int) -> None:
    """Templates, translations and caches of the worker, with other questions than those that are measured."""
    for query in questions(seed=3)[:WARMING]:
        fetch(port, results_address(query))
        fetch(port, f"/{query.language}/{EMPTY}")


def results_address(query) -> str:
    """The address of the results page for a question."""
    return f"/{query.language}/jobs/?{urlencode(query.to_params())}"


def measure_changes() -> dict:
    """Milliseconds from the commit of a change until a search in another reader finds it.

    by_request: no follower runs, the request that changed something drains. by_follower: `index_pending --follow` does.
    """
    follow = [sys.executable, "manage.py", "index_pending", "--follow"]
    by_request = [change_and_see("r") for _ in range(CHANGES)]
    follower = subprocess.Popen(follow, cwd=BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for _ in range(30):
            change_and_see("w")
            if writer_is_held():
                break
            time.sleep(0.5)
        else:
            raise SystemExit("index_pending --follow does not start.")
        by_follower = [change_and_see("f") for _ in range(CHANGES)]
    finally:
        follower.terminate()
        follower.wait(20)
    return {
        name: [statistics.median(seconds) * 1e3, max(seconds) * 1e3]
        for name, seconds in (("by_request", by_request), ("by_follower", by_follower))
    }


def change_and_see(mark: str) -> float:
    """Gives one visible opening a new title, and returns the seconds from the commit until it is found by it."""
    from django.conf import settings
    from django.db import transaction

    from foundation import clock
    from jobs.models import Opening
    from search import outbox
    from search.embedded import EmbeddedEngine
    from search.query import OpeningQuery

    today = clock.today()
    reader = EmbeddedEngine(settings.SEARCH_INDEX_DIR)
    opening = random.choice(Opening.objects.visible(today).order_by("pk")[:200])
    word = mark + "".join(random.choices("bcdfghjklmnpqrstvwxz", k=14))
    query = OpeningQuery.from_params({"words": word}, "en")[0]
    reader.search(query, today)
    committed, seen = [], []

    def watch():
        until = time.perf_counter() + LONGEST_WAIT
        while time.perf_counter() < until:
            if any(hit.id == opening.public_id for hit in reader.search(query, today).hits):
                seen.append(time.perf_counter())
                return
            time.sleep(0.001)

    # Watched from beside, as another visitor would: the request that drains goes on to tidy up after the commit.
    watcher = threading.Thread(target=watch)
    watcher.start()
    with transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(title=word, title_language="en")
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        outbox.note_change([opening.public_id])
    watcher.join()
    assert seen, "the change is never seen"
    return seen[0] - committed[0]


def writer_is_held() -> bool:
    """Whether the follower has the writer."""
    from search.engine import EngineBusy, engine

    try:
        with engine().writing(wait_seconds=0):
            return False
    except EngineBusy:
        return True


def memory_of(pid: int) -> dict:
    """Megabytes: own (anonymous pages: heap and stacks, no mapped file) and resident (all, with mapped index files)."""
    sizes = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        sizes[name] = int(value.split()[0]) / 1024
    return {"own_mb": round(sizes["Anonymous"], 1), "resident_mb": round(sizes["Rss"], 1)}


class timed:  # noqa: N801 - reads as a word of the language
    """Appends the seconds its block took to a list."""

    def __init__(self, seconds: list[float]):
        self.seconds = seconds

    def __enter__(self):
        self.started = time.perf_counter()

    def __exit__(self, *problem):
        self.seconds.append(time.perf_counter() - self.started)


def main() -> None:
    """Serve, ask, print."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--questions", type=int, default=200)
    reader.add_argument("--memory-only", action="store_true")
    reader.add_argument("--pages-only", action="store_true", help="no changes: the engine is a server")
    reader.add_argument("--weight", action="store_true")
    given = reader.parse_args()
    found = {}
    with served() as (port, (pid,)):
        if given.memory_only:
            warm(port)
            for query in questions(seed=11)[: given.questions]:
                fetch(port, results_address(query))
                fetch(port, f"/{query.language}/{EMPTY}")
        else:
            found |= measure(port, given.questions)
        found["memory"] = memory_of(pid)
        if given.weight:
            found["weight"] = weight.measure(port)
    if not (given.memory_only or given.pages_only):
        found["changes"] = measure_changes()
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    main()
