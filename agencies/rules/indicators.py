"""The ILO's eleven indicators of forced labour (2012), gravest first as this desk sorts them, and "other". Plain Python."""

from collections.abc import Iterable
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
