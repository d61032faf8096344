"""A day that a form starts with is there for the browser in every language."""

import pytest
from django.conf import settings
from django.utils import translation

from agencies.vouch_forms import VouchForm
from partners.forms import AccreditForm
from tests.make import TODAY


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_a_day_is_written_as_the_browser_s_calendar_reads_it(language):
    with translation.override(language):
        fields = (AccreditForm(initial={"since": TODAY})["since"], VouchForm(initial={"last_day": TODAY})["last_day"])
        assert all('type="date"' in str(field) and 'value="2026-11-22"' in str(field) for field in fields)
