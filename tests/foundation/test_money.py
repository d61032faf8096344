from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import (
    Money,
    convert,
    format_day,
    format_money,
    format_number,
    format_partial_day,
    total,
    unknown,
)

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
RATES = {"THB": Decimal("32.5"), "MMK": Decimal("2100"), "XXX": Decimal(0)}


@pytest.mark.parametrize("amount", [1.5, 1, "1", True])
def test_only_decimals_are_money(amount):
    with pytest.raises(TypeError):
        Money(amount, "THB")


@pytest.mark.parametrize("currency", ["", "thb", "BAHT", "T1B", None, "ပျာ"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(ValueError, match="currency"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_money_is_finite(amount):
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal(amount), "THB")


@given(amounts, amounts)
def test_the_known_add_up_and_the_unknown_spreads(one, two):
    assert Money(one, "THB") + Money(two, "THB") == Money(one + two, "THB")
    for total_of in (Money(one, "THB") + unknown("THB"), unknown("THB") + Money(two, "THB"), unknown("THB") * 3):
        assert not total_of.is_known
    assert Money(one, "THB") - Money(two, "THB") == Money(one - two, "THB")


def test_unknown_is_not_zero():
    assert unknown("THB") != Money(Decimal(0), "THB")
    assert total([], "THB") == Money(Decimal(0), "THB")
    assert total([Money(Decimal(1), "THB"), unknown("THB")], "THB") == unknown("THB")


@pytest.mark.parametrize("other", [unknown("THB"), Money(Decimal(1), "USD")])
def test_the_unknown_and_the_mixed_are_never_compared(other):
    baht = Money(Decimal(1), "THB")
    for ask in (
        lambda: baht < other,
        lambda: baht <= other,
        lambda: baht > other,
        lambda: baht >= other,
        lambda: other <= baht,
        lambda: max(baht, other),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            ask()


def test_the_same_unknown_twice_is_not_at_most_itself():
    with pytest.raises(ValueError, match="unknown"):
        unknown("THB") <= unknown("THB")  # noqa: B015


@given(amounts, amounts)
def test_known_amounts_compare_as_their_decimals(one, two):
    left, right = Money(one, "THB"), Money(two, "THB")
    assert (left < right, left <= right, left > right, left >= right) == (one < two, one <= two, one > two, one >= two)


def test_currencies_do_not_mix_in_a_sum():
    with pytest.raises(ValueError, match="THB and USD"):
        Money(Decimal(1), "THB") + Money(Decimal(1), "USD")
    with pytest.raises(TypeError):
        Money(Decimal(1), "THB") + 1


def test_conversion_goes_over_the_dollar():
    assert convert(Money(Decimal(65), "THB"), RATES, "USD") == Money(Decimal(2), "USD")
    assert convert(Money(Decimal(65), "THB"), RATES, "MMK") == Money(Decimal(4200), "MMK")
    assert convert(Money(Decimal(65), "THB"), {}, "THB") == Money(Decimal(65), "THB")


@pytest.mark.parametrize("money", [unknown("THB"), Money(Decimal(1), "KHR"), Money(Decimal(1), "XXX")])
def test_what_cannot_be_converted_is_unknown(money):
    assert convert(money, RATES, "USD") == unknown("USD")


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("1.005", "THB", "1.01"), ("0.5", "JPY", "1"), ("1.5", "MMK", "2"), ("-0.005", "USD", "-0.01")],
)
def test_rounding_stops_at_the_currency_s_smallest_unit(amount, currency, expected):
    assert str(Money(Decimal(amount), currency).quantised().amount) == expected
    assert unknown(currency).quantised() == unknown(currency)


@pytest.mark.parametrize(
    ("language", "whole", "broken", "kyat"),
    [
        ("en", "THB\u00a01,250", "US$15.22", "MMK\u00a01,234,567"),
        ("my", "၁,၂၅၀\u00a0฿", "၁၅.၂၂\u00a0US$", "၁,၂၃၄,၅၆၇\u00a0K"),
        ("km", "1,250฿", "15.22$", "1,234,567\u00a0MMK"),
        ("lo", "฿1.250", "US$15,22", "MMK\u00a01.234.567"),
        ("th", "฿1,250", "US$15.22", "MMK\u00a01,234,567"),
    ],
)
def test_money_is_written_as_cldr_says(language, whole, broken, kyat):
    assert format_money(Money(Decimal("1250.00"), "THB"), language) == whole
    assert format_money(Money(Decimal("15.22"), "USD"), language) == broken
    assert format_money(Money(Decimal("1234567"), "MMK"), language) == kyat


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_an_unknown_amount_is_never_written_as_a_figure(language):
    text = format_money(unknown("THB"), language)
    assert text and not any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en", "1 March 2025", "March 2025", "2025"),
        ("my", "၂၀၂၅ မတ် ၁", "၂၀၂၅ မတ်", "၂၀၂၅"),
        ("km", "1 មីនា 2025", "មីនា 2025", "2025"),
        ("lo", "1 ມີນາ 2025", "ມີນາ 2025", "2025"),
        ("th", "1 มีนาคม ค.ศ. 2025", "มีนาคม ค.ศ. 2025", "ค.ศ. 2025"),
    ],
)
def test_days_are_written_as_far_as_they_are_known(language, day, month, year):
    assert format_day(date(2025, 3, 1), language) == day
    assert format_partial_day("2025-03-01", language) == day
    assert format_partial_day("2025-03", language) == month
    assert format_partial_day("2025", language) == year


def test_numbers_follow_the_language_and_the_places_asked_for():
    assert format_number(1234567, "my") == "၁,၂၃၄,၅၆၇"
    assert format_number(Decimal("1.25"), "lo", places=1) == "1,3"
    assert format_number(Decimal("2"), "en", places=2) == "2.00"
    assert format_number(Decimal("2.5"), "en", places=0) == "3"


def test_a_language_nobody_knows_is_written_in_english():
    assert format_day(date(2025, 3, 1), "xx-broken") == "1 March 2025"
