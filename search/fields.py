"""One opening as flat fields, the same for every engine: token strings, exact words, and whole numbers.

Money and months are kept in millionths, days as ordinals; UNKNOWN stands for what is not known.
"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from zlib import crc32

from search import lexicon, reading
from search.document import OpeningDocument

# Goes up whenever the fields or the text pipeline change: an index of another version is rebuilt.
VERSION = "4"

UNKNOWN = -1
ANYWHERE = "*"
MILLION = 1_000_000
_LARGEST = 2**62

TOKEN_FIELDS = ("grams", "words", "title", "latin")
EXACT_FIELDS = (
    "id", "origin", "destination", "channel", "occupation", "major", "trades", "basis", "agency", "housing", "place",
)  # fmt: skip
FACET_FIELDS = {
    "destination": "destination",
    "occupation": "major",
    "channel": "channel",
    "basis": "basis",
    "agency": "agency",
    "housing": "housing",
}
NUMBER_FIELDS = (
    "since", "until", "wage", "cost", "start", "published", "isco", "languages", "needed", "named",
    "key_high", "key_low", "sort_newest", "sort_wage", "sort_cost", "sort_start",
)  # fmt: skip

# Order is part of the index: add at the end only. Languages not named here are kept in the last bit.
_LANGUAGES = ("en", "my", "km", "lo", "th", "shn", "mnw", "vi", "id", "tl", "ne", "bn", "zh", "ja", "ko", "ms", "es")
_OTHER_LANGUAGES = 1 << 40

_TIE_BITS = 36
_TIES = (1 << _TIE_BITS) - 1
_MOST = (1 << 26) - 1


@cache
def made_with() -> str:
    """What an index is made with: what it holds of an opening follows from these fields and from the lexicon."""
    return f"{VERSION}-{lexicon.version()}"


def cost_millionths(months: Decimal | None) -> int:
    """Months of wages in millionths, rounded up, so that rounding never lets a cost slip under a ceiling."""
    return _millionths(months, ROUND_CEILING)


def wage_millionths(dollars: Decimal | None) -> int:
    """US dollars in millionths, rounded down, so that rounding never lifts a wage over a floor."""
    return _millionths(dollars, ROUND_FLOOR)


def _millionths(amount, rounding):
    if amount is None:
        return UNKNOWN
    return max(0, min(_LARGEST, int((amount * MILLION).to_integral_value(rounding))))


def language_bits(languages) -> int:
    """Languages as one number; unknown ones share a bit."""
    bits = 0
    for language in languages:
        bits |= 1 << _LANGUAGES.index(language) if language in _LANGUAGES else _OTHER_LANGUAGES
    return bits


def isco_number(code: str) -> int:
    """An ISCO code as a number that keeps leading zeros: "0110" → 10110; UNKNOWN for ""."""
    return int("1" + code) if code else UNKNOWN


def isco_code(number: int) -> str:
    """The code back from its number."""
    return str(number)[1:] if number != UNKNOWN else ""


def pack_id(public_id: str) -> tuple[int, int]:
    """An id of up to 18 ASCII characters as two numbers that sort as the id does."""
    padded = public_id.encode("ascii").ljust(18, b"\0")
    return _pack(padded[:9]), _pack(padded[9:])


def unpack_id(high: int, low: int) -> str:
    """The id back from its two numbers."""
    return (_unpack(high) + _unpack(low)).rstrip(b"\0").decode("ascii")


def _pack(nine):
    number = 0
    for byte in nine:
        number = number << 7 | byte
    return number


def _unpack(n):
    # Written out: this runs for every hit of every page.
    return bytes(
        (
            n >> 56, n >> 49 & 127, n >> 42 & 127, n >> 35 & 127, n >> 28 & 127,
            n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127,
        )
    )  # fmt: skip


def sort_keys(document: OpeningDocument) -> dict[str, int]:
    """One number for each way to sort, with the id in its low bits, so that no two openings tie.

    newest and wage are read downwards, cost and start upwards; unknown comes last in each.
    """
    tie = int(document.id) if document.id.isdigit() else crc32(document.id.encode())
    up, down = tie & _TIES, _TIES - (tie & _TIES)
    cents = -1 if document.wage_usd is None else min(_MOST - 1, int(document.wage_usd * 100))
    months = _MOST if document.cost_months is None else min(_MOST - 1, int(document.cost_months * 10_000))
    day = _MOST if document.start is None else document.start.toordinal()
    return {
        "sort_newest": document.published.toordinal() << _TIE_BITS | down,
        "sort_wage": cents + 1 << _TIE_BITS | down,
        "sort_cost": months << _TIE_BITS | up,
        "sort_start": day << _TIE_BITS | up,
    }


def numbers(document: OpeningDocument) -> dict[str, int]:
    """Every whole number of an opening, by NUMBER_FIELDS."""
    key_high, key_low = pack_id(document.id)
    return {
        "since": (document.visible_from or date.min).toordinal(),
        "until": document.visible_until.toordinal(),
        "wage": wage_millionths(document.wage_usd),
        "cost": cost_millionths(document.cost_months),
        "start": UNKNOWN if document.start is None else document.start.toordinal(),
        "published": document.published.toordinal(),
        "isco": isco_number(document.occupation),
        "languages": language_bits(document.languages),
        "needed": language_bits(document.languages_needed),
        "named": int(bool(document.origins)),
        "key_high": key_high,
        "key_low": key_low,
        **sort_keys(document),
    }


def exact(document: OpeningDocument) -> dict[str, tuple[str, ...]]:
    """Every exact word of an opening, by EXACT_FIELDS. An occupation carries all its prefixes."""
    code = document.occupation
    return {
        "id": (document.id,),
        "origin": document.origins or (ANYWHERE,),
        "destination": _some(document.destination),
        "channel": _some(document.channel),
        "occupation": tuple(code[:size] for size in range(1, len(code) + 1)),
        "major": _some(code[:2] if len(code) > 1 else ""),
        "trades": reading.trades_of(document),
        "basis": (document.basis,),
        "agency": _some(document.agency),
        "housing": () if document.housing is None else ("1" if document.housing else "0",),
        "place": document.place_codes,
    }


def _some(value):
    return (value,) if value else ()


def token_strings(document: OpeningDocument) -> dict[str, str]:
    """The searchable text of an opening, by TOKEN_FIELDS: tokens joined by spaces."""
    found = reading.read_document(document)
    return {
        "grams": " ".join(found.grams),
        "words": " ".join(found.words),
        "title": " ".join(found.title_grams),
        "latin": " ".join(sorted(found.latin)),
    }
