"""What the words of a saved search need, as one short text that many searches share, and whether an opening holds it.

Alerts keep each different text once and ask a new opening for every one of them, so that only searches whose text it
holds are read. An anchor asks for less than `search.matching.matches` does, never for more: it loses no match.
"""

from collections.abc import Collection

from search import fields, reading, text
from search.matching import Held
from search.vocabulary import Vocabulary

# Anchors of another version are made anew: the words of a search would be read otherwise today.
VERSION = f"{fields.made_with()}/{text.ICU_VERSION}"
# The longest pieces of a question find few openings; more of them make more different texts and find no fewer.
MOST_PIECES = 3
# PostgreSQL keeps no more than 2,700 bytes of a text in an index.
MOST_BYTES = 2000
_AS_TYPED, _JOIN, _OTHER, _NEXT, _OR = "=", "+", "~", " ", "|"
_NO_CORRECTIONS = Vocabulary(holds=lambda word: True, load=dict)


def anchor_of(words: str, known_words: Collection[str] = ()) -> str:
    """The anchor of the words of a search, "" when they ask for nothing.

    known_words: Latin words to take as typed; another may be found by a word that differs by a typing error.
    """
    if not words.strip():
        return ""
    for count in range(MOST_PIECES, 0, -1):
        anchor = _OR.join(_anchor(one, known_words, count) for one in reading.read_question(words))
        if len(anchor.encode()) <= MOST_BYTES:
            # Only signs were typed: they are a word that no opening holds.
            return anchor or f"{_AS_TYPED}!"
    return ""


def _anchor(asked: reading.Reading, known_words: Collection[str], count: int) -> str:
    longest = sorted(asked.needed, key=lambda piece: (-len(piece), piece))[:count]
    return _NEXT.join(sorted(_piece(piece, asked, known_words) for piece in longest))


def _piece(piece: str, asked: reading.Reading, known_words: Collection[str]) -> str:
    mark = _AS_TYPED if piece in known_words else ""
    # Of another name one word is enough here: `matches` asks for all of them.
    others = {
        one
        for other in asked.alternatives_of(piece)
        for one in (*other.codes, *(max(name, key=lambda word: (len(word), word)) for name in other.names if name))
    }
    return mark + _OTHER.join((_JOIN.join((piece, *sorted(set(asked.joins_of(piece))))), *sorted(others)))


class AnchorReader:
    """One opening, to be asked for many anchors; each different piece is looked for once."""

    def __init__(self, held: Held):
        self.held, self.vocabulary = held, Vocabulary.of(held.latin)
        self._found: dict[str, bool] = {}

    def holds(self, anchor: str) -> bool:
        """Whether the opening holds all pieces of one reading of the anchor."""
        return any(all(map(self._holds, asked.split(_NEXT))) for asked in anchor.split(_OR))

    def _holds(self, written: str) -> bool:
        if (found := self._found.get(written)) is None:
            typed, *others = written.removeprefix(_AS_TYPED).split(_OTHER)
            piece, *joins = typed.split(_JOIN)
            known = _NO_CORRECTIONS if written.startswith(_AS_TYPED) else self.vocabulary
            found = self.held.holds(piece, joins, known) or any(
                other in self.held.trades or other in self.held.grams for other in others
            )
            self._found[written] = found
        return found
