"""One new opening against many saved searches: `python -m bench.alerts [COUNT]`, in the environment of a site with openings.

Prints one line of JSON. `lines_of` makes rows of the table in docs/benchmarks.md of it.
"""

import gc
import json
import os
import random
import statistics
import sys
import time
from dataclasses import asdict
from datetime import date, timedelta

from bench.openings import DESTINATIONS, OCCUPATIONS
from bench.report import Line
from bench.search_engine import forget_questions

COUNT, OPENINGS, WARMING = 100_000, 12, 2
CHUNK = 2000
LIMIT_MS = 1000
# Growth that is no growth: what a collector has not swept yet.
LIMIT_MB = 10
LANGUAGES = ("en", "th", "my", "km", "lo")
ORIGINS = ("MM", "KH", "LA")


def searches(count: int, today: date, names: list[tuple[str, ...]], seed: int = 5):
    """(OpeningQuery, Latin words taken as typed): half of them words in five languages, one in ten with a typing error;
    half filters only, two to five each. `names`: occupations in the order of LANGUAGES, "" where there is none.
    """
    from search.query import OpeningQuery

    pick = random.Random(seed)
    for number in range(count):
        at = pick.randrange(len(LANGUAGES))
        if number % 2:
            params, known = _filters(pick, today), ()
        else:
            words, known = _words(pick, at, names)
            params = {"words": words}
            if pick.random() < 0.3:
                params["destination"] = pick.choice(DESTINATIONS)[0]
        yield OpeningQuery.from_params(params, LANGUAGES[at])[0], known


def _words(pick, at, names):
    told = ""
    while not told:
        told = pick.choice(names)[at]
    if pick.random() < 0.4:
        told = f"{told} {pick.choice(DESTINATIONS)[1][at]}"
    if at:
        return told, ()
    if pick.random() < 0.2:
        return _mistyped(pick, told), ()
    return told, tuple(told.lower().split())


def _mistyped(pick, told):
    place = pick.randrange(max(1, len(told) - 1))
    return told[:place] + pick.choice("abcdefghijklmnoprstuvwy") + told[place + pick.randrange(2) :]


def _filters(pick, today):
    possible = {
        "destination": lambda: [one[0] for one in pick.sample(DESTINATIONS, pick.choice((1, 1, 2)))],
        "origin": lambda: pick.choice(ORIGINS),
        "occupation": lambda: pick.choice(OCCUPATIONS)[0][: pick.choice((2, 4))],
        "wage_from": lambda: str(pick.randrange(150, 1500, 10)),
        "cost_to": lambda: pick.choice(("0", "0.5", "1", "2", "3")),
        "start_to": lambda: (today + timedelta(days=pick.randrange(10, 300))).isoformat(),
        "start_from": lambda: (today - timedelta(days=pick.randrange(10, 300))).isoformat(),
        "housing": lambda: pick.choice(("1", "1", "1", "0")),
        "basis": lambda: "vetted_agency",
        "channel": lambda: pick.choice(("MOU", "EPS", "SSW")),
    }
    return {name: possible[name]() for name in pick.sample(sorted(possible), pick.randint(2, 5))}


def plant(count: int, today: date) -> dict:
    """That many saved searches, written in bulk as jobs.alerts writes one."""
    from django.db import transaction

    from jobs.alert_matching import columns_of, note_appearances
    from jobs.alert_models import Anchor, SavedSearch
    from jobs.alerts import written
    from search import anchors

    after = note_appearances(today)
    ids, rows = {}, []
    with transaction.atomic():
        for number, (query, known) in enumerate(searches(count, today, occupations_named())):
            columns = columns_of(query, known)
            if (needs := columns.pop("needs")) and needs not in ids:
                ids[needs] = Anchor.objects.get_or_create(text=needs)[0].pk
            rows.append(
                SavedSearch(
                    secret=f"{number:064x}",
                    language=query.language,
                    question=written(query),
                    known_words=" ".join(known),
                    saved=today,
                    renewed=today,
                    after=after,
                    anchor_id=ids.get(needs),
                    read_by=anchors.VERSION,
                    **columns,
                )
            )
            if len(rows) == CHUNK:
                SavedSearch.objects.bulk_create(rows)
                rows = []
        SavedSearch.objects.bulk_create(rows)
    return {"searches": count, "anchors": len(ids)}


def occupations_named() -> list[tuple[str, ...]]:
    """What the reference data and bench.openings call occupations in the five languages."""
    from reference.models import Name

    found: dict[str, dict[str, str]] = {}
    for key, language, text in Name.objects.filter(kind=Name.Kind.OCCUPATION).values_list("key", "language", "text"):
        found.setdefault(key, {})[language] = text
    ours = [names for _code, names in OCCUPATIONS]
    # As often as all others together: what people look for is what there is.
    told = [tuple(names.get(language, "") for language in LANGUAGES) for _key, names in sorted(found.items())]
    return told + ours * (1 + len(told) // len(ours))


def measure(today: date) -> dict:
    """Milliseconds from the publication of an opening until every search is told of it, one opening at a time, and the
    memory of this process before the first and after the last.
    """
    from bench.serving import memory_of
    from jobs.alert_matching import question_of, tell_new
    from jobs.models import Opening

    drafts = list(Opening.objects.visible(today).order_by("?")[: OPENINGS + WARMING])
    seconds, worked, pairs, before = [], [], [], None
    for number, opening in enumerate(drafts):
        if number == WARMING:
            gc.collect()
            before = memory_of(os.getpid())
        publish_again(opening)
        # As a run of its own meets it, for which nobody has read these searches before.
        forget_questions()
        question_of.cache_clear()
        started, processor = time.perf_counter(), time.process_time()
        told = tell_new(today)
        if number >= WARMING:
            seconds.append(time.perf_counter() - started)
            worked.append(time.process_time() - processor)
            pairs.append(asdict(told))
    gc.collect()
    assert all(told["openings"] == 1 for told in pairs), pairs
    return {
        "ms": [statistics.median(seconds) * 1e3, max(seconds) * 1e3],
        "processor_ms": statistics.median(worked) * 1e3,
        "told": statistics.median(told["tellings"] for told in pairs),
        "own_mb": [before["own_mb"], memory_of(os.getpid())["own_mb"]],
    }


def publish_again(opening) -> None:
    """The same opening as a new one, with a number nobody has told of."""
    from foundation.codes import new_code

    opening.pk, opening.public_id, opening.source, opening.source_key = None, new_code(10), "", ""
    opening.save(force_insert=True)


def lines_of(found: dict) -> list[Line]:
    """The rows of the table, of what `main` printed."""
    middle, worst = found["ms"]
    before, after = found["own_mb"]
    told = (
        f"{middle:.0f} ms (worst {worst:.0f}, {found['processor_ms']:.0f} of processor time; told {found['told']:,.0f})"
    )
    what = f"one new opening against {found['searches']:,} saved searches, p50"
    grown = max(0.0, after - before)
    return [
        Line(what, f"≤ {LIMIT_MS:,} ms", told, middle <= LIMIT_MS),
        Line(
            f"memory after {OPENINGS} openings more",
            f"≤ {LIMIT_MB} MB",
            f"{grown:.0f} MB ({before:.0f} to {after:.0f})",
            grown <= LIMIT_MB,
        ),
    ]


def main(count: int) -> dict:
    """Plant, then measure."""
    from foundation import clock

    today = clock.today()
    return plant(count, today) | measure(today)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
