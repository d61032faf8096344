"""What may be said of a supplier's recruitment: never "good" without enough evidence. audits.picture asks for each supplier."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from agencies.rules import Standing

METHOD_VERSION = 1
# Reports of workers for each hundred workers deployed, below which nothing good is said.
LEAST_PER_CENT = 10


class Finding(StrEnum):
    """What the evidence amounts to; audits.wording says it in words."""

    NOT_MATCHED = "not_matched"
    NO_AGENCY = "no_agency"
    TROUBLE = "trouble"
    INSUFFICIENT = "insufficient"
    SUPPORTED = "supported"


@dataclass(frozen=True)
class Recruiter:
    """One agency on one route: its standing that day, None = nothing recorded; reports in its published figure, 0 = none."""

    standing: Standing | None
    reports: int


@dataclass(frozen=True)
class Coverage:
    """reports: in published figures of these agencies on these routes. per_cent: of the workers, at most; None = unknown."""

    finding: Finding
    reports: int = 0
    per_cent: int | None = None


def cover(matched: bool, workers: int | None, recruiters: Iterable[Recruiter]) -> Coverage:
    """The finding. Trouble shows at once; anything good needs every agency vetted, figures for all, and enough reports."""
    recruiters = list(recruiters)
    if not matched:
        return Coverage(Finding.NOT_MATCHED)
    if not recruiters:
        return Coverage(Finding.NO_AGENCY)
    reports = sum(each.reports for each in recruiters)
    per_cent = min(100, 100 * reports // workers) if workers else None
    if any(each.standing in (Standing.SUSPENDED, Standing.NOT_VETTED) for each in recruiters):
        return Coverage(Finding.TROUBLE, reports, per_cent)
    whole = all(each.standing is Standing.VETTED and each.reports for each in recruiters)
    enough = per_cent is not None and per_cent >= LEAST_PER_CENT
    return Coverage(Finding.SUPPORTED if whole and enough else Finding.INSUFFICIENT, reports, per_cent)
