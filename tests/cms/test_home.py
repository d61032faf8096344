"""The first page in every language, and the editors' side of it."""

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Collection, Locale, Page, Site

from cms.actions import plant_home
from cms.models import HomePage
from tests.make import make_second_factor, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
PASSWORD = "a long enough pass phrase"


def test_planting_twice_changes_nothing():
    first = {code: page.pk for code, page in plant_home().items()}
    assert sorted(first) == sorted(LANGUAGES)
    assert {code: page.pk for code, page in plant_home().items()} == first
    assert HomePage.objects.count() == len(LANGUAGES) == Locale.objects.count()
    assert Site.objects.get().root_page_id == first["en"]
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert len({page.title for page in HomePage.objects.all()}) == len(LANGUAGES)
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_command_plants_what_is_missing_and_keeps_what_editors_wrote(capsys):
    planted = plant_home()
    HomePage.objects.filter(pk=planted["en"].pk).update(headline="Ask us first")
    planted["th"].delete()
    call_command("plant_pages")
    assert "th" in capsys.readouterr().out
    assert plant_home()["en"].headline == "Ask us first"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_first_page(client, language):
    plant_home()
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert "cms/home.html" in [template.name for template in response.templates]


def test_an_editor_s_words_win_and_are_escaped(client):
    home = plant_home()["en"]
    home.headline, home.intro = "Ask <us> first", "We answer."
    home.body = [("heading", "More"), ("text", "<p>Come & see</p>")]
    home.save_revision().publish()
    body = client.get("/en/").content.decode()
    assert "Ask &lt;us&gt; first" in body and "We answer." in body and "<h2>More</h2>" in body
    assert "Check before you go" not in body
    assert "Ask" not in client.get("/my/").content.decode()


def test_the_first_page_asks_the_database_little(client, django_assert_max_num_queries):
    plant_home()
    client.get("/my/")
    with django_assert_max_num_queries(7):
        client.get("/my/")


def test_the_search_box_asks_the_results_page_by_get(client):
    plant_home()
    body = client.get("/en/").content.decode()
    assert '<form class="search" action="/en/jobs/"' in body and 'name="words"' in body
    assert 'method="post"' not in body


def test_a_member_of_staff_with_a_second_factor_edits_in_wagtail(client):
    home = plant_home()["en"]
    editor = make_user(password=PASSWORD, is_staff=True, is_superuser=True)
    make_second_factor(editor)
    client.force_login(editor)
    for path in (
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{home.pk}/",
        "/admin/reports/site-history/",
        "/admin/images/",
        "/admin/users/",
    ):
        assert client.get(path, follow=True).status_code == 200, path
    response = client.get(f"/admin/pages/{home.pk}/edit/")
    assert response.status_code == 200
    assert "gravatar" not in response.content.decode()


@pytest.mark.parametrize("door", ["/admin/login/", "/en/_util/login/", "/my/_util/login/"])
def test_wagtail_s_sign_in_doors_know_no_password(client, door):
    plant_home()
    editor = make_user(password=PASSWORD, is_staff=True, is_superuser=True)
    make_second_factor(editor)
    client.post(door, {"username": editor.username, "password": PASSWORD, "next": "/admin/"})
    assert "_auth_user_id" not in client.session
    assert (
        client.get("/admin/")["Location"].startswith("/en/account/login/") or client.get("/admin/").status_code == 302
    )


@pytest.mark.django_db(transaction=True)
def test_a_test_that_flushes_leaves_the_roots_of_pages_and_collections_to_the_next():
    call_command("flush", interactive=False, verbosity=0)
    assert Page.get_first_root_node() and Collection.get_first_root_node()
