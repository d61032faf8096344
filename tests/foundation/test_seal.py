import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.seal import SealError, context_of, needs_resealing, seal, unseal

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
HERE = context_of("jobs.Introduction", 7, "message")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_in_its_own_place_only(text):
    token = seal(text, HERE)
    assert unseal(token, HERE) == text
    for elsewhere in (context_of("jobs.Introduction", 8, "message"), context_of("jobs.Introduction", 7, "name")):
        with pytest.raises(SealError):
            unseal(token, elsewhere)


def test_every_altered_character_is_noticed():
    token = seal("ကျေးဇူးပြု၍", HERE)
    start = token.index(":") + 1
    for place in range(start, len(token)):
        if token[place] == "=":
            continue
        other = "A" if token[place] != "A" else "B"
        altered = token[:place] + other + token[place + 1 :]
        if base64.urlsafe_b64decode(altered[start:]) == base64.urlsafe_b64decode(token[start:]):
            continue  # spare bits of the last character carry nothing
        with pytest.raises(SealError):
            unseal(altered, HERE)


@pytest.mark.parametrize("token", ["", "x", ":", "k9:AAAA", "old:", "old:!!!", "old:AAAA", "old:ကခ"])
def test_what_was_never_sealed_is_refused(settings, token):
    settings.FIELD_KEYS = OLD
    with pytest.raises(SealError):
        unseal(token, HERE)


def test_the_first_key_writes_and_every_key_reads(settings):
    settings.FIELD_KEYS = OLD
    token = seal("hello", HERE)
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    assert unseal(token, HERE) == "hello"
    assert needs_resealing(token)
    assert seal("hello", HERE).startswith("new:")
    settings.FIELD_KEYS = NEW
    with pytest.raises(SealError, match="key"):
        unseal(token, HERE)


def test_a_token_cannot_be_renamed_to_another_key(settings):
    settings.FIELD_KEYS = OLD + ",twin:" + OLD.partition(":")[2]
    token = seal("hello", HERE)
    with pytest.raises(SealError):
        unseal(token.replace("old:", "twin:"), HERE)


def test_the_length_of_a_token_tells_little():
    assert len({len(seal("a" * length, HERE)) for length in range(61)}) == 1
    assert len({len(seal("a" * length, HERE)) for length in range(0, 4000, 50)}) <= 7
    assert seal("same", HERE) != seal("same", HERE)


@pytest.mark.parametrize("keys", ["", "a", "a:AAAA", ":" + OLD[4:], f"{OLD},{OLD}", "a:ကခ"])
def test_broken_keys_are_refused_without_being_shown(settings, keys):
    settings.FIELD_KEYS = keys
    with pytest.raises(SealError) as error:
        seal("hello", HERE)
    assert OLD[4:] not in str(error.value)


def test_a_row_without_an_id_cannot_hold_a_sealed_text():
    with pytest.raises(ValueError, match="id"):
        context_of("jobs.Introduction", None, "message")
    with pytest.raises(ValueError, match="row"):
        seal("hello", "")
