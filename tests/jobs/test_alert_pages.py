"""Saved searches as a person without script and without account meets them: save, read, feed, stop; and bad addresses."""

import html
import logging
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from foundation.limits import form_stamp
from jobs import alert_views, alerts
from jobs.alert_matching import tell_new
from jobs.alert_models import SavedSearch
from jobs.alert_secrets import new_secret, stop_code
from portal.logs import without_traces
from search.query import OpeningQuery
from tests.make import make_opening, make_standing, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "my", "km", "lo", "th")
ATOM = "{http://www.w3.org/2005/Atom}"
KEY = "S" * 22


@pytest.fixture(autouse=True)
def _calm(settings, index):
    settings.FORM_LEAST_SECONDS = 0


def quiet(client, address: str) -> dict:
    """The hidden fields of a page's form, as a browser sends them."""
    text = client.get(address).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("stamp", "submission")}


def send(client, address: str = "/en/alerts/?words=cook", **change):
    return client.post(address, {**quiet(client, address), "topic": "", **change})


@pytest.fixture
def saved(today) -> tuple[SavedSearch, str]:
    """A search for sewing in Thailand, and its secret."""
    query = OpeningQuery.from_params({"words": "sewing", "destination": "TH"}, "en")[0]
    secret = alerts.save_search(query, KEY, today)
    return alerts.by_secret(secret, today), secret


def text_of(response) -> str:
    return html.unescape(response.content.decode())


# The way from the results


def test_the_results_page_leads_to_saving_the_search_it_shows(client):
    text = text_of(client.get("/en/jobs/", {"words": "cook ထမင်း", "destination": "TH", "page": "2"}))
    (address,) = re.findall(r'href="(/en/alerts/[^"]*)"', text)
    assert address == "/en/alerts/?" + urlencode({"words": "cook ထမင်း", "destination": "TH"})
    asked = text_of(client.get(address))
    assert "“cook ထမင်း”" in asked and "in Thailand" in asked
    assert not SavedSearch.objects.exists()


def test_the_whole_journey_from_the_results_to_stopping(client, today):
    response = send(client, "/my/alerts/?words=sewing&destination=TH")
    assert response.status_code == 302
    page = response["Location"]
    assert re.fullmatch(r"/my/alerts/[a-z2-7]{32}/", page)
    opening = make_opening(title="Sewing machine operator")
    tell_new(today)
    text = text_of(client.get(page))
    assert "Sewing machine operator" in text and f"/my/jobs/{opening.public_id}/" in text
    stopped = client.post(page, {"step": "stop"})
    assert stopped.status_code == 200 and "/my/jobs/?words=sewing&destination=TH" in text_of(stopped)
    assert client.get(page).status_code == 404
    assert not SavedSearch.objects.exists()


def test_nobody_who_saves_or_reads_gets_a_cookie_and_nothing_is_kept_by_the_way(client, saved):
    _search, secret = saved
    for response in (send(client), client.get(f"/en/alerts/{secret}/"), client.get(f"/en/alerts/{secret}/feed/")):
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer"
    for address in ("/en/alerts/", f"/en/alerts/{secret}/"):
        assert "no-store" in client.get(address)["Cache-Control"]
    feed = client.get(f"/en/alerts/{secret}/feed/")["Cache-Control"]
    assert "private" in feed and "no-cache" in feed


def test_the_private_page_has_a_neutral_title_and_stays_out_of_search_engines(client, saved, settings):
    settings.PORTAL_DEMO = False
    text = text_of(client.get(f"/en/alerts/{saved[1]}/"))
    assert "<title>Saved search</title>" in text
    assert '<meta name="robots" content="noindex">' in text
    assert client.get(f"/en/alerts/{saved[1]}/feed/")["X-Robots-Tag"] == "noindex"
    assert "Disallow: /*/alerts/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"topic": "buy now"}, "We could not read this form"),
        ({"stamp": "forged"}, "We could not read this form"),
        ({"stamp": form_stamp("another page")}, "We could not read this form"),
        ({"submission": "short"}, "We could not read this form"),
        ({"submission": ""}, "We could not read this form"),
    ],
)
def test_a_form_that_no_person_sent_saves_nothing_and_keeps_the_search(client, change, sentence):
    response = send(client, "/en/alerts/?words=cook&destination=TH", **change)
    text = text_of(response)
    assert response.status_code == 422
    assert sentence in text and "Nothing was saved yet" in text and "“cook”" in text
    assert not SavedSearch.objects.exists()


