"""What agencies.rules judges: frozen facts about one agency on one corridor. Plain Python; agencies.reading fills them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

from corridors.rules import CeilingFact
from foundation.money import Money
from partners.rules import CSOFacts

ONE_DAY = timedelta(days=1)


def day_after(day: date | None) -> date | None:
    """The day after; None after no day, and after the last one there is: such an end never comes."""
    return None if day is None or day == date.max else day + ONE_DAY


def in_force(starts: date | None, ends: date | None, day: date) -> bool:
    """Whether day lies in [starts, ends); None is open."""
    return (starts is None or starts <= day) and (ends is None or day < ends)


@dataclass(frozen=True)
class LicenceFact:
    """A licence as the regulator last told it. `covers` holds patterns of corridor codes such as MM-TH-*."""

    number: str
    status: str
    covers: tuple[str, ...]
    issued: date | None = None
    last_day: date | None = None
    next_check: date | None = None

    def covers_corridor(self, code: str) -> bool:
        """Whether a pattern fits; without a corridor every licence counts."""
        return not code or any(fnmatchcase(code, pattern) for pattern in self.covers)

    def days(self) -> Iterable[date | None]:
        """Days on which time alone changes what it means."""
        return (self.issued, day_after(self.last_day), self.next_check)


@dataclass(frozen=True)
class SanctionFact:
    """A suspension in [starts, ends): by the regulator, else by two people of this site. "" = on every corridor."""

    by_regulator: bool
    authority: str
    starts: date
    ends: date | None = None
    corridor: str = ""

    def days(self) -> Iterable[date | None]:
        """Days on which it begins and ends."""
        return (self.starts, self.ends)


@dataclass(frozen=True)
class ConcernFact:
    """A grave report that a person found severe on `opened`; reports nobody has looked at yet are no fact here."""

    opened: date
    closed: date | None = None
    corridor: str = ""

    def days(self) -> Iterable[date | None]:
        """Days on which it begins and ends to count."""
        return (self.opened, self.closed)


@dataclass(frozen=True)
class VouchFact:
    """A CSO's word from the batch after `given` until the batch before `expires` (exclusive) or after `withdrawn`."""

    cso: CSOFacts
    given: date
    expires: date
    withdrawn: date | None = None
    tie_declared: bool = False

    def days(self) -> Iterable[date | None]:
        """Days near which it, or its CSO's right to vouch, changes; the change itself falls on a batch."""
        return (self.given, self.expires, self.withdrawn, *self.cso.days())


@dataclass(frozen=True)
class ItemFact:
    """One line of a disclosure; an unknown amount is Money(None, currency)."""

    category: str
    cost: Money
    payer: str


@dataclass(frozen=True)
class DisclosureFact:
    """What the agency says a worker pays, for all occupations ("") or one, in [valid_from, valid_until)."""

    version: int
    valid_from: date
    items: tuple[ItemFact, ...]
    valid_until: date | None = None
    occupation: str = ""

    def days(self) -> Iterable[date | None]:
        """Days on which it begins and ends to hold."""
        return (self.valid_from, self.valid_until)


@dataclass(frozen=True)
class PaymentFact:
    """What workers say they paid in all: the middle of `reports` reports over a period (exclusive end)."""

    period_from: date
    period_until: date
    reports: int
    median: Money
    published: date

    def days(self) -> Iterable[date | None]:
        """The day from which it counts."""
        return (self.published,)


@dataclass(frozen=True)
class WageSpan:
    """The month's wage that ceilings in months are counted in, over [since, until)."""

    wage: Money
    since: date | None = None
    until: date | None = None

    def days(self) -> Iterable[date | None]:
        """Days on which it begins and ends to hold."""
        return (self.since, self.until)


@dataclass(frozen=True)
class StandingFacts:
    """All that a verdict rests on. corridor "" = the agency as such: at most its licence is in order."""

    agency: str
    corridor: str = ""
    origin: str = ""
    destination: str = ""
    channel: str = ""
    agency_country: str = ""
    licences: tuple[LicenceFact, ...] = ()
    sanctions: tuple[SanctionFact, ...] = ()
    concerns: tuple[ConcernFact, ...] = ()
    vouches: tuple[VouchFact, ...] = ()
    disclosures: tuple[DisclosureFact, ...] = ()
    payments: tuple[PaymentFact, ...] = ()
    ceilings: tuple[CeilingFact, ...] = ()
    wages: tuple[WageSpan, ...] = ()
    # Units of each currency for one US dollar.
    rates: Mapping[str, Decimal] = field(default_factory=dict)
