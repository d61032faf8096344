"""Sets what was measured beside the limits: the table that `python -m bench` prints and docs/benchmarks.md keeps."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

FIRST_VISIT = 14_600
READING = """
## How to read it

`make bench` builds throw-away sites in one temporary folder and measures them in one run: reference data, costs of
migration and the registers as the product ships them, {agencies} invented vetted pairs of agency and route, and invented
openings by bulk inserts, indexed by the product's own `reindex`. Each size is served by gunicorn with one worker. For
every question (one or two words in one of five languages, half of them with filters, some browsing) four things are timed
one after the other, so that a busy moment of the machine hurts all of them:

- **raw**: the tantivy query with its filters, six facets and re-ranking, built beforehand;
- **engine**: `engine.search`, which also reads the words, corrects them and writes reasons; no question is asked twice;
- **page**: the results page over HTTP, with its connection, as a first visit asks for it;
- **empty**: `/receipt/` in the same language, over HTTP, the page of this site that asks for nothing.

Limits are ratios within this run: compare rows, not milliseconds of different machines. Rates of imports and the time of
an update are absolute, so other work on the machine lowers them: the best of {runs} runs counts for an import, and the
processor's own time stands beside it.

- An import is timed inside its process from the call of the command to its commit, into a site that holds reference data
  only. The index's writer is held by somebody else meanwhile, as `index_pending --follow` holds it; indexing is told apart.
- An update is timed from the commit of a change until a search by another reader, beside it, finds it: drained by
  `index_pending --follow`, or, where none runs, by the request itself. The worst of {changes} counts.
- Own memory is the worker's anonymous pages (`Anonymous` in `/proc/PID/smaps_rollup`): heap and stacks, without the
  mapped files of the index, which the system shares among workers and may drop. It is read after the same questions.
- A first visit is the page, the sheet and every other file the page names, as sent; the heaviest of the pages tried
  counts. Pages are sent as gzip also where a browser would take brotli; sheet and drawings then go as brotli.
- The register of a past day is asked for through the site's own stack without a socket, over agencies with a year of verdicts
  each; every page asks for another day, and counts how many agencies stood where on it.
- Judging again is `reassess_agencies --all` inside its process, over agencies with licences, three in five of them with fees and
  two vouches on one route or two. Just entered: most have no verdict yet. When licences have run out: a hundred days later.

## Where the results page spends its time

Beyond the engine: the template; the rows of the page with what their agencies disclose and the exchange rates; the filters;
the lines of the results with their reasons; and one query that asks whether any standing on a route was committed since (who
is vetted where is remembered until then, or until the day turns). How many queries there are does not depend on how many
openings there are: a test counts them. The page and the empty page both open a connection to SQLite; keeping it
(`conn_max_age` in `DATABASE_URL`) makes both faster and the empty page more so, which is why the ratio is told for the settings
as they are shipped.
"""


@dataclass(frozen=True)
class Line:
    """One row: what was measured, its limit in words, the figure in words, and whether it keeps the limit (None: no
    limit, told for information)."""

    what: str
    limit: str
    measured: str
    ok: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "yes", False: "NO", None: ""}[self.ok]


def lines_of(sizes: dict[int, dict], empty: dict, imports: list[dict]) -> list[Line]:
    """Every row of the table. `sizes`: {number asked for: what bench.serving found}, smallest first."""
    small, *_, large = sizes.values()
    return [
        *(line for size, found in sizes.items() for line in _search(size, found)),
        _at_most(
            f"engine.search, p50 from {_thousands(sizes)}", large["engine"][0] / small["engine"][0], 3, "× {:.2f}"
        ),
        *(line for size, found in sizes.items() for line in page_lines(_count(size), found)),
        *(line for size, found in sizes.items() for line in _changes(size, found["changes"])),
        *_imports(imports),
        *_memory(empty, sizes),
        *_weights(small["weight"]),
    ]


def as_text(lines: list[Line]) -> str:
    """The table for a terminal."""
    widths = [max(len(text) for text in column) for column in zip(*map(_cells, lines), strict=True)]
    rows = [("what", "limit", "measured", "kept"), *map(_cells, lines)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def as_page(lines: list[Line], today: date, agencies: int, runs: int, changes: int, busy: float) -> str:
    """docs/benchmarks.md."""
    rows = [f"| {' | '.join(_cells(line))} |" for line in lines]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Measured on {today.isoformat()} by `make bench`. {machine(busy)}",
            "",
            "| what | limit | measured | kept |",
            "|---|---|---|---|",
            *rows,
            READING.format(agencies=agencies, runs=runs, changes=changes),
        ]
    )


def machine(busy: float) -> str:
    """What it was measured on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    told = [
        f"{os.cpu_count()} cores ({platform.machine()}), {pages * size / 2**30:.0f} GB of memory",
        f"Python {platform.python_version()}, Django {version('django')}, tantivy {version('tantivy')}, "
        f"SQLite {sqlite3.sqlite_version}, gunicorn {version('gunicorn')}",
        f"load average before the run {busy:.1f}, which counts other work on the same machine",
    ]
    return "; ".join(told) + "."


