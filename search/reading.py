"""How documents and questions are read: Zawgyi or Unicode, which words a question needs, which typing errors it may hold.

Used by search.fields for documents, by the engines for questions, and by `search.query.matches` for both at once.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from search import lexicon, zawgyi
from search.document import OpeningDocument
from search.text import RUNS, UNSEEN, fold, is_south_east_asian, joined, needed_grams, pieces, tokens

MOST_PIECES = 16
MOST_CORRECTIONS = 12
# Outside these bounds the encoding of a Burmese text is taken as known.
SURELY_UNICODE, SURELY_ZAWGYI = 0.05, 0.95
# What a name adds to its kinds of work, as a share of the likest one's score; and that score where nothing is like it.
NAMED_SHARE, UNLIKELY = 0.5, 10.0
# Below this many Burmese characters no chance is sure: both readings are searched.
SHORT = 12

_HAS_BURMESE = re.compile("[\u1000-\u109f\uaa60-\uaa7f]")

# Words that nearly every question and no particular opening has: asking for them would only lose openings. They still
# count for the order. Languages: English, Thai, Lao, Khmer, Burmese.
_SILENT = frozenset(
    (
        "a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "find", "for", "from", "i", "in", "is",
        "it", "job", "look", "looking", "me", "my", "need", "of", "on", "or", "please", "some", "that", "the", "there",
        "this", "to", "want", "was", "we", "what", "where", "who", "will", "with", "work", "working", "you",
        "งาน", "ทำงาน", "หางาน", "สมัครงาน", "อยาก", "ต้องการ", "หา", "ไป", "ที่", "ใน", "ของ", "และ", "มี", "ประเทศ",
        "ວຽກ", "ເຮັດວຽກ", "ຢາກ", "ຕ້ອງການ", "ຫາ", "ໄປ", "ຢູ່", "ທີ່", "ໃນ", "ຂອງ", "ແລະ", "ມີ", "ປະເທດ", "ຂ້ອຍ",
        "ការងារ", "ធ្វើការ", "ចង់", "ត្រូវការ", "រក", "ទៅ", "នៅ", "ក្នុង", "របស់", "និង", "មាន", "ប្រទេស", "ខ្ញុំ",
        "အလုပ်", "လုပ်", "ချင်", "တယ်", "သည်", "မှာ", "တွင်", "နှင့်", "ရှာ", "သွား", "ရှိ", "နိုင်ငံ", "အတွက်", "များ", "ကို", "က",
    )
)  # fmt: skip


# --- Zawgyi --------------------------------------------------------------------------------------------------------


def readings(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """The texts of one document in Unicode: one reading, or two when an encoding is unsure.

    A text long enough to be sure is judged by itself (a Zawgyi title may stand over a Unicode description); the
    others, single words above all, are judged by everything together.
    """
    texts = tuple(texts)
    burmese = tuple(text for text in texts if _HAS_BURMESE.search(text))
    if not burmese:
        return [texts]
    together = cache(lambda: zawgyi.probability(" ".join(burmese)))
    typed, converted = zip(*(_as_typed_and_converted(text, together) for text in texts), strict=True)
    return [converted] if typed == converted else [typed, converted]


def _as_typed_and_converted(text, together):
    """(text, text) when its encoding is sure, converted if need be; else (as typed, converted)."""
    count = len(_HAS_BURMESE.findall(text))
    if not count:
        return text, text
    chance = zawgyi.probability(text) if count >= SHORT else None
    if chance is None or SURELY_UNICODE <= chance <= SURELY_ZAWGYI:
        chance = together()
    if chance is None or chance < SURELY_UNICODE:
        return text, text
    converted = zawgyi.to_unicode(text)
    return (converted if chance > SURELY_ZAWGYI else text), converted


def question_readings(words: str) -> list[str]:
    """What a question may mean: as typed, and converted from Zawgyi when that is likely, or too short to be sure."""
    count = len(_HAS_BURMESE.findall(words))
    chance = zawgyi.probability(words) if count else None
    if chance is None or chance < SURELY_UNICODE:
        return [words]
    converted = zawgyi.to_unicode(words)
    if fold(converted) == fold(words):
        return [words]
    if chance > SURELY_ZAWGYI and count >= SHORT:
        return [converted]
    return [words, converted]


# --- documents -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The searchable text of one opening: tokens of all its text, of its titles alone, and its Latin words.

    latin holds every word of other scripts, joined neighbours too: what a mistyped word can be corrected to.
    """

    grams: tuple[str, ...]
    words: tuple[str, ...]
    title_grams: tuple[str, ...]
    latin: frozenset[str]