def test_a_form_sent_at_once_is_asked_to_wait(client, settings):
    settings.FORM_LEAST_SECONDS = 2
    assert "That was very quick" in text_of(send(client))


def test_the_same_page_sent_twice_leads_to_one_search(client):
    fields = quiet(client, "/en/alerts/?words=cook")
    first, second = (client.post("/en/alerts/?words=cook", fields) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert SavedSearch.objects.count() == 1


def test_a_flood_is_stopped_with_a_plain_sentence_and_keeps_the_search(client, monkeypatch):
    monkeypatch.setattr(alert_views, "SEARCHES_A_CLIENT", 2)
    answers = [send(client) for _ in range(4)]
    assert sorted(answer.status_code for answer in answers) == [302, 302, 429, 429]
    stopped = answers[-1]
    assert "from your network" in text_of(stopped) and "“cook”" in text_of(stopped)
    assert 0 < int(stopped["Retry-After"]) <= 3600
    assert SavedSearch.objects.count() == 2
    assert send(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "",
        "words=%00%ff",
        "destination=Atlantis",
        "page=9999",
        "wage_from=-1",
        "words=" + "x" * 5000,
        "agency=" + "1," * 300,
    ],
)
def test_any_search_can_be_saved_or_says_what_was_left_out(client, query):
    response = send(client, f"/en/alerts/?{query}")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200


def test_words_cannot_write_into_the_page(client):
    response = send(client, "/en/alerts/?" + urlencode({"words": "<script>x</script>", "agency": '"><b>'}))
    assert "<script>x" not in client.get(response["Location"]).content.decode()


def test_a_search_for_everything_says_so(client):
    assert "every job" in text_of(client.get(send(client, "/en/alerts/")["Location"]))


# The page and the feed judge in the database


def feed_of(client, secret: str, language: str = "en", **headers):
    return client.get(f"/{language}/alerts/{secret}/feed/", headers=headers)


def entries(response) -> list[ElementTree.Element]:
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_what_lost_its_standing_is_not_on_the_page_and_the_feed_says_no_more_than_that(client, saved, today):
    _search, secret = saved
    opening = make_opening()
    tell_new(today)
    assert opening.public_id in text_of(client.get(f"/en/alerts/{secret}/"))
    (before,) = entries(feed_of(client, secret))
    make_standing(opening.agency, opening.corridor, "suspended")
    assert opening.public_id not in text_of(client.get(f"/en/alerts/{secret}/"))
    (entry,) = entries(feed_of(client, secret))
    assert entry.find(f"{ATOM}id").text == before.find(f"{ATOM}id").text
    assert entry.find(f"{ATOM}title").text.startswith("No longer shown: job ")
    assert entry.find(f"{ATOM}summary").text == "The agency is not vetted for this route today."
    assert entry.find(f"{ATOM}updated").text >= before.find(f"{ATOM}updated").text
    assert opening.title not in ElementTree.tostring(entry, "unicode")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_atom_in_the_language_of_its_address(client, saved, today, language):
    search, secret = saved
    opening = make_opening(title="Sewing <machine> & more", wage_low=400)
    tell_new(today)
    response = feed_of(client, secret, language)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed" and feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://127.0.0.1:8000/{language}/alerts/{secret}/feed/"
    assert links["alternate"] == f"http://127.0.0.1:8000/{language}/jobs/?words=sewing&destination=TH"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Sewing <machine> & more"
    assert entry.find(f"{ATOM}link").get("href") == f"http://127.0.0.1:8000/{language}/jobs/{opening.public_id}/"
    summary = html.unescape(entry.find(f"{ATOM}summary").text)
    assert opening.agency.name in summary and ("၄၀၀" if language == "my" else "400") in summary
    moment = search.tellings.get().told.replace(microsecond=0).isoformat()
    assert entry.find(f"{ATOM}updated").text == feed.find(f"{ATOM}updated").text == moment


