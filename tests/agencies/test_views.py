"""The registry's pages as a person without script sees them: forms and links, in five languages, few queries."""

import gzip
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import actions
from agencies.models import Agency, AgencyAlias, StandingChange
from foundation import clock
from foundation.codes import grouped, with_check
from foundation.figures import format_day
from reference.models import Name, Occupation
from tests.make import TODAY, make_corridor, make_disclosure, make_status, make_vetted_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def agency(corridor):
    agency = make_vetted_agency(corridor, name="Blue Heron Overseas")
    actions.set_contacts(agency, [("phone", "+66 2 000 0000")], TODAY)
    return agency


@pytest.fixture
def real(corridor):
    """A real agency: a licence, and nobody's word."""
    agency = actions.register_agency("Plain Sending", "MM", names={"my": "ရိုးရိုး"})
    actions.grant_licence(
        agency,
        regulator="Department",
        country="MM",
        number="L-77",
        covers="MM-TH-*",
        next_check=TODAY + timedelta(days=9),
    )
    return agency


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def url_of(agency):
    return reverse("agency", args=[agency.public_id])


def test_an_agency_page_says_of_each_route_whether_people_can_go(client, agency, corridor):
    make_status(corridor, "suspended", "men aged 18-35")
    text = page(client, url_of(agency))
    assert "Only some people can go." in text and "Stopped: <b>men aged 18-35</b>" in text


def test_an_agency_page_says_vetted_until_the_day_before_with_reasons_and_the_only_contacts(client, agency, corridor):
    text = page(client, url_of(agency))
    until = StandingChange.objects.current().get(agency=agency, corridor=corridor).until
    assert "Vetted. Licence, fees and vouches are in order." in text
    assert f"This holds until {format_day(until - timedelta(days=1), 'en')}." in text
    assert "At least two independent organisations vouch for it." in text
    assert "+66 2 000 0000" in text
    assert grouped(agency.public_id) in text
    assert "What this does not prove" in text
    assert "Example" in text
    assert f"?agency={agency.public_id}" in text


def test_a_real_agency_shows_its_licence_facts_and_that_nobody_has_vouched(client, real):
    text = page(client, url_of(real))
    assert "L-77" in text
    assert "Nobody has vouched for it here." in text
    assert "The regulator gives no end date." in text
    assert "It is not vetted." in text
    assert "this agency is invented" not in text


def test_no_page_names_a_cso_that_vouched_and_swapping_one_changes_no_byte(client, agency, corridor):
    before = page(client, url_of(agency))
    vouch = agency.vouches.first()
    assert vouch.cso.name not in before
    from partners.actions import accredit_cso, register_cso

    vouch.cso = accredit_cso(register_cso("Somebody else", "faith"), TODAY - timedelta(days=400), None)
    vouch.save()
    actions.reassess(agency)
    assert page(client, url_of(agency)) == before


def test_past_its_end_a_standing_is_judged_at_once_on_every_page(client, corridor, on_day):
    agency = make_vetted_agency(corridor, name="Short Candle", until=TODAY + timedelta(days=2))
    on_day(TODAY + timedelta(days=3))
    for url in (url_of(agency), reverse("agency_list"), reverse("agency_check") + "?q=short+candle"):
        text = page(client, url)
        assert "Short Candle" in text
        assert "Vetted." not in text
        assert "Vetted for" not in text
        assert "</svg> Vetted</span>" not in text
    assert "Short Candle" not in page(client, reverse("agency_list") + "?standing=vetted")


def test_a_bad_standing_shows_no_day_on_which_it_would_seem_to_end(client, agency):
    actions.impose_sanction(agency, by="regulator", authority="DOE", reason="x", starts=TODAY)
    text = page(client, url_of(agency))
    assert "Suspended. Do not pay or sign anything." in text
    assert f"DOE suspended it on {format_day(TODAY, 'en')}." in text
    assert "This holds until" not in text


def test_three_prices_stand_side_by_side_and_unknown_is_never_zero(client, agency):
    text = page(client, url_of(agency))
    for words in ("The law allows", "The agency says", "Workers paid", "fewer than five reports", "not known"):
        assert words in text


