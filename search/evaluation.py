"""Measures search on a set of documents, queries and judgements: as the product finds, and as plain words would.

Called by `manage.py evaluate_search`; the development sets of bench/relevance are measured here too.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import ir_measures
import tantivy
from ir_measures import RR, R, Success, nDCG

from search.document import CERTIFIED_ORDER, OpeningDocument
from search.engine import Engine
from search.query import OpeningQuery
from search.turns import pages_in_turn

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "hit@10": Success @ 10, "recall@100": R @ 100}
# As many as the deepest measure looks at.
DEPTH = 100
DAY = date(2026, 1, 1)


class SetProblem(Exception):  # noqa: N818
    """A file that cannot be used, told in one sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """One document to be found: its own id (any text), title, other titles, free text, and language ("" unknown)."""

    id: str
    title: str
    keywords: tuple[str, ...] = ()
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One question with its language ("" unknown)."""

    id: str
    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class TestSet:
    """Documents, queries, and {query id: {document id: relevance}}; warnings say what in the files was left out."""

    documents: tuple[Text, ...]
    queries: tuple[Query, ...]
    judgements: dict[str, dict[str, int]]
    warnings: tuple[str, ...] = field(default=())


# --- files ---------------------------------------------------------------------------------------------------------


def read_set(documents: Path, queries: Path, judgements: Path) -> TestSet:
    """The set in three files. Raises SetProblem with file and line."""
    texts = tuple(_read_documents(documents))
    asked = tuple(_read_queries(queries))
    known, ids = {text.id for text in texts}, {query.id for query in asked}
    judged: dict[str, dict[str, int]] = {}
    unknown_documents = unknown_queries = 0
    for query, document, relevance in _read_judgements(judgements):
        unknown_documents += document not in known
        unknown_queries += query not in ids
        if document in known and query in ids:
            judged.setdefault(query, {})[document] = relevance
    useful = tuple(query for query in asked if any(value > 0 for value in judged.get(query.id, {}).values()))
    told = (
        (unknown_documents, "judgements name a document that is not there; they are left out"),
        (unknown_queries, "judgements name a query that is not there; they are left out"),
        (len(asked) - len(useful), "queries have no relevant document; they are left out"),
    )
    if not useful:
        raise SetProblem("No query has a relevant document among the documents: there is nothing to measure.")
    return TestSet(texts, useful, judged, tuple(f"{count} {what}." for count, what in told if count))


def _read_documents(path) -> Iterator[Text]:
    seen = set()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SetProblem(f"{where}: this is not JSON ({error}).") from error
        if not isinstance(row, dict):
            raise SetProblem(f"{where}: a document is an object with id and title.")
        for name in ("id", "title"):
            if not isinstance(row.get(name), str | int) or not str(row[name]).strip():
                raise SetProblem(f"{where}: a document needs “{name}”.")
        keywords = row.get("keywords") or []
        if not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords):
            raise SetProblem(f"{where}: “keywords” is a list of texts.")
        for name in ("text", "lang"):
            if not isinstance(row.get(name) or "", str):
                raise SetProblem(f"{where}: “{name}” is a text.")
        public_id = str(row["id"])
        if public_id in seen:
            raise SetProblem(f"{where}: the id “{public_id}” stands there twice.")
        seen.add(public_id)
        yield Text(public_id, str(row["title"]), tuple(keywords), row.get("text") or "", row.get("lang") or "")
    if not seen:
        raise SetProblem(f"{path} holds no document.")


def _read_queries(path) -> Iterator[Query]:
    seen = set()
    for number, row in _table(path, ("id", "query", "lang")):
        if row["id"] in seen:
            raise SetProblem(f"{path}, line {number}: the id “{row['id']}” stands there twice.")
        seen.add(row["id"])
        yield Query(row["id"], row["query"], row["lang"])


def _read_judgements(path) -> Iterator[tuple[str, str, int]]:
    for number, row in _table(path, ("query_id", "doc_id", "relevance")):
        try:
            relevance = int(row["relevance"])
        except ValueError:
            raise SetProblem(f"{path}, line {number}: the relevance “{row['relevance']}” is not a whole number.")
        yield row["query_id"], row["doc_id"], relevance


def _table(path, needed) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a tab-separated file; a cell holds whatever stands between two tabs, quotes too."""
    rows = csv.reader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [name.strip() for name in next(rows, [])]
    if missing := [name for name in needed if name not in header]:
        raise SetProblem(f"{path}: the first line lacks the column {', '.join(missing)} (columns are cut by tabs).")
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, cells, strict=False))
        if absent := [name for name in needed if name not in row]:
            raise SetProblem(f"{path}, line {number}: {absent[0]} is missing.")
        yield number, {name: row[name].strip() for name in needed}


