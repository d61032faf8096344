"""May this opening be shown today, and what does it pay a month? Plain Python: pages, the index and imports ask here.

`jobs.visibility` says the first of these once more in SQL; tests/jobs/test_visibility.py holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from unicodedata import category

from agencies.rules.facts import day_after
from foundation.money import Money

# Channels on which no worker may be recruited without an attested demand letter or job order.
ORDER_CHANNELS = frozenset({"MOU", "EPS"})
IN_FORCE = frozenset({"certified", "partly_certified"})


class Hidden(StrEnum):
    """Why an opening is not shown; its words are in jobs.wording."""

    DRAFT = "draft"
    CLOSED = "closed"
    NOT_YET_PUBLISHED = "not_yet_published"
    TOO_LATE_TO_APPLY = "too_late_to_apply"
    ORDER_MISSING = "order_missing"
    ORDER_NOT_CERTIFIED = "order_not_certified"
    ORDER_DENIED = "order_denied"
    ORDER_WITHDRAWN = "order_withdrawn"
    ORDER_START_UNKNOWN = "order_start_unknown"
    ORDER_NOT_YET = "order_not_yet"
    ORDER_END_UNKNOWN = "order_end_unknown"
    ORDER_ENDED = "order_ended"
    AGENCY_NOT_VETTED = "agency_not_vetted"
    RECRUITER_NOT_VETTED = "recruiter_not_vetted"
    ROUTE_CLOSED = "route_closed"


# Time alone takes these away.
_WAITING = {Hidden.NOT_YET_PUBLISHED, Hidden.ORDER_NOT_YET}


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What visibility rests on.

    vetted, vetted_until: the standing of its agency (or of the recruiter its order names) for its corridor today, and
    the first day on which time alone may change it. route_closed, route_until: the same of a corridor closed for everyone.
    """

    state: str
    basis: str
    published_on: date | None = None
    apply_by: date | None = None
    channel: str = ""
    order_number: str = ""
    order_status: str = "none"
    order_from: date | None = None
    order_until: date | None = None
    names_foreign_recruiter: bool = False
    vetted: bool = False
    vetted_until: date | None = None
    route_closed: bool = False
    route_until: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """visible today or not, every reason why not, and the days [since, until) between which nothing but an event can
    change that it is shown. `since` lies after today when it only waits for a day; None when it is hidden otherwise.
    """

    visible: bool
    reasons: tuple[Hidden, ...] = ()
    since: date | None = None
    until: date | None = None


def visibility(facts: OpeningFacts, today: date) -> Verdict:
    """Every condition of the basis of trust, the opening's own days, its job order and its route."""
    reasons = (*_own(facts, today), *_order(facts, today), *_trust(facts))
    until = min((day for day in _ends(facts) if day is not None), default=None)
    waits = set(reasons) <= _WAITING and facts.published_on is not None  # a day nobody knows never comes
    since = max((day for day in (facts.published_on, facts.order_from) if day is not None), default=None)
    if not waits or (until is not None and since is not None and since >= until):
        since = None
    return Verdict(visible=not reasons, reasons=reasons, since=since, until=until)


def _own(facts, today):
    if facts.state != "published":
        yield Hidden.DRAFT if facts.state == "draft" else Hidden.CLOSED
    elif facts.published_on is None or facts.published_on > today:
        yield Hidden.NOT_YET_PUBLISHED
    if facts.apply_by is not None and facts.apply_by < today:
        yield Hidden.TOO_LATE_TO_APPLY


