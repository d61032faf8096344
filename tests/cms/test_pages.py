"""Pages that editors write: every kind in every language, fallback, review dates, words, the guide around facts."""

import gzip
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page

from cms.blocks import PICTOGRAMS, Body
from cms.facts.overdue import overdue_on
from cms.models import ArticlePage, CorridorGuidePage, StoryPage, Term
from cms.planting import plant_tree, words_in
from foundation import clock
from portal.icons import ICONS
from tests.cms.make import make_article, make_editor, make_shelf, picture_file
from tests.make import make_corridor

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
PATHS = (
    "about",
    "about/method",
    "about/privacy",
    "about/terms",
    "about/contact",
    "about/partners",
    "read",
    "read/rights",
    "read/articles",
    "read/articles/five-questions",
    "read/stories",
    "read/stories/example-one",
    "read/library",
    "read/library/example-leaflet",
    "read/example-film",
    "corridors",
    "corridors/MM-TH-MOU",
)


@pytest.fixture
def planted():
    """Planted for one test: others of this module stand on an empty tree."""
    make_corridor("MM-TH-MOU")
    plant_tree()


def body_of(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_a_body_has_at_most_ten_kinds_of_blocks():
    assert len(Body.base_blocks) == 10
    assert {name for name, _ in PICTOGRAMS} <= set(ICONS)


def test_every_language_has_the_same_first_words():
    english = words_in("en")
    for language in LANGUAGES:
        own = words_in(language)
        assert own.keys() == english.keys(), language
        for key in english:
            assert own[key].keys() == english[key].keys(), (language, key)
            assert len(own[key].get("steps", ())) == len(english[key].get("steps", ())), (language, key)


def test_every_kind_of_page_is_served_in_every_language_lightly_and_without_a_trace(client, planted):
    sheet = sum(
        len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in ("site.css", "mark.svg")
    )
    for language in LANGUAGES:
        with override(language):
            unread = gettext("No native speaker has checked this translation yet.")
        for path in PATHS:
            response = client.get(f"/{language}/{path}/")
            assert response.status_code == 200, (language, path)
            assert not response.cookies
            assert len(gzip.compress(response.content)) + sheet <= 14_600, (language, path)
            body = response.content.decode()
            assert body.count("<h1") == 1 and 'style="' not in body and "<iframe" not in body
            assert language == "en" or path == "corridors" or unread in body, (language, path)


def test_planting_twice_makes_nothing_and_what_editors_wrote_or_deleted_stays(client, planted):
    page = ArticlePage.objects.get(slug="passport", locale__language_code="en")
    page.title = "Ours"
    page.save_revision().publish()
    for twin in StoryPage.objects.filter(slug="example-two"):
        twin.delete()
    assert plant_tree() == 0
    assert "Ours" in body_of(client, "/en/read/articles/passport/")
    assert not StoryPage.objects.filter(slug="example-two").exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_no_example_is_planted_where_examples_may_not_exist(settings):
    settings.PORTAL_DEMO = False
    plant_tree()
    assert not StoryPage.objects.exists() and not ArticlePage.objects.exists()


def test_a_page_that_is_not_translated_comes_in_english_and_says_so(client):
    make_shelf()
    make_article(make_shelf_in("my"), title="Own", slug="own")
    english = make_article(
        ArticlePage.objects.get().get_parent().specific.get_translation(Locale.get_default()), slug="only"
    )
    body = body_of(client, "/my/read/only/")
    assert '<h1 lang="en">Article</h1>' in body and '<html lang="my"' in body
    shelf = body_of(client, "/my/read/")
    assert "Own" in shelf and f'href="{english.url}"' in shelf
    english.unpublish()
    body_of(client, "/my/read/only/", 404)


def make_shelf_in(language: str):
    from cms.models import ShelfPage

    english = ShelfPage.objects.get(slug="read", locale=Locale.get_default())
    shelf = english.copy_for_translation(Locale.objects.get(language_code=language))
    shelf.live = True
    shelf.save()
    return shelf


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"review_on": date(2026, 11, 21), "reviewed_on": date(2026, 3, 1)}, "Not checked since 1 March 2026"),
        ({"review_on": date(2026, 11, 21)}, "was to be checked on 21 November 2026"),
        ({"review_on": date(2026, 11, 22), "reviewed_on": date(2026, 3, 1)}, "Checked on 1 March 2026"),
    ],
)
def test_a_page_past_its_review_date_says_so_by_itself(client, given, told):
    make_article(make_shelf(), **given)
    assert told in body_of(client, "/en/read/article/")


def test_a_page_without_a_day_of_its_own_is_believed_for_a_year(client, on_day):
    page = make_article(make_shelf())
    page.save_revision().publish()
    page.refresh_from_db()
    published = page.checked_since
    on_day(published.replace(year=published.year + 1))
    assert "Not checked since" not in body_of(client, "/en/read/article/")
    on_day(published.replace(year=published.year + 1) + timedelta(days=1))
    assert "Not checked since" in body_of(client, "/en/read/article/")
    assert page.pk in [one.pk for one in overdue_on(clock.today(), kinds=["pages"])]


