"""Judges an agency's standing on a corridor, with reasons and the day on which time alone would change it.

Plain Python. agencies.reading and agencies.actions call `judge`; the order of standings is decided in the design.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from agencies.rules.facts import ONE_DAY, LicenceFact, StandingFacts, VouchFact, day_after, in_force
from agencies.rules.fees import FeeState, fee_state, pays_more_than_said
from partners.rules import dependence, trusted

RULES_VERSION = 3
LEAST_REPORTS = 5
ONE_WEEK = timedelta(days=7)


class Standing(StrEnum):
    """From worst to best; only VETTED shows openings."""

    SUSPENDED = "suspended"
    NOT_VETTED = "not_vetted"
    UNKNOWN = "unknown"
    CONDITIONAL = "conditional"
    VETTED = "vetted"


class Code(StrEnum):
    """Every reason there is. GRADE says how far each pulls a standing down."""

    SANCTION_BY_REGULATOR = "sanction_by_regulator"
    SUSPENDED_HERE = "suspended_here"
    LICENCE_SUSPENDED = "licence_suspended"
    LICENCE_EXPIRED = "licence_expired"
    LICENCE_REVOKED = "licence_revoked"
    LICENCE_SURRENDERED = "licence_surrendered"
    LICENCE_NOT_LISTED = "licence_not_listed"
    LICENCE_NOT_YET_VALID = "licence_not_yet_valid"
    LICENCE_DOES_NOT_COVER = "licence_does_not_cover"
    FEES_ABOVE_CEILING = "fees_above_ceiling"
    PAID_MORE_THAN_SAID = "paid_more_than_said"
    NO_LICENCE = "no_licence"
    LIST_OVERDUE = "list_overdue"
    NO_VOUCH = "no_vouch"
    # Vouches are missing, or our own look is not over: outside, an open concern must read like any vetting under way.
    QUORUM_MISSING = "quorum_missing"
    NO_DISCLOSURE = "no_disclosure"
    DISCLOSURE_INCOMPLETE = "disclosure_incomplete"
    CEILING_CONTESTED = "ceiling_contested"
    CEILING_NOT_COMPARABLE = "ceiling_not_comparable"
    PAYMENTS_NOT_COMPARABLE = "payments_not_comparable"
    ONLY_FOR_ROUTES = "only_for_routes"
    LICENCE_VALID = "licence_valid"
    QUORUM_HOLDS = "quorum_holds"
    FEES_WITHIN_CEILING = "fees_within_ceiling"
    NO_CEILING_KNOWN = "no_ceiling_known"
    PAYMENTS_AS_SAID = "payments_as_said"
    LICENCE_WITHOUT_END = "licence_without_end"
    ABOVE_UNCHECKED_CEILING = "above_unchecked_ceiling"
    ABOVE_CEILING_FOR_SOME = "above_ceiling_for_some"


_NAMES = list(Code)
_GROUPS = (
    (Standing.SUSPENDED, Code.LICENCE_SUSPENDED),
    (Standing.NOT_VETTED, Code.PAID_MORE_THAN_SAID),
    (Standing.UNKNOWN, Code.LIST_OVERDUE),
    (Standing.CONDITIONAL, Code.ONLY_FOR_ROUTES),
    (Standing.VETTED, Code.ABOVE_CEILING_FOR_SOME),
)
# The codes above stand group by group; each pair names the last code of its group.
GRADE: dict[Code, Standing] = {
    code: next(standing for standing, last in _GROUPS if _NAMES.index(code) <= _NAMES.index(last)) for code in Code
}
ORDER = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Reason:
    """One reason: its code, what it rests on (a licence number, two amounts), and the day it speaks of."""

    code: Code
    evidence: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Verdict:
    """A standing, all reasons from gravest to mildest, and the first day (exclusive end) when time would change it."""

    standing: Standing
    reasons: tuple[Reason, ...]
    until: date | None = None

    @property
    def codes(self) -> frozenset[Code]:
        """The reasons' codes."""
        return frozenset(reason.code for reason in self.reasons)


