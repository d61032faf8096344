"""One way to turn text into searchable tokens, for documents and questions, for every engine.

Two fields come out, each a plain string of tokens joined by spaces: grams (2- and 3-grams of Thai, Lao, Khmer and
Burmese, whole words of other scripts) and words (ICU words, for ranking only). Engines split on spaces, nothing else.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from icu4py import icu_version
from icu4py.breakers import WordBreaker
from icu4py.locale import Locale
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from search import zawgyi
from search.document import OpeningDocument

ICU_VERSION = icu_version
MOST_PIECES = 16
MOST_CORRECTIONS = 12
LONGEST_JOINED = 30
# Outside these bounds the encoding of a Burmese text is taken as known.
SURELY_UNICODE, SURELY_ZAWGYI = 0.05, 0.95
# Below this many Burmese characters no chance is sure: both readings are searched.
SHORT = 12

# One word iterator of any locale cuts all four scripts.
_LOCALE = Locale("th")
_UNSEEN = dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD))
_UNSEEN_BUT_ZWSP = {code: None for code in _UNSEEN if code != 0x200B}

_BURMESE = "\u1000-\u1049\u1050-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f"
_HAS_BURMESE = re.compile("[\u1000-\u109f\uaa60-\uaa7f]")
_RUNS = re.compile(
    "[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+|[\u0e81-\u0eae\u0eb0-\u0ec5\u0ec8-\u0ece\u0edc-\u0edf]+"
    f"|[\u1780-\u17d3\u17d7\u17dc\u17dd]+|[{_BURMESE}]+"
)
_SOUTH_EAST_ASIAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]")

_ASCII_WORDS = re.compile("[a-z0-9]+")
# Marks of Indian scripts belong to words, though Python does not say so.
_NO_WORD = re.compile(r"[^\w\u0900-\u0dff]+|_")
_POSSESSIVE = re.compile(r"'s?\b")

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


# --- folding -------------------------------------------------------------------------------------------------------


def _digit_table():
    return {
        code: str(value) for code in range(0x80, 0x10000) if (value := unicodedata.decimal(chr(code), None)) is not None
    }


def _latin_table():
    """Accented Latin letters to plain ones; đ, ø and their like have no decomposition and are named."""
    table = {ord(a): b for a, b in zip("đðħıłøŧ", "ddhilot", strict=True)} | {
        ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th", ord("’"): "'", ord("ʼ"): "'"
    }  # fmt: skip
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = "".join(part for part in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(part))
        if len(plain) == 1 and plain.isascii() and plain != chr(code):
            table.setdefault(code, plain)
    return table | dict.fromkeys(range(0x300, 0x370))


_DIGITS = _digit_table()
_LATIN = _latin_table()

# What NFC leaves unequal, though writers and fonts hold it for the same.
_FOLDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Thai and Lao: a tone mark goes before nikhahit and after the vowel above the letter
        ("\u0e4d([\u0e48-\u0e4b])", "\\1\u0e4d"),
        ("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e37])", r"\2\1"),
        ("([\u0e48-\u0e4b]?)\u0e4d\u0e32", "\\1\u0e33"),
        ("\u0e33([\u0e48-\u0e4b])", "\\1\u0e33"),
        ("\u0e40\u0e40", "\u0e41"),
        ("\u0ecd([\u0ec8-\u0ecb])", "\\1\u0ecd"),
        ("([\u0ec8-\u0ecb])([\u0eb1\u0eb4-\u0eb7\u0ebb])", r"\2\1"),
        ("([\u0ec8-\u0ecb]?)\u0ecd\u0eb2", "\\1\u0eb3"),
        ("\u0eb3([\u0ec8-\u0ecb])", "\\1\u0eb3"),
        ("\u0ec0\u0ec0", "\u0ec1"),
        ("\u0eab\u0ea1", "\u0edd"),
        ("\u0eab\u0e99", "\u0edc"),
        # Khmer: subscript RO comes last, subscript DA and TA look the same, split vowels are one
        ("((?:\u17d2\u179a)+)((?:\u17d2[\u1780-\u1799\u179b-\u17a2])+)", r"\2\1"),
        ("\u17d2\u178a", "\u17d2\u178f"),
        ("\u17c1\u17b8", "\u17be"),
        ("\u17c1\u17b6", "\u17c4"),
        # Burmese: digits zero and seven typed for WA and RA, order of vowels, U + asat for NYA + asat
        ("(?<![0-9\u1040-\u1049.,])\u1040(?=[\u1000-\u1021\u102b-\u103e])", "\u101d"),
        ("(?<=[\u1000-\u103f])\u1040(?![\u1040-\u1049])", "\u101d"),
        ("(?<![0-9\u1040-\u1049.,])\u1047(?=[\u102b-\u103e])", "\u101b"),
        ("([\u102f\u1030])([\u102d\u102e\u1032])", r"\2\1"),
        ("\u1036([\u102f\u1030])", "\\1\u1036"),
        ("\u1037([\u102d-\u1030\u1032\u1036])", "\\1\u1037"),
        ("\u1025(?=\u103a)", "\u1009"),
    )
)
_MEDIALS = re.compile("[\u103b-\u103e]{2,}")


def ascii_digits(raw: str) -> str:
    """Digits of every script as 0-9; everything else stays."""
    return raw.translate(_DIGITS)


@lru_cache(maxsize=4096)
def fold(raw: str) -> str:
    """The one spelling under which a text is searched. Zero-width spaces stay, for ICU; other unseen ones go."""
    if raw.isascii():
        return raw.lower()
    folded = unicodedata.normalize("NFC", raw).translate(_UNSEEN_BUT_ZWSP).lower()
    if _SOUTH_EAST_ASIAN.search(folded):
        for pattern, replacement in _FOLDS:
            folded = pattern.sub(replacement, folded)
        folded = _MEDIALS.sub(lambda match: "".join(sorted(set(match[0]))), folded)
    return folded.translate(_LATIN).translate(_DIGITS)


def _singular(word: str) -> str:
    """English plurals as singulars (Harman's three rules), for plain a-z words of four letters and more."""
    if len(word) < 4 or word[-1] != "s" or not (word.isascii() and word.isalpha()):
        return word
    if word.endswith("ies"):
        return word if word[-4] in "ae" else word[:-3] + "y"
    if word.endswith("es"):
        return word if word[-3] in "aeo" else word[:-1]
    return word if word[-2] in "us" else word[:-1]


# --- tokens --------------------------------------------------------------------------------------------------------


def pieces(folded: str) -> list[str]:
    """ICU words of a folded text without signs and unseen characters, English plurals as singulars."""
    if folded.isascii():
        # ICU would cut plain English at the same places, five times slower.
        return [_singular(part) for part in _ASCII_WORDS.findall(_POSSESSIVE.sub("", folded))]
    found = []
    for segment in WordBreaker(folded, _LOCALE):
        piece = segment.translate(_UNSEEN)
        if _SOUTH_EAST_ASIAN.search(piece):
            found += _RUNS.findall(piece)
            piece = _SOUTH_EAST_ASIAN.sub(" ", piece)
        if not any(character.isalnum() for character in piece):
            continue
        # ICU keeps "e.g", "2.5" and "worker's" whole; people type the parts.
        found += [_singular(part) for part in _NO_WORD.split(_POSSESSIVE.sub("", piece)) if part]
    return found


def joined(found: Sequence[str]) -> list[str]:
    """Neighbouring words of other scripts written as one: "farm worker" → "farmworker", "H-2A" → "h2a"."""
    return [
        left + right
        for left, right in pairwise(found)
        if not (is_south_east_asian(left) or is_south_east_asian(right)) and len(left) + len(right) <= LONGEST_JOINED
    ]


def grams(run: str) -> list[str]:
    """2- and 3-grams of a run in one South-East Asian script; a run of one character is its own gram."""
    if len(run) < 3:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)] + [run[at : at + 3] for at in range(len(run) - 2)]


