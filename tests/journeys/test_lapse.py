"""A licence ends at midnight, the index still swears by the agency: no page and no command shows it as vetted."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from jobs.introduction_models import Introduction
from search.engine import engine
from tests.make import TODAY, make_corridor, make_organisation, make_vetted_agency

pytestmark = pytest.mark.django_db
LAST_DAY = TODAY + timedelta(days=9)


@pytest.fixture
def fallen(settings, tmp_path, on_day):
    """An opening indexed while its agency stood, looked at after the last day of its licence."""
    from jobs.actions import post_opening, publish_opening, record_employer

    settings.SEARCH_INDEX_DIR, settings.FORM_LEAST_SECONDS = tmp_path / "index", 0
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(
        corridor, until=LAST_DAY, name="Sandbank Overseas", organisation=make_organisation(kind="agency")
    )
    opening = post_opening(
        agency, corridor, record_employer("Pier Seven Foods", "TH"), "Fish packer",
        wage_low=400, currency="THB", wage_per="day", hours_per_week=48, starts=date(2027, 3, 1),
    )  # fmt: skip
    publish_opening(opening)
    call_command("reindex", stdout=io.StringIO())
    return opening


def stale(fallen, on_day):
    """Move the clock past the last day; the index is what it was."""
    before = engine().files.pointer()
    on_day(LAST_DAY + timedelta(days=1))
    assert engine().files.pointer() == before
    return fallen


def search(*words) -> str:
    told = io.StringIO()
    call_command("search", *words, stdout=told)
    return told.getvalue()


def test_on_the_last_day_everything_is_shown(client, fallen, on_day):
    on_day(LAST_DAY)
    assert fallen.public_id in client.get("/en/jobs/?words=fish").content.decode()
    assert client.get(f"/en/jobs/{fallen.public_id}/").status_code == 200
    assert fallen.public_id in search("fish", "--json")


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_the_day_after_no_page_shows_it(client, fallen, on_day, language):
    stale(fallen, on_day)
    for query in ("", "?words=fish", f"?agency={fallen.agency.public_id}", "?words=Sandbank", "?sort=newest"):
        page = client.get(f"/{language}/jobs/{query}").content.decode()
        assert fallen.public_id not in page, query
        assert "Pier Seven" not in page, query
    hidden = client.get(f"/{language}/jobs/{fallen.public_id}/")
    assert hidden.status_code == 410
    assert "application/ld+json" not in hidden.content.decode()
    assert f"/{language}/jobs/{fallen.public_id}/introduce/" not in hidden.content.decode()


def test_the_day_after_no_command_shows_it(fallen, on_day):
    stale(fallen, on_day)
    for words in (("fish",), ("",), ("Sandbank", "--json"), ("fish", "--filter", f"agency={fallen.agency.public_id}")):
        assert fallen.public_id not in search(*words)


def test_the_day_after_the_agency_says_so_itself(client, fallen, on_day):
    stale(fallen, on_day)
    for path in (
        f"/en/agencies/{fallen.agency.public_id}/",
        "/en/agencies/?words=Sandbank",
        "/en/agencies/check/?q=Sandbank",
    ):
        page = client.get(path, follow=True).content.decode()
        assert "Sandbank" in page, path
        assert "Not vetted" in page or "not vetted" in page, path
        assert 'class="good"' not in page, path


def letter_for(client, opening) -> dict:
    """The introduction form as a worker fills it."""
    form = client.get(f"/en/jobs/{opening.public_id}/introduce/").context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    return sent | {"called": "May", "reply_by": "receipt", "consent": "on"}


def test_a_letter_sent_on_the_last_day_is_kept(client, fallen, on_day):
    on_day(LAST_DAY)
    assert client.post(f"/en/jobs/{fallen.public_id}/introduce/", letter_for(client, fallen)).status_code == 200
    assert Introduction.objects.count() == 1


def test_a_letter_sent_from_an_old_page_is_refused_and_not_kept(client, fallen, on_day):
    letter = letter_for(client, fallen)
    stale(fallen, on_day)
    assert client.post(f"/en/jobs/{fallen.public_id}/introduce/", letter).status_code < 500
    assert not Introduction.objects.exists()


def test_the_index_forgets_it_when_it_next_hears(fallen, on_day):
    stale(fallen, on_day)
    call_command("index_pending", stdout=io.StringIO())
    assert engine().count() == 0
