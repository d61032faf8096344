"""What a CSO keeps of its townships, ambassadors and sessions, at its own desk, and how others fail to reach it."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from foundation.contacts import tells_contact
from foundation.models import TrailEntry
from partners import network
from partners.models import Ambassador, Coverage, EducationSession
from partners.waiting import waiting
from reference.models import Name, Place
from tests.make import TODAY, make_cso, make_membership, make_second_factor, make_user

pytestmark = pytest.mark.django_db
KEY = "k" * 22
AMBASSADOR = {
    "submission": KEY, "pseudonym": "Morning Star", "kind": "returnee", "where": "home", "place": "MMR003001",
    "languages": ["my", "ksw"], "topics": ["rights"], "trained": "2026-10-01", "helped": "12", "edition": "0",
}  # fmt: skip
SESSION = {
    "submission": KEY, "day": "2026-11-20", "topic": "routes", "place": "MMR003001", "people": "10-19",
    "material": ["leaflet"],
}  # fmt: skip


def entered(user) -> Client:
    make_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def places():
    for code, name in (("MMR003", "Kayin"), ("MMR014", "Shan (South)"), ("MMR015", "Shan (North)")):
        Place.objects.create(code=code, country="MM", kind="state", name_en=name)
    for code, above, name in (
        ("MMR003001", "MMR003", "Hpa-An"),
        ("MMR003002", "MMR003", "Hlaingbwe"),
        ("MMR014001", "MMR014", "Taunggyi"),
        ("MMR015001", "MMR015", "Lashio"),
    ):
        Place.objects.create(code=code, country="MM", kind="township", parent_id=above, name_en=name)
    Place.objects.create(code="TH-63", country="TH", kind="province", name_en="Tak")


@pytest.fixture
def cso(places):
    return make_cso(officer=make_user(), country="MM")


@pytest.fixture
def officer(cso):
    return entered(cso.organisation.memberships.get().user)


def told(**given) -> network.Told:
    place = given.pop("place", None) or Place.objects.get(pk="MMR003001")
    return network.Told(**{"pseudonym": "Star", "kind": "returnee", "where": "home", "place": place, "languages": ("my",), **given})  # fmt: skip


def test_an_officer_adds_an_ambassador_reports_a_session_and_reads_the_figures(cso, officer):
    for _ in range(2):  # the button pressed twice
        assert officer.post(reverse("add_ambassador", args=[cso.pk]), AMBASSADOR).status_code == 302
        assert officer.post(reverse("add_session", args=[cso.pk]), SESSION).status_code == 302
    one = Ambassador.objects.get()
    assert (one.pseudonym, one.languages, one.topics, one.helped) == ("Morning Star", "ksw my", "rights", 12)
    held = EducationSession.objects.get()
    assert (held.state, held.people, held.material, held.reported) == ("held", "10-19", "leaflet", TODAY)
    page = officer.get(reverse("cso_network", args=[cso.pk])).content.decode()
    assert "between 10 and 19" in page and "recalled" in page and "500" in page
    assert "Morning Star" in officer.get(reverse("ambassadors", args=[cso.pk])).content.decode()
    assert not any("Morning" in str(entry.facts) for entry in TrailEntry.objects.all())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pseudonym": "Call 09 777 123 456"}, "phone number"),
        ({"pseudonym": "၀၉၇၇၇၁၂၃၄"}, "phone number"),
        ({"pseudonym": "0-9-7-7-7-1"}, "phone number"),
        ({"pseudonym": "7-7"}, "letters"),
        ({"pseudonym": "star@example.org"}, "phone number"),
        ({"pseudonym": "\u202e\u202c"}, "required"),
        ({"pseudonym": "x" * 41}, "40"),
        ({"place": "MMR999999"}, "no such place"),
        ({"place": "MMR003"}, "no such place"),
        ({"place": "\0"}, "no such place"),
        ({"helped": "1000000000000000000"}, "100000"),
        ({"helped": "-1"}, "greater"),
        ({"helped": "many"}, "whole number"),
        ({"trained": "2026-11-23"}, "still to come"),
        ({"trained": ""}, "Say both"),
        ({"topics": []}, "Say both"),
        ({"languages": ["xx"]}, "xx"),
        ({"languages": []}, "required"),
        ({"kind": "spy"}, "spy"),
        ({"submission": "short"}, ""),
        ({"edition": "10" * 20}, ""),
    ],
)
def test_wrong_words_of_an_ambassador_are_told_and_nothing_is_kept(cso, officer, wrong, sentence):
    response = officer.post(reverse("add_ambassador", args=[cso.pk]), {**AMBASSADOR, **wrong})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Ambassador.objects.exists()


def test_markup_is_shown_as_typed_and_signs_that_turn_writing_are_left_out(cso, officer):
    name = "<b>Sun</b> \u202eflower"
    officer.post(reverse("add_ambassador", args=[cso.pk]), {**AMBASSADOR, "pseudonym": name})
    assert Ambassador.objects.get().pseudonym == "<b>Sun</b> flower"
    assert "&lt;b&gt;Sun&lt;/b&gt; flower" in officer.get(reverse("ambassadors", args=[cso.pk])).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2026-11-23"}, "still to come"),
        ({"day": "2026-11-23", "people": ""}, "still to come"),
        ({"day": "2030-01-01", "people": "", "material": []}, "one year ahead"),
        ({"day": "1980-01-01"}, "five years back"),
        ({"day": "never"}, "valid date"),
        ({"people": ""}, "How many people came"),
        ({"people": "1000000000000000000"}, "1000000000000000000"),
        ({"place": "MMR888"}, "no such place"),
        ({"topic": ""}, "required"),
        ({"material": ["guns"]}, "guns"),
    ],
)
def test_wrong_words_of_a_session_are_told_and_nothing_is_kept(cso, officer, wrong, sentence):
    response = officer.post(reverse("add_session", args=[cso.pk]), {**SESSION, **wrong})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not EducationSession.objects.exists()


def test_a_planned_session_waits_from_its_day_until_it_is_reported(cso, officer, on_day):
    user = cso.organisation.memberships.get().user
    officer.post(reverse("add_session", args=[cso.pk]), {**SESSION, "day": "2026-11-25", "people": "", "material": []})
    planned = EducationSession.objects.get()
    page = reverse("session_held", args=[cso.pk, planned.pk])
    officer.post(page, {"step": "report", "people": "1-9"})
    assert EducationSession.objects.get().state == "planned"
    assert waiting(user, TODAY) == []
    on_day(date(2026, 12, 20))
    (line,) = waiting(user, date(2026, 12, 20))
    assert (line.since, line.url, line.urgency) == (date(2026, 11, 25), page, 1)
    assert "Hpa-An" in officer.get(reverse("desk")).content.decode()
    officer.post(page, {"step": "report", "people": "1-9", "material": ["film"]})
    assert EducationSession.objects.get().people == "1-9"
    assert waiting(user, date(2026, 12, 20)) == []
    assert officer.post(page, {"step": "off"}).status_code == 302
    assert EducationSession.objects.get().state == "held"


def test_what_was_called_off_stays_so(cso):
    place = Place.objects.get(pk="MMR003001")
    session = network.plan_session(cso, TODAY, "help", place, KEY)
    network.call_off_session(session, TODAY)
    with pytest.raises(network.Refused):
        network.report_session(session, "1-9", (), TODAY)
    with pytest.raises(ValueError):
        network.report_session(
            network.plan_session(cso, TODAY + timedelta(1), "help", place, "l" * 22), "1-9", (), TODAY
        )


def test_the_tables_refuse_what_no_form_lets_through(cso):
    place = Place.objects.get(pk="MMR003001")
    for wrong in ({"state": "held"}, {"state": "planned", "people": "1-9"}, {"state": "held", "people": "7"}):
        with pytest.raises(IntegrityError), network.transaction.atomic():
            EducationSession.objects.create(cso=cso, day=TODAY, topic="help", place=place, submission=KEY, **wrong)


def test_a_pseudonym_is_one_persons_and_freed_when_they_stop(cso, officer):
    first = network.add_ambassador(cso, told(), KEY, TODAY)
    with pytest.raises(network.Refused):
        network.add_ambassador(cso, told(pseudonym="STAR"), "l" * 22, TODAY)
    response = officer.post(reverse("add_ambassador", args=[cso.pk]), {**AMBASSADOR, "submission": "m" * 22, "pseudonym": "star"})  # fmt: skip
    assert response.status_code == 422 and "has this pseudonym" in response.content.decode()
    page = reverse("ambassador", args=[cso.pk, first.pk])
    for _ in range(2):
        officer.post(page, {"step": "end"})
    first.refresh_from_db()
    assert first.until == TODAY and "Star" not in first.pseudonym
    network.add_ambassador(cso, told(), "l" * 22, TODAY)
    assert officer.get(page).status_code == 302


def test_what_another_person_changed_meanwhile_is_never_written_over(cso, officer):
    one = network.add_ambassador(cso, told(), KEY, TODAY)
    page = reverse("ambassador", args=[cso.pk, one.pk])
    assert officer.post(page, {**AMBASSADOR, "edition": "1", "helped": "20"}).status_code == 302
    response = officer.post(page, {**AMBASSADOR, "edition": "1", "helped": "3"}, follow=True)
    assert "changed this in the meantime" in response.content.decode()
    assert Ambassador.objects.get().helped == 20


def test_coverage_is_what_is_ticked_and_its_past_stays(cso, officer):
    page = reverse("coverage", args=[cso.pk])
    officer.post(page, {"places": ["MMR003001", "MMR014001", "TH-63"]})
    Coverage.objects.update(since=TODAY - timedelta(days=9))
    officer.post(page, {"places": ["MMR003001", "MMR015001"]})
    now = network.covered_on(TODAY).values_list("place_id", flat=True)
    assert set(now) == {"MMR003001", "MMR015001"}
    before = network.covered_on(TODAY - timedelta(days=1)).values_list("place_id", flat=True)
    assert set(before) == {"MMR003001", "MMR014001", "TH-63"}
    response = officer.post(page, {"places": ["MMR003", "MMR003002"]})
    assert response.status_code == 422 and "no such place" in response.content.decode()
    assert set(network.covered_on(TODAY).values_list("place_id", flat=True)) == {"MMR003001", "MMR015001"}


def test_nothing_of_another_cso_can_be_opened_or_changed(cso, officer):
    other = make_cso(officer=make_user(), country="MM")
    theirs = network.add_ambassador(other, told(), KEY, TODAY)
    session = network.plan_session(other, TODAY, "help", Place.objects.get(pk="MMR003001"), KEY)
    before = TrailEntry.objects.exclude(action="portal.refused").count()
    for at in (other.pk, cso.pk):  # under the other's number, and the other's row under one's own
        for name, row in (("ambassador", theirs.pk), ("session_held", session.pk)):
            page = reverse(name, args=[at, row])
            sent = {**AMBASSADOR, "step": "report", "people": "1-9"}
            assert {officer.get(page).status_code, officer.post(page, sent).status_code} == {404}
    for name in (
        "cso_network",
        "coverage",
        "ambassadors",
        "add_ambassador",
        "sessions_held",
        "add_session",
        "township_kit",
    ):
        page = reverse(name, args=[other.pk])
        assert officer.get(page).status_code == 404
        assert officer.post(page, {**AMBASSADOR, **SESSION, "public": "1", "places": ["MMR003001"]}).status_code == 404
    assert officer.get(reverse("ambassadors", args=[other.pk]) + "?file=csv").status_code == 404
    assert officer.get(reverse("ambassador", args=[cso.pk, uuid.uuid4()])).status_code == 404
    assert officer.get(f"/en/desk/network/{10**30}/").status_code == 404
    assert TrailEntry.objects.exclude(action="portal.refused").count() == before
    other.refresh_from_db()
    assert not other.public and not Coverage.objects.exists()


def test_a_reader_looks_and_writes_nothing(cso):
    reader = entered(make_membership(organisation=cso.organisation, role="reader").user)
    network.add_ambassador(cso, told(), KEY, TODAY)
    for name in ("cso_network", "ambassadors", "sessions_held"):
        assert reader.get(reverse(name, args=[cso.pk])).status_code == 200
    for name in ("cso_network", "coverage", "add_ambassador", "add_session", "township_kit"):
        assert reader.post(reverse(name, args=[cso.pk]), AMBASSADOR).status_code == 403
    caseworker = entered(make_membership(organisation=cso.organisation, role="case_worker").user)
    assert caseworker.get(reverse("ambassadors", args=[cso.pk])).status_code == 404


def test_files_hold_no_pseudonym_and_no_township_and_no_formula_runs(cso, officer):
    network.add_ambassador(cso, told(pseudonym="=SUM(A1)"), KEY, TODAY)
    network.add_ambassador(cso, told(pseudonym="Rain", place=Place.objects.get(pk="MMR015001")), "l" * 22, TODAY)
    text = officer.get(reverse("ambassadors", args=[cso.pk]) + "?file=csv&where=home").content.decode()
    assert text.splitlines()[0] == "\ufeffkind,where,state,languages,topics,trained,helped"
    assert "Kayin" in text and "Shan" in text
    assert not {name for name in ("SUM", "Rain", "Hpa-An", "Lashio") if name in text}
    entry = TrailEntry.objects.order_by("-sequence").first()
    assert (entry.action, entry.facts) == ("foundation.table_exported", {"rows": 2, "filters": ["where"]})


def test_filters_and_orders_hold_whatever_is_asked(cso, officer):
    place = Place.objects.get(pk="MMR015001")
    network.add_ambassador(cso, told(pseudonym="Rain", languages=("my", "shn"), place=place, helped=5), "l" * 22, TODAY)
    network.add_ambassador(cso, told(pseudonym="Sun", helped=50), "m" * 22, TODAY)
    page = reverse("ambassadors", args=[cso.pk])

    def found(query: str) -> list[str]:
        response = officer.get(page + query)
        assert response.status_code == 200
        return [one.pseudonym for one in response.context["page"].object_list]

    assert found("?language=shn") == ["Rain"]
    assert found("?state=MMR014") == ["Rain"]
    assert found("?sort=-helped") == ["Sun", "Rain"]
    assert found("?sort=helped") == ["Rain", "Sun"]
    for junk in ("?sort=password", "?page=1000000000000000000", "?kind=spy", "?state=%00&language=%27", "?sort=-"):
        assert found(junk) == ["Rain", "Sun"]


@pytest.mark.parametrize("rows", [3, 130])
def test_a_page_takes_twelve_queries_whatever_its_size(cso, officer, rows):
    place = Place.objects.get(pk="MMR003001")
    Ambassador.objects.bulk_create(
        Ambassador(
            cso=cso, pseudonym=f"Star {n}", kind="returnee", where="home", place=place, languages="my", since=TODAY,
            submission=f"{n:022d}",
        ) for n in range(rows)
    )  # fmt: skip
    network.cover(cso, {"MMR003001", "MMR014001", "TH-63"}, TODAY)
    EducationSession.objects.bulk_create(
        EducationSession(cso=cso, day=TODAY, topic="help", place=place, submission=f"{n:022d}") for n in range(rows)
    )
    for name in ("cso_network", "ambassadors", "sessions_held", "add_ambassador", "coverage"):
        with CaptureQueriesContext(connection) as asked:
            officer.get(reverse(name, args=[cso.pk]))
        assert len(asked) <= 12, (name, [one["sql"][:60] for one in asked])


@pytest.mark.parametrize(
    ("text", "told_contact"),
    [
        ("09 777 123 456", True), ("call ០១២៣៤៥៦", True), ("a@b", True), ("www.x", True), ("My LINE is sun", True),
        ("Star 7", False), ("Class of 2019", False), ("Line-up?", True), ("ကြယ်", False), ("Online", False),
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_seen_in_any_script(text, told_contact):
    assert tells_contact(text) is told_contact


def test_the_table_of_townships_has_their_codes_and_is_a_file_that_names_nobody(cso, officer):
    network.cover(cso, {"MMR003001", "MMR015001", "TH-63"}, TODAY - timedelta(days=3))
    page = reverse("cso_network", args=[cso.pk])
    text = officer.get(page).content.decode()
    assert "MMR003001" in text and "Hpa-An" in text and "TH-63" in text
    shan = officer.get(page, {"state": "MMR014"}).context["page"].object_list
    assert [one.place_id for one in shan] == ["MMR015001"]
    file = officer.get(page, {"file": "csv", "sort": "-code"}).content.decode()
    assert file.splitlines()[1:] == [
        "TH-63,Tak,Tak,TH,2026-11-19", "MMR015001,Lashio,Shan,MM,2026-11-19", "MMR003001,Hpa-An,Kayin,MM,2026-11-19"
    ]  # fmt: skip
    assert cso.name not in file


def test_a_session_is_told_of_in_the_language_of_its_reader(cso, officer):
    Name.objects.create(kind=Name.Kind.PLACE, key="MMR003001", language="my", text="ဘားအံ", source="test")
    session = network.plan_session(cso, TODAY, "rights", Place.objects.get(pk="MMR003001"), KEY)
    with translation.override("my"):
        desk, page = reverse("desk"), reverse("session_held", args=[cso.pk, session.pk])
    assert "ဘားအံ" in officer.get(desk).content.decode()
    assert "ဘားအံ" in officer.get(page).content.decode()
