"""Needs asked for against needs given, as counts that tell of nobody: a cell below five says only that it is below."""

from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Row:
    """One need in one country: how many asked, how many got it; None stands for fewer than five."""

    need: str
    country: str
    asked: int | None
    given: int | None


def shown(asked: int, given: int) -> tuple[int | None, int | None]:
    """Both numbers as they may be shown. Neither a total nor a share is given, so nothing can be subtracted."""
    return (asked if asked >= FEWEST else None, given if given >= FEWEST else None)


def by_demand(rows: list[Row]) -> list[Row]:
    """What most asked for and fewest got comes first; what is too few to tell stands last."""
    return sorted(rows, key=lambda row: (-(row.asked or 0), row.given or 0, row.need, row.country))


def ranking_problem(ranked: list[str]) -> str | None:
    """ "twice" when one need stands in two places, "gap" when a place between two is empty, None when it is right.

    `ranked` are codes from the first place on, "" for an empty place.
    """
    filled = [code for code in ranked if code]
    if len(filled) != len(set(filled)):
        return "twice"
    return "gap" if ranked[: len(filled)] != filled else None
