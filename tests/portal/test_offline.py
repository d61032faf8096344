"""Pages kept on a phone: which may be, what a copy says, until when; the worker, the manifest, and forgetting everything."""

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from portal.kept import MAY_BE_KEPT
from tests.cms.make import make_editor
from tests.make import make_corridor, make_opening
from tests.world import World

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def asked(client, address: str):
    return client.get(address, headers={"X-Keep": "1"})


def line_of(response) -> str:
    return unquote(response["X-Kept-Line"])


def script(name: str) -> str:
    return Path(finders.find(name)).read_text(encoding="utf-8")


def worker_s_patterns() -> list[re.Pattern]:
    """What static/worker.js keeps, read out of it."""
    found = re.findall(r"^const (GUIDE|OPENING|PHONE) = /(.+)/;$", script("worker.js"), re.M)
    assert len(found) == 3
    return [re.compile(pattern.replace("\\/", "/")) for _name, pattern in found]


def test_a_guide_and_the_helplines_say_their_day_in_every_language(client):
    make_corridor("MM-TH-MOU")
    for language in LANGUAGES:
        for path in ("corridors/", "corridors/MM-TH-MOU/", "help/", "phone/"):
            response = asked(client, f"/{language}/{path}")
            assert response["X-Kept-At"] == "2026-11-22T00:00:00+07:00", path
            assert "<p" in line_of(response) and response["X-Kept-Line"].isascii()
    assert "22 November 2026" in line_of(asked(client, "/en/help/"))


def test_nobody_is_told_anything_who_does_not_ask(client):
    assert "X-Kept-Line" not in client.get("/en/help/")


def test_a_copy_of_a_job_ends_with_the_word_it_gives_and_after_two_weeks_at_most(client):
    opening = make_opening()
    address = reverse("opening", args=[opening.public_id])
    shown = client.get(address)
    assert shown.status_code == 200
    response = asked(client, address)
    assert "look again when you have network" in line_of(response)
    assert response["X-Kept-Until"] <= "2026-12-06T00:00:00+07:00"
    opening.apply_by = date(2026, 11, 25)
    opening.save()
    near = asked(client, address)
    assert near.status_code == 200 and near["X-Kept-Until"] == "2026-11-26T00:00:00+07:00"


def test_a_job_that_is_not_shown_is_not_kept(client):
    opening = make_opening(apply_by=date(2026, 11, 20))
    response = asked(client, reverse("opening", args=[opening.public_id]))
    assert response.status_code == 410 and "X-Kept-Line" not in response


def test_nothing_is_kept_of_an_address_that_asks_something_nor_of_what_members_see(client):
    make_corridor("MM-TH-MOU")
    assert "X-Kept-Line" not in asked(client, "/en/corridors/?origin=MM")
    assert "X-Kept-Line" not in asked(client, "/en/phone/?page=/en/help/")
    client.force_login(make_editor())
    assert "X-Kept-Line" not in asked(client, "/en/help/")


def test_no_other_address_of_the_site_may_be_kept_by_the_server_or_by_the_worker():
    """Both lists are of what may be kept: every named address is held against them."""
    from tests.test_matrix import SITE, address_of, addresses

    world, kept, patterns = World(), set(), worker_s_patterns()
    visitors = world.browsers()[0]
    for route, name in addresses():
        to = address_of(route, name, world)
        if not to or to.startswith("/admin/"):
            continue
        by_worker = any(pattern.match(to) for pattern in patterns)
        by_server = "X-Kept-Line" in visitors.get(to, headers={"X-Keep": "1"})
        assert by_worker == (name in MAY_BE_KEPT), (name, to)
        assert by_server <= by_worker, (name, to)
        kept |= {name} if by_server else set()
    assert kept == set(MAY_BE_KEPT) and kept <= set(SITE)


def test_what_is_told_in_confidence_fits_no_pattern_of_the_worker():
    for path in ("receipt/", "report/", "review/", "support/", "alerts/x/", "desk/", "account/login/", "verify/12345678/", "cost/", "jobs/", "jobs/1234567890/introduce/", "match/", "search/", "phone/forget/"):  # fmt: skip
        assert not any(pattern.match(f"/en/{path}") for pattern in worker_s_patterns()), path


def test_the_worker_is_served_at_the_root_with_the_site_s_own_files(client):
    response = client.get("/worker.js")
    body = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    look = json.loads(re.match(r"const LOOK = (\[.*?\]), LOOK_NAME", body)[1])
    assert [re.sub(r"\.[0-9a-f]{12}", "", each) for each in look] == [
        "/static/site.css",
        "/static/mark.svg",
        "/static/phone.js",
    ]
    assert "push" not in body and "importScripts" not in body and "http" not in body


def test_no_page_but_the_one_that_asks_carries_a_script(client):
    make_corridor("MM-TH-MOU")
    for path in ("help/", "corridors/", "corridors/MM-TH-MOU/"):
        assert not re.search(r"<script(?![^>]*ld\+json)", client.get(f"/en/{path}").content.decode()), path
    assert client.get("/en/phone/").content.decode().count("<script") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_makes_the_site_installable_in_the_reader_s_language(client, language):
    response = client.get(f"/{language}/phone/app.webmanifest")
    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["lang"] == language and manifest["start_url"] == f"/{language}/" and manifest["scope"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert finders.find(re.sub(r"\.[0-9a-f]{12}", "", icon["src"]).removeprefix(settings.STATIC_URL))
    body = client.get(f"/{language}/phone/").content.decode()
    assert f'<link rel="manifest" href="/{language}/phone/app.webmanifest">' in body


def test_the_page_offers_to_keep_only_what_may_be_kept(client):
    opening = make_opening()
    job = f"/en/jobs/{opening.public_id}/"
    assert (
        f'data-paths="/en/phone/ /en/help/ /en/corridors/ {job}"'
        in client.get(f"/en/phone/?page={job}").content.decode()
    )
    for other in (
        "/en/receipt/",
        "/my/help/",
        "//evil.example/",
        "https://evil.example/",
        '"><script>',
        "/en/jobs/",
        "x" * 999,
    ):
        body = client.get("/en/phone/", {"page": other}).content.decode()
        assert 'data-paths="/en/phone/ /en/help/ /en/corridors/"' in body, other


def test_forgetting_needs_no_script_and_no_session_and_clears_all_this_site_left(client):
    response = client.post("/en/phone/forget/")
    assert response.status_code == 200 and not response.cookies
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/en/phone/forget/").status_code == 405
    assert 'action="/en/phone/forget/"' in client.get("/en/phone/").content.decode()


def test_another_site_cannot_make_a_phone_forget(client):
    for site in ("cross-site", "same-site"):
        response = client.post("/en/phone/forget/", headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403 and "Clear-Site-Data" not in response


def test_the_words_of_this_page_tell_nobody_what_the_site_is_for(client):
    title = re.search(r"<title>(.*?)</title>", client.get("/en/phone/").content.decode())[1]
    assert title == f"Pages on this phone · {settings.SITE_NAME}"
