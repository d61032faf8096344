"""The pages of a report: a worker tells it with a card, and what the public reads of many."""

import random
import re
from collections import defaultdict
from datetime import date
from itertools import combinations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from agencies.actions.review_desk import reply_to_reviews, show_reply
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import withdraw_review
from agencies.models import PaymentFigure, Review, ReviewToken, SealedReview
from agencies.review_showing import shown_reviews
from agencies.review_views import TRIES_A_CLIENT
from agencies.rules.review_figures import gaps, is_safe
from agencies.rules.review_questions import QUESTIONS
from foundation import codes
from tests.agencies.lead_pages import page_key
from tests.agencies.reports import release_all, varied
from tests.agencies.review_pages import LANGUAGES, receipt_on, send, told
from tests.make import (
    TODAY,
    make_agency,
    make_cards,
    make_corridor,
    make_report,
    make_user,
    send_reviews,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_forms")]


# The worker
def test_from_the_card_to_the_receipt_and_back(client, agency, corridor, card):
    door = client.post("/en/review/", {**page_key(client, "/en/review/"), "code": codes.grouped(card)})
    assert (door.status_code, door["Location"]) == (302, f"/en/review/{card}/")
    sent = send(client, card, told(agency, corridor))
    receipt = receipt_on(sent)
    assert sent.status_code == 200 and codes.is_valid(codes.normalise(receipt))
    assert SealedReview.objects.count() == 1 and not ReviewToken.objects.exists()
    keys = page_key(client, "/en/review/withdraw/")
    back = client.post("/en/review/withdraw/", {**keys, "code": receipt})
    assert back.status_code == 200 and not SealedReview.objects.exists()
    assert client.post("/en/review/withdraw/", {**keys, "code": receipt}).status_code == 404


def test_no_page_sets_a_cookie_or_is_kept_by_a_browser(client, agency, corridor, card):
    pages = [client.get("/en/review/"), client.get(f"/en/review/{card}/"), client.get("/en/review/withdraw/")]
    pages.append(send(client, card, told(agency, corridor)))
    assert [page.status_code for page in pages] == [200] * 4
    assert not client.cookies and not Session.objects.exists()
    assert all("no-store" in page["Cache-Control"] for page in pages)


def test_the_receipt_stands_in_no_address_and_the_title_is_neutral(client, agency, corridor, card):
    page = send(client, card, told(agency, corridor))
    text, receipt = page.content.decode(), receipt_on(page)
    assert receipt.replace(" ", "") not in "".join(re.findall(r'(?:href|action)="[^"]*"', text))
    assert "review" not in re.search("<title>(.*?)</title>", text)[1].lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_stands_in_every_language(client, card, language):
    for address in ("review/", f"review/{card}/", "review/withdraw/"):
        assert client.get(f"/{language}/{address}").status_code == 200


def test_the_same_page_sent_twice_gives_the_same_receipt(client, agency, corridor, card):
    keys = page_key(client, f"/en/review/{card}/")
    first, second = (send(client, card, told(agency, corridor), keys) for _ in range(2))
    assert receipt_on(first) == receipt_on(second) != ""
    assert "sent this page before" in second.content.decode()
    assert SealedReview.objects.count() == 1


def test_a_used_card_opens_nothing(client, agency, corridor, card):
    keys = page_key(client, f"/en/review/{card}/")
    send(client, card, told(agency, corridor), keys)
    assert client.get(f"/en/review/{card}/").status_code == 404
    other = send(client, card, told(agency, corridor), {**keys, "submission": "A" * 22})
    assert other.status_code == 404 and SealedReview.objects.count() == 1


@pytest.mark.parametrize("code", ["123", "abc", "999999999999", "1" * 200, "၁၂၃"])
def test_a_forged_code_ends_in_a_sentence(client, code):
    make_cards(3)
    page = client.get(reverse("review", args=[code]))
    assert page.status_code == 404 and "This code is not good" in page.content.decode()


def test_an_old_card_says_so(client, agency, corridor, card, on_day):
    on_day(date(2027, 11, 22))
    page = client.get(f"/en/review/{card}/")
    assert page.status_code == 404 and "older than one year" in page.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"month": "2026-12"}, "not one of the available choices"),
        ({"month": "2023-10"}, "not one of the available choices"),
        ({"corridor": "XX-YY-ZZ"}, "not one of the available choices"),
        ({"agency": ""}, "required"),
        ({"agency": "Nobody Of That Name Qqq"}, "no such agency"),
        ({"agency": "12345678"}, "no such agency"),
        ({"paid_recruitment_fee": "1" + "0" * 18}, "too large"),
        ({"paid_recruitment_fee": "-5"}, "less than zero"),
        ({"paid_recruitment_fee": "NaN"}, "digits only"),
        ({"paid_recruitment_fee": "1e9"}, "digits only"),
        ({"currency_recruitment_fee": "XYZ"}, "not one of the available choices"),
        ({"currency_recruitment_fee": ""}, "Choose the currency"),
        ({"paid_recruitment_fee": ""}, "also what you paid"),
        ({"fees": "nothing"}, "also wrote amounts"),
        ({"fees": "all", "paid_recruitment_fee": "", "receipt_recruitment_fee": ""}, "at least one amount"),
        ({"same_job": "maybe"}, "not one of the available choices"),
        ({"fees": ""}, "required"),
        ({"words": "x" * 1501}, "at most 1500"),
        (
            {"fees": "untold", "told_costs": "", "same_job": "", "paid_recruitment_fee": "",
             "receipt_recruitment_fee": ""},
            "at least one question",
        ),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_keeps_the_words_and_the_card(client, agency, corridor, card, given, sentence):
    page = send(client, card, told(agency, corridor, **{"words": "Kept words", **given}))
    text = page.content.decode()
    assert page.status_code == 422 and sentence in text
    assert "Kept words" in text or "words" in given
    assert ReviewToken.objects.count() == 1 and not SealedReview.objects.exists()


