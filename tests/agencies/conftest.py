"""What tests of the registry's past share: a site that lives on."""

from datetime import UTC, date, datetime, time

import pytest

from foundation import clock


@pytest.fixture
def live_on(settings, monkeypatch):
    """live_on(day) moves the site's day and the real moment alike: noon of that day in Bangkok."""

    def move(day: date) -> None:
        settings.PORTAL_TODAY = day.isoformat()
        moment = datetime.combine(day, time(12), clock.BANGKOK).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move
