"""Three prices on the pages, group by group, with what they mean; and the report of SDG 10.7.1 beside them."""

import gzip
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies import actions
from agencies.actions import Item, Part, Refused
from agencies.models import PaymentFigure, PaymentPart, ReviewBlock, ReviewFigure
from agencies.prices import prices_of
from agencies.rules import Severity
from agencies.rules.review_questions import QUESTIONS
from corridors.models import CostItem, FeeCeiling, MinimumWage, SurveyBenchmark
from foundation import clock
from foundation.money import Money
from reference.models import Occupation
from tests.make import TODAY, make_corridor, make_opening, make_rate, make_standing, make_vetted_agency

pytestmark = pytest.mark.django_db


def thb(amount) -> Money:
    return Money(Decimal(amount), "THB")


def fact(model, key: str, **given):
    """One version of a fact of corridors/, read in a source and in force since January."""
    common = {"digest": "0" * 64, "collection": "test", "known_from": clock.now(), "evidence": "read"}
    return model.objects.create(key=key, first_day=date(2026, 1, 1), **{**common, **given})


def ceiling(country: str, amount, **given):
    told = {"origin": "MM", "destination": "TH", "binds": "everyone", "kind": "fixed_amount", "amount": amount}
    told |= {"currency": "THB", "covers": "agency_fee", "payer": "worker", "periodicity": "once"}
    return fact(FeeCeiling, f"{country} {amount}", country=country, **{**told, **given})


def cost(item: str, amount, category: str, payer: str = "worker"):
    return fact(
        CostItem, item, corridor=make_corridor("MM-TH-MOU"), item=item, name=item, category=category, payer=payer,
        payer_evidence="read", amount_min=amount, amount_max=amount, currency="THB" if amount else "",
        figure_kind="official_fee", periodicity="once", nature="cost",
    )  # fmt: skip


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def agency(corridor):
    """Vetted; says that workers pay a fee of 2,000 and a health check of 500; a month of wages is 9,000."""
    fact(
        MinimumWage, "TH", country="TH", region="ALL", amount=9000, unit="month", currency="THB", group="all employees"
    )
    ceiling("MM", 3000)
    cost("Health check", 500, "medical")
    cost("Work permit", 1900, "administrative", "employer")
    cost("Insurance", 990, "insurance", "shared")
    cost("X-ray", None, "medical")
    found = make_vetted_agency(corridor, fees=[("Fee", "2000", "THB")])
    items = [Item("recruitment_fee", "Fee", thb(2000), "worker"), Item("medical", "Check", thb(500), "worker")]
    actions.disclose_fees(found, corridor, items, date(2026, 11, 1))
    return found