def needed_grams(piece: str) -> tuple[str, ...]:
    """The grams a document must have to hold this piece anywhere: its 3-grams, or itself when shorter."""
    if len(piece) < 3:
        return (piece,)
    return tuple(dict.fromkeys(piece[at : at + 3] for at in range(len(piece) - 2)))


def is_south_east_asian(piece: str) -> bool:
    """True for a piece of Thai, Lao, Khmer or Burmese, which is found by grams; others are found whole."""
    return bool(_SOUTH_EAST_ASIAN.match(piece))


@lru_cache(maxsize=4096)
def tokens(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(grams, words) of one text in Unicode, repeats kept: they are how often a term occurs."""
    folded = fold(raw)
    found_words = pieces(folded)
    found_grams = [piece for piece in found_words if not is_south_east_asian(piece)]
    if _SOUTH_EAST_ASIAN.search(folded):
        for run in _RUNS.findall(folded.translate(_UNSEEN)):
            found_grams += grams(run)
    return tuple(found_grams), tuple(found_words)


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


# --- questions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question: its pieces, those a document must hold, and neighbours written as one."""

    pieces: tuple[str, ...]
    needed: tuple[str, ...]
    joins: tuple[str, ...] = ()

    def joins_of(self, piece: str) -> tuple[str, ...]:
        """The words that stand for this piece and its neighbour written as one."""
        return tuple(join for join in self.joins if join.startswith(piece) or join.endswith(piece))

    @property
    def enough(self) -> int:
        """How many of the needed pieces are enough when no document holds all: half of them, rounded up."""
        return -(-len(self.needed) // 2)


@lru_cache(maxsize=1024)
def read_question(words: str) -> tuple[Reading, ...]:
    """The readings of a question; a document answers when it answers any. Empty when it asks for no word at all."""
    found = []
    for typed in question_readings(words):
        folded = fold(typed)
        in_order = pieces(folded)[:MOST_PIECES]
        cut = tuple(dict.fromkeys(in_order))
        needed = tuple(piece for piece in cut if not _may_miss(piece)) or _uncut(folded, cut)
        if needed and not any(needed == other.needed for other in found):
            found.append(Reading(cut, needed, tuple(dict.fromkeys(joined(in_order)))))
    return tuple(found)


def _uncut(folded, cut):
    """What to need when every piece may be missed: whole runs instead of the lone characters ICU made of them."""
    runs = _RUNS.findall(folded.translate(_UNSEEN))
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


def answers(
    words: str, document: OpeningDocument, known_words: Collection[str] | None = None, loosely: bool = False
) -> bool:
    """Whether the document holds all that the words need (loosely: half of it), in one reading. No words: yes."""
    if not words.strip():
        return True
    readings_asked = read_question(words)
    if not readings_asked:
        # Only signs were typed: nothing can hold them.
        return False
    text = read_document(document)
    has = frozenset(text.grams)
    known = Vocabulary.of(text.latin if known_words is None else known_words)
    return any(
        sum(_holds(piece, reading, has, known) for piece in reading.needed)
        >= (reading.enough if loosely else len(reading.needed))
        for reading in readings_asked
    )


def _holds(piece, reading, has, known):
    if is_south_east_asian(piece):
        return all(gram in has for gram in needed_grams(piece))
    return any(word in has for word in (*corrections(piece, known), *reading.joins_of(piece)))