def judge(facts: StandingFacts, today: date) -> Verdict:
    """The verdict for today. On every day of [today, until) the same facts give the same verdict."""
    standing, reasons = _on(facts, today)
    until = next((day for day in _turning_days(facts, today) if _on(facts, day) != (standing, reasons)), None)
    return Verdict(standing, reasons, until)


def batch_of(day: date) -> date:
    """The Monday on or before that day: vouches and withdrawals count from the first batch after them."""
    return day - timedelta(days=day.weekday())


def _on(facts: StandingFacts, day: date) -> tuple[Standing, tuple[Reason, ...]]:
    found = {
        *_licence_reasons(facts, day),
        *_sanction_reasons(facts, day),
        *_vouch_reasons(facts, day),
        *_fee_reasons(facts, day),
    }
    ordered = sorted(found, key=lambda reason: (_NAMES.index(reason.code), reason.evidence, reason.day or date.max))
    return min((GRADE[reason.code] for reason in ordered), key=ORDER.__getitem__), tuple(ordered)


_STATUS_CODES = {
    "suspended": Code.LICENCE_SUSPENDED,
    "revoked": Code.LICENCE_REVOKED,
    "surrendered": Code.LICENCE_SURRENDERED,
    "expired": Code.LICENCE_EXPIRED,
    "not_listed": Code.LICENCE_NOT_LISTED,
}


def _licence_state(licence: LicenceFact, day: date) -> Code:
    if licence.last_day and day > licence.last_day:
        return Code.LICENCE_EXPIRED
    if licence.status != "valid":
        # A word that no source file explains is never taken for "valid".
        return _STATUS_CODES.get(licence.status, Code.LICENCE_NOT_LISTED)
    if licence.issued and day < licence.issued:
        return Code.LICENCE_NOT_YET_VALID
    return Code.LIST_OVERDUE if licence.next_check and day >= licence.next_check else Code.LICENCE_VALID


def _licence_reasons(facts: StandingFacts, day: date) -> set[Reason]:
    if not facts.licences:
        return {Reason(Code.NO_LICENCE)}
    covering = [licence for licence in facts.licences if licence.covers_corridor(facts.corridor)]
    if not covering:
        return {Reason(Code.LICENCE_DOES_NOT_COVER)}
    # The one that lasts longest speaks for its state, so that the reason changes no sooner than it must.
    covering.sort(key=lambda licence: (licence.last_day or date.max, licence.next_check or date.max, licence.number))
    longest = {_licence_state(licence, day): licence for licence in covering}
    # As long as one licence holds, older ones that ended do not matter; a suspended one always does.
    codes = {Code.LICENCE_SUSPENDED} & longest.keys()
    for code in (Code.LICENCE_VALID, Code.LIST_OVERDUE):
        if code in longest:
            codes.add(code)
            break
    else:
        codes |= longest.keys()
    reasons = set()
    for code in codes:
        licence = longest[code]
        if code not in (Code.LICENCE_VALID, Code.LIST_OVERDUE) and licence.next_check and day >= licence.next_check:
            # What an old list says against an agency may have been put right since: people should know.
            reasons.add(Reason(Code.LIST_OVERDUE, licence.number, licence.next_check))
        told = {
            Code.LIST_OVERDUE: licence.next_check,
            Code.LICENCE_NOT_YET_VALID: licence.issued,
            Code.LICENCE_VALID: licence.last_day,
            Code.LICENCE_EXPIRED: licence.last_day,
        }
        reasons.add(Reason(code, licence.number, told.get(code)))
        if code is Code.LICENCE_VALID and licence.last_day is None:
            reasons.add(Reason(Code.LICENCE_WITHOUT_END, licence.number))
    return reasons


def _sanction_reasons(facts: StandingFacts, day: date) -> set[Reason]:
    here = {"", facts.corridor}
    reasons = set()
    for sanction in facts.sanctions:
        if sanction.corridor in here and in_force(sanction.starts, sanction.ends, day):
            code = Code.SANCTION_BY_REGULATOR if sanction.by_regulator else Code.SUSPENDED_HERE
            reasons.add(Reason(code, sanction.authority if sanction.by_regulator else "", sanction.starts))
    return reasons


