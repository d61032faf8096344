"""The desk: reports held back, words, replies, on a real database."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command

from agencies.actions.review_desk import (
    read_words,
    refuse_reply,
    reject_review,
    release_review,
    reply_to_reviews,
    show_reply,
)
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import purge_reviews
from agencies.models import PaymentFigure, Review, ReviewBatch, ReviewFigure, ReviewReply, ReviewText, ReviewToken
from agencies.rules.review_refusals import ReviewRefusal
from foundation.models import TrailEntry
from tests.agencies.reports import planted, release_all, varied, why
from tests.make import (
    TODAY,
    make_agency,
    make_cards,
    make_registrar,
    make_user,
    send_reviews,
    sign_in,
)

pytestmark = pytest.mark.django_db


# Held


def test_copies_are_held_and_move_no_figure(agency, corridor):
    others = [next(varied(make_agency(), corridor, 1)) for _ in range(5)]
    send_reviews([*planted(agency, corridor, 12), *others])
    done = move_reviews(TODAY)
    assert done.held == 12
    assert not ReviewFigure.objects.exists() and not PaymentFigure.objects.exists()
    assert set(Review.objects.held().values_list("agency", flat=True)) == {agency.pk}


def test_a_campaign_moves_no_public_byte_of_an_agency_that_has_figures(client, agency, corridor):
    send_reviews(varied(agency, corridor, 9))
    move_reviews(TODAY)
    release_all(TODAY)
    address = f"/en/agencies/{agency.public_id}/"
    before = client.get(address).content
    assert b"9 reports" in before
    others = [next(varied(make_agency(), corridor, 1)) for _ in range(20)]
    send_reviews([*planted(agency, corridor, 30), *others])
    assert move_reviews(date(2026, 11, 23)).held == 30
    assert client.get(address).content == before


def test_the_registrar_lets_one_count_or_rejects_it_for_a_reason(agency, corridor):
    send_reviews(planted(agency, corridor, 12))
    move_reviews(TODAY)
    actor = make_user()
    first, second = Review.objects.held()[:2]
    assert why(release_review, first, " ", TODAY, actor=actor) is ReviewRefusal.REASON_MISSING
    release_review(first, "Known to the CSO.", TODAY, actor=actor)
    reject_review(second, "Copies.", actor=actor)
    assert why(reject_review, first, "again", actor=actor) is ReviewRefusal.NOT_HELD
    assert why(release_review, second, "again", TODAY, actor=actor) is ReviewRefusal.NOT_HELD
    assert Review.objects.counted().count() == 1 and Review.objects.filter(state="rejected").count() == 1


# Words and age


def test_words_are_read_by_the_registrar_alone_in_no_order_and_each_reading_is_recorded(agency, corridor):
    words = [f"word {number}" for number in range(5)]
    send_reviews([
        replace(report, words=text)
        for report, text in zip(varied(agency, corridor, 5), words, strict=True)
    ])  # fmt: skip
    move_reviews(TODAY)
    assert not ReviewText.objects.filter(sealed__contains="word").exists()
    actor = make_user()
    assert sorted(read_words(agency, TODAY, actor=actor)) == words
    assert TrailEntry.objects.filter(action="agencies.review_words_read", actor=str(actor.pk)).count() == 1


def test_words_whose_key_is_gone_keep_no_others_from_being_read(agency, corridor):
    send_reviews([replace(report, words="kept") for report in varied(agency, corridor, 5)])
    move_reviews(TODAY)
    lost = ReviewText.objects.first()
    lost.sealed = "k0:" + lost.sealed.partition(":")[2]
    lost.save()
    page = sign_in(make_registrar()).post(f"/en/desk/reviews/words/{agency.public_id}/")
    assert page.status_code == 200
    assert page.content.decode().count("kept</p>") == 4
    assert "They cannot be read" in page.content.decode()


def test_words_are_gone_within_ninety_days_and_cards_after_their_year(agency, corridor):
    send_reviews(varied(agency, corridor, 5, words="x"))
    move_reviews(date(2026, 11, 1))
    make_cards(3)
    assert purge_reviews(date(2026, 12, 31)) == {"cards": 0, "words": 0}
    assert purge_reviews(date(2027, 1, 1)) == {"cards": 0, "words": 5}
    left = ReviewToken.objects.count()
    assert purge_reviews(date(2027, 11, 22)) == {"cards": left, "words": 0}
    assert sum(batch.voided for batch in ReviewBatch.objects.all()) == left
    call_command("purge")


# Replies


def test_a_reply_is_shown_when_the_registrar_has_read_it(agency):
    officer, registrar = make_user(), make_user()
    first = reply_to_reviews(agency, "We changed our broker.", "en", TODAY, actor=officer)
    assert reply_to_reviews(agency, "We changed our broker.", "en", TODAY, actor=officer) == first
    show_reply(first, actor=registrar)
    second = reply_to_reviews(agency, "New words.", "en", TODAY, actor=officer)
    assert ReviewReply.objects.get(state="shown") == first
    show_reply(second, actor=registrar)
    assert ReviewReply.objects.get(state="shown") == second
    third = reply_to_reviews(agency, "We know who you are.", "en", TODAY, actor=officer)
    assert why(refuse_reply, third, "", actor=registrar) is ReviewRefusal.REASON_MISSING
    refuse_reply(third, "It threatens.", actor=registrar)
    assert why(show_reply, third, actor=registrar) is ReviewRefusal.NOT_WAITING
    assert ReviewReply.objects.get(state="shown") == second
    assert why(reply_to_reviews, agency, "  ", "en", TODAY, actor=officer) is ReviewRefusal.NO_WORDS