def test_amounts_are_read_in_the_digits_and_signs_people_use(client, agency, corridor):
    for typed in ("၁၂,၀၀၀", "12 000", "๑๒๐๐๐", "12,000.00"):
        (card,) = make_cards(1)
        page = send(client, card, told(agency, corridor, paid_recruitment_fee=typed))
        assert receipt_on(page), typed
    send_reviews([next(varied(make_agency(), corridor, 1))])
    move_reviews(TODAY)
    assert {row.items[0]["paid"] for row in Review.objects.filter(agency=agency)} <= {"12000", "12000.00"}


def test_a_name_is_ticked_among_those_called_so(client, agency, corridor, card):
    twin = make_agency(name="Golden Heron Two")
    page = send(client, card, told(agency, corridor, agency="golden heron"))
    text = page.content.decode()
    assert page.status_code == 422 and f'value="{twin.public_id}"' in text and f'value="{agency.public_id}"' in text
    assert re.search(r'name="told_costs" value="no"[^>]*checked', text)
    keys = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}
    assert receipt_on(send(client, card, told(agency, corridor, agency="golden heron", chosen=twin.public_id), keys))


def test_hidden_signs_and_markup_do_no_harm(client, agency, corridor, card):
    page = send(
        client, card, told(agency, corridor, agency="<b>\u202eGolden\u200b</b>", words="\u202e<script>x</script>")
    )
    assert page.status_code == 422 and "<script>x" not in page.content.decode()


def test_a_flood_from_one_address_is_told_to_wait(client, card):
    for _ in range(TRIES_A_CLIENT):
        client.get("/en/review/111111111111/")
    busy = client.get("/en/review/111111111111/")
    assert busy.status_code == 429 and int(busy["Retry-After"]) > 0


def test_a_machine_that_fills_the_trap_is_turned_away(client, agency, corridor, card):
    assert send(client, card, told(agency, corridor, topic="buy")).status_code == 422
    assert not SealedReview.objects.exists()


