from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.partial import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-03-01", date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_a_partial_date_spans_all_it_can_mean(text, earliest, latest):
    partial = PartialDate.parse(text)
    assert (partial.earliest, partial.latest, str(partial)) == (earliest, latest, text)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-3", "2025-13", "2025-02-30", "0000", "2025-01-01x", "၂၀၂၅", "01-2025"]
)
def test_what_is_no_date_gets_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        PartialDate.parse(text)


@given(st.dates())
def test_every_day_is_read_back_as_written(day):
    partial = PartialDate.parse(day.isoformat())
    assert partial.earliest == partial.latest == day
    assert str(partial) == day.isoformat()
