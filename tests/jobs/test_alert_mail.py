"""E-mail to accounts: one letter a search, what still stands and nothing else, told once, stopped by a link."""

import re
import threading
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import translation

from jobs import alert_mail, alerts
from jobs.alert_mail import MOST_IN_A_LETTER, send_waiting
from jobs.alert_matching import tell_new
from jobs.alert_models import SavedSearch, Telling
from jobs.alert_secrets import stop_code
from search.query import OpeningQuery
from tests.jobs.alert_mails import TITLES, named_opening, run, save
from tests.make import make_opening, make_standing, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


def test_several_openings_come_in_one_letter_and_none_comes_twice(today):
    search = save(today)
    openings = [named_opening(), named_opening()]
    assert run(today).letters == 1
    assert run(today).letters == 0
    (letter,) = mail.outbox
    assert letter.to == [search.account.email]
    for opening in openings:
        assert letter.body.count(f"http://127.0.0.1:8000/en/jobs/{opening.public_id}/\n") == 1
        assert f"{opening.agency.name} is vetted; shown until 3 May 2027" in letter.body
    assert "THB 400 a day" in letter.body and "What you pay is not known" in letter.body
    named_opening()
    assert run(today).told_by_mail == 1
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("language", ["en", *TITLES])
def test_a_letter_is_in_the_language_of_its_search_whoever_sends_it(today, language):
    save(today, language)
    opening = named_opening()
    translation.activate("en")
    run(today)
    assert translation.get_language() == "en"
    (letter,) = mail.outbox
    assert TITLES.get(language, "Sewing machine operator") in letter.body
    assert f"/{language}/jobs/{opening.public_id}/" in letter.body
    assert f"/{language}/alerts/stop/" in letter.body and f"/{language}/desk/searches/" in letter.body
    with translation.override(language):
        assert letter.subject == translation.gettext("News from %(site)s") % {"site": "Fair Passage"}
        assert translation.gettext("To stop these e-mails:") in letter.body
    assert "{" not in letter.body and "&quot;" not in letter.body and "<" not in letter.body
    letter.message().as_bytes()


def test_the_subject_tells_nothing_and_the_headers_stop_the_mails(today):
    search = save(today)
    named_opening()
    run(today)
    message = mail.outbox[0].message()
    assert message["Subject"] == "News from Fair Passage"
    link = f"http://127.0.0.1:8000/en/alerts/stop/{search.pk}-{stop_code(search.pk)}/"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    path = link.removeprefix("http://127.0.0.1:8000")
    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    named_opening()
    assert run(today).letters == 0


def test_an_opening_that_lost_its_standing_before_sending_is_not_sent_and_waits(today):
    save(today)
    falls, stands = named_opening(), named_opening()
    tell_new(today)
    make_standing(falls.agency, falls.corridor, "suspended")
    assert send_waiting(today).told_by_mail == 1
    assert falls.public_id not in mail.outbox[0].body and stands.public_id in mail.outbox[0].body
    make_standing(falls.agency, falls.corridor)
    assert send_waiting(today).told_by_mail == 1
    assert falls.public_id in mail.outbox[1].body and stands.public_id not in mail.outbox[1].body


def test_when_nothing_stands_there_is_no_letter(today):
    save(today)
    opening = named_opening()
    tell_new(today)
    make_standing(opening.agency, opening.corridor, "not_vetted")
    assert send_waiting(today).letters == 0
    assert mail.outbox == []


def test_very_many_openings_come_as_a_list_and_a_number(today):
    save(today)
    agency = named_opening().agency
    for _ in range(MOST_IN_A_LETTER + 3):
        make_opening(agency=agency)
    assert run(today).told_by_mail == MOST_IN_A_LETTER + 4
    (letter,) = mail.outbox
    assert len(re.findall(r"/en/jobs/\d{10}/", letter.body)) == MOST_IN_A_LETTER
    assert "And 4 more." in letter.body and "/en/jobs/?words=sewing" in letter.body


@pytest.mark.parametrize("change", ["inactive", "no address", "unconfirmed"])
def test_nobody_is_written_to_who_cannot_or_must_not_be(today, settings, change):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    user = make_user(**{"inactive": {"is_active": False}, "no address": {"email": ""}}.get(change, {}))
    if change != "unconfirmed":
        EmailAddress.objects.create(user=user, email=user.email or "x@example.org", verified=True, primary=True)
    save(today, user=user)
    named_opening()
    assert run(today).letters == 0


