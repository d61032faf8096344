"""The rule of independent CSOs, case by case."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.rules import CSOFacts, Dependence, Span, dependence, trusted

DAY = date(2026, 11, 22)
ALWAYS = Span("", date(2020, 1, 1))
AGENCY = "12345611"


def cso(id, **given):
    return CSOFacts(**{"id": id, "root": id, "accreditation": ALWAYS, **given})


def test_two_accredited_strangers_are_independent():
    assert dependence(cso(1), cso(2), AGENCY, DAY) == ()


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        (cso(1), cso(1), Dependence.SAME),
        (cso(1, root=9), cso(2, root=9), Dependence.SAME_PARENT),
        (cso(1), cso(2, root=1), Dependence.SAME_PARENT),
        (cso(1, accreditation=None), cso(2), Dependence.NOT_ACCREDITED),
        (cso(1, accreditation=Span("", date(2026, 1, 1), DAY)), cso(2), Dependence.NOT_ACCREDITED),
        (cso(1, accreditation=Span("", date(2026, 11, 23))), cso(2), Dependence.NOT_ACCREDITED),
        (
            cso(1, members=frozenset({Span("7", date(2026, 1, 1))})),
            cso(2, members=frozenset({Span("7", date(2025, 1, 1), date(2027, 1, 1))})),
            Dependence.SHARED_MEMBER,
        ),
        (cso(1), cso(2, ties=frozenset({Span(AGENCY, date(2026, 1, 1))})), Dependence.TIED_TO_AGENCY),
    ],
)
def test_each_tie_between_two_csos_is_named(a, b, why):
    assert why in dependence(a, b, AGENCY, DAY)
    assert why in dependence(b, a, AGENCY, DAY)


def test_a_member_who_left_or_a_tie_elsewhere_or_one_that_ended_does_not_count():
    a = cso(1, members=frozenset({Span("7", date(2025, 1, 1), DAY)}), ties=frozenset({Span("99999999", DAY)}))
    b = cso(2, members=frozenset({Span("7", DAY)}), ties=frozenset({Span(AGENCY, date(2025, 1, 1), DAY)}))
    assert dependence(a, b, AGENCY, DAY) == ()


@given(st.integers(-30, 30), st.none() | st.integers(1, 60), st.integers(1, 10))
def test_holding_a_span_means_holding_each_of_its_days_and_meeting_it_means_one_of_them(start, days, length):
    since = DAY + timedelta(days=start)
    span = Span("", since, None if days is None else since + timedelta(days=days))
    beyond = DAY + timedelta(days=length)
    each = [DAY + timedelta(days=step) for step in range(length)]
    inside = [span.since <= day and (span.until is None or day < span.until) for day in each]
    assert span.holds(DAY, beyond) == all(inside)
    assert span.meets(DAY, beyond) == any(inside)
    expected = () if all(inside) else (Dependence.NOT_ACCREDITED,)
    assert trusted(cso(1, accreditation=span), AGENCY, DAY, beyond) == expected
