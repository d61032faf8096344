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
from agencies.models.leads import Lead
from agencies.models.likeness import LookAlike, Merger
from agencies.models.registry import (
    Agency,
    AgencyAlias,
    AgencyContact,
    FieldChange,
    Licence,
    RegisterEntry,
    RegisterList,
)
from agencies.models.requests import ClaimRequest, RegisterUpload
from agencies.models.reviews import (
    Review,
    ReviewBatch,
    ReviewBlock,
    ReviewFigure,
    ReviewReply,
    ReviewText,
    ReviewToken,
    RouteCost,
    SealedReview,
    SealedTally,
)
from agencies.models.standing import StandingChange
from agencies.models.suspending import Appeal, SanctionProposal

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyContact",
    "Amendment",
    "Appeal",
    "ClaimRequest",
    "Concern",
    "DisclosedItem",
    "FeeDisclosure",
    "FieldChange",
    "Lead",
    "Licence",
    "LookAlike",
    "Merger",
    "PaymentFigure",
    "PaymentPart",
    "RegisterEntry",
    "RegisterList",
    "RegisterUpload",
    "Review",
    "ReviewBatch",
    "ReviewBlock",
    "ReviewFigure",
    "ReviewReply",
    "ReviewText",
    "ReviewToken",
    "RouteCost",
    "Sanction",
    "SanctionProposal",
    "SealedReview",
    "SealedTally",
    "StandingChange",
    "Vouch",
    "VouchDraft",
]