def publish(agency, corridor, median, parts=(), reports=8):
    return actions.publish_payment_figure(
        agency, corridor, period_from=date(2026, 3, 1), period_until=date(2026, 9, 1), reports=reports,
        low=thb(int(median) // 2), median=thb(median), high=thb(int(median) * 2), published=date(2026, 11, 2), parts=parts,
    )  # fmt: skip


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


def page_of(client, agency) -> str:
    return page(client, reverse("agency", args=[agency.public_id]))


def test_groups_stand_side_by_side_with_who_pays_and_what_is_missing(client, agency, corridor):
    publish(agency, corridor, 2500, [Part("medical", 5, Decimal(400), Decimal(600), Decimal(900))])
    (price,) = prices_of(agency, [corridor], TODAY, "en")
    groups = {group.category.value: group for group in price.groups}
    assert set(groups) == {"recruitment_fee", "medical", "administrative", "insurance"}
    assert (groups["recruitment_fee"].law.high, groups["recruitment_fee"].agency) == (thb(3000), thb(2000))
    assert groups["recruitment_fee"].paid is None
    assert groups["medical"].paid == (thb(400), thb(900)) and groups["medical"].reports == 5
    assert groups["administrative"].law.high == thb(0) and not groups["administrative"].silent
    assert [group.category.value for group in price.silent] == ["insurance"]
    assert price.unpriced == ("X-ray",)
    text = page_of(client, agency)
    table = text[text.index("Cost by cost") :]
    for words in (
        "Recruitment fee",
        "THB 3,000",
        "THB 400 – THB 900",
        "5 reports",
        "The employer pays",
        "says nothing",
    ):
        assert words in table
    assert "You may have to pay this too. The agency says nothing about it: Insurance." in " ".join(table.split())
    assert "A month of wages here means the lowest minimum wage: THB 9,000 for 26 days." in text


@pytest.mark.parametrize(
    ("median", "sentence", "severity"),
    [
        (2500, "Workers report paying no more than the agency says.", Severity.NONE),
        (
            2600,
            "Workers report paying THB 100 more than the agency says: a tenth more at most.",
            Severity.WITHIN_TOLERANCE,
        ),
        (3000, "Workers report paying more than the agency says: THB 500 more.", Severity.MODERATE),
        (9000, "Workers report paying far more than the agency says: THB 6,500 more.", Severity.SEVERE),
    ],
)
def test_the_gap_is_said_in_words_on_the_agencys_page(client, agency, corridor, median, sentence, severity):
    publish(agency, corridor, median)
    (price,) = prices_of(agency, [corridor], TODAY, "en")
    assert price.gap.severity is severity
    assert sentence in page_of(client, agency)


def test_the_gap_stands_on_an_opening_too_and_nowhere_without_a_figure(client, agency, corridor):
    order = {"job_order_number": "D-1", "order_authority": "Department", "order_status": "certified"}
    order |= {"order_from": date(2026, 10, 1), "order_until": date(2027, 3, 1)}
    opening = make_opening(agency=agency, corridor=corridor, **order)
    url = reverse("opening", args=[opening.public_id])
    assert "Workers report paying" not in page(client, url)
    publish(agency, corridor, 2600)
    assert "Workers report paying THB 100 more than the agency says" in page(client, url)


def test_what_all_workers_report_is_held_against_the_dearest_word_and_said_once(client, agency, corridor):
    welders = Occupation.objects.create(code="7212", level=4, title_en="Welders and flamecutters")
    dearer = [Item("recruitment_fee", "Fee", thb(2900), "worker")]
    actions.disclose_fees(agency, corridor, dearer, date(2026, 11, 1), occupation=welders)
    publish(agency, corridor, 2900)
    general, special = prices_of(agency, [corridor], TODAY, "en")
    assert (general.agency, general.gap.severity) == (thb(2500), Severity.NONE)
    assert (special.agency, special.gap) == (thb(2900), None)
    unknown = [Item("recruitment_fee", "Fee", Money(None, "THB"), "worker")]
    actions.disclose_fees(agency, corridor, unknown, date(2026, 11, 2), occupation=welders)
    assert prices_of(agency, [corridor], TODAY, "en")[0].gap.severity is Severity.NOT_COMPARABLE


def test_a_correction_without_a_reason_is_refused_and_changes_nothing(agency):
    with pytest.raises(Refused):
        actions.correct_agency(agency, reason="  ", name="Other")
    agency.refresh_from_db()
    assert agency.name != "Other" and not agency.field_changes.exists()


def test_a_loan_is_told_in_months_with_its_assumptions(client, agency, corridor):
    publish(agency, corridor, 9000)
    text = page_of(client, agency)
    told = text[text.index("If you borrow the money") :]
    assert (
        "Borrow THB 2,500 and give a third of your wage each month: without interest you owe nothing after 1 month."
        in told
    )
    assert "Borrow THB 9,000 and give a third of your wage each month: without interest you owe nothing after 3 months. At 3% interest a month it takes 4 months." in told  # fmt: skip
    assert "3% interest a month is only an example." in told


def test_a_loan_that_never_ends_says_so(client, agency, corridor):
    publish(agency, corridor, 200_000)
    assert "At 3% interest a month you never stop paying." in page_of(client, agency)


def test_laws_of_two_countries_stand_side_by_side_where_they_differ(client, agency):
    assert "The laws of the two countries differ" not in page_of(client, agency)
    ceiling("TH", 0, kind="zero", currency="")
    text = page_of(client, agency)
    told = text[text.index("The laws of the two countries differ") :]
    assert "Law of Myanmar (Burma): at most THB 3,000" in told and "Law of Thailand: nothing" in told


def test_rates_that_converted_anything_are_told_with_kind_and_day(client, agency, corridor):
    assert "Exchange rates used:" not in page_of(client, agency)
    make_rate("THB", "31")
    make_rate("MMK", "2100")
    items = [Item("recruitment_fee", "Fee", Money(Decimal(135_000), "MMK"), "worker")]
    actions.disclose_fees(agency, corridor, items, date(2026, 11, 2))
    told = page_of(client, agency)
    assert "Exchange rates used:" in told
    assert "1 US dollar = MMK 2,100" in told and "1 US dollar = THB 31" in told and "January 2026" in told


def test_pages_with_every_price_weigh_little_and_ask_little(client, agency, corridor, django_assert_max_num_queries):
    publish(agency, corridor, 9000, [Part("medical", 5, Decimal(400), Decimal(600), Decimal(900))])
    ceiling("TH", 0, kind="zero", currency="")
    text = page_of(client, agency)
    with django_assert_max_num_queries(24):
        page_of(client, agency)
    assert len(gzip.compress(text.encode(), 6)) < 6_000


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_an_agencys_fullest_page_comes_in_the_first_ten_packets(client, agency, corridor, language):
    """14,600 bytes with the sheet and the drawing in the browser's tab: three prices on two routes, reports of three years,
    a history with a suspension and corrections."""
    other = make_corridor("MM-MY-AGENCY")
    parts = [Part("medical", 5, Decimal(400), Decimal(600), Decimal(900))]
    publish(agency, corridor, 9000, parts)
    publish(agency, other, 7000)
    ceiling("TH", 0, kind="zero", currency="")
    make_rate("THB", "31")
    make_rate("MMK", "2100")
    for year in (2024, 2025, 2026):
        block = ReviewBlock.objects.create(
            agency=agency, corridor=corridor, pooled=False, first_year=year, last_year=year
        )
        rows = {question.code: {"yes": 12 + year % 7, "no": 9, "none+unsure": 6} for question in QUESTIONS}
        ReviewFigure.objects.bulk_create(
            ReviewFigure(block=block, subject=subject, reports=27 + year % 7, cells=cells, published=date(2026, 11, 2))
            for subject, cells in {"reports": {"whole": 20, "part": 7 + year % 7}, **rows}.items()
        )
    actions.set_contacts(agency, [("phone", "+66 2 000 0000"), ("email", "a@example.org")], TODAY)
    for number in range(4):
        actions.correct_agency(agency, reason="The register says so", name=f"Heron {number} Overseas")
    for month in (3, 6, 9):
        make_standing(agency, corridor, "not_vetted" if month == 6 else "vetted", on=date(2026, month, 1),
                      reasons=[{"code": "no_licence", "evidence": "", "day": None}])  # fmt: skip
    told = client.get(f"/{language}/agencies/{agency.public_id}/").content
    assert told.count(b"<details") >= 10
    files = [(settings.BASE_DIR / "static" / name).read_bytes() for name in ("site.css", "mark.svg")]
    assert sum(len(gzip.compress(file, 6)) for file in (told, *files)) <= 14_600


# Parts of a figure


@pytest.mark.parametrize(
    "parts",
    [
        [Part("medical", 4, Decimal(1), Decimal(2), Decimal(3))],
        [Part("medical", 9, Decimal(1), Decimal(2), Decimal(3))],
        [Part("medical", 5, Decimal(3), Decimal(2), Decimal(1))],
        [Part("medical", 5, Decimal(-1), Decimal(2), Decimal(3))],
        [Part("medical", 5, Decimal(1), Decimal(2), Decimal(3))] * 2,
    ],
)
def test_a_part_from_fewer_than_five_or_out_of_order_is_refused_and_nothing_is_written(agency, corridor, parts):
    with pytest.raises(Refused):
        publish(agency, corridor, 2500, parts)
    assert not PaymentFigure.objects.exists() and not PaymentPart.objects.exists()


def test_the_same_figure_twice_is_one_and_with_other_parts_refused(agency, corridor):
    parts = [Part("medical", 5, Decimal(1), Decimal(2), Decimal(3))]
    assert publish(agency, corridor, 2500, parts) == publish(agency, corridor, 2500, parts)
    with pytest.raises(Refused):
        publish(agency, corridor, 2500)
    assert PaymentPart.objects.count() == 1


def test_the_database_itself_keeps_parts_of_four_out(agency, corridor):
    figure = publish(agency, corridor, 2500)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentPart.objects.create(figure=figure, category="medical", reports=4, low=1, median=2, high=3)


# SDG 10.7.1


def test_without_pairs_the_report_says_so_beside_what_surveys_published(client, corridor):
    fact(
        SurveyBenchmark, "s", origin="MM", destination="TH", survey="A survey", sample="412 people", period="2019",
        currency="USD", cost_mean=461, months_of_earnings=Decimal("1.4"), finding="All paid.",
    )  # fmt: skip
    text = page(client, "/en/corridors/MM-TH-MOU/sdg/")
    assert "No figure of our own yet." in text
    assert "1.4 months of wages" in text and "412 people" in text and "US$461" in text
    assert "Do not compare countries by these figures." in text
    assert not client.get("/en/corridors/MM-TH-MOU/sdg/").cookies
    assert "/en/corridors/MM-TH-MOU/sdg/" in page(client, "/en/corridors/MM-TH-MOU/")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/corridors/mm-th-mou/sdg/", 301),
        ("/en/corridors/XX-YY-NONE/sdg/", 404),
        ("/en/corridors/nothing/sdg/", 404),
    ],
)
def test_other_spellings_lead_on_and_unknown_routes_are_not_found(client, corridor, address, status):
    assert client.get(address).status_code == status


@pytest.mark.parametrize("language", ["my", "km", "lo", "th"])
def test_the_pages_answer_in_every_language(client, agency, corridor, language):
    publish(agency, corridor, 9000)
    page(client, f"/{language}/corridors/MM-TH-MOU/sdg/")
    page(client, f"/{language}/agencies/{agency.public_id}/")
