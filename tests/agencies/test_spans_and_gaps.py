"""Rules of the standing's strip and of the gap between word and payment, by table and by search, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.rules import Severity, Standing, dearest, discrepancy, pays_more_than_said
from agencies.rules.spans import Span, Told, spans
from foundation.money import Money, unknown
from tests.agencies.facts import TODAY, disclosure, item, thb

RATES = {"THB": Decimal(31), "MMK": Decimal(2100)}
VETTED, SUSPENDED, CONDITIONAL = Standing.VETTED, Standing.SUSPENDED, Standing.CONDITIONAL


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


END = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], []),
        ([Told(VETTED, day(0))], [Span(VETTED, day(0), END)]),
        ([Told(VETTED, day(0)), Told(SUSPENDED, day(9))], [Span(VETTED, day(0), day(9)), Span(SUSPENDED, day(9), END)]),
        # Other reasons, the same standing: one stretch.
        ([Told(VETTED, day(0)), Told(VETTED, day(9))], [Span(VETTED, day(0), END)]),
        # Nobody judged again after its until.
        ([Told(VETTED, day(0), day(5))], [Span(VETTED, day(0), day(5)), Span(None, day(5), END)]),
        (
            [Told(VETTED, day(0), day(5)), Told(SUSPENDED, day(9))],
            [Span(VETTED, day(0), day(5)), Span(None, day(5), day(9)), Span(SUSPENDED, day(9), END)],
        ),
        # Replaced before its until.
        (
            [Told(VETTED, day(0), day(50)), Told(SUSPENDED, day(9))],
            [Span(VETTED, day(0), day(9)), Span(SUSPENDED, day(9), END)],
        ),
        # Told and replaced on one day: still told.
        (
            [Told(CONDITIONAL, day(0)), Told(VETTED, day(0))],
            [Span(CONDITIONAL, day(0), day(0)), Span(VETTED, day(0), END)],
        ),
        # A later word about an earlier day takes back what was told of days after it.
        ([Told(VETTED, day(9)), Told(SUSPENDED, day(2))], [Span(SUSPENDED, day(2), END)]),
        ([Told(VETTED, TODAY + timedelta(days=3))], []),
    ],
)
def test_verdicts_become_stretches_of_days(told, expected):
    assert list(spans(told, TODAY)) == expected


@given(
    st.lists(
        st.builds(
            Told,
            st.sampled_from(Standing),
            st.integers(0, 400).map(day),
            st.one_of(st.none(), st.integers(0, 500).map(day)),
        ),
        max_size=12,
    )
)
def test_stretches_cover_each_day_from_the_first_to_today_once(told):
    found = spans(told, TODAY)
    assert all(one.ends == other.starts for one, other in pairwise(found))
    if found:
        assert found[-1].ends == END and found[0].starts == min(one.starts for one in found)


# The gap between word and payment


@pytest.mark.parametrize(
    ("said", "paid", "severity", "more"),
    [
        (1000, 0, Severity.NONE, None),
        (1000, 1000, Severity.NONE, None),
        (1000, 1001, Severity.WITHIN_TOLERANCE, 1),
        (1000, 1100, Severity.WITHIN_TOLERANCE, 100),
        (1000, 1101, Severity.MODERATE, 101),
        (1000, 1500, Severity.MODERATE, 500),
        (1000, 1501, Severity.SEVERE, 501),
        (0, 0, Severity.NONE, None),
        (0, 1, Severity.SEVERE, 1),
        (None, 1, Severity.NOT_COMPARABLE, None),
        (1, None, Severity.NOT_COMPARABLE, None),
    ],
)
def test_thresholds_of_a_tenth_and_of_half(said, paid, severity, more):
    found = discrepancy(thb(said), thb(paid), RATES)
    assert found.severity is severity
    assert found.more == (None if more is None else thb(more))


def test_amounts_in_two_currencies_meet_in_the_one_that_workers_paid_in():
    found = discrepancy(Money(Decimal(100), "USD"), thb(3100), RATES)
    assert found.severity is Severity.NONE
    assert discrepancy(Money(Decimal(100), "USD"), thb(3500), RATES).more == thb(400)
    assert discrepancy(Money(Decimal(100), "USD"), thb(3500), {}).severity is Severity.NOT_COMPARABLE
    # Nothing is nothing in every currency.
    assert discrepancy(Money(Decimal(0), "VND"), thb(5), {}).severity is Severity.SEVERE
    assert discrepancy(None, thb(5), RATES).severity is Severity.NOT_COMPARABLE
    assert discrepancy(unknown("THB"), thb(5), RATES).severity is Severity.NOT_COMPARABLE


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_standing_falls_exactly_where_the_gap_is_moderate_or_severe(said, paid):
    found = discrepancy(dearest([thb(said), thb(said // 2)], RATES, "THB"), thb(paid), RATES).severity
    more = pays_more_than_said(thb(paid), [disclosure(item(said)), disclosure(item(said // 2))], RATES)
    assert (found in (Severity.MODERATE, Severity.SEVERE)) is more
