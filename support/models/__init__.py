"""The tables of support/: cases with what was written in them and who held them, needs, services and referrals, exports."""

from support.models.cases import Case, CaseMessage, CaseNeed, CaseParty, NeedTally, Request
from support.models.exports import CaseExport
from support.models.referrals import HelpOrganization, Referral, Service, ServiceLocation

__all__ = [
    "Case",
    "CaseExport",
    "CaseMessage",
    "CaseNeed",
    "CaseParty",
    "HelpOrganization",
    "NeedTally",
    "Referral",
    "Request",
    "Service",
    "ServiceLocation",
]
