"""The hits of one question as Elasticsearch gives them, the best put in order by fit. Called by search.elastic."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from search import fields
from search.answering import Head, facets_in_order, with_preferred
from search.elastic_question import LARGEST_REQUEST, asks_preferred, by_text, first_requests, hits_request
from search.engine import Hit, IndexBroken
from search.fit import CANDIDATES, COLUMNS, Fit
from search.query import OpeningQuery, Sort
from search.question import Question


class Row(NamedTuple):
    """One hit: its public id, its columns by search.fit.COLUMNS, its text score, whether it lies in a preferred place."""

    id: str
    columns: tuple[int, ...]
    score: float
    near: bool


def rows_of(answer: dict) -> list[Row]:
    """The hits of one answer. Raises IndexBroken for documents that this program did not write."""
    try:
        return [_row(hit) for hit in answer["hits"]["hits"]]
    except (KeyError, ValueError) as error:
        raise IndexBroken("The search index holds what is not ours. Run: manage.py reindex") from error


def _row(hit):
    *numbers, public_id = hit["fields"]["columns"][0].split(" ")
    return Row(public_id, tuple(map(int, numbers)), hit.get("_score") or 0.0, "near" in hit.get("matched_queries", ()))


class ElasticCandidates:
    """See search.answering.Candidates. ask: sends requests in one go and returns their answers."""

    def __init__(
        self,
        ask: Callable[[list[dict]], list[dict]],
        question: Question,
        query: OpeningQuery,
        today: date,
        limit: int,
    ):
        self._question = question
        answers = ask(first_requests(question, query, limit))
        first = answers[0]
        self.total = first["hits"]["total"]["value"]
        self._counted = first["aggregations"]
        self._left_out = 0 if question.unknown_cost is None else answers[1]["hits"]["total"]["value"]
        self._rows = rows_of(first)
        page = first["hits"]["hits"]
        while len(page) == LARGEST_REQUEST and len(self._rows) < min(limit, self.total):
            more = hits_request(question, query, limit - len(self._rows), after=page[-1]["sort"])
            page = ask([more])[0]["hits"]["hits"]
            self._rows += rows_of({"hits": {"hits": page}})
        best = query.sort == Sort.BEST
        self._first = min(CANDIDATES, len(self._rows)) if best else 0
        if asks_preferred(question, query):
            self._rows, self._first = with_preferred(self._rows, rows_of(answers[-1]), lambda row: row.id)
        self._fit = Fit(query, today)
        self._head = self._ranked(by_text(question, query)) if best else None

    def _ranked(self, text_first):
        head = self._rows[: self._first]
        columns = dict(zip(COLUMNS, zip(*(row.columns for row in head), strict=True), strict=True)) if head else {}
        columns = columns or dict.fromkeys(COLUMNS, ())
        texts = [row.score if text_first else 0.0 for row in head]
        ids = [row.id for row in head]
        return Head(self._fit, texts, columns, [row.near for row in head], (ids, ids))

    def ids(self, start: int, count: int) -> list[tuple[int, str]]:
        """See search.answering.Candidates."""
        order = self._head.order if self._head else ()
        end = min(start + count, len(self._rows))
        places = [order[at] if at < len(order) else at for at in range(start, end)]
        return [(at, self._rows[at].id) for at in places]

    def hit(self, at: int, public_id: str) -> Hit:
        """See search.answering.Candidates."""
        if at < self._first:
            return self._head.hit(at, public_id)
        columns = {name: [value] for name, value in zip(COLUMNS, self._rows[at].columns, strict=True)}
        return Head(self._fit, [0.0], columns, [False], ([0], [0])).hit(0, public_id)

    def facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """See search.answering.Candidates."""
        return facets_in_order(
            {
                name: [(bucket["key"], bucket["doc_count"]) for bucket in self._counted[name]["buckets"]]
                for name in fields.FACET_FIELDS
            }
        )

    def left_out(self) -> int:
        """See search.answering.Candidates."""
        return self._left_out
