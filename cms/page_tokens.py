"""How pages and questions are compared: the product's own tokens, an order of hits, and the lines that hold the words.

Plain Python over search.text and search.reading. Wagtail's own search cuts words at spaces, which Burmese, Khmer, Lao and
Thai do not write; here a piece of those scripts is found anywhere in a run, a word of other scripts whole.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log

from search.reading import Looseness, Reading
from search.text import RUNS, SOUTH_EAST_ASIAN, UNSEEN, fold, is_south_east_asian, joined, pieces
from search.vocabulary import is_silent

WEIGHTS = (8.0, 3.0, 1.0)
WHOLE_QUESTION = 6.0
MOST_TIMES = 4
FRAGMENT = 5
SNIPPET = 180
_SENTENCE_ENDS = re.compile(r"(?<=[.!?။៕។])\s+|\n+")


def tokens_of(text: str) -> str:
    """All tokens of a text, parted by spaces: words of other scripts, neighbours written as one, runs as they stand."""
    if not text:
        return ""
    folded = fold(text)
    words = [piece for piece in pieces(folded) if not is_south_east_asian(piece)]
    runs = RUNS.findall(folded.translate(UNSEEN)) if SOUTH_EAST_ASIAN.search(folded) else []
    return f" {' '.join([*words, *joined(words), *runs])} "


def sought(piece: str) -> str:
    """What to look for in the tokens of a text: a piece of an unspaced script anywhere, any other word whole."""
    return piece if is_south_east_asian(piece) else f" {piece} "


def without_fragments(reading: Reading) -> Reading:
    """The same question with short pieces of unspaced scripts joined to their neighbours, as they were typed.

    ICU cuts loan words it does not know into syllables ("passport" in Burmese into four), which stand in any sentence.
    """
    folded, whole = reading.folded.translate(UNSEEN), []
    for piece in reading.in_order:
        before = whole[-1] if whole else ""
        short = len(piece) < FRAGMENT or len(before) < FRAGMENT
        both = before and is_south_east_asian(piece) and is_south_east_asian(before)
        if both and short and not (is_silent(piece) or is_silent(before)) and before + piece in folded:
            whole[-1] = before + piece
        else:
            whole.append(piece)
    needed = tuple(
        dict.fromkeys(piece for piece in whole if not is_silent(piece) and (len(piece) > 1 or piece.isascii()))
    )
    return replace(reading, needed=needed) if needed else reading


def ways_of(reading: Reading) -> list[list[list[str]]]:
    """For each needed piece, the ways to hold it: itself, with its neighbour as one word, or another name of the work."""
    ways = []
    for piece in reading.needed:
        other = [[sought(join)] for join in (*_other_number(piece), *reading.joins_of(piece))]
        named = [[sought(part) for part in name] for one in reading.alternatives_of(piece) for name in one.names]
        ways.append([[sought(piece)], *other, *named])
    return ways


def _other_number(piece: str) -> list[str]:
    """What search.text leaves apart as it must not be wrong about any word: "fees" and "fee"."""
    if not (piece.isascii() and piece.isalpha()) or len(piece) < 3:
        return []
    return [piece[:-1]] if piece.endswith("s") else [f"{piece}s"]


def score(reading: Reading, fields: Sequence[str], looseness: Looseness, rarity: dict[str, float]) -> float:
    """How well a text (tokens of title, intro, body) answers; 0 when it holds too few of the pieces."""
    held, total = 0, 0.0
    for piece, ways in zip(reading.needed, ways_of(reading), strict=True):
        best = max(
            sum(_weight(field, way) * weight for field, weight in zip(fields, WEIGHTS, strict=True)) for way in ways
        )
        if not best:
            best = _across(fields, ways)
        held += best > 0
        total += best * rarity.get(piece, 1.0)
    if held < reading.enough(looseness):
        return 0.0
    whole = tokens_of(reading.folded).strip()
    return total + sum(WHOLE_QUESTION * weight for field, weight in zip(fields, WEIGHTS, strict=True) if whole in field)


def _weight(field: str, way: Sequence[str]) -> float:
    """Ever less for each further time, up to MOST_TIMES; nothing unless all parts are there."""
    times = min(field.count(part) for part in way)
    return sum(1 / n for n in range(1, min(times, MOST_TIMES) + 1))


def _across(fields: Sequence[str], ways) -> float:
    """The parts of a name may stand in different fields: worth as little as one mention in the body."""
    together = " ".join(fields)
    return WEIGHTS[-1] if any(all(part in together for part in way) for way in ways) else 0.0


def rarities(reading: Reading, texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """{piece: how much it tells}, more the fewer of these texts hold it."""
    found = {}
    for piece in reading.needed:
        parts = [sought(word) for word in (piece, *_other_number(piece))]
        holding = sum(any(part in field for field in fields for part in parts) for fields in texts)
        found[piece] = 1 + log((1 + len(texts)) / (1 + holding))
    return found


def snippet(words: Iterable[str], texts: Iterable[str]) -> list[tuple[str, bool]]:
    """The sentence that holds most of the pieces: [(text, whether it was asked for), …]; cut near the first of them."""
    wanted = tuple(words)
    best: tuple[int, str] = (0, "")
    first = ""
    for text in texts:
        for line in filter(None, map(str.strip, _SENTENCE_ENDS.split(unicodedata.normalize("NFC", text)))):
            first = first or line
            tokens = tokens_of(line)
            held = sum(any(sought(word) in tokens for word in (piece, *_other_number(piece))) for piece in wanted)
            if held > best[0]:
                best = (held, line)
    return _marked(best[1] or first, wanted)


def _marked(line: str, wanted: Sequence[str]) -> list[tuple[str, bool]]:
    folded = fold(line)
    # Where folding moved letters, places in it mean nothing in the line: it is shown without marks.
    spans = _spans(folded, wanted) if len(folded) == len(line) else []
    begin = max(0, spans[0][0] - SNIPPET // 3) if spans and len(line) > SNIPPET else 0
    begin = _at_letter(line, line.rfind(" ", 0, begin) + 1 if " " in line[:begin] else begin)
    end = _at_letter(line, min(len(line), begin + SNIPPET))
    parts, at = [("… ", False)] if begin else [], begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        parts += [(line[at:start], False), (line[start:stop], True)]
        at = stop
    parts.append((line[at:end] + (" …" if end < len(line) else ""), False))
    return [(text, asked) for text, asked in parts if text]


def _spans(folded: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    found = []
    for piece in wanted:
        stem = re.escape(piece if is_south_east_asian(piece) else piece.removesuffix("s"))
        pattern = stem if is_south_east_asian(piece) else rf"\b{stem}(?:e?s)?\b"
        found += [match.span() for match in re.finditer(pattern, folded)]
    return _joined(sorted(found))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch or overlap as one."""
    joined_up: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined_up and start <= joined_up[-1][1]:
            joined_up[-1] = (joined_up[-1][0], max(stop, joined_up[-1][1]))
        else:
            joined_up.append((start, stop))
    return joined_up


def _at_letter(line: str, at: int) -> int:
    """The nearest place from here on where a sign that joins its neighbour is not cut off."""
    while 0 < at < len(line) and (
        unicodedata.category(line[at]).startswith("M") or line[at - 1] in "\u17d2\u1039เแโใไເແໂໃໄ"
    ):
        at += 1
    return at
