"""Points and reasons: how well an opening fits a question. Every engine re-ranks with these components."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit stands where it stands: a ReasonCode, its values for the words, and its points."""

    code: str
    values: tuple[tuple[str, str], ...]
    points: float