def test_a_confirmed_address_is_written_to(today, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    save(today, user=user)
    named_opening()
    assert run(today).letters == 1


def test_who_asked_for_no_email_gets_none_and_still_has_the_list(today):
    search = save(today)
    alerts.set_by_email(search, False)
    named_opening()
    assert run(today).letters == 0
    alerts.set_by_email(search, True)
    assert run(today).letters == 0
    assert search.tellings.count() == 1


def test_what_waits_when_mails_are_ended_is_not_sent_when_they_begin_again(today):
    search = save(today)
    named_opening()
    tell_new(today)
    alerts.set_by_email(search, False)
    alerts.set_by_email(search, True)
    assert send_waiting(today).letters == 0


def test_what_waits_when_a_search_is_saved_again_without_mails_is_not_sent_when_they_begin_again(today):
    search = save(today)
    named_opening()
    tell_new(today)
    query = OpeningQuery.from_params({"words": "sewing"}, "en")[0]
    for by_email in (False, True):
        assert alerts.save_for(search.account, query, by_email, today).by_email is by_email
    assert send_waiting(today).letters == 0


class Refusing(EmailBackend):
    """A mail server that refuses a number of letters and then takes them, and never takes one to a dead mailbox."""

    refusals: list = []
    dead: set = set()
    asked: list = []
    came_in = 0

    def open(self):
        self.came_in += 1

    def send_messages(self, messages):
        self.asked.extend(message.to[0] for message in messages)
        if self.dead.intersection(messages[0].to):
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"nobody of that name")})
        if self.refusals:
            raise self.refusals.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.jobs.test_alert_mail.Refusing"
    Refusing.refusals, Refusing.dead, Refusing.asked = [], set(), []
    return Refusing


def test_what_the_mail_server_refuses_waits_and_is_sent_by_the_next_run(today, server, caplog):
    search, other = save(today), save(today)
    named_opening()
    server.refusals = [SMTPRecipientsRefused({search.account.email: (450, b"later")})]
    first = run(today)
    assert (first.letters, first.refused) == (1, 1)
    assert [letter.to for letter in mail.outbox] == [[other.account.email]]
    assert search.account.email not in caplog.text
    assert send_waiting(today).letters == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([search.account.email, other.account.email])


