"""How several matches of one code become one ISCO-08 code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.rules import isco_of


@pytest.mark.parametrize(
    ("matches", "isco"),
    [
        ([], ""),
        ([("", "exactMatch")], ""),
        ([("9211", "broadMatch")], "9211"),
        ([("9211", "closeMatch"), ("9211", "broadMatch")], "9211"),
        ([("9211", "closeMatch"), ("9212", "broadMatch")], "921"),
        ([("9211", "closeMatch"), ("5120", "exactMatch")], "5120"),
        ([("9211", "exactMatch"), ("9214", "exactISCO"), ("5120", "closeMatch")], "921"),
        ([("9211", "closeMatch"), ("5120", "broadMatch")], ""),
    ],
)
def test_one_exact_match_wins_else_the_common_prefix(matches, isco):
    assert isco_of(matches) == isco


codes = st.text("0123456789", min_size=4, max_size=4)


@given(st.lists(st.tuples(codes, st.sampled_from(["exactMatch", "closeMatch", "broadMatch"])), max_size=6))
def test_the_answer_never_contradicts_every_match(matches):
    answer = isco_of(matches)
    assert answer == "" or any(isco.startswith(answer) for isco, _ in matches)
    assert answer == isco_of(reversed(matches))
