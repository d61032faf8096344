"""Amounts as people write them: what is read in one way only, and what is refused."""

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from foundation.amounts import AmountField, read_amount

FIELD = AmountField(most=Decimal(10) ** 12)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("15000", 15000),
        ("15,000", 15000),
        ("15.000", 15000),
        ("15 000", 15000),
        ("15'000", 15000),
        ("1,50,000", 150000),
        ("1.500.000", 1500000),
        ("1500.5", "1500.5"),
        ("1500.50", "1500.5"),
        ("1.5", "1.5"),
        ("0.5", "0.5"),
        ("12,5", "12.5"),
        ("1,500.5", "1500.5"),
        ("1.500,50", "1500.5"),
        ("0", 0),
        ("၁၅၀၀၀", 15000),
        ("១៥.០០០", 15000),
        ("๑,๕๐๐.๕", "1500.5"),
    ],
)
def test_an_amount_is_read_as_its_writer_meant_it(typed, amount):
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "1500.125",
        "0.125",
        "1,5,00",
        "1.500.5",
        "1,500,50",
        "15.00.000",
        "12x",
        "1e5",
        "NaN",
        "½",
        ".",
        ",5",
        "5.",
        "5..5",
        "1" * 41,
        "1 5000",
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(typed):
    assert read_amount(typed) is None
    with pytest.raises(forms.ValidationError):
        FIELD.clean(typed)


@given(st.decimals(0, 10**12, places=2), st.sampled_from([("", "."), (",", "."), (".", ","), ("'", "."), (" ", ",")]))
def test_every_amount_comes_back_however_it_is_grouped(amount, signs):
    thousands, point = signs
    whole, fraction = f"{amount:,.2f}".split(".")
    assert read_amount(whole.replace(",", thousands) + point + fraction) == amount


def test_the_field_says_what_is_wrong():
    assert FIELD.clean("") is None and FIELD.clean(" 12,000 ") == 12000
    for typed in ("-4", "1" * 14):
        with pytest.raises(forms.ValidationError):
            FIELD.clean(typed)
