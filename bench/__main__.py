"""Measures the product against its limits in one run: `python -m bench [--quick]`; `make bench` calls it.

Prints a table and writes docs/benchmarks.md. With --quick the corpora are a tenth, and nothing is written.
"""

import argparse
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench import alerts, elastic_engine, load, past_register, pdfs, reassessing, report
from bench.serving import CHANGES
from bench.site import BASE_DIR, Site, new_site

PAGE = BASE_DIR / "docs" / "benchmarks.md"
# The day on which the certified orders of the file are live.
ORDERS_TODAY = "2021-11-15"
AGENCIES = 100


def main() -> int:
    """Measure, print, write. Exit 1 when a limit is passed."""
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("--quick", action="store_true", help="small corpora, few questions, nothing written")
    quick = reader.parse_args().quick
    sizes = (1_000, 10_000) if quick else (10_000, 100_000)
    questions, runs = (60, 1) if quick else (200, 3)
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="fair-passage-bench-") as folder:
        lines, agencies = measure(Path(folder), sizes, questions, runs, quick)
    print(report.as_text(lines))
    if not quick:
        report.write(PAGE, report.as_page(lines, datetime.now().date(), agencies, runs, CHANGES, busy))
        print(f"Written to {PAGE.relative_to(BASE_DIR)}")
    return int(any(line.ok is False for line in lines))


def measure(
    root: Path, sizes: tuple[int, ...], questions: int, runs: int, quick: bool
) -> tuple[list[report.Line], int]:
    """The rows of the table, and how many pairs of agency and route are vetted."""
    tell = Progress()
    tell("An empty site")
    base = new_site(root)
    tell("Imports")
    imports = []
    for number in range(runs):
        site = base.copy(f"imports-{number}", today=ORDERS_TODAY)
        imports.append(site.call("bench.imports"))
        site.forget()
    tell("Registers, examples and vetted agencies")
    base.manage("seed_demo", "--without-orders")
    agencies = base.call("bench.planting", "agencies", str(AGENCIES))["vetted_pairs"]
    tell("Memory with an empty index")
    site = base.copy("empty")
    site.call("bench.planting", "nothing", "0")
    empty = site.call("bench.serving", "--memory-only", "--questions", str(questions))
    site.forget()
    found = {}
    for size in sizes:
        tell(f"{size:,} openings: insert and index")
        site = base.copy(f"site-{size}")
        planted = site.call("bench.planting", "openings", str(size))
        tell(f"{size:,} openings: measure ({planted['indexed']:,} in the index)")
        weigh = ["--weight"] if size == sizes[0] else []
        found[size] = site.call("bench.serving", "--questions", str(questions), *weigh)
        if size == sizes[0]:
            more = measure_crowd(site, tell, questions, quick)
        site.forget()
    tell("The register of a past day")
    site = base.copy("past")
    pasts = [site.call("bench.past_register", str(count)) for count in (past_register.COUNT // 10, past_register.COUNT)]
    site.forget()
    tell("Judging every agency again")
    site = base.copy("judged")
    judged = site.call("bench.reassessing", str(reassessing.COUNT))
    site.forget()
    tell("Printed guides")
    site = base.copy("pdfs")
    printed_guides = pdfs.lines_of(site.call("bench.pdfs"))
    site.forget()
    lines = (
        report.lines_of(found, empty, imports) + more + past_register.lines_of(*pasts) + reassessing.lines_of(judged)
    )
    lines += printed_guides
    if os.environ.get("ELASTICSEARCH_URL"):
        growth = () if quick else (1_000_000,)
        tell(f"Both engines at {', '.join(f'{size:,}' for size in (*sizes, *growth))} openings")
        printed = base.call("bench.elastic_engine", *map(str, (*sizes, *growth)))
        lines += elastic_engine.lines_of({int(size): told for size, told in printed.items()})
    else:
        print("Elasticsearch is not measured: run `make elasticsearch` and export what it prints.")
    tell("Done")
    return lines, agencies


def measure_crowd(site: Site, tell, questions: int, quick: bool) -> list[report.Line]:
    """Rows about the same site on Elasticsearch, under fifty visitors, and with many saved searches."""
    lines = []
    if os.environ.get("ELASTICSEARCH_URL"):
        tell("The same pages on Elasticsearch")
        other = site.on_elasticsearch()
        other.manage("reindex")
        told = other.call("bench.serving", "--questions", str(questions), "--pages-only")
        lines += report.page_lines("on Elasticsearch", told)
        other.call("bench.elastic_engine", "forget")
    tell("Fifty visitors at once")
    lines += load.lines_of(site.call("bench.load", *(("--seconds", "10", "--requests", "1000") if quick else ())))
    tell("Saved searches")
    return lines + alerts.lines_of(site.call("bench.alerts", "5000" if quick else "100000"))


class Progress:
    """Says what is being done, and after how many seconds."""

    def __init__(self):
        self.started = time.monotonic()

    def __call__(self, words: str) -> None:
        print(f"{time.monotonic() - self.started:5.0f} s  {words}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
