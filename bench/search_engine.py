"""Raw tantivy against engine.search at 10k and 100k openings: `python -m bench.search_engine [SIZE …]`."""

import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.openings import DESTINATIONS, OCCUPATIONS, opening, synthetic_documents

TODAY = date(2026, 8, 1)
QUESTIONS = 300


def questions(seed: int = 7):
    """What people ask: one or two words in one of five languages, half of them with filters, some browsing."""
    from search.query import OpeningQuery

    pick = random.Random(seed)
    found = []
    for _ in range(QUESTIONS):
        language = pick.randrange(5)
        words = [pick.choice(OCCUPATIONS)[1][language]]
        if pick.random() < 0.4:
            words.append(pick.choice(DESTINATIONS)[1][language])
        params = {"words": " ".join(words)} if pick.random() < 0.85 else {}
        if pick.random() < 0.5:
            params |= {"destination": pick.choice(DESTINATIONS)[0], "origin": pick.choice(("MM", "KH", "LA"))}
        if pick.random() < 0.3:
            params |= {"cost_to": "1", "housing": "1"}
        found.append(OpeningQuery.from_params(params, ("en", "th", "my", "km", "lo")[language])[0])
    return found


def percentiles(seconds):
    """(p50, p99) in milliseconds."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3


def forget_questions():
    """Empties the caches of the text pipeline: each question is measured as if nobody had asked it before."""
    from search import reading, text

    for cached in (reading.read_question, reading._likely_of, reading._namings, text.fold, text.tokens):
        cached.cache_clear()


def build(size: int, directory: Path):
    """(an engine that holds `size` openings, seconds it took)."""
    from search.embedded import EmbeddedEngine

    engine = EmbeddedEngine(directory)
    started = time.perf_counter()
    engine.rebuild(synthetic_documents(size))
    return engine, time.perf_counter() - started


def measure_searches(engines: dict) -> dict:
    """{size: (seconds raw, seconds by the engine)}. Raw and engine, small and large are asked side by side, question
    by question, so that a busy moment of the machine hurts all of them."""
    from bench.raw import prepare, raw_search

    asked = questions()
    prepared = {size: [prepare(engine, query, TODAY) for query in asked] for size, engine in engines.items()}
    measured = {size: ([], []) for size in engines}
    for warm in (False, True):
        gc.collect()
        for at, query in enumerate(asked):
            for size, engine in engines.items():
                searcher = engine._current().searcher
                started = time.perf_counter()
                _, total, _ = raw_search(searcher, prepared[size][at])
                raw = time.perf_counter() - started
                forget_questions()
                started = time.perf_counter()
                results = engine.search(query, TODAY)
                whole = time.perf_counter() - started
                assert results.total == total, (query, results.total, total)
                if warm:
                    measured[size][0].append(raw)
                    measured[size][1].append(whole)
    return measured


def measure_updates(engine):
    """Seconds until another reader finds a change: with the writer held, and with the writer opened for it."""
    from search.embedded import EmbeddedEngine
    from search.query import OpeningQuery

    reader = EmbeddedEngine(engine.files.root)
    held, opened = [], []

    def see(number, country):
        query = OpeningQuery(destination=(country,))
        while not any(hit.id == opening(number).id for hit in reader.search(query, TODAY).hits):
            time.sleep(0.001)

    def changed(number, country):
        return replace(opening(number), destination=country, visible_until=date(2030, 1, 1))

    with engine.writing() as writer:
        for turn in range(30):
            started = time.perf_counter()
            writer.put([changed(turn + 1, f"X{turn}")])
            writer.commit()
            see(turn + 1, f"X{turn}")
            held.append(time.perf_counter() - started)
    for turn in range(10):
        started = time.perf_counter()
        engine.put([changed(turn + 1, f"Y{turn}")])
        see(turn + 1, f"Y{turn}")
        opened.append(time.perf_counter() - started)
    return held, opened


def memory(directory: Path) -> dict:
    """Own (anonymous) and resident megabytes of this process after answering every question."""
    from search.embedded import EmbeddedEngine

    engine = EmbeddedEngine(directory)
    for query in questions():
        engine.search(query, TODAY)
    lines = Path("/proc/self/status").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("RssAnon", "VmRSS"))}
    return {"own_mb": round(sizes["RssAnon"], 1), "resident_mb": round(sizes["VmRSS"], 1)}


def _in_a_process_of_its_own(name, directory):
    command = [sys.executable, "-m", "bench.search_engine", "--" + name, str(directory)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def empty_memory() -> dict:
    """Memory of a process that searches an empty index."""
    from search.embedded import EmbeddedEngine

    with tempfile.TemporaryDirectory() as directory:
        EmbeddedEngine(directory).clear()
        return json.loads(_in_a_process_of_its_own("memory", directory))


def main(sizes):
    """Prints one line a size, p50 and p99 in milliseconds, and the ratios the product promises; returns the rows."""
    empty = empty_memory()
    with tempfile.TemporaryDirectory() as root:
        built = {size: build(size, Path(root) / str(size)) for size in sizes}
        searches = measure_searches({size: engine for size, (engine, _) in built.items()})
        rows = []
        for size, (engine, seconds) in built.items():
            held, opened = measure_updates(engine)
            rows.append(
                {
                    "size": size,
                    "built_seconds": seconds,
                    "raw": percentiles(searches[size][0]),
                    "engine": percentiles(searches[size][1]),
                    "update_by_held_writer": percentiles(held),
                    "update_opening_the_writer": percentiles(opened),
                    "memory": json.loads(_in_a_process_of_its_own("memory", engine.files.root)),
                }
            )
    print(
        "  size   built s     raw p50/p99    engine p50/p99   ratio p50/p99   update held/opened p50   own MB resident MB"
    )
    for row in rows:
        raw, whole = row["raw"], row["engine"]
        print(
            f"{row['size']:6d} {row['built_seconds']:9.1f} {raw[0]:8.2f} {raw[1]:6.2f} {whole[0]:9.2f} {whole[1]:7.2f}"
            f" {whole[0] / raw[0]:9.2f} {whole[1] / raw[1]:5.2f} {row['update_by_held_writer'][0]:13.0f}"
            f" {row['update_opening_the_writer'][0]:8.0f} {row['memory']['own_mb']:10.1f} {row['memory']['resident_mb']:10.1f}"
        )
    print(f"empty index: own {empty['own_mb']} MB, resident {empty['resident_mb']} MB")
    if len(rows) > 1:
        print(f"engine p50 from {sizes[0]} to {sizes[-1]}: x {rows[-1]['engine'][0] / rows[0]['engine'][0]:.2f}")
    return rows


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings_tests")
    import django

    django.setup()
    if sys.argv[1:2] == ["--memory"]:
        print(json.dumps(memory(Path(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])