def read_document(document: OpeningDocument) -> DocumentText:
    """All tokens of an opening. What agencies typed is judged for Zawgyi; reference names are Unicode.

    Everything but the long free text is read with its neighbouring words joined, too.
    """
    titles = [title for _, title in document.titles]
    all_grams, all_words, title_grams, joins = [], [], [], []

    def read(text, joining=True):
        found_grams, found_words = tokens(text) if text else ((), ())
        found_joins = joined(found_words) if joining else []
        all_grams.extend((*found_grams, *found_joins))
        all_words.extend(found_words)
        joins.extend(found_joins)
        return (*found_grams, *found_joins)

    for *short, long in readings((*titles, document.employer, document.agency_name, document.text)):
        for at, text in enumerate(short):
            found = read(text)
            if at < len(titles):
                title_grams.extend(found)
        read(long, joining=False)
    for text in (*document.occupation_names, *document.place_names):
        read(text)
    latin = frozenset(word for word in all_words if not is_south_east_asian(word))
    return DocumentText(tuple(all_grams), tuple(all_words), tuple(title_grams), latin.union(joins))


def trades_of(document: OpeningDocument) -> tuple[str, ...]:
    """Codes of the kinds of work an opening is: its occupation's and those its titles name, with prefixes from two digits."""
    codes = dict.fromkeys((document.occupation,) if document.occupation else ())
    # The first title that names a kind of work decides: further ones are translations and looser words.
    codes.update(dict.fromkeys(next(filter(None, (_codes_of(title) for _, title in document.titles)), ())))
    return tuple(dict.fromkeys(code[:size] for code in codes for size in range(min(2, len(code)), len(code) + 1)))


@lru_cache(maxsize=4096)
def _codes_of(title):
    return lexicon.lexicon().codes_of(title)


lexicon.forgetting(_codes_of.cache_clear)


# --- questions -----------------------------------------------------------------------------------------------------


