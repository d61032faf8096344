"""Cards, sealed reports and the nightly move, on a real database."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from agencies.actions.merging import merge_agencies
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import already_sent, card_batch, print_cards, sealed_context, send_review, void_cards
from agencies.models import Review, ReviewBatch, ReviewText, ReviewToken, SealedReview, SealedTally
from agencies.review_codes import new_card_codes
from agencies.rules.review_refusals import ReviewRefusal
from foundation import codes
from foundation.models import TrailEntry
from foundation.seal import seal, unseal
from tests.agencies.reports import varied, why
from tests.make import (
    TODAY,
    make_agency,
    make_cards,
    make_cso,
    make_report,
    make_user,
    send_reviews,
)

pytestmark = pytest.mark.django_db


# Cards


def test_a_sheet_keeps_no_digits(corridor):
    drawn = make_cards(20, corridor=corridor)
    marks = set(ReviewToken.objects.values_list("mark", flat=True))
    assert len(marks) == 20 and not marks & set(drawn)
    assert all(codes.is_valid(code) and len(code) == 12 for code in drawn)
    assert all(len(mark) == 64 for mark in marks)


def test_a_card_is_good_for_a_year_and_until_the_sheet_is_called_back():
    first, second = make_cards(2)
    batch = card_batch(codes.grouped(first), date(2027, 11, 21))
    assert batch.last_day == date(2027, 11, 21)
    assert why(card_batch, first, date(2027, 11, 22)) is ReviewRefusal.CARD_EXPIRED
    assert void_cards(batch) == 2 and void_cards(batch) == 0
    assert why(card_batch, second, TODAY) is ReviewRefusal.NO_SUCH_CARD


@pytest.mark.parametrize("typed", ["", "12", "hello", "9" * 12, "1" * 300, "๙๙๙", "123456789012345678"])
def test_what_is_no_card_is_refused_in_one_way(typed):
    make_cards(2)
    assert why(card_batch, typed, TODAY) is ReviewRefusal.NO_SUCH_CARD


def test_a_cso_that_is_not_accredited_prints_nothing():
    cso = make_cso(accredited_until=date(2026, 11, 22))
    assert why(make_cards, 3, cso) is ReviewRefusal.CSO_NOT_ACCREDITED
    assert not ReviewBatch.objects.exists()


def test_a_sheet_has_fifty_cards_at_most_and_is_made_once():
    cso = make_cso()
    assert why(make_cards, 51, cso) is ReviewRefusal.NO_SUCH_NUMBER
    print_cards(cso, 1, "same", TODAY, codes_drawn=new_card_codes(1))
    assert why(print_cards, cso, 1, "same", TODAY, codes_drawn=new_card_codes(1)) is ReviewRefusal.PRINTED_BEFORE
    assert ReviewToken.objects.count() == 1


# Sending


def test_sending_uses_the_card_up_and_says_nothing_in_the_trail(agency, corridor):
    (card,) = make_cards(1)
    before = TrailEntry.objects.count()
    receipt = send_review(card, make_report(agency, corridor), "page", TODAY)
    assert codes.is_valid(receipt) and len(receipt) == 16
    assert not ReviewToken.objects.exists() and SealedReview.objects.count() == 1
    assert TrailEntry.objects.count() == before


def test_the_same_page_sent_twice_gives_one_report_and_one_receipt(agency, corridor):
    (card,) = make_cards(1)
    report = make_report(agency, corridor)
    assert send_review(card, report, "page", TODAY) == send_review(codes.grouped(card), report, "page", TODAY)
    assert SealedReview.objects.count() == 1


def test_a_used_card_cannot_send_another_report(agency, corridor):
    (card,) = make_cards(1)
    send_review(card, make_report(agency, corridor), "page", TODAY)
    assert why(send_review, card, make_report(agency, corridor), "other page", TODAY) is ReviewRefusal.NO_SUCH_CARD
    assert SealedReview.objects.count() == 1


def test_a_report_that_tells_nothing_keeps_the_card(agency, corridor):
    (card,) = make_cards(1)
    empty = make_report(agency, corridor, answers={}, paid="", fees="untold")
    assert why(send_review, card, empty, "page", TODAY) is ReviewRefusal.NOTHING_TOLD
    assert ReviewToken.objects.count() == 1


def test_the_first_page_still_gets_its_receipt_after_the_move(agency, corridor):
    cards = make_cards(5)
    sent = [
        send_review(card, report, f"page {card}", TODAY)
        for card, report in zip(cards, varied(agency, corridor, 5), strict=True)
    ]
    move_reviews(TODAY)
    assert [already_sent(card, f"page {card}") for card in cards] == sent


# Moving


def test_four_reports_wait_and_the_fifth_moves_all(agency, corridor):
    send_reviews(varied(agency, corridor, 4))
    assert move_reviews(TODAY).waiting == 4
    assert Review.objects.count() == 0
    send_reviews([make_report(agency, corridor, paid="31000", answers={"borrowed": "yes"})])
    assert move_reviews(TODAY).moved == 5
    assert SealedReview.objects.count() == 0
    assert move_reviews(TODAY).moved == 0


def test_a_moved_report_holds_what_was_told(agency, corridor):
    send_reviews(varied(agency, corridor, 5))
    move_reviews(TODAY)
    row = Review.objects.get(items__0__paid="9000")
    assert (row.agency, row.corridor, row.year, row.month, row.fees) == (agency, corridor, 2026, 5, "all")
    assert row.items == [{"category": "recruitment_fee", "paid": "9000", "receipt": "8000", "currency": "THB"}]


def test_no_column_of_a_report_can_hold_a_day_a_batch_or_a_person():
    held = {field.name for field in Review._meta.get_fields()}
    assert held == {
        "id", "agency", "corridor", "year", "month", "answers", "fees", "items", "state", "hold_reasons", "decision",
        "block", "receipt", "earned", "earned_in", "paired",
    }  # fmt: skip


def test_a_seal_that_does_not_open_stays_and_the_others_move(agency, corridor):
    send_reviews(varied(agency, corridor, 6))
    broken = SealedReview.objects.first()
    SealedReview.objects.filter(pk=broken.pk).update(sealed="old:AAAA")
    done = move_reviews(TODAY)
    assert (done.moved, done.broken) == (5, (str(broken.pk),))
    assert SealedReview.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": 10**9},
        {"corridor": 10**9},
        {"batch": 10**9},
        {"month": 13},
        {"year": "then"},
        {"fees": "plenty"},
        {"items": [["recruitment_fee", "much", None, "THB"]]},
        {"earned": ["-1", "THB"]},
        {"kept": None},
        {"answers": None},
    ],
)
def test_a_seal_that_holds_no_whole_report_stays_is_named_and_the_others_move(agency, corridor, wrong, capsys):
    send_reviews(varied(agency, corridor, 6))
    broken = SealedReview.objects.first()
    told = {**json.loads(unseal(broken.sealed, sealed_context(broken))), **wrong}
    SealedReview.objects.filter(pk=broken.pk).update(sealed=seal(json.dumps(told), sealed_context(broken)))
    call_command("move_reviews")
    assert Review.objects.count() == 5 and list(SealedReview.objects.all()) == [broken]
    assert str(broken.pk) in capsys.readouterr().err
    assert TrailEntry.objects.get(action="agencies.reviews_not_opened").facts == {"rows": [str(broken.pk)]}


def test_reports_that_wait_while_two_records_are_merged_are_of_the_one_that_is_kept(agency, corridor):
    gone, people = make_agency(organisation=None), (make_user(), make_user())
    send_reviews([*varied(agency, corridor, 3), *varied(gone, corridor, 3, words="They kept my passport")])
    merge_agencies(agency, gone, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    done = move_reviews(TODAY)
    assert (done.moved, done.broken) == (6, ())
    assert {row.agency for row in Review.objects.all()} == {row.agency for row in ReviewText.objects.all()} == {agency}


def test_counts_whose_key_is_gone_stop_no_move(agency, corridor):
    send_reviews(varied(agency, corridor, 5))
    move_reviews(TODAY)
    ReviewBatch.objects.update(tallies="gone:AAAA")
    SealedTally.objects.update(sealed="gone:AAAA")
    send_reviews(varied(make_agency(), corridor, 5))
    assert move_reviews(date(2026, 11, 23)).moved == 5


def test_the_command_prints_counts_alone(agency, corridor, capsys):
    send_reviews(varied(agency, corridor, 5))
    call_command("move_reviews", "--json")
    assert json.loads(capsys.readouterr().out) == {"waiting": 0, "moved": 5, "held": 0, "broken": [], "published": 1}
