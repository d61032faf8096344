"""Rules of groups of costs, loans and the SDG indicator, by table and by search, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridors.rules import (
    Category,
    CeilingKind,
    CostAndIncome,
    FigureKind,
    Payer,
    lawful_by_category,
    pay_back,
    recruitment_cost_indicator,
)
from foundation.money import Money, unknown
from tests.corridors.facts import ON, RATES, WAGE, ceiling, line


def thb(amount) -> Money:
    return Money(Decimal(amount), "THB")


def by_category(*lines, ceilings=(), wage=WAGE):
    return lawful_by_category(lines, ceilings, ON, wage, RATES)


# Group by group


def test_the_agencys_fee_is_what_the_ceilings_on_it_allow():
    part = by_category(ceilings=[ceiling(300), ceiling(500)])[Category.RECRUITMENT_FEE]
    assert (part.low, part.high, part.contested) == (thb(300), thb(500), True)
    assert part.payers == (Payer.WORKER,)
    nothing = by_category(ceilings=[ceiling(0, CeilingKind.ZERO)])[Category.RECRUITMENT_FEE]
    assert (nothing.high, nothing.payers) == (thb(0), ())


def test_a_ceiling_whose_amount_nobody_knows_leaves_the_fee_unknown():
    part = by_category(ceilings=[ceiling(None)])[Category.RECRUITMENT_FEE]
    assert not part.low.is_known and not part.high.is_known


@pytest.mark.parametrize(
    ("payers", "low", "high"),
    [
        ([Payer.WORKER], 100, 100),
        ([Payer.EMPLOYER], 0, 0),
        ([Payer.SHARED], 0, 100),
        ([Payer.UNCLEAR], 0, 100),
        ([Payer.WORKER, Payer.EMPLOYER], 100, 100),
        ([Payer.WORKER, Payer.SHARED], 100, 200),
    ],
)
def test_a_group_runs_from_what_is_the_workers_to_what_may_be(payers, low, high):
    lines = [line(f"item {place}", 100, payer=payer, category=Category.MEDICAL) for place, payer in enumerate(payers)]
    part = by_category(*lines)[Category.MEDICAL]
    assert (part.low, part.high) == (thb(low), thb(high))
    assert set(part.payers) == set(payers)


def test_prices_of_the_market_are_no_law_and_items_without_a_price_are_named():
    market = line("clinic", 900, kind=FigureKind.REPORTED_MARKET, category=Category.MEDICAL)
    assert by_category(market) == {}
    unpriced = line("x-ray", None, category=Category.MEDICAL)
    part = by_category(line("blood", 100, category=Category.MEDICAL), unpriced)[Category.MEDICAL]
    assert (part.high, part.missing) == (thb(100), ("x-ray",))
    alone = by_category(unpriced)[Category.MEDICAL]
    assert not alone.high.is_known and alone.missing == ("x-ray",)


# Loans


@pytest.mark.parametrize(
    ("owed", "rate", "months", "interest"),
    [
        (0, "0", 0, "0"),
        (0, "0.03", 0, "0"),
        (3000, "0", 1, "0"),
        (3001, "0", 2, "0"),
        (9000, "0", 3, "0"),
        # 9,000 + 270 - 3,000 = 6,270; + 188.10 - 3,000 = 3,458.10; + 103.743 - 3,000 = 561.843; + 16.85529 - 3,000 < 0.
        (9000, "0.03", 4, "578.69829"),
        (99_000, "0.03", 156, None),
    ],
)
def test_a_loan_takes_a_third_of_the_wage_each_month(owed, rate, months, interest):
    loan = pay_back(thb(owed), WAGE, Decimal(rate), RATES)
    assert loan.months == months
    if interest is not None:
        assert loan.interest.amount == Decimal(interest)


@pytest.mark.parametrize("owed", [100_000, 200_000, 10**12])
def test_a_loan_whose_interest_is_no_less_than_the_payment_never_ends(owed):
    assert pay_back(thb(owed), WAGE, Decimal("0.03"), RATES).months is None
    assert pay_back(thb(owed), WAGE, Decimal(0), RATES).months is not None


@pytest.mark.parametrize(
    ("owed", "wage"),
    [
        (unknown("THB"), WAGE),
        (thb(1), unknown("THB")),
        (thb(1), thb(0)),
        (Money(Decimal(1), "VND"), WAGE),
        (thb(-1), WAGE),
    ],
)
def test_what_is_not_known_gives_no_loan(owed, wage):
    assert pay_back(owed, wage, Decimal("0.03"), RATES) is None


@given(st.integers(1, 80_000), st.integers(1, 20_000), st.sampled_from(["0", "0.01", "0.03"]))
def test_who_owes_more_is_never_free_sooner(owed, more, rate):
    less, greater = (pay_back(thb(amount), WAGE, Decimal(rate), RATES) for amount in (owed, owed + more))
    assert greater.months is None or (less.months is not None and less.months <= greater.months)


# SDG 10.7.1


def pair(cost, income, currency="THB") -> CostAndIncome:
    return CostAndIncome(Money(None if cost is None else Decimal(cost), currency), thb(income))


def test_the_indicator_is_the_middle_and_the_mean_of_each_persons_own_ratio():
    told = recruitment_cost_indicator(
        [pair(0, 9000), pair(9000, 9000), pair(18000, 9000), pair(9000, 3000), pair(90000, 9000)], RATES
    )
    assert (told.people, told.median, told.mean) == (5, 2, Decimal("3.2"))
    # Totals over totals would say 126,000 / 39,000 = 3.23.


@pytest.mark.parametrize("people", range(5))
def test_below_five_people_nothing_but_their_number_is_told(people):
    told = recruitment_cost_indicator([pair(9000, 9000)] * people, RATES)
    assert (told.people, told.median, told.mean, told.is_told) == (people, None, None, False)
    # Nobody can ask for less.
    assert not recruitment_cost_indicator([pair(9000, 9000)] * people, RATES, least=1).is_told


def test_pairs_that_lack_an_amount_or_a_rate_are_left_out_and_counted():
    pairs = [pair(9000, 9000)] * 5 + [pair(None, 9000), pair(9000, 0), pair(1, 9000, "VND")]
    told = recruitment_cost_indicator(pairs, RATES)
    assert (told.people, told.left_out, told.median) == (5, 3, 1)
    assert not recruitment_cost_indicator(pairs[1:], RATES).is_told


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**5)), min_size=5, max_size=30))
def test_the_indicator_lies_between_the_least_and_the_greatest_ratio_and_order_does_not_matter(amounts):
    pairs = [pair(cost, income) for cost, income in amounts]
    told = recruitment_cost_indicator(pairs, RATES)
    ratios = [Decimal(cost) / income for cost, income in amounts]
    assert min(ratios) <= told.median <= max(ratios)
    assert recruitment_cost_indicator(pairs[::-1], RATES).median == told.median
