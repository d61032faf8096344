"""What of the reports becomes public, and what goes when they are taken back, on a real database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import withdraw_review
from agencies.models import PaymentFigure, Review, ReviewBlock, ReviewFigure, ReviewText, SealedReview
from foundation import codes
from tests.agencies.reports import last_cells, last_told, move_and_publish, release_all, varied
from tests.make import TODAY, make_corridor, make_report, send_reviews

pytestmark = pytest.mark.django_db


# Figures


def test_five_reports_become_figures_and_a_price(agency, corridor):
    send_reviews(varied(agency, corridor, 5))
    move_reviews(TODAY)
    block = ReviewBlock.objects.get()
    assert (block.corridor, block.first_year, block.last_year, block.pooled) == (corridor, 2026, 2026, False)
    assert ReviewFigure.objects.get(subject="reports").cells == {"whole": 5, "part": 0}
    figure = PaymentFigure.objects.get()
    assert (figure.reports, figure.low, figure.median, figure.high, figure.currency) == (
        5, 10700, 12400, 14100, "THB",
    )  # fmt: skip


def test_what_less_than_five_gave_as_an_answer_is_not_told(agency, corridor):
    reports = []
    for number, report in enumerate(varied(agency, corridor, 10)):
        answers = {**report.answers, "told_costs": "yes" if number < 6 else "no", "was_met": ("yes", "no")[number % 2]}
        reports.append(replace(report, answers=answers))
    send_reviews(reports)
    move_reviews(TODAY)
    release_all(TODAY)
    told = {row.subject: row.cells for row in ReviewFigure.objects.all()}
    assert told["was_met"] == {"yes": 5, "no": 5, "none+unsure": 0}
    assert "told_costs" not in told


def test_four_more_reports_change_nothing_and_the_fifth_does(agency, corridor):
    send_reviews(varied(agency, corridor, 6))
    move_reviews(TODAY)
    later = date(2026, 12, 20)
    more = list(varied(agency, corridor, 11))[6:]
    other = [
        make_report(corridor=corridor, paid=str(700 * number), answers={"training": "no"}) for number in range(9, 14)
    ]
    send_reviews([*more[:4], *other], TODAY)
    move_reviews(later)
    release_all()
    assert ReviewFigure.objects.filter(block__agency=agency, subject="reports").count() == 1
    send_reviews([more[4], *[make_report(corridor=corridor, paid=str(60 * number)) for number in range(9, 13)]], TODAY)
    move_reviews(later)
    release_all()
    latest = ReviewFigure.objects.filter(block__agency=agency, subject="reports").order_by("published").last()
    assert (latest.reports, latest.published) == (11, later)


def test_years_with_fewer_are_pooled(agency, corridor):
    old = list(varied(agency, corridor, 3, month=date(2025, 3, 1)))
    new = list(varied(agency, corridor, 6))[3:]
    send_reviews([*old, *new])
    move_reviews(TODAY)
    block = ReviewBlock.objects.get()
    assert block.pooled and block.reviews.count() == 6
    assert (block.first_year, block.last_year) == (2023, 2026)


def test_reports_of_several_routes_are_pooled_when_their_years_are_over(agency, corridor):
    other = make_corridor("MM-MY-AGENCY")
    told = list(varied(agency, corridor, 6, month=date(2025, 3, 1)))
    send_reviews([*told[:3], *[replace(report, corridor=other) for report in told[3:]]])
    move_reviews(TODAY)
    block = ReviewBlock.objects.get()
    assert block.corridor is None and block.reviews.count() == 6
    assert not PaymentFigure.objects.exists()


# Taking back


def test_a_waiting_report_is_taken_back(agency, corridor):
    (receipt,) = send_reviews([make_report(agency, corridor)])
    assert withdraw_review(codes.grouped(receipt)) and not withdraw_review(receipt)
    assert not SealedReview.objects.exists()


def test_a_moved_report_goes_with_its_words_and_figures_follow_after_five(agency, corridor):
    receipts = send_reviews(varied(agency, corridor, 12, words="They kept it."))
    move_reviews(TODAY)
    release_all(TODAY)
    assert ReviewText.objects.count() == 12
    later = date(2026, 12, 20)
    for receipt in receipts[:4]:
        assert withdraw_review(receipt)
    move_and_publish(later)
    assert Review.objects.count() == 8 and ReviewText.objects.count() == 8
    assert last_told(agency) == 12
    assert withdraw_review(receipts[4])
    move_and_publish(later)
    assert last_told(agency) == 7


def test_a_block_of_which_fewer_than_five_are_left_is_not_shown(agency, corridor):
    receipts = send_reviews(varied(agency, corridor, 8))
    move_reviews(TODAY)
    release_all(TODAY)
    for receipt in receipts[:5]:
        withdraw_review(receipt)
    move_and_publish(date(2026, 12, 20))
    assert last_told(agency) == 0
    assert not Review.objects.exclude(block=None).exists()


def test_one_report_taken_back_holds_up_nobody(agency, corridor):
    everybody = [replace(one, answers={**one.answers, "last_wage": "yes"}) for one in varied(agency, corridor, 21)]
    part, whole, more = [replace(one, fees="some") for one in everybody[:5]], everybody[5:11], everybody[11:]
    receipts = send_reviews([*part, *whole])
    move_reviews(TODAY)
    release_all(TODAY)
    # Those that were let count after the day's publication wait for the next night.
    move_reviews(date(2026, 11, 23))
    assert last_cells(agency) == {"whole": 6, "part": 5}
    assert withdraw_review(receipts[0])
    send_reviews(more)
    move_reviews(date(2026, 11, 24))
    release_all(date(2026, 11, 24))
    move_reviews(date(2026, 11, 25))
    assert last_cells(agency) == {"whole": 16, "part": 5}
    # Published once more with the one taken back among them: without it, this row would tell that one was.
    assert last_cells(agency, "last_wage") == {"yes": 21, "no": 0, "none+unsure": 0}
    for receipt in receipts[1:5]:
        withdraw_review(receipt)
    move_reviews(date(2026, 11, 26))
    assert last_cells(agency) == {"whole": 16, "part": 0}
    assert last_cells(agency, "last_wage") == {"yes": 16, "no": 0, "none+unsure": 0}
    assert ReviewBlock.objects.get().gone_answers == {}


def test_a_quiet_night_publishes_what_was_let_count_or_taken_back_by_day(agency, corridor):
    receipts = send_reviews(varied(agency, corridor, 12))
    move_reviews(TODAY)
    release_all(TODAY)
    for receipt in receipts[:5]:
        withdraw_review(receipt)
    assert move_reviews(date(2026, 11, 23)).published == 1
    assert last_told(agency) == 7


def test_a_figure_published_by_hand_that_day_stops_no_move(agency, corridor):
    from agencies.actions import publish_payment_figure
    from foundation.money import Money

    paid = Money(Decimal(1), "THB")
    publish_payment_figure(
        agency, corridor, period_from=date(2026, 1, 1), period_until=date(2026, 11, 23), reports=9, low=paid,
        median=paid, high=paid, published=TODAY,
    )  # fmt: skip
    send_reviews(varied(agency, corridor, 14))
    assert move_reviews(TODAY).moved == 14
    assert PaymentFigure.objects.count() == 1
