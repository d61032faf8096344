"""The rules of proposals by table: sources, who decides, when it is due, on which days a difference is seen, and gaps."""

from datetime import date, timedelta

import pytest

from corridors.rules.proposing import (
    Refusal,
    SourceFault,
    Span,
    effect_day,
    gap,
    is_due,
    may_decide,
    source_fault,
    turning_days,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (None, SourceFault.MISSING),
        (("", "", "2025"), SourceFault.MISSING),
        (("Gazette", "", ""), SourceFault.NO_DATE),
        (("Gazette", "", "2026-11-23"), SourceFault.LATER),
        (("Gazette", "", "2026-11"), None),
        (("Gazette", "", "2026-11-22"), None),
    ],
)
def test_what_a_source_needs(source, fault):
    assert source_fault(source, TODAY) == fault


@pytest.mark.parametrize(
    ("waits", "drafter", "decider", "refusal"),
    [(True, 1, 2, None), (True, 1, 1, Refusal.OWN), (False, 1, 2, Refusal.NOT_WAITING), (True, None, 2, None)],
)
def test_who_may_decide(waits, drafter, decider, refusal):
    assert may_decide(waits, drafter, decider) == refusal


def test_when_a_proposal_is_due():
    assert is_due(None, TODAY) and is_due(TODAY, TODAY) and not is_due(TODAY + timedelta(days=1), TODAY)


def day(text: str) -> date | None:
    return date.fromisoformat(f"2027-{text}") if text else None


def span(text: str | None) -> Span | None:
    return None if text is None else Span(*(day(part) for part in text.split("/")))


def test_a_proposal_takes_effect_on_its_day_or_today_when_that_has_passed():
    later, past = TODAY + timedelta(days=5), TODAY - timedelta(days=5)
    assert [effect_day(each, TODAY) for each in (None, past, TODAY, later)] == [TODAY, TODAY, TODAY, later]


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [
        (None, "/", []),
        (None, "03-01/", ["03-01"]),
        (None, "01-05/", []),
        (None, "03-01/04-30", ["03-01"]),
        ("/", "/04-30", ["05-01"]),
        ("/03-31", "/04-30", ["04-01"]),
        ("/04-30", "/04-30", []),
        ("/03-31", "04-01/", ["04-01"]),
        ("02-01/", "03-01/", ["02-01", "03-01"]),
        ("02-01/", None, ["02-01"]),
        ("/04-30", None, []),
        ("/", "/01-05", []),
    ],
)
def test_on_which_days_readers_begin_to_see_a_difference(old, new, days):
    assert turning_days(span(old), span(new), day("01-10")) == {day(text) for text in days}


def test_the_last_day_of_the_calendar_is_no_fault():
    assert turning_days(span("/"), Span(None, date.max), TODAY) == set()
    assert turning_days(None, Span(date.max, None), TODAY) == set()
    assert gap(span("/"), Span(date.min, None), TODAY) is None


@pytest.mark.parametrize(
    ("old", "new", "between"),
    [
        ("/", "03-01/", ("01-10", "02-28")),
        ("01-01/01-20", "03-01/", ("01-10", "02-28")),
        ("02-01/", "03-01/", ("02-01", "02-28")),
        ("/01-09", "03-01/", None),
        ("/", "01-10/", None),
        ("/", "01-05/", None),
        ("/", "/", None),
        (None, "03-01/", None),
        ("/", None, None),
    ],
)
def test_between_the_old_one_and_the_new_one_there_may_be_a_gap(old, new, between):
    expected = between and tuple(day(text) for text in between)
    assert gap(span(old), span(new), day("01-10")) == expected
