"""Fifty visitors at once for a minute, and the workers' memory over many requests: `python -m bench.load`, in the
environment of a site with openings. Needs wrk; asks 127.0.0.1 only, and ends by itself.

--server compares gunicorn, as the site is shipped, with granian; --only asks for one kind of page.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Line
from bench.search_engine import questions
from bench.serving import memory_of, results_address
from bench.site import fetch, served

CONNECTIONS = 50
THREADS = 2
WARMING_SECONDS = 10
# No answer for so long counts as an error.
PATIENCE_SECONDS = 10
# Addresses of each kind, so that the mix has the same share of each.
SAMPLE = 200
LANGUAGES = ("en", "my", "km", "lo", "th")
WRONG = ("connect", "read", "write", "status", "timeout")
# What the allocator takes back and forth. A leak of one kilobyte a request would be fifty in each of two workers.
FLAT_MB = 20


def measure(server: str, workers: int, seconds: int, requests: int, longest: int, only: str = "") -> dict:
    """{server, workers, load: what the minute found, memory: {before, warm, after: [MB of each worker]}, wanted, and
    requests and errors of the whole run}. Goes on after the minute until `requests` were answered or `longest` seconds passed."""
    random.seed(5)
    mix = addresses()
    kinds = [only] if only else list(mix)
    asked = [address for kind in kinds for address in mix[kind]]
    random.shuffle(asked)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file, served(workers, server) as (port, pids):
        file.write("\n".join(asked) + "\n")
        file.flush()
        for kind in kinds:
            status = fetch(port, mix[kind][0])[0]
            assert status == 200, (kind, mix[kind][0], status)
        started, memory = time.monotonic(), {"before": memory_in(pids)}
        runs = [ask(port, file.name, WARMING_SECONDS)]
        memory["warm"] = memory_in(pids)
        worked = processor_seconds(pids)
        runs.append(load := ask(port, file.name, seconds))
        load["processor_ms"] = (processor_seconds(pids) - worked) / max(load["requests"], 1) * 1e3
        while (answered := sum(run["requests"] for run in runs)) < requests and time.monotonic() - started < longest:
            print(f"{answered:,} requests, {memory_in(pids)}", file=sys.stderr, flush=True)
            runs.append(ask(port, file.name, seconds))
        memory["after"] = memory_in(pids)
    return {
        "server": server,
        "workers": workers,
        "pages": kinds,
        "load": load,
        "memory": memory,
        "wanted": requests,
        "requests": sum(run["requests"] for run in runs),
        "errors": sum(run[kind] for run in runs for kind in WRONG),
    }


def ask(port: int, file: str, seconds: int) -> dict:
    """One run of wrk; what bench/load.lua prints at its end."""
    command = ["wrk", "--threads", str(THREADS), "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    command += ["--timeout", f"{PATIENCE_SECONDS}s", "--latency", "--script", str(Path(__file__).with_name("load.lua"))]
    environment = {**os.environ, "LOAD_ADDRESSES": file}
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], env=environment, capture_output=True, text=True, timeout=seconds + 60
    )
    if done.returncode:
        raise SystemExit(f"wrk failed:\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def processor_seconds(pids: list[int]) -> float:
    """Seconds of processor time that these processes have used: what other work on the machine does not lengthen."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(user) + int(system) for *_, user, system in (each[:13] for each in fields)) / os.sysconf(
        "SC_CLK_TCK"
    )


def memory_in(pids: list[int]) -> list[dict]:
    """Megabytes of each worker, own and resident."""
    return [memory_of(pid) for pid in pids]


def addresses() -> dict[str, list[str]]:
    """Addresses by kind of page, as many of each."""
    from corridors.models import Corridor
    from foundation import clock
    from jobs.models import Opening

    asked = questions(seed=29)
    openings = list(Opening.objects.visible(clock.today()).values_list("public_id", "agency__public_id")[:5000])
    random.shuffle(openings)
    agencies = sorted({agency for _opening, agency in openings if agency})
    corridors = sorted(Corridor.objects.values_list("code", flat=True))
    kinds = {
        "home": [f"/{language}/" for language in LANGUAGES],
        "results with words": [results_address(query) for query in asked if query.words],
        "results browsed": [
            f"/{language}/jobs/?destination={to}" for language in LANGUAGES for to in ("TH", "JP", "US")
        ],
        "opening": [f"/{language}/jobs/{number}/" for number, _agency in openings for language in LANGUAGES],
        "agency": [f"/{language}/agencies/{number}/" for number in agencies for language in LANGUAGES],
        "corridor": [f"/{language}/corridors/{code}/" for code in corridors for language in LANGUAGES],
    }
    return {kind: [found[at % len(found)] for at in range(SAMPLE)] for kind, found in kinds.items()}


def lines_of(found: dict) -> list[Line]:
    """Rows of the table, from what `measure` found. Memory counts as flat only after all the requests that were wanted."""
    load, memory = found["load"], found["memory"]
    wrong, who = sum(load[kind] for kind in WRONG), f"{found['server']}, {found['workers']} workers"
    told = (
        f"{load['requests'] / load['seconds']:.0f} requests/s, {load['p50_ms']:.0f}/{load['p99_ms']:.0f} ms p50/p99, "
    )
    told += f"{load['processor_ms']:.1f} ms of processor time each"
    grown = [after["own_mb"] - warm["own_mb"] for warm, after in zip(memory["warm"], memory["after"], strict=True)]
    sizes = "; ".join(
        f"{' → '.join(str(round(memory[when][at]['resident_mb'])) for when in ('before', 'warm', 'after'))} MB resident"
        for at in range(len(grown))
    )
    what = f"{CONNECTIONS} connections for {load['seconds']:.0f} s"
    return [
        Line(f"{what}, six kinds of pages", "", f"{told} ({who})"),
        Line(f"{what}, errors", "0", str(wrong), wrong == 0),
        Line(
            f"a worker's own memory, growth from warm to {found['requests']:,} requests",
            f"≤ {FLAT_MB} MB",
            f"{max(grown):.0f} MB (before → warm → after: {sizes})",
            max(grown) <= FLAT_MB and found["requests"] >= found["wanted"],
        ),
    ]


def main() -> None:
    """Serve, ask, print."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--server", choices=("gunicorn", "granian"), default="gunicorn")
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--seconds", type=int, default=60)
    reader.add_argument("--requests", type=int, default=100_000)
    reader.add_argument("--longest", type=int, default=3600, help="seconds after which no further round begins")
    reader.add_argument("--only", default="", help="one kind of page, such as 'results with words'")
    given = reader.parse_args()
    # Ended from outside it still ends the server that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = measure(given.server, given.workers, given.seconds, given.requests, given.longest, given.only)
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    main()
