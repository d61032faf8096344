"""The ILO's eleven indicators of forced labour (2012), gravest first as this desk sorts them, and "other". Plain Python."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Indicator(StrEnum):
    """What a report can say happened; the order is that in which the registrar's desk looks at them."""

    PHYSICAL_AND_SEXUAL_VIOLENCE = "physical_and_sexual_violence"
    RESTRICTION_OF_MOVEMENT = "restriction_of_movement"
    RETENTION_OF_IDENTITY_DOCUMENTS = "retention_of_identity_documents"
    INTIMIDATION_AND_THREATS = "intimidation_and_threats"
    DEBT_BONDAGE = "debt_bondage"
    WITHHOLDING_OF_WAGES = "withholding_of_wages"
    DECEPTION = "deception"
    ISOLATION = "isolation"
    ABUSIVE_CONDITIONS = "abusive_conditions"
    EXCESSIVE_OVERTIME = "excessive_overtime"
    ABUSE_OF_VULNERABILITY = "abuse_of_vulnerability"
    OTHER = "other"


def gravest(told: Iterable[str]) -> str:
    """The one of several that stands first; `other` when none is told."""
    told = set(told)
    return next((each.value for each in Indicator if each.value in told), Indicator.OTHER.value)


# Answers of workers that speak of forced labour by themselves; which ones is our proposal.
SIGNS: Mapping[str, tuple[str, Indicator]] = {
    "free_choice": ("no", Indicator.INTIMIDATION_AND_THREATS),
    "passport_taken": ("yes", Indicator.RETENTION_OF_IDENTITY_DOCUMENTS),
    "may_go_out": ("no", Indicator.RESTRICTION_OF_MOVEMENT),
    "last_wage": ("no", Indicator.WITHHOLDING_OF_WAGES),
    "paid_to_leave": ("yes", Indicator.DEBT_BONDAGE),
}


def sign_in(question: str, cells: Mapping[str, int], least: int) -> Indicator | None:
    """What the published counts of a question say happened to at least so many workers, None when they do not say it.

    A count of several answers together says it of nobody.
    """
    answer, indicator = SIGNS.get(question, ("", None))
    return indicator if cells.get(answer, 0) >= least else None
