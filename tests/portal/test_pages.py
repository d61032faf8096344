"""What every page promises: a strict policy, no cookie, no third party, this page in other languages, a way on."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cms.actions import plant_home
from portal import pages
from tests.make import make_membership, make_opening, make_second_factor

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
PUBLIC = ["", "attributions/", "account/login/", "no-such-page/"]


@pytest.fixture
def planted():
    """The first page of every language."""
    return plant_home()


def body_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_people_s_pages_allow_no_inline_script_and_tell_no_other_site(client, planted, path):
    response = client.get(f"/en/{path}")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy
    assert response["Referrer-Policy"] == ("same-origin" if "account" in path else "no-referrer")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_holds_nothing_that_the_policy_would_block(client, planted, path):
    body = client.get(f"/en/{path}").content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", body)
    assert not re.search(r"<script(?![^>]*(src=\"/static/|type=\"application/json\"))", body)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_asks_no_other_host_for_anything(client, planted, path):
    body = client.get(f"/en/{path}").content.decode()
    asked = re.findall(
        r"<(?:link(?! rel=\"(?:canonical|alternate)\")|script|img|iframe|source|use|form)[^>]+(?:href|src|action)=\"([^\"]+)\"",
        body,
    )
    assert asked
    assert not [address for address in asked if urlsplit(address).netloc]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "attributions/", "no-such-page/"])
def test_an_anonymous_visitor_gets_no_cookie(client, planted, path, language):
    response = client.get(f"/{language}/{path}?words=x")
    assert not response.cookies
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.django_db
def test_a_browser_is_never_free_to_keep_a_page_unasked(client):
    hidden = make_opening(state="closed")
    gone = client.get(reverse("opening", args=[hidden.public_id]))
    assert gone.status_code == 410
    answers = [gone, *(client.get(path) for path in ("/", "/en/help/", "/en/jobs/", "/en/verify/1/"))]
    assert all(re.search("no-cache|no-store", answer["Cache-Control"]) for answer in answers)


def test_the_front_door_follows_the_phone_and_falls_back_to_english(client):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="my-MM,en;q=0.5")["Location"] == "/my/"
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="fr")["Location"] == "/en/"
    assert "Accept-Language" in client.get("/")["Vary"]


def test_the_language_row_leads_to_this_same_page_with_its_query(client):
    body = body_of(client, "/en/attributions/?words=a%26b&page=2")
    for code, name in settings.LANGUAGES:
        assert f'<a href="/{code}/attributions/?words=a%26b&amp;page=2" lang="{code}" hreflang="{code}"' in body
        assert name in body


def test_what_a_visitor_typed_comes_back_escaped(client):
    body = body_of(client, "/en/attributions/?words=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in body


def test_a_moved_clock_and_a_practice_site_say_so_and_stay_out_of_search_engines(client, settings):
    settings.PORTAL_TODAY, settings.PORTAL_DEMO = "2021-11-15", False
    body = body_of(client, "/en/attributions/")
    assert "15 November 2021" in body and "noindex" in body and "Practice site" not in body
    settings.PORTAL_TODAY, settings.PORTAL_DEMO = None, True
    body = body_of(client, "/en/attributions/")
    assert "Practice site" in body and "noindex" in body
    settings.PORTAL_DEMO = False
    body = body_of(client, "/en/attributions/")
    assert "noindex" not in body and "said" not in body


def test_every_page_can_be_used_by_keyboard_and_by_ear(client, planted):
    for path in ("", "attributions/", "account/login/"):
        body = body_of(client, f"/en/{path}")
        assert body.index('class="skip" href="#main"') < body.index("<header>")
        assert body.count("<h1") == 1 and body.count('<main id="main"') == 1
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in body


def test_a_first_visit_to_the_first_page_fits_ten_packets(client, planted):
    """14,600 bytes: the page, the sheet and the drawing in the browser's tab, compressed."""
    page = client.get("/my/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    files = [(settings.BASE_DIR / "static" / name).read_bytes() for name in ("site.css", "mark.svg")]
    assert len(page.content) + sum(len(gzip.compress(file)) for file in files) <= 14_600


def test_titles_do_not_betray_what_was_read(client, planted):
    """A shared phone's history shows titles."""
    title = re.search(r"<title>(.*?)</title>", body_of(client, "/my/"))[1]
    assert title == settings.SITE_NAME


def test_a_missing_page_offers_the_ways_on(client):
    body = body_of(client, "/en/no-such-page/", 404)
    assert reverse("attributions") in body and "<h1>" in body


def test_a_broken_page_is_told_without_database_or_context(client, monkeypatch, django_assert_num_queries):
    client.raise_request_exception = False

    def fail(*given):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("portal.context.translate_url", fail)
    with django_assert_num_queries(0):
        response = client.get("/en/attributions/")
    assert response.status_code == 500
    assert "our fault" in response.content.decode()
    assert "broken on purpose" not in response.content.decode()


def test_a_form_sent_without_its_token_is_refused_with_a_page():
    response = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403


def test_every_source_is_named_with_its_terms(client):
    body = body_of(client, "/en/attributions/")
    for source in pages.ATTRIBUTIONS:
        assert str(source.licence).replace("'", "&#x27;") in body
    for name in ("ESCO", "ISCO-08", "MIMU", "Ministry of Economy and Finance", "Unicode CLDR", "myanmar-tools"):
        assert name in body


def test_the_desk_shows_what_waits_and_for_whom_one_acts(client):
    membership = make_membership()
    make_second_factor(membership.user)
    client.force_login(membership.user)
    body = body_of(client, "/en/desk/")
    assert membership.organisation.name in body and "Nothing waits for you" in body
    assert "Sign out" in body


def test_the_desk_is_closed_to_strangers(client):
    assert client.get("/en/desk/")["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "address",
    [
        "/en/%ED%A0%80/",
        "/en/%00/",
        "/en/%F0%9F%98%80/",
        "/en/" + "x" * 10_000 + "/",
        "/my/?words=%ED%A0%80&words=%00",
        "/en/?" + "&".join(f"a{number}=1" for number in range(900)),
        "/en/attributions/?next=//evil.example/",
        "/en/admin/",
        "/xx/",
        "/en/account/confirm-email/nonsense/",
    ],
    ids=lambda address: address[:30],
)
def test_no_address_breaks_a_page(client, planted, address):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code in (200, 301, 302, 400, 404)
    if response.status_code == 302:
        assert response["Location"].startswith("/")


def test_a_host_that_is_not_ours_gets_a_plain_refusal(client):
    response = client.get("/en/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert "<h1>" in response.content.decode() and "evil.example" not in response.content.decode()


def test_robots_stay_out_of_a_practice_site_and_of_private_pages(client, settings):
    settings.PORTAL_DEMO = True
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
    settings.PORTAL_DEMO = False
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /*/receipt/" in told and "Disallow: /\n" not in told


def test_an_address_nobody_can_read_leads_to_the_first_page_of_a_language():
    from portal.context import here_in

    assert here_in("my", "//[abc") == "/my/"
    assert here_in("my", "/en/receipt/") == "/my/receipt/"
