"""The cost calculator as a person without JavaScript sees it, on the product's own content, and with an agency's fees."""

import gzip
import html
import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from agencies.cost_form import MOST_WAGE, CostForm
from agencies.reckoning import Asked, reckon
from corridors.models import Corridor, CostItem
from corridors.reading import facts_of
from foundation.money import format_money
from tests.fact_people import publish_amount
from tests.make import TODAY, make_agency, make_disclosure, make_vetted_agency

LANGUAGES = [code for code, _ in settings.LANGUAGES]
MOU = {"origin": "MM", "destination": "TH", "channel": "MOU"}


@pytest.fixture
def client(own_facts, db) -> Client:
    return Client()


def page(client, language="en", **asked):
    return client.get(f"/{language}/cost/?{urlencode(asked)}")


def words(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(body).replace("\xa0", " ").split())


def errors(response) -> dict[str, str]:
    """{field: the sentence at it}, from the page alone."""
    found = re.findall(
        r'<ul class="errorlist" id="(\w+)_error"><li>(.*?)</li></ul>\s*<(?:input|select)',
        response.content.decode(),
        re.S,
    )
    return {name: html.unescape(text) for name, text in found}


def test_the_empty_form_asks_for_nothing_twice_and_blames_nobody(client):
    response = page(client)
    assert response.status_code == 200 and not errors(response) and not response.cookies
    assert "Work out your own cost" in words(response)


def test_an_agency_alone_fills_its_field_and_waits_for_the_route(client):
    body = page(client, agency="12345676").content.decode()
    assert 'value="12345676"' in body and "errorlist" not in body


def test_a_route_says_who_pays_at_first_and_in_the_end_with_days_and_a_loan(client):
    told = words(page(client, **MOU))
    assert "You pay MMK 300,000, and maybe more" in told
    assert "Only some people can go." in told
    assert "at first in the end" in told and "If you borrow the money" in told
    assert "120 to 180 days in all, people reported" in told
    assert "Missing in the sum" in told and "not verified" in told and "were not checked in the last year" in told


def test_two_countries_with_several_ways_offer_each_as_a_link_that_keeps_the_rest(client):
    body = page(client, origin="MM", destination="TH", wage="12000", currency="THB").content.decode()
    ways = [html.unescape(to) for to in re.findall(r'<li><a href="(/en/cost/\?[^"]*channel=[^"]+)"', body)]
    assert len(ways) == Corridor.objects.filter(origin="MM", destination="TH").count() > 1
    assert all("wage=12000" in to and "channel=" in to for to in ways)
    assert client.get(ways[0]).status_code == 200


def test_the_only_way_between_two_countries_needs_no_choice(client):
    only = Corridor.objects.filter(origin="BD", destination="MY")
    assert only.count() == 1
    assert "No. This route is stopped for everyone." in words(page(client, origin="bd", destination="my"))


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"origin": "MM"}, "destination", "Choose the country you go to."),
        ({"destination": "TH"}, "origin", "Choose the country you come from."),
        ({"origin": "MM", "destination": "MM"}, "destination", "From and to are the same country."),
        ({"origin": "XX", "destination": "TH"}, "origin", "We know no route with this country."),
        ({"origin": "BD", "destination": "TH"}, "destination", "We know no legal route from Bangladesh to Thailand."),
        ({**MOU, "channel": "EPS"}, "channel", "There is no such way from Myanmar"),
        ({**MOU, "wage": "-4"}, "wage", "Pay is more than nothing."),
        ({**MOU, "wage": "0"}, "wage", "Pay is more than nothing."),
        ({**MOU, "wage": str(10**18)}, "wage", "That is more than anybody earns in a month."),
        ({**MOU, "wage": "9" * 400}, "wage", "That is more than anybody earns in a month."),
        ({**MOU, "wage": "many"}, "wage", "Write your pay as a number"),
        ({**MOU, "wage": "1e5"}, "wage", "Write your pay as a number"),
        ({**MOU, "wage": "NaN"}, "wage", "Write your pay as a number"),
        ({**MOU, "currency": "XXX"}, "currency", "We know no exchange rate for this money."),
        ({**MOU, "interest": "-1"}, "interest", "Interest is not less than nothing."),
        ({**MOU, "interest": "101"}, "interest", "Write the interest of one month"),
        ({**MOU, "agency": "Nobody at all Ltd"}, "agency", "We found no such agency."),
        ({**MOU, "agency": "x" * 5000}, "agency", "This name is too long."),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_stays_as_typed(client, asked, field, sentence):
    response = page(client, **asked)
    assert response.status_code == 200
    assert sentence in errors(response)[field]
    if asked.get(field):
        assert html.escape(asked[field][:30]) in response.content.decode()


