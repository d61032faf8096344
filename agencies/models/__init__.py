"""The registry's tables: agencies and licences, the evidence about them, and the standing judged from it."""

from agencies.models.evidence import Concern, DisclosedItem, FeeDisclosure, PaymentFigure, Sanction, Vouch
from agencies.models.registry import (
    Agency,
    AgencyAlias,
    AgencyContact,
    FieldChange,
    Licence,
    RegisterEntry,
    RegisterList,
)
from agencies.models.reviews import (
    Review,
    ReviewBatch,
    ReviewBlock,
    ReviewFigure,
    ReviewReply,
    ReviewText,
    ReviewToken,
    SealedReview,
    SealedTally,
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
    "Review",
    "ReviewBatch",
    "ReviewBlock",
    "ReviewFigure",
    "ReviewReply",
    "ReviewText",
    "ReviewToken",
    "Sanction",
    "SealedReview",
    "SealedTally",
    "StandingChange",
    "Vouch",
]
