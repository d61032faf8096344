"""The registry's tables: agencies and licences, the evidence about them, and the standing judged from it."""

from agencies.models.evidence import Concern, DisclosedItem, FeeDisclosure, PaymentFigure, Sanction, Vouch, VouchDraft
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
    "Concern",
    "DisclosedItem",
    "FeeDisclosure",
    "FieldChange",
    "Licence",
    "PaymentFigure",
    "RegisterEntry",
    "RegisterList",
    "Sanction",
    "StandingChange",
    "Vouch",
    "VouchDraft",
]
