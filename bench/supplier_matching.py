"""How right and how fast suppliers are matched: precision and recall on Open Supply Hub's labelled pairs and brands' lists, and
twenty thousand against twenty thousand. `python -m bench.supplier_matching [COUNT]`; docs/matching.md keeps what it said.
"""

import csv
import json
import math
import os
import random
import resource
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "suppliers"


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95 per cent."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return round(max(0, middle - half), 3), round(min(1, middle + half), 3)


def on_pairs() -> dict:
    """What is called certain, and what is suggested, against the labels of 75 pairs."""
    from agencies.finding import weight_of
    from agencies.rules.likeness import words_of
    from audits.finding import site_of
    from audits.rules.matching import SUGGESTED, match

    pairs = list(csv.DictReader((FOLDER / "osh_match_pairs.csv").open(encoding="utf-8")))
    listed = list(csv.DictReader((FOLDER / "osh_supplier_lists.csv").open(encoding="utf-8")))
    sites = [
        (
            row["label"] == "match",
            site_of([row["name_a"]], row["country_a"].upper(), row["address_a"]),
            site_of([row["name_b"]], row["country_b"].upper(), row["address_b"]),
        )
        for row in pairs
    ]
    # Words weigh as they do among the suppliers of the lists, which are not the pairs.
    weight = weight_of(word for row in listed for word in set(words_of(site_of([row["name"]], "").names[0])))
    told = {}
    judged = [(label, match(one, other, weight)) for label, one, other in sites]
    for called, says in (("certain", lambda m: m.certain), ("suggested", lambda m: m.score >= SUGGESTED)):
        said = [label for label, found in judged if says(found)]
        same = sum(label for label, _ in judged)
        told[called] = {
            "said": len(said),
            "right": sum(said),
            "precision": round(sum(said) / len(said), 3),
            "precision_95": interval(sum(said), len(said)),
            "recall": round(sum(said) / same, 3),
            "recall_95": interval(sum(said), same),
        }
    return told


def on_lists() -> dict:
    """Each row of twelve brands' lists as a supplier, the rows of the other lists as employers; right = within a kilometre.

    The lists carry no labels. Where both rows were located, two sites a kilometre apart are two sites; many were located
    to a town only, so that this tells of errors and not of all that is right.
    """
    from audits.finding import find, site_of

    rows = list(csv.DictReader((FOLDER / "osh_supplier_lists.csv").open(encoding="utf-8")))
    sites = {at: site_of([row["name"]], row["country_iso2"], row["address"]) for at, row in enumerate(rows)}
    certain, suggested, far = 0, 0, []
    for number in sorted({row["list_no"] for row in rows}):
        mine = {at: site for at, site in sites.items() if rows[at]["list_no"] == number}
        others = {at: site for at, site in sites.items() if rows[at]["list_no"] != number}
        for one, other, found in find(mine, others):
            suggested += 1
            if found.certain:
                certain += 1
                apart = kilometres(rows[one], rows[other])
                if apart is not None and apart > 1:
                    far.append((rows[one]["name"], rows[other]["name"], round(apart, 1)))
    return {"rows": len(rows), "suggested": suggested, "certain": certain, "further_than_1_km": far}


def kilometres(one: dict, other: dict) -> float | None:
    """Between two located rows; None where one was not."""
    try:
        a, b, c, d = (math.radians(float(x)) for x in (one["lat"], one["lng"], other["lat"], other["lng"]))
    except ValueError:
        return None
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def at_size(count: int) -> dict:
    """Invented variants of the lists' sites, so many suppliers against so many employers."""
    from audits.finding import find, site_of

    rows = list(csv.DictReader((FOLDER / "osh_supplier_lists.csv").open(encoding="utf-8")))
    pick = random.Random(7)

    def varied(number: int):
        row, other = pick.choice(rows), pick.choice(rows)
        words = row["name"].split()
        words[0] = other["name"].split()[0] + words[0][:3]
        return [" ".join([*words, str(number % 97)])], row["country_iso2"], row["address"]

    employers = {number: site_of(*varied(number)) for number in range(count)}
    suppliers = {number: site_of(*varied(number)) if number % 3 else employers[number] for number in range(count)}
    start, work = time.perf_counter(), time.process_time()
    found = sum(1 for _ in find(suppliers, employers))
    seconds, work = time.perf_counter() - start, time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "suppliers": count,
        "seconds": round(seconds, 1),
        "processor": round(work, 1),
        "peak_mb": round(peak),
        "suggested": found,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    sizes = [int(size) for size in sys.argv[1:]]
    print(json.dumps({"pairs": on_pairs(), "lists": on_lists(), "size": [at_size(size) for size in sizes]}, indent=1))