def _cells(line: Line) -> tuple[str, ...]:
    return line.what, line.limit, line.measured, line.verdict


def _at_most(what: str, value: float, limit: float, written: str, more: str = "") -> Line:
    return Line(what, f"≤ {written.format(limit).replace('.00', '')}", written.format(value) + more, value <= limit)


def _thousands(sizes) -> str:
    return " to ".join(_count(size) for size in (min(sizes), max(sizes)))


def _count(size: int) -> str:
    return f"{size // 1000}k"


def _pair(times) -> str:
    return f"{times[0]:.1f}/{times[1]:.1f} ms"


def _search(size, found):
    raw, engine = found["raw"], found["engine"]
    told = f" (raw {_pair(raw)}, engine {_pair(engine)} p50/p99)"
    yield _at_most(f"engine.search to raw query, {_count(size)}, p50", engine[0] / raw[0], 3, "{:.2f} ×", told)
    yield _at_most(f"engine.search to raw query, {_count(size)}, p99", engine[1] / raw[1], 3, "{:.2f} ×")


def page_lines(where: str, found: dict) -> list[Line]:
    """The results page beside the engine call and a page that asks for nothing."""
    page, engine, empty = found["page"], found["engine"], found["empty"]
    ratio = (page[0] - engine[0]) / empty[0]
    told = f" (page {_pair(page)}, engine {_pair(engine)}, empty {_pair(empty)})"
    return [_at_most(f"results page less engine, to empty page, {where}, p50", ratio, 3, "{:.2f} ×", told)]


def _changes(size, changes):
    for name, who in (("by_follower", "the follower"), ("by_request", "the request")):
        middle, worst = changes[name]
        told = f" (median {middle:.0f} ms)"
        yield _at_most(f"update seen, drained by {who}, {_count(size)}", worst, 300, "{:.0f} ms", told)


def _imports(runs):
    for name, what, limit in (
        ("h2a", "import of H-2A orders, new", 1000),
        ("h2a_again", "import of H-2A orders, unchanged", 1000),
        ("hong_kong", "import of Hong Kong's register, new", None),
    ):
        best = max(run[name]["a_second"] for run in runs)
        worked = max(run[name]["a_processor_second"] for run in runs)
        told = f"{best:,.0f} rows/s ({worked:,.0f} a second of processor time)"
        yield Line(what, f"≥ {limit:,} rows/s" if limit else "", told, best >= limit if limit else None)
    best = max(run["indexed"]["a_second"] for run in runs)
    yield Line("indexing what was imported", "", f"{best:,.0f} openings/s")


def _memory(empty, sizes):
    base = empty["memory"]
    yield Line(
        "a worker's own memory, empty index", "", f"{base['own_mb']:.0f} MB ({base['resident_mb']:.0f} resident)"
    )
    for size, found in sizes.items():
        memory = found["memory"]
        told = f" ({memory['own_mb']:.0f} MB, {memory['resident_mb']:.0f} resident)"
        grown = max(0.0, memory["own_mb"] - base["own_mb"])
        yield _at_most(f"a worker's own memory, growth to {_count(size)}", grown, 60, "{:.0f} MB", told)


def _weights(weights):
    for encoding, pages in weights.items():
        for name, languages in pages.items():
            language, heaviest = max(languages.items(), key=lambda pair: pair[1])
            others = ", ".join(f"{code} {size:,}" for code, size in languages.items() if code != language)
            told = f" ({language}; {others})"
            what = f"first visit, {name}, {'brotli' if 'br' in encoding else 'gzip'}"
            yield _at_most(what, heaviest, FIRST_VISIT, "{:,} bytes", told)


def write(path: Path, text: str) -> None:
    """Keep the page."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
