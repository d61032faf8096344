"""`python -m bench.relevance [--engine E] [--texts FOLDER] [SET …]`: measures every development set, as docs/relevance.md
shows them, with each lexicon that does not know the answers."""

import argparse
import os
import random
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from bench.relevance.sets import LEXICONS, SETS, Texts  # noqa: E402
from search.engine import temporary_engine  # noqa: E402
from search.evaluation import MEASURES, by_query, product_ranking, word_ranking  # noqa: E402
from search.lexicon import Lexicon, compile_lexicon, using  # noqa: E402

MEASURED = (
    ("labels", "without the labels asked"),
    ("titles", "without the labels asked"),
    ("terms", "without the concepts asked"),
    ("terms", "without the shared terms asked"),
    ("terms", "as shipped"),
    ("own words", "without the concepts asked"),
)
RESAMPLED = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", choices=[*SETS, []], metavar="SET")
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="descriptions, see bench/relevance/sets.py")
    told = parser.parse_args()
    texts = Texts.read(told.texts)
    print("| set | lexicon | language | queries | " + " | ".join(f"{name} · words" for name in MEASURES) + " |")
    print("|---|---|---|---" + "|---" * len(MEASURES) + "|")
    compiled: dict[str, Lexicon] = {}
    for name, known in MEASURED:
        if told.sets and name not in told.sets:
            continue
        test_set = SETS[name](texts)
        compiled.setdefault(known, Lexicon(compile_lexicon(LEXICONS[known]())))
        with using(compiled[known]), temporary_engine(told.engine) as engine:
            found = by_query(test_set, product_ranking(engine, test_set.documents))
        plain = by_query(test_set, word_ranking(test_set.documents))
        languages = sorted({query.language for query in test_set.queries})
        for language in ("all", *(languages if len(languages) > 1 else ())):
            ids = [query.id for query in test_set.queries if language in ("all", query.language)]
            cells = [f"{_mean(found, ids, each):.3f} · {_mean(plain, ids, each):.3f}" for each in MEASURES]
            cells[0] += f" ({_interval(found, ids)})"
            print(f"| {name} | {known} | {language} | {len(ids)} | {' | '.join(cells)} |", flush=True)


def _mean(values, ids, measure):
    return sum(values[each][measure] for each in ids) / len(ids)


def _interval(values, ids):
    """The middle 95 % of nDCG@10 when the queries are drawn again and again."""
    pick = random.Random(5)
    means = sorted(_mean(values, pick.choices(ids, k=len(ids)), "nDCG@10") for _ in range(RESAMPLED))
    return f"{means[int(0.025 * RESAMPLED)]:.3f}–{means[int(0.975 * RESAMPLED)]:.3f}"


if __name__ == "__main__":
    main()
