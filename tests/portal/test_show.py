"""The words and figures of pages, in the reader's language, without a database."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from corridors.costbar import CostBar
from foundation.money import Money
from portal.icons import ICONS
from portal.templatetags import show

BAHT = Money(Decimal("2450"), "THB")


def written(template: str, language: str = "en", asked: str = "", **context) -> str:
    """The template's text in a language, on a page asked for with that query."""
    request = SimpleNamespace(GET=QueryDict(asked), method="GET")
    with translation.override(language):
        return Template("{% load show %}" + template).render(Context({"request": request, **context}))


def test_an_amount_nobody_knows_is_said_to_be_unknown_and_never_zero():
    for value in (None, Money(None, "THB")):
        assert written("{{ value|money }}", value=value) == "not known"
    assert "0" in written("{{ value|money }}", value=Money(Decimal(0), "THB"))


def test_a_range_names_both_ends_once():
    assert written("{{ a|money_to:b }}", a=BAHT, b=BAHT) == written("{{ a|money }}", a=BAHT)
    both = written("{{ a|money_to:b }}", a=Money(Decimal(1500), "THB"), b=BAHT)
    assert "1,500" in both and "2,450" in both
    assert "not known" in written("{{ a|money_to:b }}", a=BAHT, b=Money(None, "THB"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        ("nonsense", "not known"),
        (Decimal("NaN"), "not known"),
        (Decimal(0), "nothing"),
        (Decimal("0.04"), "less than 0.1 months of wages"),
        (Decimal(1), "1 month of wages"),
        (Decimal("1.25"), "1.2 months of wages"),
        (Decimal(10), "10 months of wages"),
    ],
)
def test_months_of_wages_read_as_a_person_would_say_them(value, text):
    assert written("{{ value|months }}", value=value) == text


def test_a_small_cost_is_at_least_one_day_of_work():
    assert written("{{ value|days_of_work }}", value=Decimal("0.01")) == "1 day of work"
    assert written("{{ value|days_of_work:30 }}", value=Decimal(2)) == "60 days of work"
    assert written("{% in_days low high %}", low=Decimal("0.5"), high=Decimal(2)) == "13 – 52 days of work"
    assert written("{% in_days low high %}", low=None, high=None) == ""
    assert written("{% in_days low high %}", low=Decimal(0), high=Decimal(0)) == ""


def test_a_burmese_reader_sees_burmese_digits_but_drawings_keep_ascii():
    assert written("{{ value|number }}", "my", value=1234) == "၁,၂၃၄"
    for language in ("my", "km", "th"):
        assert written("{{ value|share:8 }}", language, value=Decimal(1)) == "12.5"


def test_days_are_written_in_words_and_moments_fall_on_their_day_in_bangkok():
    assert written("{{ value|day }}", value=date(2027, 5, 3)) == "3 May 2027"
    assert written("{{ value|day }}", value=datetime(2027, 5, 2, 20, tzinfo=UTC)) == "3 May 2027"
    assert written("{{ value|day }}", value=None) == ""
    assert written("{{ value|partial_day }}", value="2025-03") == "March 2025"
    assert written("{{ value|partial_day }}", value="some time") == "some time"


def test_codes_numbers_and_countries_are_made_to_be_read_and_dialled():
    assert written("{{ value|code }}", value="1234567890") == "1234 5678 90"
    assert written("{{ value|tel }}", value="+95 1-800 010") == "tel:+951800010"
    assert written("{{ value|country }}", value="TH") == "Thailand"
    assert written("{{ value|percent }}", value=Decimal("0.25")) == "25%"


@given(some.one_of(some.none(), some.text(max_size=20), some.decimals(), some.integers(), some.booleans()))
def test_no_value_that_a_page_may_hold_breaks_a_filter(value):
    for write in (show.number, show.months, show.days_of_work, show.percent, show.partial_day, show.tel, show.code):
        assert isinstance(write(value), str)
    for write in (show.share, show.months_to, show.in_days):
        assert isinstance(write(value, value), str)
    assert isinstance(show.ticks(value), list)


@given(some.decimals(min_value=Decimal("0.1"), max_value=Decimal(500), places=1))
def test_a_scale_has_few_marks_and_all_lie_on_it(scale):
    marks = show.ticks(scale)
    assert 1 <= len(marks) <= 7
    assert all(0 <= Decimal(place) <= 100 for place, _ in marks)


def test_a_link_changes_one_parameter_and_keeps_the_rest():
    asked = "words=a%26b&destination=TH&destination=MY&page=3"
    assert written('{% query_with page=4 sort="" %}', asked=asked).startswith("?words=a%26b&amp;destination=TH")
    assert written("{% query_with page=4 %}", asked=asked).endswith("page=4")
    assert written('{% query_without "destination" "TH" %}', asked=asked) == "?words=a%26b&amp;destination=MY"
    assert written('{% query_without "destination" %}', asked=asked) == "?words=a%26b"
    assert written("{% same_query %}", asked="words=" + "x" * 5000) == ""


def test_every_icon_is_silent_and_small():
    for name in ICONS:
        drawn = written("{% icon name %}", name=name)
        assert 'aria-hidden="true"' in drawn and len(drawn) < 260


def test_every_icon_a_template_asks_for_is_drawn():
    asked = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([^"]*)"', template.read_text()))
    assert asked and asked <= set(ICONS)


def test_the_cost_bar_says_in_words_all_that_it_draws():
    bar = CostBar(Decimal("0.5"), Decimal("1.2"), Decimal(1), Decimal("1.4"), Decimal("3.3"))
    text = written('{% include "_cost_bar.html" %}', bar=bar)
    for said in ("0.5 – 1.2 months of wages", "13 – 32 days of work", "1 month of wages", "1.4 – 3.3 months of wages"):
        assert said in text
    assert 'width="25.0%"' in written('{% include "_cost_bar.html" %}', "km", bar=bar)  # 1 of 4 months, never "25,0"


def test_a_cost_bar_of_unknowns_draws_nothing_and_says_so_three_times():
    text = written('{% include "_cost_bar.html" %}', bar=CostBar())
    assert text.count("not known") == 3
    assert 'class="axis"' not in text


def test_an_agency_that_takes_nothing_is_not_shown_as_unknown():
    text = written('{% include "_cost_bar.html" %}', bar=CostBar(agency=Decimal(0)))
    assert "nothing" in text and 'class="says" x="0"' in text


def test_a_converted_range_is_about_and_an_exact_one_is_exact():
    low, high = Money(Decimal("4428.64"), "THB"), Money(Decimal("10281.07"), "THB")
    assert written("{{ low|about_to:high }}", low=low, high=high) == "≈ THB\xa04,429 – THB\xa010,281"
    exact = Money(Decimal(500), "THB")
    assert written("{{ low|about_to:high }}", low=exact, high=exact) == "THB\xa0500"
    assert written("{{ low|about_to:high }}", low=Money(None, "THB"), high=Money(None, "THB")) == "not known"
