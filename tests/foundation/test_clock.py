import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from foundation import clock


def test_the_day_turns_at_midnight_in_bangkok(settings):
    settings.PORTAL_TODAY = None
    with time_machine.travel(datetime(2026, 3, 1, 16, 59, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 3, 1)
    with time_machine.travel(datetime(2026, 3, 1, 17, 0, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 3, 2)
    assert not clock.is_moved()


@pytest.mark.parametrize("moved", ["2021-11-15", date(2021, 11, 15), datetime(2021, 11, 15, 9)])
def test_a_moved_day_leaves_the_real_moment_alone(settings, moved):
    settings.PORTAL_TODAY = moved
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False):
        assert clock.today() == date(2021, 11, 15)
        assert clock.now() == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert clock.is_moved()


def test_a_day_that_cannot_be_read_is_named(settings):
    settings.PORTAL_TODAY = "15/11/2021"
    with pytest.raises(ImproperlyConfigured, match="15/11/2021"):
        clock.today()


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
@pytest.mark.parametrize(
    "moment",
    [
        # Summer time begins and ends in the zones above; the last second before Bangkok's midnight, and midnight.
        datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 4, 4, 17, 0, tzinfo=UTC),
    ],
)
def test_the_machine_s_own_zone_and_its_summer_time_move_no_day(settings, monkeypatch, zone, moment):
    settings.PORTAL_TODAY = None
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with time_machine.travel(moment, tick=False):
            assert clock.today() == (moment + timedelta(hours=7)).date()
            assert clock.now() == moment
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_clock_that_is_set_back_gives_the_day_back_and_nothing_else(settings):
    settings.PORTAL_TODAY = None
    with time_machine.travel(datetime(2026, 3, 1, 17, 0, tzinfo=UTC), tick=False) as traveller:
        assert clock.today() == date(2026, 3, 2)
        traveller.move_to(datetime(2026, 3, 1, 16, 59, tzinfo=UTC))
        assert clock.today() == date(2026, 3, 1)