def _lines(path) -> Iterator[str]:
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            for line in file:
                yield line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SetProblem(f"{path} is not UTF-8.") from error
    except OSError as error:
        raise SetProblem(f"{path} cannot be read: {error.strerror}.") from error


# --- ranking -------------------------------------------------------------------------------------------------------

Ranking = Callable[[Query], list[str]]


def as_document(number: int, text: Text) -> OpeningDocument:
    """A document as an opening that says nothing but words: its keywords are further titles."""
    titles = tuple((text.language or "en", title) for title in (text.title, *text.keywords))
    return OpeningDocument(
        id=f"{number:09d}",
        titles=titles,
        destination="",
        basis=CERTIFIED_ORDER,
        published=DAY,
        visible_until=date.max,
        languages=(text.language,) if text.language else (),
        text=text.text,
    )


def product_ranking(engine: Engine, texts: Sequence[Text]) -> Ranking:
    """Fills the engine with the texts and asks it as the results page asks."""
    engine.rebuild(as_document(number, text) for number, text in enumerate(texts))

    def rank(query: Query) -> list[str]:
        asked, _ = OpeningQuery.from_params({"words": query.words}, query.language or "en")
        if not asked.words:
            return []
        found: list[str] = []
        for results in pages_in_turn(engine, asked, DAY, a_page=DEPTH):
            found += [texts[int(hit.id)].id for hit in results.hits]
            if len(found) >= DEPTH:
                break
        return found[:DEPTH]

    return rank


def word_ranking(texts: Sequence[Text]) -> Ranking:
    """The baseline: BM25 over all words of a document in one field, cut as tantivy cuts by default; any word will do."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    builder.add_text_field("words", tokenizer_name="default")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(50_000_000, 1)
    for number, text in enumerate(texts):
        made = tantivy.Document()
        made.add_integer("number", number)
        made.add_text("words", "\n".join((text.title, *text.keywords, text.text)))
        writer.add_document(made)
    writer.commit()
    index.reload()
    searcher = index.searcher()
    # What the field's own tokenizer does.
    cutter = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .build()
    )

    def rank(query: Query) -> list[str]:
        terms = [tantivy.Query.term_query(schema, "words", word, "freq") for word in cutter.analyze(query.words)]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        addresses = [address for _, address in searcher.search(asked, DEPTH).hits] if terms else []
        return [texts[number].id for number in searcher.fast_field_values("number", addresses)]

    return rank


# --- measuring -----------------------------------------------------------------------------------------------------


def measure(test_set: TestSet, rank: Ranking) -> dict[str, dict[str, float]]:
    """{"all": {measure: mean, …, "queries": count}, language: …}; a query that finds nothing counts as zero."""
    values = by_query(test_set, rank)
    languages = sorted({query.language for query in test_set.queries if query.language})
    groups = {"all": test_set.queries} | {
        language: [query for query in test_set.queries if query.language == language] for language in languages
    }
    return {name: _means([values[query.id] for query in queries]) for name, queries in groups.items()}


def by_query(test_set: TestSet, rank: Ranking) -> dict[str, dict[str, float]]:
    """{query id: {measure: value}}."""
    run = {query.id: _as_scores(rank(query)) for query in test_set.queries}
    judged = {query.id: test_set.judgements[query.id] for query in test_set.queries}
    values = {query.id: dict.fromkeys(MEASURES, 0.0) for query in test_set.queries}
    names = {measure: name for name, measure in MEASURES.items()}
    for each in ir_measures.iter_calc(list(MEASURES.values()), judged, run):
        values[each.query_id][names[each.measure]] = each.value
    return values


def _as_scores(ids):
    """A ranking as scores that fall from rank to rank; a document named twice counts where it stands first."""
    unique = list(dict.fromkeys(ids))
    return {public_id: float(len(unique) - at) for at, public_id in enumerate(unique)}


def _means(rows: Iterable[dict[str, float]]) -> dict[str, float]:
    rows = list(rows)
    means = {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in MEASURES}
    return {**means, "queries": len(rows)}
