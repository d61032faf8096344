"""Facts to judge in tests: an agency with everything in order, and builders to spoil one thing at a time."""

from datetime import date
from decimal import Decimal

from agencies.rules import DisclosureFact, ItemFact, LicenceFact, PaymentFact, StandingFacts, VouchFact
from corridors.rules import CeilingFact, CeilingKind, Covers
from foundation.money import Money
from partners.rules import CSOFacts, Span

TODAY = date(2026, 11, 22)  # a Sunday
ALWAYS = Span("", date(2020, 1, 1))
LICENCE = LicenceFact("L-1", "valid", ("MM-TH-*",), date(2025, 1, 1), date(2027, 5, 2))


def cso(id, **given):
    return CSOFacts(**{"id": id, "root": id, "accreditation": ALWAYS, **given})


def vouch(by, **given):
    by = by if isinstance(by, CSOFacts) else cso(by)
    return VouchFact(**{"cso": by, "given": date(2026, 9, 1), "expires": date(2027, 8, 30), **given})


def thb(amount):
    return Money(None if amount is None else Decimal(amount), "THB")


def item(amount, payer="worker", category="recruitment_fee"):
    return ItemFact(category, thb(amount), payer)


def disclosure(*items, **given):
    return DisclosureFact(**{"version": 1, "valid_from": date(2026, 1, 1), "items": items or (item(1000),), **given})


def ceiling(amount, **given):
    told = {"country": "MM", "kind": CeilingKind.FIXED, "amount": Decimal(amount), "currency": "THB"}
    return CeilingFact(**{**told, "covers": Covers.AGENCY_FEE, "origin": "MM", "destination": "TH", **given})


def figure(median, **given):
    told = {"period_from": date(2026, 1, 1), "period_until": date(2026, 7, 1), "reports": 6, "median": thb(median)}
    return PaymentFact(**{**told, "published": date(2026, 8, 3), **given})


GOOD = StandingFacts(
    agency="12345611",
    corridor="MM-TH-MOU",
    origin="MM",
    destination="TH",
    channel="MOU",
    agency_country="MM",
    licences=(LICENCE,),
    vouches=(vouch(1), vouch(2)),
    disclosures=(disclosure(),),
    ceilings=(ceiling(1500),),
)
