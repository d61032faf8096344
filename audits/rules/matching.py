"""Whether a supplier is an employer: by OS ID, else by name and place, 0 to 100 with reasons. audits.finding asks for each pair.

A person confirms what is found here. docs/matching.md tells how often "certain" is right, on pairs labelled by others.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from agencies.rules.likeness import Known, Weight, Why, likeness

# Below this a pair is not suggested.
SUGGESTED = 60


class Sign(StrEnum):
    """What speaks for or against a pair; audits.wording says it in words."""

    SAME_ID = "same_id"
    OTHER_ID = "other_id"
    SAME_NAME = "same_name"
    NEAR_NAME = "near_name"
    PART_OF_NAME = "part_of_name"
    SAME_ADDRESS = "same_address"
    NEAR_ADDRESS = "near_address"
    SAME_TOWN = "same_town"
    OTHER_PLACE = "other_place"
    OTHER_COUNTRY = "other_country"
    NO_ADDRESS = "no_address"


_NAMES = {Why.SAME_NAME: Sign.SAME_NAME, Why.NEAR_NAME: Sign.NEAR_NAME, Why.PART_OF_NAME: Sign.PART_OF_NAME}


@dataclass(frozen=True)
class Site:
    """What is compared: names, address and the town's names folded (agencies.names.fold_name), country, plain OS ID."""

    names: tuple[str, ...]
    country: str = ""
    address: str = ""
    towns: tuple[str, ...] = ()
    os_id: str = ""


@dataclass(frozen=True)
class Match:
    """0 to 100; whether it is suggested as certain; why."""

    score: int
    certain: bool
    reasons: tuple[Sign, ...]


def match(supplier: Site, employer: Site, weight: Weight = lambda word: 1.0) -> Match:
    """How likely the two are one site."""
    abroad = bool(supplier.country and employer.country and supplier.country != employer.country)
    if supplier.os_id and supplier.os_id == employer.os_id:
        # One of the two records is wrong: a person has to find out which.
        return Match(80, False, (Sign.SAME_ID, Sign.OTHER_COUNTRY)) if abroad else Match(100, True, (Sign.SAME_ID,))
    place, why = place_likeness(supplier, employer)
    name, named = name_likeness(supplier, employer, why is Sign.SAME_ADDRESS, weight)
    reasons = [*named, why]
    score = _together(name, place, why)
    certain = _certain(name, why, reasons) and units_agree(supplier, employer)
    if abroad:
        reasons.append(Sign.OTHER_COUNTRY)
        score, certain = score * 0.8, False
    if supplier.os_id and employer.os_id:
        reasons.append(Sign.OTHER_ID)
        score, certain = score * 0.7, False
    return Match(round(score), certain, tuple(reasons))


def name_likeness(one: Site, other: Site, same_address: bool, weight: Weight) -> tuple[int, list[Sign]]:
    """How alike the names are, and in which way. At one address also letter by letter, since blanks of old lists are torn."""
    found = likeness(Known(one.names), Known(other.names), weight)
    reasons = [_NAMES[why] for why in found.reasons if why in _NAMES]
    if same_address and not reasons:
        pairs = [(a.replace(" ", ""), b.replace(" ", "")) for a in one.names for b in other.names]
        torn = max((fuzz.partial_ratio(a, b) for a, b in pairs if min(len(a), len(b)) >= 6), default=0)
        if torn >= 80:
            return max(found.score, round(torn * 0.75)), [Sign.PART_OF_NAME]
    return found.score, reasons


def units_agree(one: Site, other: Site) -> bool:
    """False where both name a unit, branch or house by number and share none: two sites of one firm."""
    names = _units(one.names), _units(other.names)
    for mine, theirs in (
        names,
        (_numbers(one.address), _numbers(other.address)),
    ):
        if mine != theirs and mine - theirs and theirs - mine and (len(mine & theirs) < 2):
            return False
    return bool(names[0]) == bool(names[1])


def place_likeness(one: Site, other: Site) -> tuple[int, Sign]:
    """How alike the places are, and in which way; 50 where one of the two tells none."""
    if one.address and other.address:
        alike = _address(one.address, other.address)
        if alike >= 88:
            return alike, Sign.SAME_ADDRESS
        if alike >= 70:
            return alike, Sign.NEAR_ADDRESS
        return alike, Sign.OTHER_PLACE
    told, towns = (
        ([one.address] if one.address else one.towns),
        other.towns or ([other.address] if other.address else ()),
    )
    if not told or not towns:
        return 50, Sign.NO_ADDRESS
    alike = max(_within(town, text) for town in towns for text in told)
    return (80, Sign.SAME_TOWN) if alike >= 90 else (round(alike) // 2, Sign.OTHER_PLACE)


def _within(town: str, text: str) -> float:
    """How much of a town's name stands in a text; whatever its blanks, but for short Latin names that stand in any word."""
    words, joined = fuzz.token_set_ratio(text, town), town.replace(" ", "")
    if joined.isascii() and len(joined) < 6:
        return words
    return max(words, fuzz.partial_ratio(joined, text.replace(" ", "")) if len(joined) <= len(text) else 0)


def _address(one: str, other: str) -> int:
    """Like words in any order, and numbers that are the same: a house number apart is another house."""
    alike = max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other) - 5)
    alike = max(alike, fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))
    mine, theirs = _numbers(one), _numbers(other)
    if mine and theirs:
        shared = len(mine & theirs) / min(len(mine), len(theirs))
        if shared == 0:
            alike = min(alike, 69)
    return round(alike)


def _numbers(text: str) -> set[str]:
    return {word.lstrip("0") for word in re.findall("[0-9]+", text)} - {""}


def _units(names: tuple[str, ...]) -> set[str]:
    """Numbers in names, Arabic or Roman: unit II is not the whole firm."""
    text = " ".join(names)
    return _numbers(text) | set(re.findall(r"\b(?:ii|iii|iv|vi|vii|viii|ix)\b", text))


def _together(name: float, place: int, why: Sign) -> float:
    if why is Sign.NO_ADDRESS:
        return min(name, 80) * 0.9
    return 0.65 * name + 0.35 * place


def _certain(name: float, why: Sign, reasons: list[Sign]) -> bool:
    """Only where name and place speak for it together."""
    if why is Sign.SAME_ADDRESS:
        return name >= 80
    if why is Sign.NEAR_ADDRESS:
        return name >= 85
    return why is Sign.SAME_TOWN and Sign.SAME_NAME in reasons