def refused(user, code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({user.email: (code, b"5.1.1 nobody of that name")})


def test_a_dead_mailbox_stops_no_letter_behind_it_and_gets_none_until_its_account_asks_again(client, today, server):
    gone = make_user()
    searches = [save(today, user=gone, words=words) for words in ("sewing", "machine", "operator")]
    other = save(today)
    named_opening()
    server.dead = {gone.email}
    first = run(today)
    assert (first.letters, first.refused, first.ended) == (1, 0, 1)
    assert [letter.to for letter in mail.outbox] == [[other.account.email]]
    assert server.asked == [gone.email, other.account.email]
    assert not SavedSearch.objects.filter(account=gone, by_email=True).exists()
    server.dead = set()
    assert send_waiting(today).letters == 0
    client.force_login(gone)
    page = client.get("/en/desk/searches/").content.decode()
    assert page.count("No e-mail comes.") == page.count("Send me e-mails") == 3
    client.post("/en/desk/searches/", {"search": searches[0].pk, "step": "mail"})
    named_opening()
    assert run(today).told_by_mail == 2
    assert sorted(letter.to[0] for letter in mail.outbox[1:]) == sorted([gone.email, other.account.email])


def test_a_dead_mailbox_ends_in_no_failure_of_the_command(today, server, capsys):
    gone, _other = save(today), save(today)
    named_opening()
    server.refusals = [refused(gone.account, 550)]
    call_command("send_alerts", "--json")
    assert '"letters": 1, "told_by_mail": 1, "refused": 0, "ended": 1' in capsys.readouterr().out


def test_who_is_refused_for_now_is_left_alone_in_this_run_and_stops_nobody_behind(today, server):
    full = make_user()
    for words in ("sewing", "machine", "operator"):
        save(today, user=full, words=words)
    behind = [save(today), save(today)]
    named_opening()
    server.refusals = [refused(full, 452)]
    first = run(today)
    assert (first.letters, first.refused, first.ended) == (2, 1, 0)
    assert {letter.to[0] for letter in mail.outbox} == {search.account.email for search in behind}
    assert send_waiting(today).letters == 3


def test_a_server_that_refuses_everybody_for_good_ends_nobodys_mails(today, server):
    """As one does that was told the wrong password, or to relay for nobody."""
    searches = [save(today) for _ in range(5)]
    named_opening()
    server.refusals = [refused(search.account, 554) for search in searches]
    assert (run(today).refused, server.refusals) == (5, [])
    assert SavedSearch.objects.filter(by_email=True).count() == 5
    assert send_waiting(today).letters == 5


def test_the_mails_of_who_changed_a_dead_address_meanwhile_go_on(today, server):
    search = save(today)
    assert not alerts.end_mails_to(search.account_id, "old@example.org")
    assert SavedSearch.objects.get().by_email


def test_a_dead_mail_server_is_not_asked_for_ever_and_the_command_says_so(today, server, capsys):
    for _ in range(6):
        save(today)
    named_opening()
    server.refusals = [SMTPServerDisconnected("down") for _ in range(6)]
    with pytest.raises(CommandError, match="wait for the next run"):
        call_command("send_alerts", "--json")
    assert '"letters": 0, "told_by_mail": 0, "refused": 3' in capsys.readouterr().out
    server.refusals = []
    assert send_waiting(today).letters == 6


def test_all_letters_of_a_run_go_through_one_connection(today, server, monkeypatch):
    opened = []
    monkeypatch.setattr(alert_mail, "get_connection", lambda: opened.append(server()) or opened[0])
    for _ in range(3):
        save(today)
    named_opening()
    assert run(today).letters == 3
    (connection,) = opened
    assert connection.came_in == 3  # asked for before each letter, which a live connection answers by doing nothing


def test_a_letter_that_cannot_be_made_keeps_nobody_else_from_theirs(today, server, monkeypatch):
    broken, fine = save(today), save(today)
    named_opening()
    tell_new(today)
    make = alert_mail.claim
    monkeypatch.setattr(alert_mail, "claim", lambda pk, day: 1 / 0 if pk == broken.pk else make(pk, day))
    assert send_waiting(today).letters == 1
    assert server.asked == [fine.account.email]
    assert broken.tellings.filter(waits_for_mail=True).exists()


def test_a_letter_that_is_sent_twice_after_all_is_known_by_its_number(today, server):
    save(today)
    named_opening()
    tell_new(today)
    (number,) = SavedSearch.objects.values_list("pk", flat=True)
    first, tellings = alert_mail.claim(number, today)
    alert_mail._put_back(number, tellings)
    again, _ = alert_mail.claim(number, today)
    assert first.message()["Message-ID"] == again.message()["Message-ID"] != ""


def test_who_is_killed_while_a_letter_is_handed_over_tells_nobody_twice(today, server):
    search = save(today)
    named_opening()
    server.refusals = [KeyboardInterrupt()]
    tell_new(today)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(today)
    assert send_waiting(today).letters == 0
    assert search.tellings.count() == 1  # it stands in the list and in the feed


def test_who_is_killed_between_letters_loses_none(today, monkeypatch):
    for _ in range(4):
        save(today)
    named_opening()
    tell_new(today)
    claim, calls = alert_mail.claim, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return claim(*given)

    monkeypatch.setattr(alert_mail, "claim", killed)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(today)
    assert len(mail.outbox) == 2
    monkeypatch.setattr(alert_mail, "claim", claim)
    assert send_waiting(today).letters == 2
    assert len({letter.to[0] for letter in mail.outbox}) == 4


def test_the_command_tells_what_it_did(today, capsys):
    save(today)
    named_opening()
    call_command("send_alerts", "--json")
    assert capsys.readouterr().out.strip() == (
        '{"openings": 1, "tellings": 1, "letters": 1, "told_by_mail": 1, "refused": 0, "ended": 0}'
    )
    call_command("send_alerts")
    assert capsys.readouterr().out.strip() == (
        "0 new openings, told 0 times; 0 letters sent, 0 not taken, e-mail ended for 0 accounts whose mailbox is refused."
    )


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_each_opening_once(today):
    searches = [save(today) for _ in range(4)]
    for _ in range(6):
        named_opening()
    begin, problems = threading.Barrier(3), []

    def race():
        try:
            begin.wait()
            run(today)
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race) for _ in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert problems == []
    assert Telling.objects.count() == 24 and not Telling.objects.filter(waits_for_mail=True).exists()
    told = [(letter.to[0], number) for letter in mail.outbox for number in re.findall(r"/jobs/(\d{10})/", letter.body)]
    assert len(told) == len(set(told)) == 24
    assert {to for to, _ in told} == {search.account.email for search in searches}