def test_fees_told_for_one_occupation_stand_by_themselves_under_its_name(client, agency, corridor):
    welders = Occupation.objects.create(code="7212", level=4, title_en="Welders and flamecutters")
    make_disclosure(agency, corridor, 4321, occupation=welders)
    general, special = page(client, url_of(agency)).split("Only for this work: Welders and flamecutters")
    assert "4,321" in special
    assert "4,321" not in general
    assert "Agency fee" in general
    Name.objects.create(kind="occupation", key="7212", language="th", field="name", text="ช่างเชื่อม")
    assert "ช่างเชื่อม" in page(client, f"/th/agencies/{agency.public_id}/")


def test_fees_told_for_one_occupation_alone_never_pass_for_those_of_all_work(client, real, corridor):
    welders = Occupation.objects.create(code="7212", level=4, title_en="Welders and flamecutters")
    make_disclosure(real, corridor, 4321, occupation=welders)
    assert "Only for this work: Welders and flamecutters" in page(client, url_of(real))


def test_the_history_keeps_the_standings_before(client, agency):
    actions.impose_sanction(agency, by="regulator", reason="x", starts=TODAY)
    text = page(client, url_of(agency))
    history = text[text.index("How its standing changed") :]
    assert "Suspended" in history
    assert "Vetted" in history


def test_an_unknown_number_is_a_page_that_helps_and_a_merged_one_leads_on(client, agency):
    page(client, "/en/agencies/10000037/", 404)
    AgencyAlias.objects.create(public_id="10000037", agency=agency)
    assert client.get("/en/agencies/10000037/").headers["location"] == url_of(agency)


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1}"])
def test_a_number_typed_in_groups_or_in_other_digits_leads_to_the_agency(client, agency, typed):
    halves = (agency.public_id[:4], agency.public_id[4:])
    response = client.get(f"/en/agencies/{quote(typed.format(*halves))}/")
    assert (response.status_code, response.headers["location"]) == (301, url_of(agency))
    burmese = agency.public_id.translate({ord("0") + value: 0x1040 + value for value in range(10)})
    assert client.get(f"/en/agencies/{quote(burmese)}/").headers["location"] == url_of(agency)
    page(client, "/en/agencies/nobody/", 404)


def test_the_register_filters_by_name_country_route_standing_and_example(client, agency, real):
    def names(query):
        text = page(client, f"{reverse('agency_list')}?{query}")
        return {name for name in ("Blue Heron Overseas", "Plain Sending") if name in text}

    assert names("") == {"Blue Heron Overseas", "Plain Sending"}
    assert names("words=heron") == names("standing=vetted") == names("example=1") == {"Blue Heron Overseas"}
    assert names("words=ရိုးရိုး") == names("standing=conditional") == names("example=0") == {"Plain Sending"}
    assert names("country=MM&corridor=MM-TH-MOU&standing=conditional") == {"Plain Sending"}
    assert names("standing=suspended") == set()


def test_each_filter_in_force_can_be_taken_out_by_itself(client, agency):
    text = page(client, reverse("agency_list") + "?words=heron&standing=vetted&page=1")
    assert 'class="chip" href="?standing=vetted"' in text
    assert 'class="chip" href="?words=heron"' in text
    assert 'class="chip"' not in page(client, reverse("agency_list"))


@pytest.mark.parametrize(
    "query",
    [
        "page=1000000000",
        "page=-1",
        "page=x",
        "country=XX&standing=zzz&corridor=nowhere&example=9",
        pytest.param("words=" + "a" * 10_000, id="long"),
        "words=%00%ff%ed%a0%80",
        "words=%25_%27%22%3Cscript%3E",
    ],
)
def test_broken_filters_give_a_helpful_page(client, agency, query):
    assert "<script>" not in page(client, f"{reverse('agency_list')}?{query}")


