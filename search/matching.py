"""Whether one opening answers one question, in plain Python: what the engines are held to, and what saved searches ask."""

from collections.abc import Collection, Iterable
from datetime import date

from search.document import OpeningDocument
from search.query import OpeningQuery
from search.reading import Alternative, Looseness, read_document, read_question, searched_for, trades_of
from search.text import is_south_east_asian, needed_grams
from search.vocabulary import Vocabulary, corrections


class Held:
    """What one document holds, read once to be asked for many questions."""

    def __init__(self, document: OpeningDocument):
        text = read_document(document)
        self.grams, self.latin = frozenset(text.grams), text.latin
        self.trades = frozenset(trades_of(document))

    def answers(
        self, words: str, known_words: Collection[str] | None = None, looseness: Looseness = Looseness.ALL
    ) -> bool:
        """See `answers`."""
        if not words.strip():
            return True
        readings_asked = read_question(words)
        if not readings_asked:
            # Only signs were typed: nothing can hold them.
            return False
        known = Vocabulary.of(self.latin if known_words is None else known_words)
        return any(self._answers(reading, known, looseness) for reading in readings_asked)

    def _answers(self, reading, known, looseness):
        held = sum(
            self.holds(piece, reading.joins_of(piece), known) or any(map(self.has, reading.alternatives_of(piece)))
            for piece in reading.needed
        )
        if held >= reading.enough(looseness):
            return True
        if looseness == Looseness.ALL:
            return False
        return any(code in self.trades for code, _ in reading.corrected(searched_for(reading, known)).likely)

    def holds(self, piece: str, joins: Iterable[str], known: Vocabulary) -> bool:
        """Whether it holds one piece of a question: its grams, the word as typed or corrected, or a join of it."""
        if is_south_east_asian(piece):
            return all(gram in self.grams for gram in needed_grams(piece))
        return any(word in self.grams for word in (*corrections(piece, known), *joins))

    def has(self, other: Alternative) -> bool:
        """Whether it is of the kind of work, or holds all words of one of its names."""
        return not self.trades.isdisjoint(other.codes) or any(self.grams.issuperset(name) for name in other.names)


def answers(
    words: str,
    document: OpeningDocument,
    known_words: Collection[str] | None = None,
    looseness: Looseness = Looseness.ALL,
) -> bool:
    """Whether the document holds as much of the words as the looseness asks, in one reading. No words: yes."""
    # Most questions without words never need the text, and reading it is the dear part.
    return not words.strip() or Held(document).answers(words, known_words, looseness)


class Matcher:
    """One opening on one day, read once to be asked many questions; `matches` asks it a single one."""

    def __init__(self, document: OpeningDocument, today: date, barred_agencies: Collection[str] = ()):
        self.document = document
        until, since = document.visible_until, document.visible_from
        self.shown = until > today and not (since and since > today) and document.agency not in barred_agencies
        self._held: Held | None = None

    @property
    def held(self) -> Held:
        """Its text; read when a question with words first asks for it."""
        self._held = self._held or Held(self.document)
        return self._held

    def matches(
        self,
        query: OpeningQuery,
        known_words: Collection[str] | None = None,
        looseness: Looseness = Looseness.ALL,
    ) -> bool:
        """See `matches`."""
        if not self.shown or not _passes_filters(query, self.document):
            return False
        return not query.words.strip() or self.held.answers(query.words, known_words, looseness)


def matches(
    query: OpeningQuery,
    document: OpeningDocument,
    today: date,
    known_words: Collection[str] | None = None,
    barred_agencies: Collection[str] = (),
    looseness: Looseness = Looseness.ALL,
) -> bool:
    """Whether the opening answers the question today. Plain Python, no engine.

    known_words are all Latin words of an index: a word found in it must stand in the document as written; another
    may differ by a typing error. Without it the document's own words are taken. looseness: how many of the words
    are enough; engines ask for fewer when nothing holds all. Raises nothing.
    """
    return Matcher(document, today, barred_agencies).matches(query, known_words, looseness)


def _passes_filters(query, document):
    if query.origin and document.origins and not set(query.origin) & set(document.origins):
        return False
    for name in ("destination", "channel", "agency", "basis"):
        wanted = getattr(query, name)
        if wanted and getattr(document, name) not in wanted:
            return False
    if query.occupation and not document.occupation.startswith(query.occupation):
        return False
    if query.wage_from is not None and (document.wage_usd is None or document.wage_usd < query.wage_from):
        return False
    # An unknown cost never passes a ceiling.
    if query.cost_to is not None and (document.cost_months is None or document.cost_months > query.cost_to):
        return False
    if (query.start_from or query.start_to) and not _within(document.start, query.start_from, query.start_to):
        return False
    return query.housing is None or document.housing is query.housing


def _within(day, first, last):
    return day is not None and (first is None or day >= first) and (last is None or day <= last)
