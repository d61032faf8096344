"""The registry's tables: agencies and licences, the evidence about them, and the standing judged from it."""

from agencies.models.amendments import Amendment
from agencies.models.evidence import (
    Concern,
    DisclosedItem,
    FeeDisclosure,
    PaymentFigure,
    PaymentPart,
    Sanction,
    Vouch,
    VouchDraft,
)
from agencies.models.registry import (
    Agency,
    AgencyAlias,
    AgencyContact,
    FieldChange,
    Licence,
    RegisterEntry,
    RegisterList,
)
from agencies.models.standing import StandingChange

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyContact",
    "Amendment",
    "Concern",
    "DisclosedItem",
    "FeeDisclosure",
    "FieldChange",
    "Licence",
    "PaymentFigure",
    "PaymentPart",
    "RegisterEntry",
    "RegisterList",
    "Sanction",
    "StandingChange",
    "Vouch",
    "VouchDraft",
]
