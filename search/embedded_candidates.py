"""The hits of one question as tantivy finds them, the best put in order by fit. Called by search.embedded."""

from datetime import date

import tantivy

from search import fields
from search.answering import FACETS_SHOWN, Head, facets_in_order, with_preferred
from search.embedded_question import to_query
from search.embedded_writer import told_plainly
from search.engine import Hit
from search.fit import CANDIDATES, COLUMNS, Fit
from search.query import OpeningQuery, Sort
from search.question import ORDER, Question, narrowed

# More than are shown, because tantivy cuts those of equal count as they come.
FACET_REQUEST = {
    name: {"terms": {"field": column, "size": 20 * FACETS_SHOWN}} for name, column in fields.FACET_FIELDS.items()
}


def _place(address) -> tuple[int, int]:
    return address.segment_ord, address.doc


class EmbeddedCandidates:
    """See search.answering.Candidates."""

    def __init__(self, searcher: tantivy.Searcher, question: Question, query: OpeningQuery, today: date, limit: int):
        self._searcher, self._question = searcher, question
        self._asked = to_query(question.full)
        best = query.sort == Sort.BEST
        by_text = best and question.has_words
        name, downwards = ORDER[Sort(query.sort)]
        how = {"order_by_field": name, "order": tantivy.Order.Desc if downwards else tantivy.Order.Asc}
        found = searcher.search(self._asked, limit, **({} if by_text else how))
        self.total = found.count
        self._fit = Fit(query, today)
        self._addresses = [address for _, address in found.hits]
        self._first = min(CANDIDATES, len(self._addresses)) if best else 0
        if best and not by_text and question.preferred is not None:
            preferred = self._newest(question.preferred, how)
            self._addresses, self._first = with_preferred(self._addresses, preferred, _place)
        self._head = self._ranked([score for score, _ in found.hits] if by_text else None, how) if best else None

    def _newest(self, narrower, how):
        asked = to_query(narrowed(self._question.full, narrower))
        return [address for _, address in self._searcher.search(asked, CANDIDATES, count=False, **how).hits]

    def _ranked(self, scores, how):
        head, values = self._addresses[: self._first], self._searcher.fast_field_values
        near = [False] * len(head)
        if self._question.near is not None:
            lying = {_place(address) for address in self._newest(self._question.near, {} if scores else how)}
            near = [_place(address) in lying for address in head]
        columns = {name: values(name, head) for name in COLUMNS}
        texts = scores[: self._first] if scores else [0.0] * len(head)
        return Head(self._fit, texts, columns, near, (values("key_high", head), values("key_low", head)))

    def ids(self, start: int, count: int) -> list[tuple[int, str]]:
        """See search.answering.Candidates."""
        end = min(start + count, len(self._addresses))
        order = self._head.order if self._head else ()
        places = [order[at] if at < len(order) else at for at in range(start, end)]
        addresses = [self._addresses[at] for at in places]
        with told_plainly():
            high = self._searcher.fast_field_values("key_high", addresses)
            low = self._searcher.fast_field_values("key_low", addresses)
        return [(at, fields.unpack_id(*key)) for at, *key in zip(places, high, low, strict=True)]

    def hit(self, at: int, public_id: str) -> Hit:
        """See search.answering.Candidates."""
        if at < self._first:
            return self._head.hit(at, public_id)
        one = [self._addresses[at]]
        with told_plainly():
            columns = {name: self._searcher.fast_field_values(name, one) for name in COLUMNS}
        return Head(self._fit, [0.0], columns, [False], ([0], [0])).hit(0, public_id)

    def facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """See search.answering.Candidates."""
        with told_plainly():
            counted = self._searcher.aggregate(self._asked, FACET_REQUEST)
        return facets_in_order(
            {
                name: [(bucket["key"], bucket["doc_count"]) for bucket in counted[name]["buckets"]]
                for name in fields.FACET_FIELDS
            }
        )

    def left_out(self) -> int:
        """See search.answering.Candidates."""
        if self._question.unknown_cost is None:
            return 0
        with told_plainly():
            return self._searcher.search(to_query(self._question.unknown_cost), 1).count


def holders(searcher: tantivy.Searcher, asked: tantivy.Query, count: int) -> set[str]:
    """The public ids of at most `count` documents that fulfil a query."""
    addresses = [address for _, address in searcher.search(asked, count, count=False).hits]
    high, low = (searcher.fast_field_values(name, addresses) for name in ("key_high", "key_low"))
    return {fields.unpack_id(*key) for key in zip(high, low, strict=True)}