def _order(facts, today):
    certified = facts.basis == "certified_order"
    if facts.order_status == "denied":
        yield Hidden.ORDER_DENIED
    elif facts.order_status == "withdrawn":
        yield Hidden.ORDER_WITHDRAWN
    elif certified and facts.order_status not in IN_FORCE:
        yield Hidden.ORDER_NOT_CERTIFIED
    if certified or facts.channel in ORDER_CHANNELS:
        if not facts.order_number:
            yield Hidden.ORDER_MISSING
        if facts.order_until is None:
            yield Hidden.ORDER_END_UNKNOWN
    if certified and facts.order_from is None:
        yield Hidden.ORDER_START_UNKNOWN
    if facts.order_from is not None and facts.order_from > today:
        yield Hidden.ORDER_NOT_YET
    if facts.order_until is not None and facts.order_until < today:
        yield Hidden.ORDER_ENDED


def _trust(facts):
    if not facts.vetted:
        if facts.basis == "vetted_agency":
            yield Hidden.AGENCY_NOT_VETTED
        elif facts.names_foreign_recruiter:
            yield Hidden.RECRUITER_NOT_VETTED
    if facts.route_closed:
        yield Hidden.ROUTE_CLOSED


def _ends(facts):
    """The first days on which each condition would no longer hold by time alone."""
    yield day_after(facts.apply_by)
    yield day_after(facts.order_until)
    yield facts.route_until
    if facts.basis == "vetted_agency" or facts.names_foreign_recruiter:
        yield facts.vetted_until


class Assumption(StrEnum):
    """How a wage for another period was made a wage a month; its words are in jobs.wording."""

    AS_STATED = "as_stated"
    HOURS_OF_THE_WEEK = "hours_of_the_week"
    DAYS_26 = "days_26"
    WEEKS_52 = "weeks_52"
    FORTNIGHTS_26 = "fortnights_26"
    TWELFTH_OF_A_YEAR = "twelfth_of_a_year"


@dataclass(frozen=True, slots=True)
class MonthlyWage:
    """A wage a month before anything is taken off, with the assumption that made it one."""

    money: Money
    assumption: Assumption


_A_MONTH = {
    "day": (Decimal(26), Assumption.DAYS_26),
    "week": (Decimal(52) / 12, Assumption.WEEKS_52),
    "fortnight": (Decimal(26) / 12, Assumption.FORTNIGHTS_26),
    "month": (Decimal(1), Assumption.AS_STATED),
    "year": (Decimal(1) / 12, Assumption.TWELFTH_OF_A_YEAR),
}


def monthly_wage(wage: Money | None, per: str, hours_per_week: Decimal | None = None) -> MonthlyWage | None:
    """A wage a month of 52/12 weeks or 26 working days. None for piece work, an unknown period, or an hourly wage
    whose hours a week are not known: nothing is guessed.
    """
    if wage is None or wage.amount is None:
        return None
    if per == "hour":
        if not hours_per_week:
            return None
        times, assumption = hours_per_week * 52 / 12, Assumption.HOURS_OF_THE_WEEK
    elif per in _A_MONTH:
        times, assumption = _A_MONTH[per]
    else:
        return None
    return MonthlyWage(Money(wage.amount * times, wage.currency).quantised(), assumption)


_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def tidy_title(title: str) -> str:
    """A title written all in capitals, in title case; every other title as it is. For showing only."""
    if not title.isupper():
        return title
    words = title.lower().split()
    return " ".join(word if place and word in _SMALL else _capital(word) for place, word in enumerate(words))


def _capital(word: str) -> str:
    for place, character in enumerate(word):
        if character.isalpha():
            return word[:place] + character.upper() + word[place + 1 :]
    return word


def employer_key(country: str, name: str, city: str, state: str) -> str:
    """What recognises an employer: country, name, city and state without case, punctuation and repeated blanks."""
    return "|".join([country, *(_folded(part) for part in (name, city, state))])[:260]


def _folded(text: str) -> str:
    return " ".join("".join(c if category(c)[0] in "LNM" else " " for c in text.casefold()).split())


def prefixes(occupation: str) -> Sequence[str]:
    """The ISCO-08 groups a code stands in, itself included, broadest first: 9211 → 9, 92, 921, 9211."""
    return [occupation[:length] for length in range(1, len(occupation) + 1)]
