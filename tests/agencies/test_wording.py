"""Every standing, reason and refusal has words, and they hold what the reason rests on."""

from datetime import date

import pytest
from django.utils import translation

from agencies.rules import Code, Reason, Standing, Verdict
from agencies.rules.vouching import Refusal
from agencies.templatetags.standing import standing_line
from agencies.wording import MARKS, NAMES, PAYERS, REASONS, REFUSALS, SENTENCES, say
from corridors.rules import Payer
from portal.icons import ICONS

DAY = date(2026, 11, 22)


def test_nothing_is_without_words():
    assert set(REASONS) == set(Code)
    assert set(NAMES) == set(SENTENCES) == set(MARKS) == set(Standing)
    assert set(REFUSALS) == set(Refusal)
    assert set(PAYERS) == {payer.value for payer in Payer}
    assert {icon for _, icon in MARKS.values()} <= set(ICONS)


def test_no_two_standings_share_a_word_or_an_icon():
    assert len({str(name) for name in NAMES.values()}) == len(Standing)
    assert len({icon for _, icon in MARKS.values()}) == len(Standing)


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_a_reason_reads_well_with_and_without_what_it_rests_on(code, language):
    with translation.override(language):
        for reason in (Reason(code), Reason(code, "400 MMK / 300 MMK", DAY), Reason(code, "100% L-1", DAY)):
            assert "%(" not in say(reason, language)


def test_amounts_and_numbers_are_written_for_the_reader_and_licence_numbers_as_they_stand():
    assert say(Reason(Code.FEES_ABOVE_CEILING, "400000 MMK / 300000 MMK"), "en").endswith("400,000 / MMK\xa0300,000.")
    assert "1,200 reports" in say(Reason(Code.PAYMENTS_AS_SAID, "1200"), "en")
    assert "0010200" in say(Reason(Code.LICENCE_SUSPENDED, "0010200"), "en")


def test_only_a_vetted_standing_shows_the_day_before_its_until():
    assert standing_line(Verdict(Standing.VETTED, (), DAY)).last_day == date(2026, 11, 21)
    for standing in set(Standing) - {Standing.VETTED}:
        assert standing_line(Verdict(standing, (), DAY)).last_day is None
    assert standing_line(Verdict(Standing.VETTED, ())).last_day is None
