"""Signed cards: what is ours is recognised, and nothing that was changed, made up or misheard."""

import base64
import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from foundation import codes
from foundation.cards import (
    DAY_ZERO,
    Card,
    CardError,
    CardProblem,
    check_offline,
    public_keys,
    read,
    read_spoken,
    sign,
    spoken,
)

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
CARD = Card("J", codes.with_check("40123456"), date(2026, 11, 26))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

cards = st.builds(
    lambda kind, number, days: Card(
        kind, codes.with_check(f"{number % 10 ** (8 if kind == 'J' else 6):0{8 if kind == 'J' else 6}d}"), days
    ),
    st.sampled_from("JA"),
    st.integers(0, 10**8 - 1),
    st.dates(DAY_ZERO, DAY_ZERO + timedelta(days=9999)),
)


@pytest.fixture(autouse=True)
def keys(settings):
    settings.CARD_KEYS = f"{NEW},{OLD}"


@given(cards)
def test_a_card_is_read_back_from_both_of_its_forms(card):
    assert read(sign(card)) == card
    assert read_spoken(spoken(card)) == card


def problem_of(reader, code) -> CardProblem | None:
    try:
        reader(code)
    except CardError as error:
        return error.problem
    return None


def test_ten_thousand_altered_tokens_all_fail():
    pick, token = random.Random(3), sign(CARD)
    tried = set()
    while len(tried) < 10_000:
        letters = list(token)
        for at in pick.sample(range(len(letters)), pick.choice((1, 1, 1, 2, 5))):
            letters[at] = pick.choice(ALPHABET)
        altered = "".join(letters)
        if altered != token and altered not in tried:
            tried.add(altered)
            assert problem_of(read, altered) is not None, altered


def test_every_letter_of_a_token_matters():
    token = sign(CARD)
    for at, letter in enumerate(token):
        for other in ALPHABET:
            if other != letter:
                assert problem_of(read, token[:at] + other + token[at + 1 :]) is not None


def test_every_wrong_digit_and_nearly_every_swap_of_a_spoken_card_is_caught():
    code = spoken(CARD)
    wrong = [code[:at] + digit + code[at + 1 :] for at in range(len(code)) for digit in "0123456789"]
    assert all(problem_of(read_spoken, each) for each in wrong if each != code)
    swaps = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)]
    swaps = [each for each in swaps if each != code]
    assert sum(problem_of(read_spoken, each) is not None for each in swaps) == len(swaps)


def test_made_up_digits_with_right_check_digits_are_told_to_be_altered():
    body = spoken(CARD)[:-6]
    found = [problem_of(read_spoken, codes.with_check(f"{body}{mark:04d}")) for mark in range(2000)]
    assert found.count(None) <= 2  # ours, and by chance that of the older key
    assert set(found) <= {None, CardProblem.ALTERED}


def test_a_card_of_an_older_key_is_recognised_until_that_key_is_dropped(settings):
    settings.CARD_KEYS = OLD
    token, digits = sign(CARD), spoken(CARD)
    settings.CARD_KEYS = f"{NEW},{OLD}"
    assert (read(token), read_spoken(digits)) == (CARD, CARD)
    assert ".new." in sign(CARD)
    settings.CARD_KEYS = NEW
    assert problem_of(read, token) is CardProblem.UNKNOWN_KEY
    assert problem_of(read_spoken, digits) is CardProblem.ALTERED


def test_anybody_can_check_a_token_with_the_published_keys_alone():
    token = sign(CARD)
    assert check_offline(token, public_keys())
    assert not check_offline(token.replace("J.", "A.", 1), public_keys())
    assert not check_offline(token, {"new": public_keys()["old"]})
    assert not check_offline("nothing", public_keys())


@pytest.mark.parametrize("text", ["", "x", "J.1.2.3.4", "J" * 10_000, "၁၂၃", "J.4012345678.20261399.new." + "A" * 86])
def test_what_is_no_card_is_told_plainly(text):
    assert problem_of(read, text) is not None
    assert problem_of(read_spoken, codes.normalise(text)) is CardProblem.UNREADABLE


@pytest.mark.parametrize("written", ["", "k1", "k1:short", f"{NEW},{NEW}", "bad key:" + "A" * 43 + "="])
def test_keys_that_cannot_be_read_are_refused_without_being_shown(settings, written):
    settings.CARD_KEYS = written
    with pytest.raises(ImproperlyConfigured) as caught:
        sign(CARD)
    assert "AAAA" not in str(caught.value)
