"""Reads what the lexicon is learned from: the files in search/lexicon/ and the names of occupations in reference/content/.

Plain Python. `search.lexicon` compiles what is read here.
"""

import csv
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

CONTENT = Path(__file__).resolve().parent / "lexicon"
REFERENCE = Path(__file__).resolve().parent.parent / "reference" / "content"

# How much an entry is to be trusted, best first: the name; another name; an automatic link that may be wrong.
NAME, OTHER_NAME, WEAK = 0, 1, 2
_TRUST = {"name": NAME, "weak": WEAK}


class Entry(NamedTuple):
    """One word or phrase that names a kind of work.

    codes: ISCO-08 codes of one to four digits; english: what it is called in English, "" when it is English itself;
    trust: NAME, OTHER_NAME or WEAK.
    """

    term: str
    codes: tuple[str, ...]
    english: str
    language: str
    trust: int


def content_files() -> list[Path]:
    """Every file the lexicon is made of, in a fixed order."""
    return [*sorted(CONTENT.glob("*.csv")), REFERENCE / "isco08.csv", *sorted(REFERENCE.glob("names_*.csv"))]


def fingerprint(files: Iterable[Path], salt: str) -> str:
    """Twelve letters that change when any of the files does, or the salt."""
    told = sha256(salt.encode())
    for path in files:
        told.update(path.name.encode())
        told.update(path.read_bytes())
    return told.hexdigest()[:12]


def read_entries() -> Iterator[Entry]:
    """All entries of all files."""
    for path in content_files():
        yield from entries_of(path)


def entries_of(path: Path) -> Iterator[Entry]:
    """The entries of one file. Raises KeyError for a file without the columns it needs."""
    if path.parent == CONTENT:
        yield from _READERS.get(path.name, _terms)(path)
    else:
        yield from (_group_titles if path.name == "isco08.csv" else _names)(path)


def _group_titles(path):
    for row in _rows(path):
        yield Entry(row["title_en"], (row["code"],), "", "en", NAME)


def _names(path):
    titles = {row["code"]: row["title_en"] for row in _rows(REFERENCE / "isco08.csv")}
    for row in _rows(path):
        if row["kind"] == "occupation":
            trust = _TRUST.get(row["field"], OTHER_NAME)
            yield Entry(row["text"], (row["key"],), titles.get(row["key"], ""), path.stem[-2:], trust)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _index_titles(path):
    for row in _rows(path):
        yield Entry(row["title"], (row["isco"],), "", "en", NAME)


def _labels(path):
    for row in _rows(path):
        yield Entry(row["preferred"], (row["isco"],), "", "en", NAME)
        for label in filter(None, row["alternatives"].split("|")):
            yield Entry(label, (row["isco"],), row["preferred"], "en", OTHER_NAME)


def _terms(path):
    for row in _rows(path):
        trust = _TRUST.get(row["kind"], OTHER_NAME)
        yield Entry(row["term"], tuple(row["isco"].split("|")), row["english"], row["language"], trust)


_READERS = {"isco_index.csv": _index_titles, "esco_labels.csv": _labels}
