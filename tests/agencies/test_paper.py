"""Reports on paper: typed in several at a time or read from a file, each through the same deed as the web page's."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from agencies import paper_views
from agencies.actions.review_moves import move_reviews
from agencies.models import Review, ReviewToken, SealedReview
from agencies.paper_forms import COLUMNS, MOST_ROWS, ROWS
from agencies.paper_views import blank_page
from agencies.review_wording import REFUSALS
from agencies.rules.review_refusals import ReviewRefusal
from foundation import codes
from foundation.models import TrailEntry
from foundation.pdf import draw
from portal.refusals import REFUSED
from tests.agencies.review_pages import LANGUAGES, signed_in
from tests.make import (
    TODAY,
    make_cards,
    make_cso,
    make_membership,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/reviews/paper/"


@pytest.fixture
def officer():
    return make_user(username="planted-officer")


@pytest.fixture
def cso(officer):
    return make_cso(officer=officer)


@pytest.fixture
def desk(cso, officer):
    return signed_in(officer)


@pytest.fixture
def paper(agency, corridor):
    """What one paper form says, but for its card."""
    return {
        "corridor": corridor.code,
        "agency": agency.public_id,
        "month": "2026-05",
        "fees": "all",
        "paid_recruitment_fee": "12000",
        "receipt_recruitment_fee": "8000",
        "currency_recruitment_fee": "THB",
        "paid_medical": "900",
        "earned": "9500",
        "earned_in": "THB",
        "told_costs": "no",
        "same_job": "yes",
    }


def sheet(*rows, submission="s" * 22) -> dict:
    sent = {f"{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    return {"step": "sheet", "submission": submission, **sent}


def csv_of(*rows, columns=COLUMNS) -> bytes:
    lines = [",".join(columns), *(",".join(str(row.get(name, "")) for name in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def upload(desk, content: bytes, name="paper.csv", submission="f" * 22):
    data = {"step": "file", "submission": submission, "file": SimpleUploadedFile(name, content)}
    return desk.post(PAGE, data)


def receipts_on(page) -> list[str]:
    return re.findall(r"(?:\d{4} ){3}\d{4}", page.content.decode())


def test_several_forms_become_waiting_reports_as_the_web_makes_them(desk, cso, paper):
    cards = make_cards(2, cso)
    page = desk.post(PAGE, sheet(*({"code": codes.grouped(card), **paper} for card in cards)))
    assert page.status_code == 200 and len(receipts_on(page)) == 2
    assert all(codes.is_valid(codes.normalise(one)) for one in receipts_on(page))
    assert SealedReview.objects.count() == 2 and not ReviewToken.objects.exists()


def test_what_is_entered_counts_with_pay_and_with_the_currency_of_the_line_above(desk, cso, paper):
    cards = make_cards(5, cso)
    desk.post(PAGE, sheet(*({"code": card, **paper} for card in cards)))
    move_reviews(TODAY)
    review = Review.objects.first()
    assert (Review.objects.count(), review.earned, review.earned_in) == (5, 9500, "THB")
    assert {item["category"]: (item["paid"], item["currency"]) for item in review.items} == {
        "recruitment_fee": ("12000", "THB"), "medical": ("900", "THB"),
    }  # fmt: skip


def test_the_trail_says_how_many_and_nothing_else(desk, cso, paper, agency, officer):
    cards, before = make_cards(2, cso), TrailEntry.objects.count()
    desk.post(PAGE, sheet({"code": cards[0], **paper}, {"code": "123", **paper}, {"code": cards[1], **paper}))
    entry, refused = TrailEntry.objects.order_by("sequence")[before:]
    assert refused.action == REFUSED and refused.facts["status"] == 422
    assert (entry.subject, entry.actor, entry.facts) == ("agencies.reviews", str(officer.pk), {"rows": 2, "refused": 1})


def test_who_acts_for_an_agency_as_well_enters_no_paper_and_the_card_stays_good(desk, cso, paper, officer):
    make_membership(user=officer, organisation=make_organisation(kind="agency"))
    (card,) = make_cards(1, cso)
    response = desk.post(PAGE, sheet({"code": card, **paper}))
    assert response.status_code == 422
    assert str(REFUSALS[ReviewRefusal.ACTS_FOR_AGENCY]) in html.unescape(response.content.decode())
    assert not SealedReview.objects.exists() and ReviewToken.objects.count() == 1


def test_a_bad_row_is_named_and_kept_on_the_page_and_the_good_one_is_saved(desk, cso, paper):
    cards = make_cards(2, cso)
    bad = {"code": cards[1], **paper, "paid_recruitment_fee": "-5", "words": "kept words"}
    page = desk.post(PAGE, sheet({"code": cards[0], **paper}, bad))
    text = page.content.decode()
    assert page.status_code == 422 and len(receipts_on(page)) == 1
    assert "1 report is not saved yet" in text and "An amount cannot be less than zero." in text
    assert "kept words" in text and f'value="{cards[1]}"' in text and f'value="{cards[0]}"' not in text
    assert ReviewToken.objects.count() == 1


def test_the_same_sheet_sent_twice_gives_the_same_receipts(desk, cso, paper):
    sent = sheet(*({"code": card, **paper} for card in make_cards(2, cso)))
    first, second = (desk.post(PAGE, sent) for _ in range(2))
    assert receipts_on(first) == receipts_on(second) and second.status_code == 200
    assert "had saved it before" in second.content.decode()
    assert SealedReview.objects.count() == 2


def test_a_used_code_on_another_sheet_is_refused_in_words(desk, cso, paper):
    (card,) = make_cards(1, cso)
    desk.post(PAGE, sheet({"code": card, **paper}))
    page = desk.post(PAGE, sheet({"code": card, **paper, "same_job": "no"}, submission="t" * 22))
    assert page.status_code == 422 and "A card can be used once" in page.content.decode()
    assert SealedReview.objects.count() == 1


def test_one_code_on_two_forms_is_taken_once(desk, cso, paper):
    (card,) = make_cards(1, cso)
    page = desk.post(PAGE, sheet({"code": card, **paper}, {"code": codes.grouped(card), **paper, "same_job": "no"}))
    assert "This code stands on another form above." in page.content.decode()
    assert SealedReview.objects.count() == 1 and len(receipts_on(page)) == 1


def test_a_card_of_another_organisation_is_refused_and_stays_good(desk, cso, paper):
    (card,) = make_cards(1, make_cso())
    page = desk.post(PAGE, sheet({"code": card, **paper}))
    assert page.status_code == 422 and "This card is of another organisation." in page.content.decode()
    assert not SealedReview.objects.exists() and ReviewToken.objects.count() == 1


@pytest.mark.parametrize("code", ["", "1", "0" * 12, "9" * 300, "hello", codes.with_check("7000000001")])
def test_forged_codes_are_refused_and_nothing_is_written(desk, cso, paper, code):
    page = desk.post(PAGE, sheet({"code": code, **paper}))
    assert page.status_code == 422 and not SealedReview.objects.exists()


def test_an_empty_sheet_says_so(desk):
    page = desk.post(PAGE, sheet())
    assert page.status_code == 422 and "Nothing is written on this page yet." in page.content.decode()
    assert "This field is required" not in page.content.decode()


def test_who_guesses_codes_is_stopped_and_loses_nothing(desk, cso, paper, monkeypatch):
    monkeypatch.setattr(paper_views, "PAGES_AN_OFFICER", 2)
    sent = sheet({"code": "123", **paper, "words": "kept words"})
    pages = [desk.post(PAGE, sheet()) for _ in range(2)]
    assert {page.status_code for page in pages} == {422}
    page = desk.post(PAGE, sent)
    assert page.status_code == 429 and "kept words" in page.content.decode()


def test_a_name_with_several_agencies_is_offered_to_tick(desk, cso, paper, agency):
    (card,) = make_cards(1, cso)
    typed = {"code": card, **paper, "agency": "Golden Heron"}
    page = desk.post(PAGE, sheet(typed))
    assert page.status_code == 422 and f'name="0-chosen" value="{agency.public_id}"' in page.content.decode()
    assert desk.post(PAGE, sheet({**typed, "chosen": agency.public_id})).status_code == 200


# Files


def test_a_file_is_read_good_rows_are_saved_and_bad_ones_named_with_line_and_reason(desk, cso, paper):
    cards = make_cards(3, cso)
    rows = [
        {"code": cards[0], **paper},
        {"code": cards[1], **paper, "month": "2031-01"},
        {"code": cards[2], **paper, "told_costs": "YES", "currency_recruitment_fee": "thb"},
    ]
    page = upload(desk, csv_of(*rows))
    text = page.content.decode()
    assert page.status_code == 422 and len(receipts_on(page)) == 2
    assert re.search(r'<td class="num">3</td><td><bdi>month</bdi></td><td><bdi>2031-01</bdi></td>', text)
    # The bad row stands in the sheet to be mended.
    assert f'name="0-code" value="{cards[1]}"' in text
    assert SealedReview.objects.count() == 2


def test_the_same_file_twice_counts_once_even_as_another_page(desk, cso, paper):
    content = csv_of(*({"code": card, **paper} for card in make_cards(2, cso)))
    first, again = upload(desk, content), upload(desk, content)
    other = upload(desk, content, submission="g" * 22)
    assert receipts_on(first) == receipts_on(again)
    assert other.status_code == 422 and "A card can be used once" in other.content.decode()
    assert SealedReview.objects.count() == 2


def test_a_workbook_is_read_as_well(desk, cso, paper):
    book, kept = Workbook(), io.BytesIO()
    book.active.append(list(COLUMNS))
    (card,) = make_cards(1, cso)
    row = {"code": int(card), **paper, "paid_recruitment_fee": 12000}
    book.active.append([row.get(name) for name in COLUMNS])
    book.save(kept)
    page = upload(desk, kept.getvalue(), "paper.xlsx")
    assert page.status_code == 200 and SealedReview.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 x", b"PK\x03\x04 no zip", b'{"a": 1}', b"code,agency\n1,2\n", b"\xff\xfe\x00", b"<html></html>"],
)
def test_what_is_no_such_table_is_refused_in_a_sentence(desk, cso, content):
    page = upload(desk, content)
    assert page.status_code == 422 and 'class="errorlist"' in page.content.decode()
    assert not SealedReview.objects.exists()


def test_too_many_rows_and_signs_that_hide_are_refused(desk, cso, paper):
    page = upload(desk, csv_of(*({"code": str(at), **paper} for at in range(MOST_ROWS + 1))))
    assert page.status_code == 422 and "more than 200 rows" in page.content.decode()
    (card,) = make_cards(1, cso)
    hidden = upload(desk, csv_of({"code": card, **paper, "words": "a\u202eb"}))
    assert hidden.status_code == 422 and "holds a control character" in hidden.content.decode()
    assert not SealedReview.objects.exists()


def test_the_template_has_the_columns_and_what_is_filled_in_below_is_read(desk, cso, paper):
    template = desk.get(f"{PAGE}template.csv").content
    (card,) = make_cards(1, cso)
    filled = template.rstrip(b"\r\n") + b"\r\n" + csv_of({"code": card, **paper}).split(b"\n", 1)[1]
    assert upload(desk, filled).status_code == 200 and SealedReview.objects.count() == 1


# The page and the blank form


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_blank_form_stand_in_every_language(desk, language):
    page = desk.get(f"/{language}/desk/reviews/paper/")
    assert page.status_code == 200 and page.content.decode().count("<summary>") == ROWS + 1
    assert draw(blank_page(language)).startswith(b"%PDF")


def test_the_blank_form_is_a_file_and_other_languages_are_not_found(desk):
    answer = desk.get(f"{PAGE}form/my/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert desk.get(f"{PAGE}form/xx/").status_code == 404


def test_only_officers_of_a_cso_get_in(client, cso):
    assert client.get(PAGE).status_code == 302
    reader = signed_in(make_membership(organisation=cso.organisation, role="reader").user)
    for address in (PAGE, f"{PAGE}template.csv", f"{PAGE}form/en/"):
        assert reader.get(address).status_code == 403
