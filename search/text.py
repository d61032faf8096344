"""One way to turn text into searchable tokens, for documents and questions, for every engine.

Two fields come out, each a plain string of tokens joined by spaces: grams (2- and 3-grams of Thai, Lao, Khmer and
Burmese, whole words of other scripts) and words (ICU words, for ranking only). Engines split on spaces, nothing else.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from icu4py import icu_version
from icu4py.breakers import WordBreaker
from icu4py.locale import Locale

ICU_VERSION = icu_version
LONGEST_JOINED = 30
# No word is longer; engines refuse or lose a token of some thousand letters, and with it the whole opening.
LONGEST_WORD = 64

# One word iterator of any locale cuts all four scripts.
_LOCALE = Locale("th")
UNSEEN = dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x00AD))
_UNSEEN_BUT_ZWSP = {code: None for code in UNSEEN if code != 0x200B}

_BURMESE = "\u1000-\u1049\u1050-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f"
RUNS = re.compile(
    "[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+|[\u0e81-\u0eae\u0eb0-\u0ec5\u0ec8-\u0ece\u0edc-\u0edf]+"
    f"|[\u1780-\u17d3\u17d7\u17dc\u17dd]+|[{_BURMESE}]+"
)
SOUTH_EAST_ASIAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]")

_ASCII_WORDS = re.compile("[a-z0-9]+")
# Marks of Indian scripts belong to words, though Python does not say so.
_NO_WORD = re.compile(r"[^\w\u0900-\u0dff]+|_")
POSSESSIVE = re.compile(r"'s?\b")


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
    if SOUTH_EAST_ASIAN.search(folded):
        for pattern, replacement in _FOLDS:
            folded = pattern.sub(replacement, folded)
        folded = _MEDIALS.sub(lambda match: "".join(sorted(set(match[0]))), folded)
    return folded.translate(_LATIN).translate(_DIGITS)


def _as_token(word: str) -> str:
    """The word as it is searched: cut where nobody reads on, English plurals (Harman's three rules) as singulars."""
    return _singular(word[:LONGEST_WORD])


def _singular(word: str) -> str:
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
        return [_as_token(part) for part in _ASCII_WORDS.findall(POSSESSIVE.sub("", folded))]
    found = []
    for segment in WordBreaker(folded, _LOCALE):
        piece = segment.translate(UNSEEN)
        if SOUTH_EAST_ASIAN.search(piece):
            found += [run[:LONGEST_WORD] for run in RUNS.findall(piece)]
            piece = SOUTH_EAST_ASIAN.sub(" ", piece)
        if not any(character.isalnum() for character in piece):
            continue
        # ICU keeps "e.g", "2.5" and "worker's" whole; people type the parts.
        found += [_as_token(part) for part in _NO_WORD.split(POSSESSIVE.sub("", piece)) if part]
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
    return bool(SOUTH_EAST_ASIAN.match(piece))


@lru_cache(maxsize=4096)
def tokens(raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(grams, words) of one text in Unicode, repeats kept: they are how often a term occurs."""
    folded = fold(raw)
    found_words = pieces(folded)
    found_grams = [piece for piece in found_words if not is_south_east_asian(piece)]
    if SOUTH_EAST_ASIAN.search(folded):
        for run in RUNS.findall(folded.translate(UNSEEN)):
            found_grams += grams(run)
    return tuple(found_grams), tuple(found_words)
