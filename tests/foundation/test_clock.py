from datetime import UTC, date, datetime

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