def test_a_long_page_is_saved_as_the_editor_s_form_sends_it(client):
    page = make_article(make_shelf())
    client.force_login(make_editor())
    step = {"name": "Do", "detail": "More", "pictogram": "", "audio": ""}
    form = {"title": "Long", "slug": "article", "intro": "", "body-count": "10"}
    form |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    for block in range(10):
        at = f"body-{block}"
        form |= {f"{at}-type": "steps", f"{at}-order": block, f"{at}-deleted": "", f"{at}-id": ""}
        form |= {f"{at}-value-heading": "", f"{at}-value-steps-count": "12"}
        for number in range(12):
            one = f"{at}-value-steps-{number}"
            form |= {f"{one}-order": number, f"{one}-deleted": "", f"{one}-id": ""}
            form |= {f"{one}-value-{name}": value for name, value in step.items()}
    answer = client.post(f"/admin/pages/{page.pk}/edit/", form)
    assert answer.status_code == 302
    page.refresh_from_db()
    assert len(page.get_latest_revision_as_object().body) == 10


def test_words_of_the_field_are_explained_without_script(client):
    shelf = make_shelf()
    term = Term.objects.create(
        word="broker", other_forms="brokers", meaning="Brings <workers> for money.", locale=shelf.locale
    )
    text = "<p>A pawnbroker is none. <a href='/en/'>A broker</a> &amp; two Brokers, a broker.</p>"
    make_article(shelf, body=[("text", {"heading": "The broker", "text": text})])
    body = body_of(client, "/en/read/article/")
    link = f'<a id="at-word-{term.pk}" href="#word-{term.pk}">Brokers</a>'
    assert body.count(f'href="#word-{term.pk}"') == 1 and link in body
    assert f'<dt id="word-{term.pk}">broker</dt><dd>Brings &lt;workers&gt; for money.' in body


def test_words_are_found_in_scripts_without_spaces_only_where_a_word_begins():
    from cms.glossary import Glossary

    words = Glossary({"สัญญา": (1, "สัญญา", "…")})
    assert 'href="#word-1"' in words.mark("<p>อ่านสัญญาก่อน</p>")
    assert "href" not in Glossary({"สัญ": (1, "สัญ", "…")}).mark("<p>อ่านสัญญาก่อน</p>")


def test_the_guide_has_one_address_and_the_editor_s_words_around_the_facts(client, planted):
    page = CorridorGuidePage.objects.get(locale__language_code="en")
    page.intro = "Our own words."
    page.save_revision().publish()
    assert page.url.endswith("/en/corridors/MM-TH-MOU/")
    assert client.get("/en/corridors/mm-th-mou/")["Location"] == "/en/corridors/MM-TH-MOU/"
    body = body_of(client, "/en/corridors/MM-TH-MOU/")
    assert "Our own words." in body and "Before you pay" in body and "Can I go today?" in body
    CorridorGuidePage.objects.exclude(pk=page.pk).delete()
    body = body_of(client, "/my/corridors/MM-TH-MOU/")
    assert '<div lang="en"><p>Our own words.</p></div>' in body
    page.unpublish()
    assert "Our own words." not in body_of(client, "/my/corridors/MM-TH-MOU/")


def test_a_corridor_with_a_guide_cannot_be_deleted_nor_have_two(planted):
    page = CorridorGuidePage.objects.get(locale__language_code="en")
    with pytest.raises(ProtectedError):
        page.corridor.delete()
    with pytest.raises(ValidationError):
        page.get_parent().add_child(instance=CorridorGuidePage(title="Two", slug="two", corridor=page.corridor))


def test_an_editor_previews_a_guide_before_it_is_published(client, planted):
    client.force_login(make_editor())
    page = CorridorGuidePage.objects.get(locale__language_code="en")
    page.intro = "Not published yet."
    page.save_revision()
    body = body_of(client, f"/admin/pages/{page.pk}/view_draft/")
    assert "Not published yet." in body and "Can I go today?" in body


def test_the_second_of_two_editors_at_once_is_warned(client):
    page = make_article(make_shelf())
    client.force_login(make_editor())
    body_of(client, f"/admin/pages/{page.pk}/edit/")
    first = page.save_revision()
    page.title = "Changed meanwhile"
    page.save_revision(user=make_editor())
    address = reverse("wagtailadmin_editing_sessions:ping", args=["cms", "articlepage", page.pk, 1])
    ping = client.post(address, {"revision_id": first.pk})
    assert ping.status_code == 200
    assert "saved a new version" in ping.json()["html"]


def test_what_the_second_of_two_editors_has_open_saves_itself_over_nothing(client):
    page = make_article(make_shelf())
    page.save_revision()
    page.refresh_from_db()
    seen = page.latest_revision
    client.force_login(make_editor())
    page.title = "Changed meanwhile"
    page.save_revision(user=make_editor())
    form = {"title": "Mine", "slug": "article", "intro": "", "body-count": "0", "loaded_revision_id": seen.pk}
    form |= {"loaded_revision_created_at": seen.created_at.isoformat()}
    form |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = client.post(f"/admin/pages/{page.pk}/edit/", form, headers={"Accept": "application/json"})
    assert answer.status_code == 400 and "overwrite a newer version" in answer.json()["error_message"]
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Changed meanwhile"


def test_pictures_are_served_and_originals_are_not(client, tmp_path, settings):
    from tests.cms.make import make_picture

    settings.MEDIA_ROOT = tmp_path
    small = make_picture(file=picture_file(size=(900, 600))).get_rendition("max-800x800|format-webp")
    response = client.get(small.url)
    assert response.status_code == 200 and response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get("/media/original_images/picture.png").status_code == 404
    assert client.get("/media/images/../original_images/picture.png").status_code == 404


def test_every_page_asks_the_database_a_bounded_number_of_times(client, planted, django_assert_max_num_queries):
    for path, most in (("read/articles", 26), ("read/articles/five-questions", 18), ("corridors/MM-TH-MOU", 24)):
        client.get(f"/my/{path}/")
        with django_assert_max_num_queries(most):
            client.get(f"/my/{path}/")
