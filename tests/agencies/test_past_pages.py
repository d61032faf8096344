"""The pages of an agency as of a past day, and what its page tells of its past."""

import pytest
from django.urls import reverse

from partners.actions import accredit_cso, register_cso
from tests.agencies.past_days import day, page
from tests.make import make_corridor

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


def test_the_page_of_a_past_day_shows_it_with_a_banner_and_a_way_back(client, lived):
    url = reverse("agency", args=[lived.public_id])
    text = page(client, f"{url}?as_of=2026-03-01")
    assert "This page shows what we knew on 1 March 2026. It may be different today." in text
    assert "<h1>Old Name</h1>" in text and "Newest Name" not in text
    assert "On 1 March 2026: Vetted" in text
    assert f'href="{url}"' in text and "See what we know today" in text
    assert 'name="robots" content="noindex"' in text
    # Nothing there may pass for today's word: no green, no number to call, no jobs.
    assert 'class="good"' not in text
    assert "tel:" not in text[text.index("Contacts at that time") : text.index("<footer")]
    assert "See its jobs" not in text


def test_prices_of_a_past_day_are_those_told_by_then(client, lived):
    url = reverse("agency", args=[lived.public_id])
    assert "THB\u00a0500" in page(client, f"{url}?as_of=2026-05-01")
    assert "THB\u00a0900" not in page(client, f"{url}?as_of=2026-05-01")
    assert "THB\u00a0900" in page(client, f"{url}?as_of=2026-06-04")


def test_before_it_was_known_the_page_says_so_and_tells_nothing_else(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]) + "?as_of=2026-01-04")
    assert "On 4 January 2026 we did not know this agency yet." in text
    assert "Name</h1>" not in text and "Licences" not in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2027-01-01", "This day has not come yet."),
        ("9999-12-31", "This day has not come yet."),
        ("yesterday", "We cannot read this day."),
        ("2026-02-30", "We cannot read this day."),
        ("20260501", "We cannot read this day."),
        ("0000-00-00", "We cannot read this day."),
        ("%00%ff", "We cannot read this day."),
        ("%3Cscript%3E", "We cannot read this day."),
    ],
)
def test_a_day_that_cannot_be_shown_gives_todays_page_and_a_sentence(client, lived, asked, sentence):
    for url in (reverse("agency", args=[lived.public_id]), reverse("agency_list")):
        text = page(client, f"{url}?as_of={asked}")
        assert sentence in text and "<script>" not in text
        # At the top, before all that it is not about, and once.
        assert text.count(sentence) == 1 and "</h1>" in text.split(sentence)[0][-400:]
        assert "This page shows what we knew on" not in text


@pytest.mark.parametrize("asked", ["", "2026-11-22", "++"])
def test_no_day_or_today_is_todays_page(client, lived, asked):
    text = page(client, reverse("agency", args=[lived.public_id]) + f"?as_of={asked}")
    assert (
        "Newest Name" in text
        and "We cannot read" not in text
        and "what we knew on" not in text.lower().split("<h1")[1].split("summary")[0]
    )


def test_a_day_in_burmese_digits_is_read_and_other_spellings_of_the_number_keep_it(client, lived):
    burmese = "2026-03-01".translate({ord("0") + value: 0x1040 + value for value in range(10)})
    assert "1 March 2026" in page(client, reverse("agency", args=[lived.public_id]) + f"?as_of={burmese}")
    spaced = client.get(f"/en/agencies/{lived.public_id[:4]} {lived.public_id[4:]}/?as_of=2026-03-01")
    assert spaced.headers["location"].endswith(f"/{lived.public_id}/?as_of=2026-03-01")


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_past_pages_answer_in_every_language_without_a_cookie(client, lived, language):
    for path in (f"{lived.public_id}/?as_of=2026-05-01", "?as_of=2026-05-01", f"{lived.public_id}/"):
        assert not client.get(f"/{language}/agencies/{path}").cookies
        page(client, f"/{language}/agencies/{path}")


def test_the_agency_page_draws_its_standing_over_time_with_the_same_in_words(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]))
    drawing = text[text.index("Its standing over time") :]
    drawing, words = drawing[: drawing.index("</svg>")], drawing[: drawing.index("</figure>")]
    for kind in ("was-vetted", "was-suspended", "was-conditional", "was-not_vetted"):
        assert f'class="{kind}"' in drawing
    assert "1 April 2026 to 3 May 2026: ■ Suspended" in words
    assert "since 1 July 2026: ✕ Not vetted" in words
    assert "style=" not in drawing


def test_corrections_say_what_was_before_when_and_why(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]))
    told = text[text.index("What was changed in this record") :]
    assert "Changed on 1 July 2026: Address." in told and "Before: 1 Road." in told and "Why: Moved" in told
    assert "Before: Old Name." in told and "Why: The seal says so" in told


def test_swapping_who_vouched_changes_no_byte_of_a_past_page(client, lived):
    url = reverse("agency", args=[lived.public_id]) + "?as_of=2026-03-01"
    before = page(client, url)
    vouch = lived.vouches.last()
    vouch.cso = accredit_cso(register_cso("Somebody else", "faith"), day(1, 1), None)
    vouch.save()
    assert page(client, url) == before
    assert "North" not in before and "South" not in before
