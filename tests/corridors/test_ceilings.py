"""Rules of fee ceilings and of what the law allows, by table, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from corridors import rules
from corridors.rules import (
    Category,
    CeilingKind,
    CeilingState,
    Covers,
    Evidence,
    FigureKind,
    Payer,
    Periodicity,
)
from foundation.money import Money
from tests.corridors.facts import ON, RATES, WAGE, ceiling, line


@pytest.mark.parametrize(
    ("amount", "state"),
    [
        (300, CeilingState.WITHIN),
        (301, CeilingState.CONTESTED),
        (500, CeilingState.CONTESTED),
        (501, CeilingState.ABOVE),
    ],
)
def test_between_two_conflicting_ceilings_a_fee_is_contested(amount, state):
    verdict = judge(amount, ceiling(300), ceiling(500))
    assert (verdict.state, verdict.lowest.amount, verdict.highest.amount) == (state, 300, 500)
    assert verdict.conflict


def judge(amount, *ceilings, covers=Covers.AGENCY_FEE, wage=WAGE):
    total = Money(None if amount is None else Decimal(amount), "THB")
    return rules.judge_ceilings(total, ceilings, covers, wage, RATES, ON)


def test_a_fee_is_not_judged_by_a_ceiling_on_the_whole_package():
    assert judge(5000, ceiling(49, covers=Covers.PACKAGE)).state is CeilingState.NONE


def test_a_monthly_ceiling_is_not_compared_with_a_fee_paid_once():
    assert judge(5000, ceiling(1800, periodicity=Periodicity.PER_MONTH)).state is CeilingState.NONE


def test_recalled_ceilings_warn_and_give_way_to_what_was_read():
    recalled = ceiling(0, CeilingKind.ZERO, evidence=Evidence.RECALLED)
    alone = judge(100, recalled)
    assert alone.state is CeilingState.ABOVE and alone.recalled_only and alone.warnings == (recalled,)
    beside = judge(100, recalled, ceiling(200))
    assert beside.state is CeilingState.WITHIN and not beside.recalled_only and beside.warnings == (recalled,)


def test_a_ceiling_in_months_needs_a_wage():
    two_months = ceiling(2, CeilingKind.MONTHS, currency="")
    assert judge(18_000, two_months).state is CeilingState.WITHIN
    assert judge(18_001, two_months).state is CeilingState.ABOVE
    assert judge(100, two_months, wage=None).state is CeilingState.UNKNOWN


def test_an_unknown_total_or_ceiling_is_unknown_and_nothing_is_within_all():
    assert judge(None, ceiling(300)).state is CeilingState.UNKNOWN
    assert judge(100, ceiling(None)).state is CeilingState.UNKNOWN
    assert judge(0, ceiling(None)).state is CeilingState.WITHIN


def test_a_ceiling_of_two_currencies_adds_both_parts():
    both = ceiling(1000, plus=Money(Decimal(100), "USD"))
    assert judge(1000 + 3100, both).state is CeilingState.WITHIN
    assert judge(1000 + 3101, both).state is CeilingState.ABOVE


@pytest.mark.parametrize(
    ("fact", "asked", "binds"),
    [
        ({}, {"agency_country": "MM"}, True),
        ({}, {"agency_country": "TH"}, False),
        ({"binds": rules.Binds.EVERYONE}, {"agency_country": "TH"}, True),
        ({"binds": rules.Binds.EMPLOYERS}, {"agency_country": "MM"}, False),
        ({"origin": "KH"}, {}, False),
        ({"destination": "TH"}, {}, True),
        ({"channels": ("MDW",)}, {"channel": "MOU"}, False),
        ({"channels": ("MOU",)}, {"channel": "MOU"}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "MOU"}, False),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "MOU", "for_some": True}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "AGENCY"}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "AGENCY", "for_some": True}, False),
        ({}, {"channel": "MOU", "for_some": True}, False),
        ({"historical": True}, {}, False),
        ({"ends": date(2022, 5, 31)}, {}, False),
    ],
)
def test_a_ceiling_binds_by_country_channel_group_and_day(fact, asked, binds):
    found = rules.ceilings_in_force([ceiling(300, **fact)], ON, "MM", "TH", **asked)
    assert bool(found) is binds


def test_what_the_law_allows_is_the_fee_ceiling_and_official_costs_beside_it():
    costs = [
        line("visa", 500, payer=Payer.SHARED),
        line("card", 200),
        line("fee", 9999, category=Category.RECRUITMENT_FEE),
        line("broker", 7777, kind=FigureKind.REPORTED_MARKET),
    ]
    got = rules.lawful_range(costs, [ceiling(300), ceiling(500)], ON, WAGE, RATES)
    assert (got.low.amount, got.high.amount, got.contested) == (500, 1200, True)
    assert not rules.lawful_range(costs, [], ON, WAGE, RATES).high.is_known
