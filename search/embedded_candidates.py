"""The hits of one question put in order: the best are re-ranked by fit. Called by search.embedded."""

import tantivy

from search import fields
from search.embedded_schema import SCHEMA
from search.engine import Hit
from search.fit import CANDIDATES, COLUMNS, Fit, rank
from search.query import Sort

_ORDER = {
    Sort.NEWEST: ("sort_newest", tantivy.Order.Desc),
    Sort.WAGE: ("sort_wage", tantivy.Order.Desc),
    Sort.COST: ("sort_cost", tantivy.Order.Asc),
    Sort.START: ("sort_start", tantivy.Order.Asc),
}


def holders(searcher, asked, ids) -> set[str]:
    """Those of the public ids whose documents fulfil a query."""
    narrowed = tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, asked), (tantivy.Occur.Must, tantivy.Query.term_set_query(SCHEMA, "id", list(ids)))]
    )
    addresses = [address for _, address in searcher.search(narrowed, len(ids), count=False).hits]
    high, low = (searcher.fast_field_values(name, addresses) for name in ("key_high", "key_low"))
    return {fields.unpack_id(*key) for key in zip(high, low, strict=True)}


class Candidates:
    """The hits of one question in their order: the best re-ranked by fit, the others behind them as they came."""

    def __init__(self, searcher, asked, query, today, limit):
        self._searcher = searcher
        best = query.sort == Sort.BEST
        by_text = best and asked.has_words
        order, direction = _ORDER[Sort.NEWEST] if best else _ORDER[Sort(query.sort)]
        how = {} if by_text else {"order_by_field": order, "order": direction}
        found = searcher.search(asked.full, limit, **how)
        self.total = found.count
        self._fit = Fit(query, today)
        addresses = [address for _, address in found.hits]
        scores = [score if by_text else 0.0 for score, _ in found.hits]
        near = set()
        if asked.near is not None and best:
            preferred = searcher.search(asked.near, CANDIDATES, count=False, **how).hits
            near = {(address.segment_ord, address.doc) for _, address in preferred}
        if asked.preferred is not None and best and not by_text:
            addresses, scores = self._with_preferred(asked, addresses, how)
            self._first = len(addresses) if len(addresses) <= CANDIDATES else self._first
        else:
            self._first = min(CANDIDATES, len(addresses)) if best else 0
        self._addresses = addresses
        head = addresses if not best else addresses[: self._first]
        self._scores_in = scores[: len(head)]
        self._near = [(address.segment_ord, address.doc) in near for address in head] if near else [False] * len(head)
        self._head = head
        self._order = self._ranked() if best else list(range(len(addresses)))

    def _with_preferred(self, asked, addresses, how):
        """Newest openings alone would hide what a person prefers: the newest preferred ones come among the first."""
        extra = [address for _, address in self._searcher.search(asked.preferred, CANDIDATES, count=False, **how).hits]
        seen = {(address.segment_ord, address.doc) for address in addresses[:CANDIDATES]}
        extra = [address for address in extra if (address.segment_ord, address.doc) not in seen]
        taken = {(address.segment_ord, address.doc) for address in extra}
        rest = [address for address in addresses[CANDIDATES:] if (address.segment_ord, address.doc) not in taken]
        together = addresses[:CANDIDATES] + extra + rest
        self._first = min(CANDIDATES, len(addresses)) + len(extra)
        return together, [0.0] * len(together)

    def _ranked(self):
        head, values = self._head, self._searcher.fast_field_values
        self._columns = {name: values(name, head) for name in COLUMNS}
        self._points = self._fit.points(self._scores_in, self._columns, self._near)
        self._scores = self._fit.scores(self._points)
        order = rank(self._scores, values("key_high", head), values("key_low", head))
        return order + list(range(len(head), len(self._addresses)))

    def ids(self, start, count):
        """(place among the candidates, public id) of `count` hits from `start`, in order."""
        places = self._order[start : start + count]
        addresses = [self._addresses[at] for at in places]
        high = self._searcher.fast_field_values("key_high", addresses)
        low = self._searcher.fast_field_values("key_low", addresses)
        return [(at, fields.unpack_id(*key)) for at, *key in zip(places, high, low, strict=True)]

    def hit(self, at, public_id):
        """The hit at a place, with its points and reasons."""
        if at < self._first:
            return Hit(public_id, self._scores[at], self._fit.reasons(at, self._points, self._columns))
        one = [self._addresses[at]]
        columns = {name: self._searcher.fast_field_values(name, one) for name in COLUMNS}
        points = self._fit.points([0.0], columns, [False])
        return Hit(public_id, self._fit.scores(points)[0], self._fit.reasons(0, points, columns))
