"""What every test stands on: a fixed today (portal.settings_tests), an empty cache, and a way to move the clock."""

from datetime import date

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# How fast the machine is proves nothing.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    """Rate limits and remembered helplines live in the cache, the language in the thread; no test inherits them."""
    cache.clear()
    from jobs.grounds import forget_grounds

    forget_grounds()
    translation.activate("en")


@pytest.fixture
def today() -> date:
    """The day the test settings fix."""
    return date(2026, 11, 22)


@pytest.fixture
def on_day(settings):
    """Call it with a date to move the site's clock: on_day(date(2027, 1, 1))."""

    def move(day: date) -> None:
        settings.PORTAL_TODAY = day.isoformat()

    return move
