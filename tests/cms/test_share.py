"""Pictures of shared links: the right size, light, shaped, neutral, and without anything of another host."""

import io

import pytest
from django.conf import settings
from PIL import Image

from cms import share, share_views
from cms.share import CannotDraw, Words, draw
from tests.cms.make import make_article, make_consent, make_shelf, make_story
from tests.make import make_corridor

pytestmark = pytest.mark.django_db
TITLES = {
    "en": "Myanmar (Burma) → Thailand",
    "my": "မြန်မာ → ထိုင်း",
    "km": "មីយ៉ាន់ម៉ា (ភូមា) → ថៃ",
    "lo": "ມຽນມາ (ເບີມາ) → ໄທ",
    "th": "เมียนมา (พม่า) → ไทย",
}


@pytest.mark.parametrize("language", TITLES)
def test_a_guide_s_picture_is_of_the_size_that_chats_want_and_light(client, language):
    make_corridor("MM-TH-MOU")
    answer = client.get(f"/{language}/corridors/MM-TH-MOU/share.png")
    assert (answer.status_code, answer["Content-Type"], len(answer.cookies)) == (200, "image/png", 0)
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) <= 100_000


@pytest.mark.parametrize("language", TITLES)
def test_a_title_keeps_to_the_picture_however_long_it_is(language):
    size, lines = share._fitting((TITLES[language].replace("→", " ") + " ") * 12, language)
    assert len(lines) == 3 and size == 50 and lines[-1][-1].text.endswith("…")
    assert all(sum(run.width for run in line) <= share.WIDTH - share.EDGE for line in lines)
    assert len(draw(Words(TITLES[language] * 12, "", language, "Fair Passage"))) <= 100_000


def test_marks_of_burmese_and_khmer_are_shaped_and_not_set_one_after_the_other():
    """Unshaped, each of these takes the room of its letters one by one."""
    for language, script, word in (("my", "Myanmar", "ကြောင်"), ("km", "Khmer", "ស្ត្រី"), ("th", "Thai", "น้ำ")):
        font = share._font(script, 72)
        apart = sum(font.getlength(sign) for sign in word)
        assert font.getlength(word, language=language) < apart * 0.95, word


def test_a_sign_without_a_letter_is_no_picture_and_no_box(client):
    with pytest.raises(CannotDraw):
        draw(Words("Work \U0001f600", "", "en", "Fair Passage"))
    page = make_article(make_shelf(), title="Work \U0001f600")
    assert client.get(f"/en/share/{page.pk}.png").status_code == 404


def test_a_page_names_its_picture_and_nothing_of_another_host(client):
    page = make_article(make_shelf(), intro="Five questions.")
    body = client.get("/en/read/article/").content.decode()
    assert f'<meta property="og:image" content="{settings.SITE_URL}/en/share/{page.pk}.png">' in body
    assert '<meta property="og:title" content="Article">' in body and 'content="Five questions."' in body
    assert client.get(f"/en/share/{page.pk}.png").status_code == 200


def test_a_story_is_shared_under_a_neutral_title_and_only_while_it_may_be_told(client):
    consent = make_consent()
    story = make_story(make_shelf(), consent, title="How I ran away", intro="They locked the door.")
    head = client.get("/en/read/story/").content.decode().split("</head>")[0]
    assert '<meta property="og:title" content="Stories">' in head
    assert "How I ran away" not in head and "locked" not in head
    assert client.get(f"/en/share/{story.pk}.png").status_code == 200
    consent.withdrawn_on = consent.given_on
    consent.save()
    assert client.get(f"/en/share/{story.pk}.png").status_code == 404


def test_what_is_not_published_has_no_picture(client):
    page = make_article(make_shelf(), live=False)
    assert client.get(f"/en/share/{page.pk}.png").status_code == 404
    assert client.get("/en/share/999999.png").status_code == 404


def test_a_picture_is_drawn_once_and_not_without_end(client, monkeypatch):
    make_corridor("MM-TH-MOU"), make_corridor("KH-TH-MOU")
    drawn = []
    monkeypatch.setattr(share_views, "draw", lambda words: drawn.append(words) or b"png")
    monkeypatch.setattr(share_views, "DRAWN", 1)
    assert [client.get("/en/corridors/MM-TH-MOU/share.png").status_code for _ in range(3)] == [200] * 3
    assert len(drawn) == 1
    assert client.get("/en/corridors/KH-TH-MOU/share.png").status_code == 429
