"""Rules of time, routes and wages, and the cost bar, by table, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from corridors import rules
from corridors.costbar import cost_bar
from corridors.rules import (
    Nature,
    Payer,
    Status,
    StatusFact,
    StepFact,
    WageFact,
    WageUnit,
    Where,
)
from foundation.money import Money
from tests.corridors.facts import ON, RATES, WAGE, line


def step(order, days_min=None, days_max=None, **more) -> StepFact:
    return StepFact(
        order=order, key=f"s{order}", name="", where=Where.ORIGIN, days_min=days_min, days_max=days_max, **more
    )


def test_steps_side_by_side_take_as_long_as_the_longest():
    got = rules.timeline([step(1, 2, 4), step(1, 3, 9), step(2, 1, 1)])
    assert (got.days_min, got.days_max) == (4, 10)


def test_unknown_days_leave_the_end_open_and_a_reported_whole_is_never_added():
    got = rules.timeline([step(1, 7, 7), step(2), step(99, 120, 180, is_total=True)])
    assert (got.days_min, got.days_max) == (7, None)
    assert [each.order for each in got.unknown_steps] == [2]
    assert [each.order for each in got.reported] == [99]
    assert rules.timeline([]).days_max is None


def status(state, everyone=False, **more) -> StatusFact:
    return StatusFact(status=state, affected_group="men aged 18-35", for_everyone=everyone, **more)


@pytest.mark.parametrize(
    ("statuses", "state", "closed"),
    [
        ([], Status.UNCLEAR, False),
        ([status(Status.OPEN, True)], Status.OPEN, False),
        ([status(Status.SUSPENDED)], Status.RESTRICTED, False),
        ([status(Status.SUSPENDED, True)], Status.SUSPENDED, True),
        ([status(Status.CLOSED, True), status(Status.OPEN)], Status.CLOSED, True),
        ([status(Status.UNCLEAR, True), status(Status.OPEN)], Status.UNCLEAR, False),
        ([status(Status.CLOSED, True, ends=date(2026, 3, 31))], Status.UNCLEAR, False),
    ],
)
def test_a_route_is_closed_only_when_it_is_closed_for_everyone(statuses, state, closed):
    got = rules.route_state(statuses, ON)
    assert (got.state, got.closed_for_everyone) == (state, closed)


@pytest.mark.parametrize(
    ("unit", "amount", "days", "month"),
    [
        (WageUnit.DAY, 337, 26, 8762),
        (WageUnit.DAY, 337, 30, 10_110),
        (WageUnit.HOUR, 10, 26, 2080),
        (WageUnit.MONTH, 5, 30, 5),
    ],
)
def test_a_month_of_wages_says_its_days(unit, amount, days, month):
    pay = rules.monthly_pay(WageFact("TH", "Phuket", Decimal(amount), unit, "THB"), days)
    assert (pay.money.amount, pay.days) == (month, days)


def test_a_month_has_26_or_30_days():
    with pytest.raises(ValueError):
        rules.monthly_pay(WageFact("TH", "ALL", Decimal(1), WageUnit.DAY, "THB"), 31)


def test_months_of_wages_are_unknown_without_amount_wage_or_rate():
    assert rules.months_of_wages(Money(Decimal(18_000), "THB"), WAGE, RATES) == 2
    assert rules.months_of_wages(Money(None, "THB"), WAGE, RATES) is None
    assert rules.months_of_wages(Money(Decimal(1), "XXX"), WAGE, RATES) is None
    assert rules.months_of_wages(Money(Decimal(1), "THB"), Money(Decimal(0), "THB"), RATES) is None


def test_the_sdg_ratio_is_worked_out_only_from_one_persons_exact_costs_and_pay():
    exact = (
        line("fee", 9000),
        line("visa", 4500),
        line("levy", 99, payer=Payer.EMPLOYER),
        line("d", 5, nature=Nature.DEPOSIT),
    )
    assert rules.sdg_ratio(rules.WorkerCase(exact, WAGE), RATES) == Decimal("1.5")
    assert rules.sdg_ratio(rules.WorkerCase((*exact, line("exam", None)), WAGE), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase((line("fee", 1, 9),), WAGE), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase(exact, Money(None, "THB")), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase((), WAGE), RATES) is None


def test_the_cost_bar_puts_every_price_on_one_scale():
    bar = cost_bar(
        WAGE, RATES, law=(Money(Decimal(4500), "THB"), Money(Decimal(9000), "THB")), agency=Money(Decimal(0), "THB")
    )
    assert (bar.law_low, bar.law_high, bar.agency, bar.paid_high, bar.scale) == (Decimal("0.5"), 1, 0, None, 1)
    assert (bar.law_low_x, bar.law_width) == (50, 50)
    assert not cost_bar(None, RATES, agency=Money(Decimal(5), "THB")).known
    assert cost_bar(WAGE, RATES, paid=(WAGE, WAGE * Decimal("2.5"))).scale == 3
