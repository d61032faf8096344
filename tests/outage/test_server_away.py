"""Elasticsearch is not there: from the start, in the middle of a question, after a kill. The site answers all the same."""

import os
import signal
import threading

import pytest
from django.db import connection

from search import outbox
from search.engine import engine
from tests.outage.site import NOTICE, becomes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_site_that_starts_before_its_server_browses_the_database_and_finds_it_later(site):
    everything = site.found()
    pages = site.quiet_pages()
    site.server.stop()
    site.settings.ELASTICSEARCH = {**site.settings.ELASTICSEARCH, "user": "elastic", "seconds": 19}
    assert engine().connection._made is None  # a new process, which has never met the server
    assert site.is_limited()
    assert site.found() == everything
    assert site.quiet_pages() == pages
    site.server.start()
    assert becomes(lambda: not site.is_limited())
    assert site.found() == everything


def test_while_the_server_is_away_words_and_filters_still_choose(site):
    site.server.stop()
    assert site.is_limited()
    found = site.found(words="fish")
    assert found == {opening.public_id for opening in site.openings[::4]}
    assert site.found(destination="TH", words="fish") == found
    assert site.found(destination="JP") == set()
    assert "Your receipt" in site.introduce() or "receipt" in site.introduce()


def test_what_changed_while_the_server_was_away_is_found_after_its_return(site):
    site.server.stop()
    fresh = site.publish(100)
    assert fresh.public_id in site.found()
    assert outbox.waiting() == 1
    site.server.start()
    assert site.converges()
    assert fresh.public_id in site.found(words=fresh.title)
    assert not site.is_limited()


def test_a_server_killed_in_the_middle_of_a_question_costs_the_visitor_nothing(site):
    everything, answers = site.found(), []

    def ask():
        answers.append(site.results())
        connection.close()

    os.kill(site.server.pid, signal.SIGSTOP)  # it has the question, and does not answer
    visitor = threading.Thread(target=ask)
    visitor.start()
    visitor.join(0.5)
    site.server.kill()
    visitor.join(60)
    assert NOTICE in answers[0]
    site.server.start()
    assert becomes(lambda: not site.is_limited())
    assert site.found() == everything


def test_a_server_killed_and_started_again_has_lost_nothing_that_it_took(site):
    fresh = site.publish(100)
    before = site.in_index()
    site.server.kill()
    assert site.is_limited()
    site.server.start()
    assert becomes(lambda: not site.is_limited())
    assert site.in_index() == before == site.in_database()
    assert fresh.public_id in site.found()