def test_numbers_of_feed_and_entries_never_change_and_hold_no_secret(client, saved, today):
    _search, secret = saved
    first = make_opening(title="Sewing one")
    tell_new(today)
    before = feed_of(client, secret)
    make_opening(title="Sewing two")
    tell_new(today)
    after = feed_of(client, secret, "my")
    ids = [[entry.find(f"{ATOM}id").text for entry in entries(response)] for response in (before, after)]
    assert ids[0] == ids[1][1:] == [f"tag:127.0.0.1,2026:jobs/{first.public_id}"]
    feeds = {ElementTree.fromstring(response.content).find(f"{ATOM}id").text for response in (before, after)}
    assert len(feeds) == 1 and secret not in feeds.pop()


def test_the_feed_holds_the_fifty_newest_first(client, saved, today):
    agency = make_opening().agency
    for number in range(60):
        make_opening(title=f"Sewing {number:02d}", agency=agency)
        if number % 20 == 19:
            tell_new(today)
    titles = [entry.find(f"{ATOM}title").text for entry in entries(feed_of(client, saved[1]))]
    assert titles == [f"Sewing {number:02d}" for number in range(59, 9, -1)]


def test_a_feed_that_did_not_change_is_not_sent_again(client, saved, today):
    _search, secret = saved
    make_opening()
    tell_new(today)
    etag = feed_of(client, secret)["ETag"]
    again = feed_of(client, secret, if_none_match=etag)
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == etag
    assert feed_of(client, secret, if_none_match=f"W/{etag}").status_code == 304
    make_opening(title="Sewing more")
    tell_new(today)
    assert feed_of(client, secret, if_none_match=etag).status_code == 200


def test_an_empty_feed_is_as_old_as_its_search_and_does_not_change(client, saved):
    first, second = (feed_of(client, saved[1]) for _ in range(2))
    assert first.content == second.content
    assert ElementTree.fromstring(first.content).find(f"{ATOM}updated").text == "2026-11-22T00:00:00+07:00"


def test_strange_signs_in_a_title_do_not_break_the_feed(client, saved, today):
    make_opening(title="Sewing \x0b\ufffe\ud7ff ]]> <b>")
    tell_new(today)
    assert len(entries(feed_of(client, saved[1]))) == 1


def test_an_invented_opening_says_so_in_the_feed(client, saved, today):
    make_opening(example=True)
    tell_new(today)
    assert entries(feed_of(client, saved[1]))[0].find(f"{ATOM}title").text.endswith("(example)")


def test_page_and_feed_ask_the_database_as_often_for_many_openings_as_for_one(client, saved, today):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    agency = make_opening().agency
    tell_new(today)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/alerts/{saved[1]}/")
            feed_of(client, saved[1])
        return len(asked)

    queries()
    one = queries()
    for number in range(12):
        make_opening(title=f"Sewing {number}", agency=agency)
    tell_new(today)
    assert queries() == one


# Addresses that lead nowhere


