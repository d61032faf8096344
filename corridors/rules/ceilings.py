"""Which fee ceilings bind on a day, and whether a total is within them.
Like is compared with like; conflicts are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corridors.rules.facts import Binds, CeilingFact, CeilingKind, Covers, Evidence, Payer, Periodicity
from foundation.money import Money, convert, unknown


class CeilingState(StrEnum):
    WITHIN = "within"
    CONTESTED = "contested"
    ABOVE = "above"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True)
class CeilingVerdict:
    """`lowest`/`highest` are what the binding sources allow, in the currency of the total; None when none is known.

    With `recalled_only` nobody has seen the rule: warn, never condemn. `warnings` are recalled ceilings that the total
    exceeds. `incomputable` lack an amount, a wage or a rate.
    """

    state: CeilingState
    lowest: Money | None
    highest: Money | None
    binding: tuple[CeilingFact, ...]
    recalled_only: bool
    incomputable: tuple[CeilingFact, ...] = ()
    warnings: tuple[CeilingFact, ...] = ()

    @property
    def conflict(self) -> bool:
        """Whether the sources in force allow different amounts."""
        return self.lowest is not None and self.highest is not None and self.lowest != self.highest


def ceilings_in_force(
    ceilings: Iterable[CeilingFact],
    on: date,
    origin: str,
    destination: str,
    agency_country: str = "",
    channel: str = "",
    for_some: bool = False,
) -> tuple[CeilingFact, ...]:
    """The ceilings of a route on a day. With `agency_country`, only those that bind an agency of that country.

    Without `channel`, ceilings of every channel are given. What the source itself calls history is left out.
    A ceiling that binds only for some workers of the channel (`some_only`: returning workers, listed jobs) is left out
    too: their words do not say whom of ours they mean. With `for_some` just these are given, to warn by.
    """
    return tuple(
        ceiling
        for ceiling in ceilings
        if ceiling.in_force(on)
        and not ceiling.historical
        and ceiling.origin in ("", origin)
        and ceiling.destination in ("", destination)
        and (not channel or not ceiling.channels or channel in ceiling.channels)
        and (not agency_country or _binds(ceiling, agency_country))
        and (channel in ceiling.some_only) is for_some
    )


def judge_ceilings(
    amount: Money,
    ceilings: Iterable[CeilingFact],
    covers: Covers,
    wage: Money | None,
    rates: Mapping[str, Decimal],
    on: date,
) -> CeilingVerdict:
    """Compare a one-off total with the ceilings in force that cover the same thing (agency fee with agency fee, …).

    `wage` is the pay of one month; a ceiling in months of wage is incomputable without it.
    Where sources conflict: up to the lowest is within, above the highest is above, between is contested.
    An unknown total is unknown.
    """
    payer = Payer.EMPLOYER if covers is Covers.EMPLOYER_BILL else Payer.WORKER
    binding = tuple(
        ceiling
        for ceiling in ceilings
        if ceiling.covers == covers
        and ceiling.payer == payer
        and ceiling.periodicity is Periodicity.ONCE
        and ceiling.in_force(on)
        and not ceiling.historical
    )
    seen = tuple(ceiling for ceiling in binding if ceiling.evidence is Evidence.READ)
    deciding = seen or binding
    allowed = {ceiling: allowance(ceiling, wage, rates, amount.currency) for ceiling in binding}
    known = [allowed[ceiling] for ceiling in deciding if allowed[ceiling].is_known]
    incomputable = tuple(ceiling for ceiling in deciding if not allowed[ceiling].is_known)
    lowest, highest = (min(known), max(known)) if known else (None, None)
    return CeilingVerdict(
        state=_state(amount, bool(deciding), lowest, highest, bool(incomputable)),
        lowest=lowest,
        highest=highest,
        binding=binding,
        recalled_only=bool(binding) and not seen,
        incomputable=incomputable,
        warnings=tuple(
            ceiling
            for ceiling in binding
            if ceiling.evidence is Evidence.RECALLED and _exceeds(amount, allowed[ceiling])
        ),
    )


def allowance(ceiling: CeilingFact, wage: Money | None, rates: Mapping[str, Decimal], currency: str) -> Money:
    """What a ceiling allows, in `currency`; unknown when it, the wage or a rate is."""
    if ceiling.kind is CeilingKind.ZERO:
        return Money(Decimal(0), currency)
    if ceiling.amount is None:
        return unknown(currency)
    if ceiling.kind is CeilingKind.MONTHS:
        return unknown(currency) if wage is None else convert(wage * ceiling.amount, rates, currency)
    allowed = convert(Money(ceiling.amount, ceiling.currency), rates, currency)
    return allowed if ceiling.plus is None else allowed + convert(ceiling.plus, rates, currency)


def _binds(ceiling: CeilingFact, agency_country: str) -> bool:
    if ceiling.binds is Binds.EVERYONE:
        return True
    return ceiling.binds is Binds.AGENCIES and ceiling.country == agency_country


def _exceeds(amount: Money, allowed: Money) -> bool:
    return amount.is_known and allowed.is_known and amount > allowed


def _state(amount: Money, any_binding: bool, lowest: Money | None, highest: Money | None, some_missing: bool):
    if not any_binding:
        return CeilingState.NONE
    if not amount.is_known:
        return CeilingState.UNKNOWN
    if amount.amount == 0:
        return CeilingState.WITHIN  # no ceiling is below zero, known or not
    if lowest is None or highest is None:
        return CeilingState.UNKNOWN
    if some_missing and not lowest < amount <= highest:
        return CeilingState.UNKNOWN
    if amount <= lowest:
        return CeilingState.WITHIN
    return CeilingState.ABOVE if amount > highest else CeilingState.CONTESTED
