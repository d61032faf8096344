"""Judges agencies: facts in, verdict out. Plain Python; agencies.reading and agencies.actions call it, jobs/ reads it."""

from agencies.rules.discrepancy import Discrepancy, Severity, dearest, discrepancy
from agencies.rules.facts import (
    ConcernFact,
    DisclosureFact,
    ItemFact,
    LicenceFact,
    PaymentFact,
    SanctionFact,
    StandingFacts,
    VouchFact,
    WageSpan,
)
from agencies.rules.fees import FeeFinding, FeeState, fee_state, pays_more_than_said, worker_pays
from agencies.rules.standing import (
    GRADE,
    RULES_VERSION,
    Code,
    Reason,
    Standing,
    Verdict,
    batch_of,
    judge,
)

__all__ = [
    "GRADE",
    "RULES_VERSION",
    "Code",
    "ConcernFact",
    "DisclosureFact",
    "Discrepancy",
    "FeeFinding",
    "FeeState",
    "ItemFact",
    "LicenceFact",
    "PaymentFact",
    "Reason",
    "SanctionFact",
    "Severity",
    "Standing",
    "StandingFacts",
    "Verdict",
    "VouchFact",
    "WageSpan",
    "batch_of",
    "dearest",
    "discrepancy",
    "fee_state",
    "judge",
    "pays_more_than_said",
    "worker_pays",
]
