"""The development sets: who is asked for by which words, and the lexicons that do not know those words.

Everything comes from search/lexicon/ and reference/content/. What is asked is chosen by hash, so a set changes only
where its files do. Descriptions of occupations are not part of the product; `texts` brings them where they are at hand.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from search import lexicon_files, likeness, text
from search.evaluation import Query, TestSet, Text
from search.lexicon_files import CONTENT, REFERENCE, Entry

# One of so many is asked and not known.
LABELS, CONCEPTS = 5, 4
TERM_FILES = ("terms_cc_by_sa.csv", "terms_mit_apache.csv")


@dataclass(frozen=True)
class Texts:
    """Descriptions: {ESCO label: text}, {unit group: text}; empty where there are none."""

    occupations: dict[str, str]
    groups: dict[str, str]

    @classmethod
    def read(cls, folder: Path | None) -> "Texts":
        """From esco_occupations.csv and isco08_groups.csv in a folder, or none."""
        if folder is None:
            return cls({}, {})
        return cls(
            {row["preferred_label"]: row["description"] for row in _rows(folder / "esco_occupations.csv")},
            {row["code"]: f"{row['definition']} {row['tasks']}" for row in _rows(folder / "isco08_groups.csv")},
        )


def is_held(name: str, one_of: int) -> bool:
    """Whether a name belongs to those that are asked and not known."""
    return int(sha256(name.lower().encode()).hexdigest(), 16) % one_of == 0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _made(documents: list[Text], asked: dict[tuple[str, str], set[str]]) -> TestSet:
    """A set from {(words, language): ids of what they mean}."""
    numbered = sorted(asked.items())
    queries = tuple(Query(f"q{at}", words, language) for at, ((words, language), _) in enumerate(numbered))
    judged = {f"q{at}": dict.fromkeys(ids, 1) for at, (_, ids) in enumerate(numbered)}
    return TestSet(tuple(documents), queries, judged)


def labels(texts: Texts) -> TestSet:
    """(a) An alternative label of ESCO → the occupation, which keeps its preferred label and its other labels."""
    documents, asked = [], {}
    for row in _rows(CONTENT / "esco_labels.csv"):
        found = [label for label in row["alternatives"].split("|") if label]
        for label in found:
            if is_held(label, LABELS):
                asked.setdefault((label.lower(), "en"), set()).add(row["preferred"])
        kept = tuple(label for label in found if not is_held(label, LABELS))
        name = row["preferred"]
        documents.append(Text(name, name, kept, texts.occupations.get(name, "")))
    return _made(documents, asked)


def titles(texts: Texts) -> TestSet:
    """(b) A title of the ISCO index → the unit group, which keeps its other titles."""
    asked: dict[tuple[str, str], set[str]] = {}
    for row in _rows(CONTENT / "isco_index.csv"):
        if is_held(row["title"], LABELS):
            asked.setdefault((row["title"], "en"), set()).add(row["isco"])
    return _made(_groups(texts), asked)


def terms(texts: Texts) -> TestSet:
    """(c) A word for a kind of work in some other language → the unit group; whole English concepts are asked."""
    documents = _groups(texts)
    codes = {document.id for document in documents}
    asked: dict[tuple[str, str], set[str]] = {}
    for row in _held_terms():
        if found := codes.intersection(row["isco"].split("|")):
            asked.setdefault((row["term"], row["language"]), set()).update(found)
    return _made(documents, asked)


def own_words(texts: Texts) -> TestSet:
    """(c) again, asked in the words of our own lists for the same concepts: more languages that matter to our readers."""
    documents = _groups(texts)
    codes = {document.id for document in documents}
    asked: dict[tuple[str, str], set[str]] = {}
    for row in _own_rows():
        if row["isco"] in codes:
            asked.setdefault((row["term"], row["language"]), set()).add(row["isco"])
    return _made(documents, asked)


def _groups(texts: Texts) -> list[Text]:
    kept: dict[str, list[str]] = {}
    for row in _rows(CONTENT / "isco_index.csv"):
        if not is_held(row["title"], LABELS):
            kept.setdefault(row["isco"], []).append(row["title"])
    return [
        Text(row["code"], row["title_en"], tuple(kept.get(row["code"], ())), texts.groups.get(row["code"], ""))
        for row in _rows(REFERENCE / "isco08.csv")
        if row["level"] == "4"
    ]


def _own_rows() -> Iterator[dict[str, str]]:
    """Rows of our own lists that are asked: a tenth of them is enough to measure."""
    for path in sorted(CONTENT.glob("ours_*.csv")):
        yield from (row for row in _rows(path) if is_held(row["english"], CONCEPTS) and is_held(row["term"], 10))


def _held_terms() -> Iterator[dict[str, str]]:
    for name in TERM_FILES:
        yield from (row for row in _rows(CONTENT / name) if is_held(row["english"], CONCEPTS))


# --- lexicons ------------------------------------------------------------------------------------------------------


def without_labels() -> Iterator[Entry]:
    """All that is known but the labels and titles that are asked, whichever file they stand in."""
    for entry in lexicon_files.read_entries():
        if entry.language != "en" or not is_held(entry.term, LABELS):
            yield entry


def without_concepts() -> Iterator[Entry]:
    """All that is known but the concepts that are asked, in every file and language, and the very words asked."""
    asked = {likeness.name_key(text.pieces(text.fold(row["term"]))) for row in (*_held_terms(), *_own_rows())}
    for entry in lexicon_files.read_entries():
        is_asked = is_held(entry.english, CONCEPTS) or likeness.name_key(text.pieces(text.fold(entry.term))) in asked
        if entry.language == "en" or not is_asked:
            yield entry


def without_shared_terms() -> Iterator[Entry]:
    """All that is known but the shared terms of the concepts that are asked: our own lists may know the same words."""
    asked = {(row["language"], row["term"]) for row in _held_terms()}
    for name in lexicon_files.content_files():
        for entry in lexicon_files.entries_of(name):
            if name.name not in TERM_FILES or (entry.language, entry.term) not in asked:
                yield entry


SETS = {"labels": labels, "titles": titles, "terms": terms, "own words": own_words}
LEXICONS = {
    "without the labels asked": without_labels,
    "without the concepts asked": without_concepts,
    "without the shared terms asked": without_shared_terms,
    "as shipped": lexicon_files.read_entries,
}
