"""The tables of support/: cases with what was written in them, needs, services and referrals, exports."""

from support.models.cases import Case, CaseMessage, CaseNeed, NeedTally, Request
from support.models.exports import CaseExport
from support.models.referrals import HelpOrganization, Referral, Service, ServiceLocation

__all__ = [
    "Case",
    "CaseExport",
    "CaseMessage",
    "CaseNeed",
    "HelpOrganization",
    "NeedTally",
    "Referral",
    "Request",
    "Service",
    "ServiceLocation",
]
