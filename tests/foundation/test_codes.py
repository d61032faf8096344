import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation import codes

bodies = st.text("0123456789", min_size=1, max_size=30)


@given(bodies)
def test_a_code_with_its_check_digits_is_valid(body):
    assert codes.is_valid(codes.with_check(body))


@given(bodies, st.data())
def test_every_single_wrong_digit_is_caught(body, data):
    code = codes.with_check(body)
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != code[place])
    assert not codes.is_valid(code[:place] + digit + code[place + 1 :])


@given(bodies, st.data())
def test_every_swap_of_two_neighbours_is_caught(body, data):
    code = codes.with_check(body)
    place = data.draw(st.integers(0, len(code) - 2))
    assume(code[place] != code[place + 1])
    assert not codes.is_valid(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


def test_the_published_example_of_the_standard_holds():
    # ISO 7064 MOD 97-10: the check characters of 794 are 44.
    assert codes.with_check("794") == "79444"


@pytest.mark.parametrize("code", ["", "0", "01", "abc", "1 94", "၇၉၄၄၄", "7" * 5000, "79444\n", "-79444", "79443"])
def test_what_is_no_code_is_not_valid(code):
    assert not codes.is_valid(code)


@pytest.mark.parametrize("typed", ["7944 4", "၇၉၄-၄၄", "៧៩៤.៤៤", "໗໙໔ ໔໔", " ๗๙๔๔๔\n", "٧٩٤٤٤", "７９４４４", "79‑444"])
def test_people_may_type_a_code_in_their_own_digits(typed):
    assert codes.normalise(typed) == "79444"


@pytest.mark.parametrize("typed", ["", "794A44", "²³", "७९४", "\ud800", "x" * 10_000, "7" * 10_000, "7944\x004"])
def test_anything_else_typed_is_no_code(typed):
    assert codes.normalise(typed) == ""


def test_new_codes_keep_their_length_and_differ():
    made = {codes.new_receipt_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 16 and code[0] != "0" and codes.is_valid(code) for code in made)
    with pytest.raises(ValueError, match="four"):
        codes.new_code(3)
    with pytest.raises(ValueError, match="digits"):
        codes.with_check("12a")


@given(bodies)
def test_a_grouped_code_reads_back(body):
    assert codes.normalise(codes.grouped(body)) == body
    assert codes.grouped("1234567890") == "1234 5678 90"
