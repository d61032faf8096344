"""The facts that the rules of corridors/ judge: frozen, plain, one class a kind.
corridors.reading makes them from rows.

Amounts are Decimal or None (unknown, never zero); days are inclusive; `starts` None = always, `ends` None = no end
known.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.money import Money


class Evidence(StrEnum):
    READ = "read"
    RECALLED = "recalled"


class Category(StrEnum):
    """The cost groups used with the ILO definition of recruitment fees and related costs (2019)."""

    RECRUITMENT_FEE = "recruitment_fee"
    MEDICAL = "medical"
    INSURANCE = "insurance"
    SKILLS_TEST = "skills_test"
    TRAINING_ORIENTATION = "training_orientation"
    EQUIPMENT = "equipment"
    TRAVEL_LODGING = "travel_lodging"
    ADMINISTRATIVE = "administrative"


class Payer(StrEnum):
    WORKER = "worker"
    EMPLOYER = "employer"
    AGENCY = "agency"
    SHARED = "shared"
    UNCLEAR = "unclear"


class FigureKind(StrEnum):
    OFFICIAL_FEE = "official_fee"
    AGREED_RATE = "agreed_rate"
    OFFICIAL_PACKAGE = "official_package"
    PROVIDER_QUOTE = "provider_quote"
    REPORTED_MARKET = "reported_market"
    LEGAL_RULE = "legal_rule"
    PROPOSAL = "proposal"
    ILLEGAL_CHARGE = "illegal_charge"
    PLACEHOLDER = "placeholder"
    DISCLOSED = "disclosed"


class Periodicity(StrEnum):
    ONCE = "once"
    PER_MONTH = "per_month"
    PER_YEAR = "per_year"
    PER_TWO_YEARS = "per_two_years"


class Nature(StrEnum):
    """Only a cost enters a recruitment total; the others are tracked beside it."""

    COST = "cost"
    DEPOSIT = "deposit"
    REFUNDABLE = "refundable"
    WAGE_DEDUCTION = "wage_deduction"
    LOAN_INTEREST = "loan_interest"
    LATER = "later"


class CeilingKind(StrEnum):
    FIXED = "fixed_amount"
    MONTHS = "months_of_wage"
    ZERO = "zero"


class Covers(StrEnum):
    AGENCY_FEE = "agency_fee"
    PACKAGE = "package"
    EMPLOYER_BILL = "employer_bill"


class Binds(StrEnum):
    AGENCIES = "agencies"
    EMPLOYERS = "employers"
    EVERYONE = "everyone"


class Status(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNCLEAR = "unclear"


class Where(StrEnum):
    ORIGIN = "origin"
    BORDER = "border"
    DESTINATION = "destination"


class WageUnit(StrEnum):
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class SourceMark:
    """Where a figure comes from: title, address, date as written (may be a year, or blank), and the day on which one of
    us last found it unchanged, blank when nobody has looked again.
    """

    title: str = ""
    url: str = ""
    dated: str = ""
    checked: str = ""

    @property
    def known_since(self) -> str:
        """The last day on which it is known to have been true: of the check, else of the source. May be blank."""
        return self.checked or self.dated


class InForce:
    """Mixed into every fact that holds from a day to a day.
    A partial date counts from its earliest to its latest day.
    """

    starts: date | None
    ends: date | None
    review_on: date | None

    def in_force(self, on: date) -> bool:
        """Whether the fact can hold on that day."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)

    def overdue(self, on: date) -> bool:
        """Past its review date, or never dated: shown as "not recently checked"."""
        return self.review_on is None or on > self.review_on


@dataclass(frozen=True)
class CostLine(InForce):
    """One figure for one cost item. Lines with the same `item` speak of the same thing, and may conflict."""

    item: str
    name: str
    category: Category
    payer: Payer
    low: Decimal | None
    high: Decimal | None
    currency: str
    kind: FigureKind = FigureKind.OFFICIAL_FEE
    periodicity: Periodicity = Periodicity.ONCE
    nature: Nature = Nature.COST
    group: str = "all"
    starts: date | None = None
    ends: date | None = None
    refundable: Decimal | None = None
    pays_first: Payer | None = None
    differs_by: str = ""
    part_of: str = ""
    historical: bool = False
    evidence: Evidence = Evidence.READ
    payer_evidence: Evidence = Evidence.READ
    review_on: date | None = None
    source: SourceMark = SourceMark()
    note: str = ""
    step: str = ""


@dataclass(frozen=True)
class CeilingFact(InForce):
    """What a law lets be charged. `amount` is money for FIXED, a number of months for MONTHS, 0 for ZERO, None = not
    known.
    """

    country: str
    kind: CeilingKind
    amount: Decimal | None
    currency: str
    covers: Covers
    payer: Payer = Payer.WORKER
    origin: str = ""
    destination: str = ""
    channels: tuple[str, ...] = ()
    some_only: tuple[str, ...] = ()
    binds: Binds = Binds.AGENCIES
    group: str = "all"
    periodicity: Periodicity = Periodicity.ONCE
    plus: Money | None = None
    starts: date | None = None
    ends: date | None = None
    historical: bool = False
    evidence: Evidence = Evidence.READ
    review_on: date | None = None
    instrument: str = ""
    section: str = ""
    source: SourceMark = SourceMark()
    note: str = ""


@dataclass(frozen=True)
class WageFact(InForce):
    """A minimum wage: amount per unit in a region ("ALL" = whole country) for a group."""

    country: str
    region: str
    amount: Decimal | None
    unit: WageUnit
    currency: str
    group: str = "all employees"
    for_group: str = ""
    starts: date | None = None
    ends: date | None = None
    evidence: Evidence = Evidence.READ
    review_on: date | None = None
    source: SourceMark = SourceMark()


@dataclass(frozen=True)
class RateFact:
    """How many units of a currency one US dollar buys, of which kind, as of which (partial) date."""

    currency: str
    units_per_usd: Decimal
    as_of: str
    kind: str
    evidence: Evidence = Evidence.READ
    source: SourceMark = SourceMark()


@dataclass(frozen=True)
class StatusFact(InForce):
    """What is known of a route's being open: for whom, since when, with which support."""

    status: Status
    affected_group: str
    for_everyone: bool
    detail: str = ""
    starts: date | None = None
    ends: date | None = None
    since: str = ""
    until: str = ""
    evidence: Evidence = Evidence.READ
    review_on: date | None = None
    source: SourceMark = SourceMark()


@dataclass(frozen=True)
class StepFact:
    """One step of a route. Steps of one `order` run side by side.
    `is_total` marks a reported whole, never a step to add.
    """

    order: int
    key: str
    name: str
    where: Where
    days_min: int | None = None
    days_max: int | None = None
    documents: tuple[str, ...] = ()
    responsible: str = ""
    is_total: bool = False
    evidence: Evidence = Evidence.READ
    source: SourceMark = SourceMark()
    note: str = ""
