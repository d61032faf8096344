"""Wages a month, titles and keys: plain rules, no database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from jobs.rules import Assumption, employer_key, monthly_wage, prefixes, tidy_title


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("amount", "per", "hours", "a_month", "assumption"),
    [
        ("1727.75", "month", None, "1727.75", Assumption.AS_STATED),
        ("12", "hour", Decimal(40), "2080.00", Assumption.HOURS_OF_THE_WEEK),
        ("12.08", "hour", Decimal("37.5"), "1963.00", Assumption.HOURS_OF_THE_WEEK),
        ("15", "day", None, "390.00", Assumption.DAYS_26),
        ("120", "week", None, "520.00", Assumption.WEEKS_52),
        ("600", "fortnight", None, "1300.00", Assumption.FORTNIGHTS_26),
        ("43098", "year", None, "3591.50", Assumption.TWELFTH_OF_A_YEAR),
        ("0", "day", None, "0.00", Assumption.DAYS_26),
    ],
)
def test_a_wage_becomes_a_wage_a_month_and_says_how(amount, per, hours, a_month, assumption):
    found = monthly_wage(usd(amount), per, hours)
    assert found.money == usd(a_month)
    assert found.assumption is assumption


@pytest.mark.parametrize(
    ("wage", "per", "hours"),
    [
        (usd("12"), "hour", None),
        (usd("12"), "hour", Decimal(0)),
        (usd("0.45"), "piece", Decimal(40)),
        (usd("15"), "", Decimal(40)),
        (None, "month", None),
        (Money(None, "USD"), "month", None),
    ],
)
def test_what_cannot_be_known_without_guessing_is_not_known(wage, per, hours):
    assert monthly_wage(wage, per, hours) is None


def test_a_month_is_written_in_the_currencys_own_smallest_unit():
    assert monthly_wage(Money(Decimal(1130), "JPY"), "hour", Decimal(40)).money == Money(Decimal(195867), "JPY")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("RANGE SHEEPHERDER", "Range Sheepherder"),
        ("FARMWORKER AND LABORER FOR CROPS", "Farmworker and Laborer for Crops"),
        ("(HEAD) COOK", "(Head) Cook"),
        ("Livestock Worker/ranch Hand", "Livestock Worker/ranch Hand"),
        ("H-2A worker", "H-2A worker"),
        ("စက်ချုပ်သူ", "စက်ချုပ်သူ"),
        ("", ""),
    ],
)
def test_only_a_shouted_title_is_tidied(typed, shown):
    assert tidy_title(typed) == shown


@given(st.text(max_size=60))
def test_tidying_a_title_twice_changes_nothing_more(text):
    once = tidy_title(text)
    assert tidy_title(once) == once or once.isupper()


def test_an_employer_is_recognised_however_its_name_is_written():
    assert employer_key("US", "PJ's Harvesting, LLC.", "Ruskin", "FL") == employer_key(
        "US", "PJ’S  HARVESTING LLC", "RUSKIN", "fl"
    )
    assert employer_key("US", "Same", "Ruskin", "FL") != employer_key("US", "Same", "Ruskin", "GA")


def test_vowel_signs_tell_two_employers_apart():
    assert employer_key("TH", "กา", "", "") != employer_key("TH", "กี", "", "")


def test_an_occupation_stands_in_every_group_above_it():
    assert prefixes("9211") == ["9", "92", "921", "9211"]
    assert prefixes("") == []
