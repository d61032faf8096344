"""Who lays out and who bears: by table, and that nothing is lost or made on the way from one turn to the other."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridors import rules
from corridors.rules import Payer
from tests.corridors.facts import ON, RATES, WAGE, line


def both(*lines):
    first = rules.cost_sheet(rules.as_paid_first(lines), ON, WAGE, RATES)
    return rules.turns(first, rules.cost_sheet(lines, ON, WAGE, RATES))


def amounts(found, payer):
    turn = next((each for each in found if each.payer is payer), None)
    parts = (turn.first, turn.finally_) if turn else (None, None)
    return tuple(None if total is None else total.known_high.amount for total in parts)


@pytest.mark.parametrize(
    ("payer", "pays_first", "worker", "employer"),
    [
        (Payer.WORKER, None, (100, 100), (None, None)),
        (Payer.EMPLOYER, None, (None, None), (100, 100)),
        (Payer.EMPLOYER, Payer.WORKER, (100, None), (None, 100)),
        (Payer.WORKER, Payer.EMPLOYER, (None, 100), (100, None)),
        (Payer.SHARED, Payer.EMPLOYER, (None, None), (100, None)),
    ],
)
def test_a_cost_is_laid_out_by_whom_a_source_names_and_borne_by_whom_it_falls_on(payer, pays_first, worker, employer):
    found = both(line(payer=payer, pays_first=pays_first))
    assert amounts(found, Payer.WORKER) == worker
    assert amounts(found, Payer.EMPLOYER) == employer


def test_an_unknown_price_stays_missing_in_both_turns():
    (worker, employer) = both(line(low=None, payer=Payer.EMPLOYER, pays_first=Payer.WORKER))
    assert not worker.first.complete and not worker.first.known_high.is_known
    assert not employer.finally_.complete


payers = st.sampled_from(Payer)


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), payers, st.none() | payers), min_size=1, max_size=12
    )
)
def test_what_all_lay_out_together_is_what_all_bear_together(costs):
    lines = [
        line(f"item {n}", min(low, high), max(low, high), payer=payer, pays_first=first)
        for n, (low, high, payer, first) in enumerate(costs)
    ]
    found = both(*lines)
    for edge in ("low", "known_high"):
        first = sum((getattr(each.first, edge).amount for each in found if each.first), Decimal(0))
        end = sum((getattr(each.finally_, edge).amount for each in found if each.finally_), Decimal(0))
        assert first == end == sum(getattr(each, edge.removeprefix("known_")) for each in lines)


@given(st.permutations(range(5)))
def test_the_order_of_the_lines_changes_nothing(order):
    lines = [line(f"item {n}", n * 10, payer=list(Payer)[n], pays_first=Payer.WORKER) for n in range(5)]
    assert both(*lines) == both(*(lines[n] for n in order))
