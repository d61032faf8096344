"""How alike two agencies are: plain Python on folded facts, 0 to 100, with reasons. agencies.finding asks for each pair.

A score only brings a pair before people. docs/matching.md tells how often it is right, measured on pairs labelled by hand.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from foundation import codes

# From here on a pair comes before people: recall at least .9 at precision at least .7 (docs/matching.md).
THRESHOLD = 70
PHONE_DIGITS = 9

# What only says the form of a company, beyond what agencies.names leaves out of every comparison.
_FORMS = re.compile(
    r"\b(?:s ?a ?de ?c ?v|s ?de ?r ?l(?: ?de(?: ?c ?v)?)?|sa|s r ?l|srl|s a r l|sarl|d ?[o0] ?[o0]|llp|pllc|plc|p ?c|p ?a"
    r"|l ?p|l ?c|a ?s|ood|gmbh|aal|alc|aplc|apc|attorney at law|san(?:ayi)? ?ve ?tic(?:aret)?(?: ?a)?|tic|san"
    r"|ve|dba|and|of|a|de|y)\b"
)
# "Employment centre", "personnel consultants" and their like, in scripts that set no blanks between words.
_TRADE = re.compile(
    "僱傭|雇佣|中心|服務|服务|顧問|顾问|人事|家傭|外傭|職業|介紹所|代理|管理|จัดหางาน|အလုပ်အကိုင်|အေဂျင်စီ|ຈັດຫາງານ|ជ្រើសរើសពលករ"
)

# Branches and numbered units of one firm.
_UNIT = re.compile(r"[a-z]?[0-9]+[a-z]?|[ivx]+|[a-z]|unit|branch|factory|facility|division|no|ex")


class Why(StrEnum):
    """What two agencies have in common; agencies.desk_wording says it in words."""

    SAME_NAME = "same_name"
    NEAR_NAME = "near_name"
    PART_OF_NAME = "part_of_name"
    ADDRESS = "address"
    PHONE = "phone"
    HOLDER = "holder"
    COMPANY_NUMBER = "company_number"
    OTHER_COUNTRY = "other_country"


@dataclass(frozen=True)
class Known:
    """What is compared of one agency: names, address and holders folded (agencies.names.fold_name), phones as digits."""

    names: tuple[str, ...]
    country: str = ""
    address: str = ""
    phones: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    company_number: str = ""


@dataclass(frozen=True)
class Likeness:
    """0 to 100, and why."""

    score: int
    reasons: tuple[Why, ...]


# How much a word tells: 1 when no other agency has it, near 0 when most do.
Weight = Callable[[str], float]


def likeness(one: Known, other: Known, weight: Weight = lambda word: 1.0) -> Likeness:
    """How alike the two are. Symmetric."""
    name, why = _best_name(one.names, other.names, weight)
    reasons = [why] if name >= THRESHOLD and why else []
    score = name
    if one.country and other.country and one.country != other.country:
        reasons.append(Why.OTHER_COUNTRY)
    elif same_address(one.address, other.address):
        reasons.append(Why.ADDRESS)
        score = max(score + 10, 72.0 if name >= 30 or _torn(one, other) else 65.0)
    shared = (
        (Why.HOLDER, bool(one.holders & other.holders), 75),
        (Why.PHONE, bool(one.phones & other.phones), 85),
        (Why.COMPANY_NUMBER, one.company_number != "" and one.company_number == other.company_number, 95),
    )
    for code, holds, least in shared:
        if holds:
            reasons.append(code)
            score = max(score + 10, least)
    return Likeness(round(min(score, 100)), tuple(reasons))


def same_address(one: str, other: str) -> bool:
    """Whether two folded addresses are the same place: nearly the same words, and no other numbers in them."""
    if min(len(one), len(other)) < 12:
        return False
    if one == other:
        return True
    return (
        fuzz.token_sort_ratio(one, other) >= 88
        and set(re.findall("[0-9]+", one)) == set(re.findall("[0-9]+", other)) != set()
    )


def _torn(one: Known, other: Known) -> bool:
    """Whether names are alike letter by letter, whatever their blanks: enough only beside the same address."""
    return any(fuzz.partial_ratio(a.replace(" ", ""), b.replace(" ", "")) >= 70 for a in one.names for b in other.names)


def phone_digits(value: str) -> str:
    """The last nine digits of a number, in which its spellings with and without a country code agree; "" below seven."""
    digits = codes.normalise("".join(sign for sign in value if sign not in "+()"))
    return digits[-PHONE_DIGITS:] if len(digits) >= 7 else ""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a folded name that tell it from others; all of them where nothing else is left."""
    return _words(name)


def run_on(name: str) -> str:
    """The name without blanks, as scripts without them and torn words need it."""
    return "".join(_words(name))


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    plain = " ".join(name.split())
    return tuple(_FORMS.sub(" ", _TRADE.sub(" ", plain)).split()) or tuple(plain.split())


def _best_name(ones: Iterable[str], others: Iterable[str], weight: Weight) -> tuple[float, Why | None]:
    best: tuple[float, Why | None] = (0.0, None)
    for one in ones:
        for other in others:
            best = max(best, _name(one, other, weight), key=lambda found: found[0])
    return best


def _name(one: str, other: str, weight: Weight) -> tuple[float, Why | None]:
    a, b = _words(one), _words(other)
    joined_a, joined_b = "".join(a), "".join(b)
    if not joined_a or not joined_b:
        return 0.0, None
    if joined_a == joined_b:
        return 100.0, Why.SAME_NAME

    def telling(word: str) -> float:
        return min(weight(word), 0.3) if _UNIT.fullmatch(word) else weight(word)

    total_a, total_b = sum(map(telling, a)), sum(map(telling, b))
    met = (_met(a, b, telling) + _met(b, a, telling)) / 2
    both = 100 * 2 * met / (total_a + total_b)
    # One slip in a long name without blanks, or in a torn one.
    near = max(fuzz.ratio(joined_a, joined_b), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))
    if min(len(joined_a), len(joined_b)) >= 8 and near >= 86 and len(a) != len(b):
        both = max(both, near)
    if both >= THRESHOLD:
        return both, Why.NEAR_NAME
    # The whole of one name in the other, where what they share tells something.
    least = min(total_a, total_b)
    if met >= 0.9 * least and least >= 1.0:
        return max(both, 75.0), Why.PART_OF_NAME
    return both, None


def _met(words: tuple[str, ...], others: tuple[str, ...], weight: Weight) -> float:
    """The weight of the words that have a like one among the others, each used once."""
    left, met = list(others), 0.0
    for word in words:
        found = max(left, key=lambda other: fuzz.ratio(word, other), default=None)
        if found is None:
            break
        ratio = fuzz.ratio(word, found)
        if ratio == 100 or (min(len(word), len(found)) >= 5 and ratio >= 80):
            # A slip in a telling word still tells, a little less.
            met += weight(word) * (1.0 if ratio == 100 else 0.9)
            left.remove(found)
    return met
