"""What a worker pays by an agency's word, held against the ceilings that bind it and against what workers report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from agencies.rules.facts import DisclosureFact, ItemFact, StandingFacts, in_force
from corridors.rules import Category, CeilingState, Covers, ceilings_in_force, judge_ceilings
from corridors.rules.ceilings import allowance
from foundation.money import Money, convert, total, unknown

# Decided: workers may report a tenth more than was said before it counts against the agency.
TOLERANCE = Decimal("0.10")


class FeeState(StrEnum):
    """How a disclosure stands to the ceilings in force, from worst to best."""

    ABOVE = "above"
    INCOMPLETE = "incomplete"
    CONTESTED = "contested"
    NOT_COMPARABLE = "not_comparable"
    WITHIN = "within"
    NO_CEILING = "no_ceiling"


@dataclass(frozen=True)
class FeeFinding:
    """The state and the amounts it rests on, then those by which other ceilings are passed ("" = none): one that nobody
    has checked, and one that holds for some workers only.
    """

    state: FeeState
    told: str = ""
    above_unchecked: str = ""
    above_for_some: str = ""


def worker_pays(items: Iterable[ItemFact], rates: Mapping[str, Decimal]) -> Money | None:
    """What these lines cost the worker, in the first worker-paid line's currency; None when there is no line at all.

    A line that is shared or unclear leaves the total unknown, unless its whole cost is zero.
    """
    items = tuple(items)
    if not items:
        return None
    counted = [item for item in items if item.payer not in ("employer", "agency")]
    currency = next((item.cost.currency for item in counted if item.cost.amount != 0), items[0].cost.currency)
    costs = []
    for item in counted:
        if item.cost.amount == 0:
            continue
        if item.payer != "worker":
            return unknown(currency)
        costs.append(convert(item.cost, rates, currency))
    return total(costs, currency)


def fee_state(disclosure: DisclosureFact, facts: StandingFacts, day: date) -> FeeFinding:
    """Like is compared with like: the agency's fee with ceilings on it, all that a worker pays with package ceilings."""
    package = worker_pays(disclosure.items, facts.rates)
    if package is None or not package.is_known:
        return FeeFinding(FeeState.INCOMPLETE)
    fees = [item for item in disclosure.items if item.category == Category.RECRUITMENT_FEE]
    fee = worker_pays(fees, facts.rates) or Money(Decimal(0), package.currency)
    wages = [span.wage for span in facts.wages if in_force(span.since, span.until, day) and span.wage.is_known]
    # The lowest, so that a ceiling in months is never overstated.
    wage = min(wages, key=lambda one: (one.currency, one.amount), default=None)
    route = (facts.ceilings, day, facts.origin, facts.destination, facts.agency_country, facts.channel)
    binding, partial = ceilings_in_force(*route), ceilings_in_force(*route, for_some=True)
    found, unchecked, for_some = FeeFinding(FeeState.NO_CEILING), "", ""
    for covers, paid in ((Covers.AGENCY_FEE, fee), (Covers.PACKAGE, package)):
        verdict = judge_ceilings(paid, binding, covers, wage, facts.rates, day)
        # Ceilings recalled by somebody and seen by nobody warn, and never condemn.
        state = FeeState.NO_CEILING if verdict.recalled_only else _STATES[verdict.state]
        if _WORST.index(state) < _WORST.index(found.state):
            found = FeeFinding(state, _told(paid, verdict.lowest))
        if verdict.warnings and not unchecked:
            allowed = min(allowance(ceiling, wage, facts.rates, paid.currency) for ceiling in verdict.warnings)
            unchecked = _told(paid, allowed)
        some = judge_ceilings(paid, partial, covers, wage, facts.rates, day)
        if some.state in (CeilingState.ABOVE, CeilingState.CONTESTED) and not for_some:
            for_some = _told(paid, some.lowest)
    return FeeFinding(found.state, found.told, unchecked, for_some)


def pays_more_than_said(
    median: Money, disclosures: Iterable[DisclosureFact], rates: Mapping[str, Decimal]
) -> bool | None:
    """Whether workers report more than the dearest disclosure and the tolerance; None when they do not compare."""
    said = [convert(paid, rates, median.currency) for one in disclosures if (paid := worker_pays(one.items, rates))]
    if not said or not median.is_known or not all(amount.is_known for amount in said):
        return None
    return median.amount > max(amount.amount for amount in said) * (1 + TOLERANCE)


_WORST = list(FeeState)
_STATES = {
    CeilingState.WITHIN: FeeState.WITHIN,
    CeilingState.CONTESTED: FeeState.CONTESTED,
    CeilingState.ABOVE: FeeState.ABOVE,
    CeilingState.UNKNOWN: FeeState.NOT_COMPARABLE,
    CeilingState.NONE: FeeState.NO_CEILING,
}


def _told(paid: Money, limit: Money | None) -> str:
    said = f"{paid.amount.normalize():f} {paid.currency}"
    return f"{said} / {limit.amount.normalize():f} {limit.currency}" if limit and limit.is_known else said
