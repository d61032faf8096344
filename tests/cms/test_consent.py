"""Consents: nobody's story or picture stands without one, and taking it back acts at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms import rules
from cms.consents import withdraw
from cms.models import Consent, StoryPage
from cms.rules import Lacks
from tests.cms.make import make_article, make_consent, make_editor, make_picture, make_shelf, make_story

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changed", "picture", "why"),
    [
        ({}, False, None),
        ({}, True, None),
        ({"until": DAY}, False, None),
        ({"until": DAY - timedelta(days=1)}, False, Lacks.RUN_OUT),
        ({"withdrawn_on": DAY}, False, Lacks.WITHDRAWN),
        ({"withdrawn_on": DAY}, True, Lacks.WITHDRAWN),
        ({"given_on": DAY + timedelta(days=1)}, False, Lacks.NOT_YET),
        ({"text": False}, False, Lacks.NOT_TEXT),
        ({"text": False}, True, None),
        ({"picture": False}, True, Lacks.NOT_PICTURE),
        ({"picture": False}, False, None),
        ({"on_site": False}, False, Lacks.NOT_HERE),
    ],
)
def test_what_a_consent_allows_on_a_day(changed, picture, why):
    whole = {
        "given_on": date(2026, 1, 1), "until": None, "withdrawn_on": None, "text": True, "picture": True, "on_site": True
    }  # fmt: skip
    assert rules.lacks(rules.Consent(**{**whole, **changed}), DAY, picture) == why


def test_no_consent_allows_nothing():
    assert rules.lacks(None, DAY, False) is Lacks.NO_CONSENT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"until": DAY},
        {"until": date(2026, 11, 21)},
        {"withdrawn_on": DAY},
        {"given_on": date(2026, 11, 23)},
        {"covers_text": False},
        {"on_site": False},
    ],
)
def test_the_query_and_the_rule_say_the_same(given):
    consent = make_consent(**given)
    allowed = rules.lacks(consent.fact(), DAY, False) is None
    assert Consent.objects.holding(DAY).filter(pk=consent.pk).exists() == allowed


@pytest.mark.django_db
def test_a_story_without_consent_cannot_be_saved_or_published():
    shelf = make_shelf()
    with pytest.raises(ValidationError):
        make_story(shelf, None)
    story = make_story(shelf, None, live=False)
    story.live = True
    with pytest.raises(ValidationError):
        story.save_revision().publish()
    assert not StoryPage.objects.live().exists()
    make_story(shelf, None, slug="example", example=True)


@pytest.mark.django_db
def test_taking_a_consent_back_takes_the_story_and_the_pictures_down_at_once(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    shelf, consent = make_shelf(), make_consent()
    story = make_story(shelf, consent)
    photo = make_picture(shows_people=True, consent=consent)
    article = make_article(shelf, body=[("picture", {"picture": photo, "alternative": "Two people"})])
    body = client.get("/en/read/article/").content.decode()
    assert 'alt="Two people"' in body and "Do not take anybody in a picture for a victim" in body
    assert client.get("/en/read/story/").status_code == 200
    assert sorted(withdraw(consent)) == sorted([story.pk, article.pk])
    assert client.get("/en/read/story/").status_code == 404 == client.get("/en/read/article/").status_code
    revision = story.get_latest_revision() or story.save_revision(clean=False)
    with pytest.raises(ValidationError):
        revision.publish()
    assert withdraw(consent) == []


@pytest.mark.django_db
def test_a_picture_whose_consent_was_taken_back_is_gone_at_its_own_address_too(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    consent = make_consent()
    people = make_picture(shows_people=True, consent=consent).get_rendition("max-800x800|format-webp").url
    thing = make_picture().get_rendition("max-800x800|format-webp").url
    before = client.get(people)
    assert before.status_code == 200 and "no-cache" in before["Cache-Control"]
    assert "max-age" in client.get(thing)["Cache-Control"]
    withdraw(consent)
    assert client.get(people).status_code == 404 and client.get(thing).status_code == 200
    client.force_login(make_editor())
    assert client.get(people)["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_consent_that_runs_out_hides_story_and_picture_without_anybody_doing_anything(
    client, on_day, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    shelf, consent = make_shelf(), make_consent(until=date(2026, 12, 31))
    make_story(shelf, consent)
    photo = make_picture(shows_people=True, consent=consent)
    make_article(shelf, body=[("picture", {"picture": photo, "alternative": "Two people"})])
    assert "A story" in client.get("/en/read/").content.decode()
    on_day(date(2027, 1, 1))
    assert client.get("/en/read/story/").status_code == 404
    assert "A story" not in client.get("/en/read/").content.decode()
    assert "Two people" not in client.get("/en/read/article/").content.decode()


@pytest.mark.django_db
def test_a_picture_of_people_needs_a_consent_that_covers_pictures(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(IntegrityError), transaction.atomic():
        make_picture(shows_people=True)
    words_only = make_picture(shows_people=True, consent=make_consent(covers_picture=False))
    with pytest.raises(ValidationError, match="does not cover pictures"):
        make_article(make_shelf(), body=[("picture", {"picture": words_only, "alternative": "Two people"})])


@pytest.mark.django_db
def test_an_editor_who_enters_the_withdrawal_takes_the_story_down(client):
    shelf, consent = make_shelf(), make_consent()
    story = make_story(shelf, consent)
    client.force_login(make_editor())
    form = {
        "alias": consent.alias, "recorded_by": consent.recorded_by, "given_on": "2026-01-01", "covers_text": "on",
        "on_site": "on", "until": "", "withdrawn_on": "2026-11-22",
    }  # fmt: skip
    response = client.post(f"/admin/snippets/cms/consent/edit/{consent.pk}/", form)
    assert response.status_code == 302, response.content.decode()[:500]
    story.refresh_from_db()
    assert not story.live
