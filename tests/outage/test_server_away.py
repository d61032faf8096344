"""Elasticsearch is not there: killed in the middle of a question, away when a process starts, back again later."""

import threading

import pytest
from django.db import connection

from search import outbox
from search.engine import engine
from tests.outage.site import NOTICE, becomes, freeze

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(site):
    """The site as a process that has never met its server, because none is there."""
    site.server_is_away()
    return site


def test_a_site_whose_server_is_away_browses_the_database_with_a_plain_notice(away):
    assert away.is_limited()
    assert away.found() == {opening.public_id for opening in away.openings}


def test_while_the_server_is_away_words_and_filters_still_choose(away):
    packers = {opening.public_id for opening in away.openings[::4]}
    assert away.found(words="fish") == packers
    assert away.found(words="fish", destination="TH") == packers
    assert away.found(destination="JP") == set()
    assert NOTICE in away.results(words="fish")


def test_pages_that_ask_no_engine_are_the_same_while_the_server_is_away(site):
    with_server = site.quiet_pages()
    site.server_is_away()
    assert site.quiet_pages() == with_server


def test_a_letter_is_taken_while_the_server_is_away(away):
    from jobs.introduction_models import Introduction

    away.introduce()
    assert Introduction.objects.get().opening_id == away.openings[0].pk


def test_a_change_made_while_the_server_is_away_is_shown_at_once_and_waits_for_the_index(site):
    site.server_is_away()
    fresh = site.publish(100)
    assert fresh.public_id in site.found()
    assert outbox.waiting() == 1
    site.server_is_back()
    assert site.converges()
    assert fresh.public_id in site.found(words=fresh.title)
    assert not site.is_limited()


def test_a_wrong_password_is_an_outage_like_any_other(site):
    site.point_to(site.server.url, "wrong")
    assert site.is_limited()
    assert site.found() == {opening.public_id for opening in site.openings}


def test_a_server_killed_in_the_middle_of_a_question_costs_the_visitor_nothing_and_has_lost_nothing(site):
    fresh = site.publish(100)
    everything, held, answers = site.found(), site.in_index(), []
    assert fresh.public_id in everything

    def ask():
        answers.append(site.results())
        connection.close()

    freeze(site.server.pid)  # it has the question, and does not answer
    visitor = threading.Thread(target=ask)
    visitor.start()
    visitor.join(0.5)
    assert not answers
    site.server.kill()
    visitor.join(60)
    assert NOTICE in answers[0]
    assert site.is_limited()
    site.server.start()
    assert becomes(lambda: not site.is_limited())
    assert site.found() == everything
    assert site.in_index() == held == site.in_database()
    assert engine().count() == len(held)