def test_a_check_answers_in_one_line_first(client, agency, real):
    text = page(client, reverse("agency_check") + "?q=blue+heron")
    line = text[text.index("Its licence is valid until") :]
    assert "Vetted for Myanmar (Burma) → Thailand" in line[: line.index("</p>")]
    assert text.index("Its licence is valid until") < text.index("What this does not prove")
    text = page(client, reverse("agency_check") + "?q=L-77")
    assert "Its licence is valid." in text
    assert "Not vetted: Nobody has vouched for it here." in text


@pytest.mark.parametrize("typed", ["{0}{1}{2}", "{0}+{1}+{2}", "{0}-{1}-{2}"])
def test_a_check_of_a_jobs_number_leads_to_the_job(client, agency, typed):
    number = with_check("18576198")
    typed = typed.format(number[:4], number[4:8], number[8:])
    text = page(client, reverse("agency_check") + f"?q={typed}")
    assert f"{grouped(number)} is the number of a job, not of an agency." in text
    assert f'href="{reverse("opening", args=[number])}"' in text
    assert "We do not know this agency." not in text


def test_ten_digits_that_are_no_jobs_number_stay_an_unknown_agency(client, agency):
    text = page(client, reverse("agency_check") + "?q=1234567890")
    assert "We do not know this agency." in text
    assert "is the number of a job" not in text


def test_a_licence_number_of_ten_digits_is_still_found_as_a_licence(client, real):
    number = with_check("18576198")
    actions.grant_licence(real, regulator="Department", country="MM", number=number, covers="MM-TH-*")
    assert "Plain Sending" in page(client, reverse("agency_check") + f"?q={number}")


def test_a_check_lists_candidates_when_several_names_fit(client, real):
    actions.register_agency("Plain Sending Brothers", "MM")
    actions.register_agency("Plain Sending Sisters", "MM")
    text = page(client, reverse("agency_check") + "?q=plain+sendin")
    assert "3 agencies have a name like this." in text


@pytest.mark.parametrize(
    "query",
    [pytest.param("z" * 10_000, id="long"), "zzzzqqq", "%00", "%ed%a0%80", "<script>alert(1)</script>", "11111111"],
)
def test_a_check_that_finds_nobody_says_what_to_do_and_whom_to_ask(client, agency, query):
    text = page(client, reverse("agency_check") + f"?q={query}")
    assert "Do not pay, and do not give your passport." in text
    assert reverse("help") in text
    assert "<script>" not in text


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_every_page_answers_in_every_language(client, agency, real, language):
    for path in ("", "check/", "check/?q=heron", f"{agency.public_id}/", f"{real.public_id}/"):
        page(client, f"/{language}/agencies/{path}")


@pytest.mark.parametrize("query", ["", "?standing=vetted&corridor=MM-TH-MOU", "?words=agency", "?as_of=2099-01-01"])
def test_the_register_takes_as_many_queries_for_many_agencies_as_for_few(client, corridor, query):
    """Twelve at most, of thirty agencies and of a hundred."""

    def queries() -> int:
        page(client, reverse("agency_list") + query)  # what is remembered of helplines and the like is asked for once
        with CaptureQueriesContext(connection) as asked:
            page(client, reverse("agency_list") + query)
        return len(asked)

    def grow(count: int) -> None:
        for _ in range(3):
            make_vetted_agency(corridor)
        others = Agency.objects.bulk_create(
            Agency(public_id=number, name=f"Agency {number}", country="MM", changed_at=clock.now())
            for number in actions.registration.new_public_ids(count)
        )
        actions.reassess_many([agency.pk for agency in others])

    grow(30)
    few = queries()
    grow(60)
    assert queries() == few <= 12


def test_an_agencys_page_takes_few_queries(client, corridor, django_assert_max_num_queries):
    found = make_vetted_agency(corridor)
    page(client, url_of(found))
    with django_assert_max_num_queries(24):
        page(client, url_of(found))


def test_an_agency_page_weighs_little(client, agency):
    assert len(gzip.compress(page(client, url_of(agency)).encode(), 6)) < 6_000


def test_anonymous_readers_get_no_cookie(client, agency):
    for path in (reverse("agency_list"), reverse("agency_check") + "?q=heron", url_of(agency)):
        assert not client.get(path).cookies