def counts_in_batch(vouch: VouchFact, monday: date) -> bool:
    """Whether a vouch counts in the week of that Monday, whoever gave it. A row of Vouch will do for the fact."""
    holds = vouch.given < monday and vouch.expires >= monday + ONE_WEEK
    return holds and (vouch.withdrawn is None or vouch.withdrawn >= monday) and not vouch.tie_declared


def _vouch_reasons(facts: StandingFacts, day: date) -> set[Reason]:
    """Judged for whole weeks, so that the day of a change never tells which CSO it was. Evidence and day stay empty."""
    monday = batch_of(day)
    beyond = monday + ONE_WEEK
    live = [vouch.cso for vouch in facts.vouches if counts_in_batch(vouch, monday)]
    live = [cso for cso in live if not trusted(cso, facts.agency, monday, beyond)]
    if not live:
        return {Reason(Code.NO_VOUCH)}
    if not facts.corridor:
        return {Reason(Code.ONLY_FOR_ROUTES)}
    pairs = ((a, b) for place, a in enumerate(live) for b in live[place + 1 :])
    holds = any(not dependence(a, b, facts.agency, monday, beyond) for a, b in pairs)
    holds = holds and not _is_looked_into(facts, day)
    return {Reason(Code.QUORUM_HOLDS if holds else Code.QUORUM_MISSING)}


def _is_looked_into(facts: StandingFacts, day: date) -> bool:
    here = {"", facts.corridor}
    return any(one.corridor in here and in_force(one.opened, one.closed, day) for one in facts.concerns)


_FEE_CODES = {
    FeeState.WITHIN: Code.FEES_WITHIN_CEILING,
    FeeState.NO_CEILING: Code.NO_CEILING_KNOWN,
    FeeState.INCOMPLETE: Code.DISCLOSURE_INCOMPLETE,
    FeeState.CONTESTED: Code.CEILING_CONTESTED,
    FeeState.ABOVE: Code.FEES_ABOVE_CEILING,
    FeeState.NOT_COMPARABLE: Code.CEILING_NOT_COMPARABLE,
}


def _fee_reasons(facts: StandingFacts, day: date) -> set[Reason]:
    newest = {}
    for disclosure in sorted(facts.disclosures, key=lambda one: one.version):
        if in_force(disclosure.valid_from, disclosure.valid_until, day):
            newest[disclosure.occupation] = disclosure
    if not newest:
        return {Reason(Code.NO_DISCLOSURE)}
    if not facts.corridor:
        return {Reason(Code.ONLY_FOR_ROUTES)}
    reasons = set()
    for disclosure in newest.values():
        found = fee_state(disclosure, facts, day)
        reasons.add(Reason(_FEE_CODES[found.state], found.told))
        if found.above_unchecked:
            reasons.add(Reason(Code.ABOVE_UNCHECKED_CEILING, found.above_unchecked))
        if found.above_for_some:
            reasons.add(Reason(Code.ABOVE_CEILING_FOR_SOME, found.above_for_some))
    figures = [one for one in facts.payments if one.reports >= LEAST_REPORTS and one.published <= day]
    if figures:
        last = max(figures, key=lambda one: (one.period_until, one.published, one.period_from, one.reports))
        more = pays_more_than_said(last.median, tuple(newest.values()), facts.rates)
        code = {True: Code.PAID_MORE_THAN_SAID, False: Code.PAYMENTS_AS_SAID, None: Code.PAYMENTS_NOT_COMPARABLE}[more]
        reasons.add(Reason(code, f"{last.reports}", last.period_until - ONE_DAY))
    return reasons


def _turning_days(facts: StandingFacts, today: date) -> list[date]:
    """Every later day on which the verdict could change, in order; judge tries each."""
    days = set()
    dated = (facts.licences, facts.sanctions, facts.concerns, facts.disclosures, facts.payments, facts.wages)
    for group in dated:
        for fact in group:
            days.update(fact.days())
    for ceiling in facts.ceilings:
        days.update((ceiling.starts, day_after(ceiling.ends)))
    for vouch in facts.vouches:
        for day in vouch.days():
            if day:
                days.update((batch_of(day), batch_of(day) + ONE_WEEK))
    return sorted(day for day in days if day and day > today)