class Looseness(IntEnum):
    """How much of a question an opening must hold: all pieces; half of them; any. From HALF on, likely work will do."""

    ALL = 0
    HALF = 1
    ANY = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may stand for some pieces of a question that name a kind of work: its ISCO-08 codes, or its English names."""

    pieces: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question: its pieces, those a document must hold, and neighbours written as one.

    folded: all of it, mistyped pieces corrected where somebody knows how. in_order: all its pieces as typed. alternatives: what the lexicon
    knows by other names.
    """

    folded: str
    in_order: tuple[str, ...]
    pieces: tuple[str, ...]
    needed: tuple[str, ...]
    joins: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def likely(self) -> tuple[tuple[str, float], ...]:
        """(unit group, score): the kinds of work that the whole question is likest to, best first. They put hits in order, and are
        enough when no document holds all pieces. Reckoned when first asked: who must hold all pieces never asks.
        """
        return _likely_of(self.folded, self.in_order, self.needed)

    def alternatives_of(self, piece: str) -> tuple[Alternative, ...]:
        """Those that may stand for this piece."""
        return tuple(alternative for alternative in self.alternatives if piece in alternative.pieces)

    def joins_of(self, piece: str) -> tuple[str, ...]:
        """The words that stand for this piece and its neighbour written as one."""
        return tuple(join for join in self.joins if join.startswith(piece) or join.endswith(piece))

    def corrected(self, searched: Mapping[str, tuple[str, ...]]) -> "Reading":
        """The same with the kinds of work that are likely once mistyped pieces are what is searched instead."""
        instead = {piece: words[0] for piece, words in searched.items() if words and piece not in words}
        if not instead:
            return self
        folded = self.folded
        for piece, word in instead.items():
            folded = folded.replace(piece, word)
        return replace(self, folded=folded)

    def enough(self, looseness: Looseness) -> int:
        """How many of the needed pieces are enough; half of them is rounded up."""
        return (len(self.needed), -(-len(self.needed) // 2), 1)[looseness]


@lru_cache(maxsize=1024)
def read_question(words: str) -> tuple[Reading, ...]:
    """The readings of a question; a document answers when it answers any. Empty when it asks for no word at all."""
    found = []
    for typed in question_readings(words):
        folded = fold(typed)
        in_order = tuple(pieces(folded)[:MOST_PIECES])
        cut = tuple(dict.fromkeys(in_order))
        needed = tuple(piece for piece in cut if not _may_miss(piece)) or _uncut(folded, cut)
        if needed and not any(needed == other.needed for other in found):
            joins = tuple(dict.fromkeys(joined(in_order)))
            found.append(Reading(folded, in_order, cut, needed, joins, _alternatives_of(folded, in_order, needed)))
    return tuple(found)


lexicon.forgetting(read_question.cache_clear)


def _alternatives_of(folded, in_order, needed):
    """What may stand for the pieces of a question that name kinds of work."""
    alternatives = []
    for naming, named, _ in _namings(folded, in_order, needed):
        names = dict.fromkeys(tuple(pieces(fold(name))) for name in naming.english)
        others = tuple(name for name in names if name and not set(name).issuperset(named))
        alternatives.append(Alternative(named, naming.codes, others))
    return tuple(alternatives)


@lru_cache(maxsize=1024)
def _likely_of(folded, in_order, needed):
    """(unit group, score) of a question, best first; folded may be corrected, in_order and needed are pieces as typed."""
    scores = dict(lexicon.lexicon().likely(folded))
    best = max(scores.values(), default=UNLIKELY)
    for naming, _, share in _namings(folded, in_order, needed):
        for code in (*naming.codes, *naming.further):
            more = best * NAMED_SHARE * share / len(naming.codes)
            scores[code] = max(scores.get(code, 0.0), best * share) + more
    likely = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(likely[: lexicon.MOST_LIKELY])


lexicon.forgetting(_likely_of.cache_clear)


@lru_cache(maxsize=1024)
def _namings(folded, in_order, needed):
    """(naming, the pieces it names, their share of what is needed) for each kind of work that the lexicon finds named."""
    found = []
    for naming in lexicon.lexicon().named(pieces(folded)[:MOST_PIECES]):
        named = in_order[naming.first : naming.last]
        if share := len(set(named).intersection(needed)) / len(needed):
            found.append((naming, named, share))
    return tuple(found)


lexicon.forgetting(_namings.cache_clear)


def latin_words_of(words: str) -> list[str]:
    """The words of a question that are found whole and may be corrected, each once."""
    readings_asked = read_question(words) if words.strip() else ()
    found = (piece for reading in readings_asked for piece in (*reading.needed, *reading.pieces))
    return [piece for piece in dict.fromkeys(found) if not is_south_east_asian(piece) and not is_silent(piece)]


def _uncut(folded, cut):
    """What to need when every piece may be missed: whole runs instead of the lone characters ICU made of them."""
    runs = RUNS.findall(folded.translate(UNSEEN))
    return tuple(dict.fromkeys([*runs, *(piece for piece in cut if not is_south_east_asian(piece))]))[:MOST_PIECES]


def is_silent(piece: str) -> bool:
    """True for words that nearly every question has; they are neither needed nor corrected."""
    return piece in _SILENT


def _may_miss(piece):
    """A lone South-East Asian character is a wrong cut more often than a word, and has no gram of its own."""
    return is_silent(piece) or (len(piece) == 1 and is_south_east_asian(piece))


def typing_errors_allowed(word: str) -> int:
    """How many typing errors a word of other scripts may hold: none below 4 letters, 1 below 8, else 2."""
    if len(word) < 4 or any(character.isdigit() for character in word):
        return 0
    return 1 if len(word) < 8 else 2


class Vocabulary:
    """All Latin words of an index: asked for one word often, listed only when a word is not known."""

    def __init__(self, holds: Callable[[str], bool], load: Callable[[], Iterable[str]]):
        self._holds, self._load, self._by_length = holds, load, None

    @classmethod
    def of(cls, words: Collection[str]) -> "Vocabulary":
        """A vocabulary of words at hand."""
        return cls(words.__contains__, lambda: words)

    def __contains__(self, word: str) -> bool:
        return self._holds(word)

    def near(self, word: str, distance: int) -> list[tuple[int, str]]:
        """(typing errors, word) of the words at most `distance` typing errors away (optimal string alignment)."""
        if self._by_length is None:
            by_length = {}
            for known in self._load():
                if typing_errors_allowed(known):
                    by_length.setdefault(len(known), []).append(known)
            self._by_length = by_length
        found = []
        for length in range(len(word) - distance, len(word) + distance + 1):
            known = self._by_length.get(length, ())
            found += [
                (errors, near)
                for near, errors, _ in extract_iter(word, known, scorer=OSA.distance, score_cutoff=distance)
            ]
        return found


def corrections(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What to search for a word: itself when known, else the known words nearest to it; () when there are none."""
    if is_silent(word) or word in vocabulary:
        return (word,)
    allowed = typing_errors_allowed(word)
    if not allowed:
        return ()
    return tuple(near for _, near in sorted(vocabulary.near(word, allowed))[:MOST_CORRECTIONS])


def searched_for(reading: Reading, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """{piece: what to search for it} of the pieces of other scripts, which are found whole; () when nothing is near."""
    return {
        piece: corrections(piece, vocabulary)
        for piece in dict.fromkeys((*reading.needed, *reading.pieces))
        if not is_south_east_asian(piece)
    }


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