@pytest.mark.parametrize("text", ["\x00", "<script>alert(1)</script>", "\ud800", "'; --", "‮"])
@pytest.mark.parametrize("field", ["origin", "destination", "channel", "agency", "wage", "currency", "interest"])
def test_nothing_that_is_typed_breaks_the_page_or_comes_back_as_markup(client, field, text):
    asked = urlencode({**MOU, field: text.encode("utf-8", "surrogatepass")})
    response = client.get(f"/en/cost/?{asked}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_burmese_digits_and_separators_are_numbers(client):
    told = words(page(client, **MOU, wage="၁၂,၀၀၀", currency="THB"))
    assert "Counted with your pay: THB 12,000 a month." in told


def test_pay_below_the_lowest_minimum_wage_is_said(client):
    assert "less than the lowest minimum wage" in words(page(client, **MOU, wage="2000", currency="THB"))
    assert "less than the lowest minimum wage" not in words(page(client, **MOU, wage="60000", currency="THB"))


def test_interest_that_eats_the_payment_never_ends_and_no_interest_earns_the_lender_nothing(client):
    told = words(page(client, **MOU, wage="1000", currency="THB", interest="100"))
    assert "you never stop paying" in told
    plain = words(page(client, **MOU, wage="12000", currency="THB", interest="0"))
    assert "you owe nothing after" in plain and "The lender earns" not in plain


def test_an_agency_that_is_named_shows_its_standing_and_its_own_word_beside_the_published_prices(client):
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    agency = make_vetted_agency(corridor, fees=(("Service fee", "120000", "MMK"),))
    told = words(page(client, **MOU, agency=agency.public_id, wage="12000", currency="THB"))
    assert "The agency says you pay MMK 120,000" in told
    assert "By published prices:" in told and "You pay MMK 300,000, and maybe more" in told
    assert "Vetted." in told and "Service fee" in told
    assert "Borrow MMK 120,000" in told


def test_an_agency_without_fees_on_the_route_says_so_and_keeps_the_published_costs(client):
    agency = make_agency(name="Silent Agency")
    told = words(page(client, **MOU, agency=agency.public_id))
    assert "This agency has told us no fees on this route." in told and "You pay MMK 300,000" in told


def test_what_an_agency_leaves_without_a_price_is_not_known_and_never_zero(client):
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    agency = make_agency(name="Half Told")
    make_disclosure(agency, corridor, Decimal(100), None)
    told = words(page(client, **MOU, agency=agency.public_id))
    assert "The agency says you pay" not in told.split("What it costs, in months of wages")[0]


def test_a_name_that_fits_several_agencies_offers_each_of_them(client):
    ids = {make_agency(name=f"Golden Road {word}").public_id for word in ("Overseas", "Services")}
    body = page(client, **MOU, agency="Golden Road").content.decode()
    assert ids <= set(re.findall(r"agency=(\d{8})", body))


def test_every_figure_of_the_answer_equals_its_source_row(client):
    corridor = Corridor.objects.get(code="KH-TH-MOU")
    told = words(page(client, origin="KH", destination="TH", channel="MOU"))
    facts = facts_of(corridor, TODAY)
    shown = [line for row in facts.sheet().rows for line in row.lines if line.high is not None]
    assert shown
    for line in shown:
        row = CostItem.objects.current().get(corridor=corridor, name=line.name, amount_max=line.high)
        assert format_money(_money(row.amount_max, row.currency), "en").replace("\xa0", " ") in told, line.name
        if row.source:
            assert " ".join(row.source.title.split()) in told


def _money(amount, currency):
    from foundation.money import Money

    return Money(amount, currency)


def test_a_changed_fee_is_in_the_next_answer(client):
    row = CostItem.objects.current().filter(corridor__code="MM-TH-MOU", item="visa_two_years", amount_max=500).get()
    publish_amount(row, 731)
    assert "THB 731" in words(page(client, **MOU))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_to_the_answer_fits_ten_packets(client, language):
    files = [(settings.BASE_DIR / "static" / name).read_bytes() for name in ("site.css", "mark.svg")]
    held = sum(len(gzip.compress(file)) for file in files)
    for corridor in Corridor.objects.all():
        asked = {"origin": corridor.origin, "destination": corridor.destination, "channel": corridor.channel}
        response = client.get(f"/{language}/cost/?{urlencode(asked)}", headers={"accept-encoding": "gzip"})
        assert response.status_code == 200
        assert len(response.content) + held <= 14_600, corridor.code


def test_the_answer_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    agency = make_vetted_agency(corridor, fees=tuple((f"Fee {n}", "10", "THB") for n in range(30)))
    page(client, **MOU)
    with django_assert_max_num_queries(26):
        page(client, "my", **MOU, agency=agency.public_id, wage="12000", currency="THB", interest="4")


def test_the_address_that_is_offered_gives_the_same_answer(client):
    body = page(client, origin="MM", destination="TH", channel="mou", wage="12000", currency="thb").content.decode()
    address = html.unescape(re.search(r'<a href="(http[^"]+/en/cost/[^"]+)"', body)[1]).removeprefix(settings.SITE_URL)
    assert words(client.get(address)) == words(page(client, **MOU, wage="12000", currency="THB"))


def test_reckoning_is_the_same_whoever_asks(client):
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    first, second = (reckon(Asked(corridor, wage=Decimal(12000), currency="THB"), TODAY, "en") for _ in range(2))
    assert first.sheet == second.sheet and first.loan == second.loan and first.turns == second.turns


def test_the_most_that_may_be_typed_is_shown_without_breaking(client):
    assert page(client, **MOU, wage=str(MOST_WAGE), currency="THB", interest="100").status_code == 200


def test_the_form_offers_only_countries_and_money_of_our_facts(client):
    from django.http import QueryDict

    form = CostForm(QueryDict(), language="en", currencies={"THB", "USD"})
    assert [code for code, _ in form.fields["currency"].widget.choices] == ["", "THB", "USD"]
    known = {each.origin for each in Corridor.objects.all()}
    assert {code for code, _ in form.fields["origin"].widget.choices} == known | {""}
