"""Cards, sealed reports, the nightly move, the desk and replies, on a real database."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from agencies.actions.merging import merge_agencies
from agencies.actions.review_desk import (
    read_words,
    refuse_reply,
    reject_review,
    release_review,
    reply_to_reviews,
    show_reply,
)
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import (
    already_sent,
    card_batch,
    print_cards,
    purge_reviews,
    sealed_context,
    send_review,
    void_cards,
    withdraw_review,
)
from agencies.models import (
    PaymentFigure,
    Review,
    ReviewBatch,
    ReviewBlock,
    ReviewFigure,
    ReviewReply,
    ReviewText,
    ReviewToken,
    SealedReview,
    SealedTally,
)
from agencies.review_codes import new_card_codes
from agencies.rules.review_refusals import ReviewRefusal, ReviewRefused
from foundation import codes
from foundation.models import TrailEntry
from foundation.seal import seal, unseal
from tests.make import (
    TODAY,
    make_agency,
    make_cards,
    make_corridor,
    make_cso,
    make_rate,
    make_registrar,
    make_report,
    make_user,
    send_reviews,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    make_rate("THB", "35")
    return make_agency()


@pytest.fixture
def corridor():
    return make_corridor()


def why(call, *args, **kwargs) -> ReviewRefusal:
    with pytest.raises(ReviewRefused) as refused:
        call(*args, **kwargs)
    return refused.value.reason


def varied(agency, corridor, count: int, **given):
    """Reports as different from each other as those of people are."""
    pattern = ("yes", "no", "unsure")
    asked = ("told_costs", "free_choice", "borrowed", "own_language", "training", "was_met", "same_job", "wage_cut")
    for number in range(count):
        answers = {code: pattern[(number // 3**place + place) % 3] for place, code in enumerate(asked)}
        yield make_report(agency, corridor, answers=answers, paid=str(9000 + 1700 * number), **given)


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


def release_all(day=date(2026, 12, 20)):
    actor = make_user()
    for review in Review.objects.held():
        release_review(review, "seen", day, actor=actor)


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


def move_and_publish(day):
    from agencies.actions.review_figures import publish_reviews
    from agencies.models import Agency

    publish_reviews(Agency.objects.values_list("pk", flat=True), day)


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


def last_cells(agency, subject: str = "reports") -> dict[str, int]:
    return ReviewFigure.objects.filter(block__agency=agency, subject=subject).order_by("published", "pk").last().cells


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


def last_told(agency) -> int:
    return (
        ReviewFigure.objects.filter(block__agency=agency, subject="reports").order_by("published", "pk").last().reports
    )


# Held


def planted(agency, corridor, count):
    answers = dict.fromkeys(("told_costs", "free_choice", "own_language", "training", "was_met", "same_job"), "yes")
    return [make_report(agency, corridor, answers=answers, paid="0") for _ in range(count)]


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
