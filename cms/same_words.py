"""Words of the field that people call by several names: what else a question may be asked with. Read from content/same_words.csv.

No reader sees them; cms.page_search asks with them too. They were not checked by native speakers.
"""

import csv
from functools import cache
from pathlib import Path

from search.text import UNSEEN, fold, is_south_east_asian

_FILE = Path(__file__).parent / "content" / "same_words.csv"
MOST_OTHERS = 4


@cache
def _groups() -> list[list[str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [[fold(word) for word in words.split("|")] for _language, words in csv.reader(file)]


def other_questions(words: str) -> list[str]:
    """The question with one of its words called otherwise, MOST_OTHERS at most; none for a question without such words."""
    folded = fold(words).translate(UNSEEN)
    found = []
    for group in _groups():
        # The longest first: "work permit" is no "permit".
        named = next((word for word in sorted(group, key=len, reverse=True) if _holds(folded, word)), None)
        if named:
            found += [folded.replace(named, other) for other in group if other != named]
    return found[:MOST_OTHERS]


def _holds(folded: str, word: str) -> bool:
    return word in folded if is_south_east_asian(word) else f" {word} " in f" {folded} "
