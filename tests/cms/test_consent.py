"""Consents: nobody's story, picture, voice or film stands without one, and taking it back acts at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms import rules
from cms.consents import withdraw
from cms.models import Consent, CorridorGuidePage, CorridorIndexPage, LibraryPage, PublicationPage, StoryPage, VideoPage
from cms.models.library import PublicationFile
from cms.page_search import find
from cms.rules import Lacks, What
from tests.cms.make import (
    FILM,
    SOUND,
    make_article,
    make_consent,
    make_editor,
    make_file,
    make_picture,
    make_shelf,
    make_story,
    simple_pdf,
)
from tests.make import make_corridor

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changed", "what", "why"),
    [
        ({}, What.WORDS, None),
        ({}, What.PICTURE, None),
        ({}, What.RECORDING, None),
        ({"until": DAY}, What.WORDS, None),
        ({"until": DAY - timedelta(days=1)}, What.WORDS, Lacks.RUN_OUT),
        ({"withdrawn_on": DAY}, What.WORDS, Lacks.WITHDRAWN),
        ({"withdrawn_on": DAY}, What.PICTURE, Lacks.WITHDRAWN),
        ({"withdrawn_on": DAY}, What.RECORDING, Lacks.WITHDRAWN),
        ({"given_on": DAY + timedelta(days=1)}, What.WORDS, Lacks.NOT_YET),
        ({"text": False}, What.WORDS, Lacks.NOT_TEXT),
        ({"text": False}, What.PICTURE, None),
        ({"picture": False}, What.PICTURE, Lacks.NOT_PICTURE),
        ({"picture": False}, What.WORDS, None),
        ({"recording": False}, What.RECORDING, Lacks.NOT_RECORDING),
        ({"recording": False}, What.PICTURE, None),
        ({"on_site": False}, What.WORDS, Lacks.NOT_HERE),
    ],
)
def test_what_a_consent_allows_on_a_day(changed, what, why):
    whole = {
        "given_on": date(2026, 1, 1), "until": None, "withdrawn_on": None, "text": True, "picture": True,
        "recording": True, "on_site": True,
    }  # fmt: skip
    assert rules.lacks(rules.Consent(**{**whole, **changed}), DAY, what) == why


def test_no_consent_allows_nothing():
    assert rules.lacks(None, DAY, What.WORDS) is Lacks.NO_CONSENT


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
        {"covers_picture": False},
        {"covers_recording": False},
        {"on_site": False},
    ],
)
def test_the_query_and_the_rule_say_the_same(given):
    consent = make_consent(**given)
    for what in What:
        allowed = rules.lacks(consent.fact(), DAY, what) is None
        assert Consent.objects.holding(DAY, what).filter(pk=consent.pk).exists() == allowed, what


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


@pytest.fixture
def _own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def heard(sound) -> list:
    """A body with a person's voice in both places there are."""
    return [
        ("steps", {"heading": "", "steps": [{"name": "Ask first", "detail": "", "pictogram": "", "audio": sound}]}),
        ("audio", {"title": "In her own voice", "sound": sound, "words": "They took my zebra"}),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_voice_whose_consent_was_taken_back_is_gone_from_the_pages_and_at_its_own_address(client):
    shelf, consent = make_shelf(), make_consent()
    voice = make_file(SOUND, "voice.mp3", shows_people=True, consent=consent)
    other = make_file(SOUND, "read-aloud.mp3")
    story = make_story(shelf, consent, body=heard(voice))
    article = make_article(shelf, body=heard(voice))
    read_aloud = make_article(shelf, slug="aloud", body=heard(other))
    assert client.get("/en/read/article/").content.decode().count(voice.url) == 2
    before = client.get(voice.url)
    assert before.status_code == 200 and before["Cache-Control"] == "no-cache"
    assert sorted(withdraw(consent)) == sorted([story.pk, article.pk])
    for ask in (client.get, client.head):
        gone = ask(voice.url)
        assert gone.status_code == 404 and "no-store" in gone["Cache-Control"]
    # What a browser or a cache still holds is not confirmed either.
    assert client.get(voice.url, headers={"If-None-Match": before["ETag"]}).status_code == 404
    for name in ("other.mp3", "VOICE.mp3", "", "voice.mp3/", "..%2Fvoice.mp3"):
        assert client.get(f"/documents/{voice.pk}/{name}", follow=True).status_code == 404, name
    assert client.get(other.url).status_code == 200
    read_aloud.refresh_from_db()
    assert read_aloud.live
    with pytest.raises(ValidationError, match="took the consent back"):
        article.save_revision(clean=False).publish()
    client.force_login(make_editor())
    assert client.get(voice.url).status_code == 200
    assert client.get(f"/admin/documents/edit/{voice.pk}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_voice_whose_consent_runs_out_is_heard_no_more_without_anybody_doing_anything(client, on_day):
    shelf, consent = make_shelf(), make_consent(until=date(2026, 12, 31))
    voice = make_file(SOUND, "voice.mp3", shows_people=True, consent=consent)
    make_article(shelf, body=heard(voice))
    assert "They took my zebra" in client.get("/en/read/article/").content.decode()
    on_day(date(2027, 1, 1))
    page = client.get("/en/read/article/").content.decode()
    assert "Ask first" in page and "<audio" not in page and "zebra" not in page and "her own voice" not in page
    assert client.get(voice.url).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_search_never_holds_what_a_person_says_in_a_recording():
    shelf = make_shelf()
    make_article(shelf, body=heard(make_file(SOUND, "voice.mp3", shows_people=True, consent=make_consent())))
    assert not find("zebra", "en").texts and find("ask first", "en").texts
    make_article(shelf, slug="aloud", body=heard(make_file(SOUND, "read-aloud.mp3")))
    assert len(find("zebra", "en").texts) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
@pytest.mark.parametrize("how", ["withdrawn", "run out"])
def test_a_film_goes_with_its_consent_page_list_search_and_address(client, on_day, how):
    shelf, consent = make_shelf(), make_consent(until=date(2026, 12, 31))
    film = make_file(FILM, "film.mp4", shows_people=True, consent=consent)
    bridge = make_file(FILM, "bridge.mp4")
    page = shelf.add_child(instance=VideoPage(title="Zebra", slug="zebra", file=film, link="https://example.org/film"))
    shelf.add_child(instance=VideoPage(title="Bridge", slug="bridge", file=bridge))
    shelf.add_child(instance=VideoPage(title="Elsewhere", slug="elsewhere", link="https://example.org/film"))
    assert film.url in client.get("/en/read/zebra/").content.decode() and client.get(film.url).status_code == 200
    if how == "withdrawn":
        assert withdraw(consent) == [page.pk]
    else:
        on_day(date(2027, 1, 1))
    assert client.get("/en/read/zebra/").status_code == 404 == client.get(film.url).status_code
    assert client.head(film.url).status_code == 404
    assert not find("zebra", "en").texts
    shown = client.get("/en/read/").content.decode()
    assert "Zebra" not in shown and "Bridge" in shown and "Elsewhere" in shown
    assert client.get("/en/read/bridge/").status_code == 200 == client.get("/en/read/elsewhere/").status_code
    assert client.get(bridge.url).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_paper_that_shows_a_person_goes_with_the_consent_to_pictures(client):
    shelf, consent = make_shelf(), make_consent(covers_recording=False)
    paper = make_file(simple_pdf(), "paper.pdf", shows_people=True, consent=consent)
    article = make_article(shelf, body=[("document", {"title": "Her story", "file": paper})])
    library = shelf.add_child(instance=LibraryPage(title="Library", slug="library", locale=shelf.locale))
    publication = PublicationPage(title="Book", slug="book", year=2026, locale=shelf.locale)
    publication.files = [PublicationFile(language="en", file=paper)]
    library.add_child(instance=publication)
    assert all(paper.url in client.get(f"/en/read/{at}/").content.decode() for at in ("article", "library/book"))
    assert sorted(withdraw(consent)) == sorted([article.pk, publication.pk])
    assert client.get(paper.url).status_code == 404
    with pytest.raises(ValidationError, match="took the consent back"):
        PublicationPage.objects.get(pk=publication.pk).save_revision(clean=False).publish()


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_file_of_a_person_needs_a_consent_that_covers_voice_and_film():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_file(SOUND, "voice.mp3", shows_people=True)
    shelf, words_only = make_shelf(), make_consent(covers_recording=False)
    voice = make_file(SOUND, "voice.mp3", shows_people=True, consent=words_only)
    for body in (heard(voice)[:1], heard(voice)[1:]):
        with pytest.raises(ValidationError, match=r"voice\.mp3: .*does not cover voice and film"):
            make_article(shelf, body=body)
    film = make_file(FILM, "film.mp4", shows_people=True, consent=words_only)
    with pytest.raises(ValidationError, match=r"film\.mp4: .*does not cover voice and film"):
        shelf.add_child(instance=VideoPage(title="Ours", slug="ours", file=film))


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_sound_in_a_told_story_must_say_whose_voice_it_is():
    shelf, sound = make_shelf(), make_file(SOUND, "voice.mp3")
    for body in (heard(sound)[:1], heard(sound)[1:]):
        with pytest.raises(ValidationError, match=r"voice\.mp3: a sound in a story is somebody's voice"):
            make_story(shelf, make_consent(), body=body)
    make_story(shelf, None, slug="example", example=True, body=heard(sound))


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_the_editors_form_of_a_file_asks_whose_voice_it_is_and_for_the_consent(client):
    consent, sound = make_consent(), make_file(SOUND, "voice.mp3")
    client.force_login(make_editor())
    address = f"/admin/documents/edit/{sound.pk}/"
    assert "a person can be heard or seen in it" in client.get(address).content.decode().lower()
    form = {"title": "Voice", "collection": 1, "shows_people": "on", "consent": ""}
    assert "needs their consent" in client.post(address, form).content.decode()
    sound.refresh_from_db()
    assert not sound.shows_people
    assert client.post(address, {**form, "consent": consent.pk}).status_code == 302
    sound.refresh_from_db()
    assert sound.shows_people and sound.consent == consent


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_media")
def test_a_phone_keeps_no_file_and_a_guide_no_longer_than_the_consents_in_it(client):
    corridor, consent = make_corridor("MM-TH-MOU"), make_consent(until=date(2026, 12, 1))
    voice = make_file(SOUND, "voice.mp3", shows_people=True, consent=consent)
    assert "X-Kept-Line" not in client.get(voice.url, headers={"X-Keep": "1"})
    shelf = make_shelf()
    routes = shelf.get_parent().add_child(
        instance=CorridorIndexPage(title="Routes", slug="corridors", locale=shelf.locale)
    )
    guide = CorridorGuidePage(title="Guide", slug="guide", corridor=corridor, locale=shelf.locale, body=heard(voice))
    routes.add_child(instance=guide)
    address = "/en/corridors/MM-TH-MOU/"
    kept = client.get(address, headers={"X-Keep": "1"})
    assert "zebra" in kept.content.decode() and kept["X-Kept-Until"].startswith("2026-12-02")
    withdraw(consent)
    after = client.get(address, headers={"X-Keep": "1"})
    assert "zebra" not in after.content.decode() and after["X-Kept-Until"] > "2026-12-02"
