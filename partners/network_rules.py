"""What may be told of the network in public, and how bands of people add up. Plain Python; partners.network_showing asks.

A CSO can come to harm when somebody can tell that it works in a state, so every public number is one that could be
fewer than five CSOs or tells at least five of them, in steps of five, without totals that could be subtracted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LEAST = 5
STEP = 5


class Band(StrEnum):
    """How many people came, as somebody at the door would say it."""

    FEW = "1-9"
    TENS = "10-19"
    TWENTIES = "20-49"
    FIFTIES = "50-99"
    HUNDREDS = "100-199"
    MANY = "200-499"


# The lowest and the highest number of people in each band.
BANDS: dict[str, tuple[int, int]] = {
    Band.FEW.value: (1, 9),
    Band.TENS.value: (10, 19),
    Band.TWENTIES.value: (20, 49),
    Band.FIFTIES.value: (50, 99),
    Band.HUNDREDS.value: (100, 199),
    Band.MANY.value: (200, 499),
}


class Share(StrEnum):
    """How much of a state's townships somebody covers."""

    NONE = "none"
    SOME = "some"
    QUARTER = "quarter"
    HALF = "half"
    MOST = "most"


@dataclass(frozen=True)
class Region:
    """A tile: its code, the codes of places it stands for, how many townships it has and how many are covered, by how many CSOs."""

    code: str
    townships: int
    covered: int
    csos: int


def people(bands: Iterable[str]) -> tuple[int, int]:
    """At least and at most so many people, for sessions with these bands; a person may have come twice."""
    known = [BANDS[band] for band in bands if band in BANDS]
    return sum(low for low, _ in known), sum(high for _, high in known)


def publicly(count: int) -> int | None:
    """The count as the public reads it: None for fewer than five (none included), else rounded down to fives."""
    return None if count < LEAST else count - count % STEP


def share(covered: int, townships: int) -> Share:
    """How much of a state is covered."""
    if covered <= 0 or townships <= 0:
        return Share.NONE
    part = covered * 4 / townships
    return Share.SOME if part < 1 else Share.QUARTER if part < 2 else Share.HALF if part < 3 else Share.MOST


def public_share(region: Region) -> Share | None:
    """The same for the public: None where fewer than five CSOs work, which may be none."""
    return None if region.csos < LEAST else share(region.covered, region.townships)