def test_the_agencys_page_shows_numbers_of_five_and_more_alone(client, agency, corridor):
    public = f"/en/agencies/{agency.public_id}/"
    assert "Fewer than five reports" in client.get(public).content.decode()
    send_reviews(varied(agency, corridor, 12, words="Secret words"))
    move_reviews(TODAY)
    release_all(TODAY)
    text = client.get(public).content.decode()
    assert "12 reports" in text and "Secret words" not in text
    show_reply(reply_to_reviews(agency, "A reply.", "en", TODAY, actor=make_user()), actor=make_user())
    assert "A reply." in client.get(public).content.decode()
    part = text[text.index('id="reports"') : text.index("I have a card")]
    for cell in re.findall(r"<dd>(.*?)</dd>", part):
        for count in map(int, re.findall(r"(?:yes|no|others) (\d+)", cell)):
            assert count == 0 or count >= 5, cell


def test_each_question_of_the_form_is_asked_once(client, card):
    text = client.get(f"/en/review/{card}/").content.decode()
    assert all(text.count(f'name="{question.code}"') == 3 for question in QUESTIONS)


def cells_of(row) -> dict[frozenset[str], int]:
    """The groups of answers that a row of the page tells, by all that are not in another group of it."""
    told = {frozenset({word}): count for word, count, _good in row.answers}
    return {**told, frozenset({"yes", "no", "rest"}).difference(*told): row.others}


@pytest.mark.parametrize("seed", range(4))
def test_nights_of_public_pages_tell_no_group_of_one_to_four(agency, corridor, seed):
    """Reports come and go at random for twelve nights; the page's numbers of all nights are subtracted from each other."""
    chance = random.Random(seed)
    other, receipts, seen, payments = make_corridor("MM-MY-AGENCY"), [], defaultdict(list), defaultdict(list)
    asked = ("told_costs", "free_choice", "borrowed", "own_language", "was_met")
    for night in range(12):
        today = date(2026, 11, 22 + night % 9) if night < 9 else date(2026, 12, night)
        reports = []
        for number in range(chance.randrange(4, 14)):
            answers = {code: chance.choice(("yes", "yes", "yes", "no", "unsure")) for code in asked}
            reports.append(
                make_report(
                    agency,
                    chance.choice((corridor, corridor, other)),
                    answers={code: answer for code, answer in answers.items() if chance.random() < 0.9},
                    paid=str(chance.randrange(5, 60) * 500),
                    fees=chance.choice(("all", "all", "some")),
                    month=date(chance.choice((2024, 2025, 2026)), 1 + number % 10, 1),
                )
            )
        receipts += send_reviews(reports, today)
        for _ in range(chance.randrange(4)):
            withdraw_review(receipts.pop(chance.randrange(len(receipts))))
        move_reviews(today)
        release_all(today)
        move_reviews(today)
        for block in shown_reviews(agency, today, "en").blocks:
            place = (block.route, block.first_year, block.pooled)
            seen[place, "reports"].append({frozenset({"all"}): block.reports})
            for _stage, rows in block.stages:
                for row in rows:
                    if row.reports:
                        seen[place, row.question].append(cells_of(row))
    for figure in PaymentFigure.objects.filter(agency=agency):
        payments[figure.corridor_id, figure.period_from, figure.period_until.year > figure.period_from.year + 1].append(
            figure.reports
        )
    assert len(seen) > 10 and payments
    for rows in seen.values():
        assert all(is_safe(count) for row in rows for count in row.values())
        assert all(is_safe(gap) for one, two in combinations(rows, 2) for gap in gaps(one, two))
    for paid in payments.values():
        assert all(is_safe(one - two) for one, two in combinations(paid, 2))


def test_guessed_cards_are_asked_to_wait_and_a_true_one_meanwhile_too(client, card):
    answers = [client.get(f"/en/review/{codes.with_check(str(3_000_000_000 + number))}/") for number in range(40)]
    assert {answer.status_code for answer in answers[:30]} == {404}
    assert {answer.status_code for answer in answers[30:]} == {429}
    # Else the answer itself would tell a true guess from a false one.
    assert client.get(f"/en/review/{card}/").status_code == 429


def test_a_village_that_types_its_own_cards_is_never_asked_to_wait(client, card):
    assert {client.get(f"/en/review/{card}/").status_code for _ in range(90)} == {200}
