"""What a code stands for at this moment: every form of it, every fault of it, and nothing that lapsed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from agencies.actions import impose_sanction
from foundation import cards, codes
from foundation.cards import check_offline, sign, spoken
from jobs.actions import close_opening
from jobs.cards import Doubt, card_of, meaning_of, recall_cards
from jobs.models import Opening
from tests.make import TODAY, make_corridor, make_opening, make_user, make_vetted_agency

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LANGUAGES = ("en", "my", "km", "lo", "th")


@pytest.fixture
def opening() -> Opening:
    route = make_corridor("MM-TH-AGENCY")
    return make_opening(agency=make_vetted_agency(route), corridor=route, title="Welder")


def forms_of(subject) -> dict[str, str]:
    """Every code that stands for it."""
    card = card_of(subject, TODAY)
    khmer = spoken(card).translate({ord(str(digit)): chr(0x17E0 + digit) for digit in range(10)})
    return {
        "number": subject.public_id,
        "grouped": codes.grouped(subject.public_id, 2),
        "spoken": codes.grouped(spoken(card)),
        "khmer": khmer,
        "token": sign(card),
    }


@pytest.mark.parametrize("form", ("number", "grouped", "spoken", "khmer", "token"))
def test_every_form_of_a_code_means_its_job_or_agency(opening, form):
    meant = meaning_of(forms_of(opening)[form], TODAY)
    assert (meant.opening, meant.doubt) == (opening, None)
    assert meant.issued == (None if form in ("number", "grouped") else TODAY)
    assert meaning_of(forms_of(opening.agency)[form], TODAY).agency == opening.agency


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ("number", "spoken", "token"))
def test_the_page_says_what_is_true_today_in_every_language(client, opening, form, language):
    with translation.override(language):
        page = client.get(reverse("verify", args=[forms_of(opening)[form]]))
    assert page.status_code == 200
    text = page.content.decode()
    assert opening.agency.name in text
    assert codes.grouped(opening.public_id) in text
    assert 'class="good"' in text


def page_of(client, code: str) -> str:
    return client.get(reverse("verify", args=[code])).content.decode()


def test_a_card_says_at_the_next_request_that_its_agency_was_suspended(client, opening):
    token = sign(card_of(opening, TODAY))
    assert "Welder" in page_of(client, token)
    impose_sanction(opening.agency, by="regulator", authority="The ministry", reason="Fees", starts=TODAY)
    after = page_of(client, token)
    assert "This job is not shown" in after
    assert "Sign nothing and pay nothing." in after
    assert 'class="good"' not in after
    assert opening.title not in after


def test_a_card_of_a_closed_job_says_so(client, opening):
    code = spoken(card_of(opening, TODAY))
    close_opening(opening)
    assert "This job is closed." in page_of(client, code)


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("hello", Doubt.UNREADABLE),
        ("1234567890", Doubt.UNREADABLE),
        (codes.with_check("99999999"), Doubt.NOT_HERE),
        (codes.with_check("999999"), Doubt.NOT_HERE),
        ("<script>", Doubt.UNREADABLE),
        ("\u202e1234\x00", Doubt.UNREADABLE),
        ("9" * 300, Doubt.UNREADABLE),
    ],
)
def test_what_is_no_code_of_ours_gets_a_sentence_and_no_page_of_anything(client, code, doubt):
    assert meaning_of(code, TODAY).doubt is doubt
    page = client.get(reverse("verify_form"), {"code": code}, follow=True)
    assert page.status_code == 404
    assert "call a helpline" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_an_altered_card_is_told_from_one_that_was_misread(opening):
    token, digits = sign(card_of(opening, TODAY)), spoken(card_of(opening, TODAY))
    assert meaning_of(token.replace("J.", "A.", 1), TODAY).doubt is Doubt.ALTERED
    assert (
        meaning_of(codes.with_check(f"{digits[:-6]}{(int(digits[-6:-2]) + 1) % 10**4:04d}"), TODAY).doubt
        is Doubt.ALTERED
    )
    assert meaning_of(digits[:-1] + str((int(digits[-1]) + 1) % 10), TODAY).doubt is Doubt.UNREADABLE


def test_cards_called_back_are_refused_and_newer_ones_hold(client, opening):
    old, new = card_of(opening, TODAY - 3 * DAY), card_of(opening, TODAY)
    recall = recall_cards(opening, TODAY, "A stack was stolen.", actor=make_user())
    assert recall_cards(opening, TODAY, "A stack was stolen.", actor=recall.recalled_by) == recall
    assert meaning_of(sign(old), TODAY).doubt is Doubt.RECALLED
    assert meaning_of(spoken(old), TODAY).doubt is Doubt.RECALLED
    assert meaning_of(sign(new), TODAY).doubt is None
    assert "called back" in page_of(client, sign(old))
    with pytest.raises(ValueError, match="why"):
        recall_cards(opening, TODAY, " ", actor=recall.recalled_by)


def test_a_card_from_tomorrow_is_doubted(opening):
    assert meaning_of(sign(card_of(opening, TODAY + DAY)), TODAY).doubt is Doubt.FROM_THE_FUTURE


def test_a_card_of_a_dropped_key_says_that_it_is_too_old(opening, settings):
    token = sign(card_of(opening, TODAY))
    settings.CARD_KEYS = "new:" + "A" * 43 + "="
    assert meaning_of(token, TODAY).doubt is Doubt.OLD_KEY


def test_the_published_keys_check_a_token_without_the_site(client, opening):
    published = client.get("/verify/keys.json").json()
    assert published["algorithm"] == "Ed25519"
    assert check_offline(sign(card_of(opening, TODAY)), published["keys"])


def test_guessing_codes_is_slowed_down(client, opening, settings, monkeypatch):
    monkeypatch.setattr("jobs.verify_views.TRIES", 3)
    answers = [client.get(reverse("verify", args=["1"])).status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_a_card_printed_before_the_count_of_days_begins_says_its_first_day(opening):
    assert card_of(opening, date(2021, 1, 1)).issued == cards.DAY_ZERO
