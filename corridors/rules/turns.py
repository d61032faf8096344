"""Who lays money out at first and who bears it in the end: the two turns of a cost sheet. The cost calculator asks.

An employer's costs that a worker must pay first are money a worker has to borrow, even when it comes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corridors.rules.costs import PayerTotal, Sheet
from corridors.rules.facts import CostLine, Payer


@dataclass(frozen=True)
class Turn:
    """One payer: what falls on them `first` and `finally`. None = nothing at all falls on this payer then."""

    payer: Payer
    first: PayerTotal | None
    finally_: PayerTotal | None


def as_paid_first(lines: Iterable[CostLine]) -> tuple[CostLine, ...]:
    """The same lines, each on whom a source names as paying first; where none does, on whom it falls anyway."""
    return tuple(replace(line, payer=line.pays_first or line.payer) for line in lines)


def turns(first: Sheet, finally_: Sheet) -> tuple[Turn, ...]:
    """One entry a payer whom either sheet names. `first` was added up from `as_paid_first` lines."""
    found = ((payer, first.total_of(payer), finally_.total_of(payer)) for payer in Payer)
    return tuple(Turn(*each) for each in found if each[1] or each[2])