def test_every_secret_that_leads_nowhere_gets_the_same_page(client, saved, today, on_day):
    search, secret = saved
    stopped = alerts.save_search(OpeningQuery(words="cook"), "B" * 22, today)
    alerts.stop(alerts.by_secret(stopped, today))
    wrong = ("a" if secret[0] != "a" else "b") + secret[1:]
    tried = [new_secret(), wrong, stopped, secret.upper(), "hello", "x" * 2000, "%00", "ထမင်း", "..", "stop"]
    on_day(search.last_day.replace(year=2028))
    tried.append(secret)  # too old by now
    for path, status in (("", 404), ("feed/", 410)):
        answers = [client.get(f"/en/alerts/{one}/{path}") for one in tried]
        assert {answer.status_code for answer in answers} == {status}
        shapes = {re.sub(r'<ul class="langs">.*?</ul>', "", answer.content.decode(), flags=re.S) for answer in answers}
        assert len(shapes) == 1
        assert all("no-store" in answer["Cache-Control"] for answer in answers)
    posts = [client.post(f"/en/alerts/{one}/", {"step": "stop"}).status_code for one in tried]
    assert set(posts) == {404}
    assert SavedSearch.objects.count() == 1


def test_a_step_nobody_offers_changes_nothing(client, saved):
    assert client.post(f"/en/alerts/{saved[1]}/", {"step": "explode"}).status_code == 302
    assert SavedSearch.objects.count() == 1


def test_reading_renews_by_the_week_and_a_stranger_renews_nothing(client, saved, on_day, today):
    search, secret = saved
    on_day(today.replace(month=12, day=9))
    client.get(f"/en/alerts/{new_secret()}/feed/")
    assert SavedSearch.objects.get().renewed == search.renewed
    client.get(f"/en/alerts/{secret}/feed/")
    assert SavedSearch.objects.get().renewed == today.replace(month=12, day=7)


def test_no_log_line_can_hold_a_secret(client, saved, caplog):
    _search, secret = saved
    code = stop_code(7)
    told = f"Not Found: /my/alerts/{secret}/feed/ and /en/alerts/stop/7-{code}/ and {secret!r}, {code}"
    kept = without_traces(told)
    assert secret not in kept and code not in kept
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        client.get(f"/en/alerts/{new_secret()}/")
    lines = [without_traces(record.getMessage()) for record in caplog.records if record.name == "django.request"]
    assert lines and not any(re.search(r"[a-z2-7]{32}", line) for line in lines)


# The link that stops mails


@pytest.fixture
def mailed(today) -> SavedSearch:
    return alerts.save_for(make_user(), OpeningQuery(words="sewing"), True, today)


def test_the_link_of_a_letter_stops_its_mails_without_signing_in(client, mailed):
    address = reverse("stop_mails", args=[mailed.pk, stop_code(mailed.pk)])
    asked = client.get(address)
    assert "Stop these e-mails?" in text_of(asked)
    assert SavedSearch.objects.get().by_email  # a scanner of links stops nothing
    stopped = client.post(address)
    assert stopped.status_code == 200 and "These e-mails are stopped" in text_of(stopped)
    assert not SavedSearch.objects.get().by_email


def test_a_mail_program_stops_mails_with_one_click(mailed):
    strict = Client(enforce_csrf_checks=True)
    address = reverse("stop_mails", args=[mailed.pk, stop_code(mailed.pk)])
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.get().by_email


def test_a_right_code_is_answered_alike_when_the_search_is_gone(client, mailed):
    address = reverse("stop_mails", args=[mailed.pk, stop_code(mailed.pk)])
    first = client.post(address).content
    alerts.stop(mailed)
    assert client.post(address).content == first


@pytest.mark.parametrize("change", ["wrong", "other", "huge", "empty"])
def test_a_wrong_code_stops_nothing(client, mailed, change):
    code = stop_code(mailed.pk)
    path = {
        "wrong": f"{mailed.pk}-{'a' * 32}",
        "other": f"{mailed.pk + 1}-{code}",
        "huge": f"{'9' * 400}-{code}",
        "empty": f"{mailed.pk}-0",
    }[change]
    for answer in (client.get(f"/en/alerts/stop/{path}/"), client.post(f"/en/alerts/stop/{path}/")):
        assert answer.status_code == 404
    assert SavedSearch.objects.get().by_email
