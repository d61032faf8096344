"""Every table of every desk: filtered, sorted and taken away in one way; what must never be a file is none; few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.desk_tables import written
from foundation.models import TrailEntry
from partners.models import CSO
from reference.models import Place
from support.actions.directory import keep_service
from support.models import NeedTally, Service
from tests.audits.world import SupplyWorld
from tests.make import TODAY, sign_in
from tests.world import World

pytestmark = pytest.mark.django_db
# Name of the page, place of the role among World.browsers(), whether the table may be a file.
TABLES = {
    "vouches": (2, False), "ambassadors": (2, True), "sessions_held": (2, True), "cases": (2, False),
    "members": (2, False), "introductions": (4, False), "own_openings": (4, True), "csos": (5, True),
    "organisations": (5, False), "registry_leads": (5, False), "registry_adverts": (5, False), "claims": (5, True),
    "look_alikes": (5, False), "register_uploads": (5, True), "held_reviews": (5, False), "cso_network": (2, True),
    "review_sheets": (2, True), "concerns": (5, False), "sanctions": (5, True), "recall_cards": (5, True),
    "registry_corrections": (5, False), "services": (6, True), "needs_table": (6, True), "case_exports": (6, False),
    "brands": (5, True), "supply": (8, True), "supplier_lists": (8, True), "dossiers": (8, True),
}  # fmt: skip


@pytest.fixture
def desks():
    world = World()
    browsers = world.browsers()
    args = {name: [world.cso.pk] for name in ("cso_network", "ambassadors", "sessions_held")}
    args |= {"members": [world.cso.organisation_id]}
    args |= {name: [world.brand.pk] for name in ("supply", "supplier_lists", "dossiers")}
    return {name: (browsers[who], reverse(name, args=args.get(name, [])), file) for name, (who, file) in TABLES.items()}


def test_every_table_sorts_by_every_column_and_takes_any_junk(desks):
    for name, (browser, address, _) in desks.items():
        table = browser.get(address).context["table"]
        orders = [order for order, _ in table.orders]
        assert orders, name
        for asked in [*orders, "password", "-", "pk;drop", "\0"]:
            assert browser.get(address, {"sort": asked, "page": "9" * 30}).status_code == 200, (name, asked)
        assert not {"file", "sort", "page"} & table.filters.filters.keys(), (
            f"{name}: a filter with a name of the table's own"
        )
        for field in table.filters.filters:
            for typed in ("\0", "x" * 5000, "1" * 30, "<b>", "%"):
                assert browser.get(address, {field: typed}).status_code == 200, (name, field)


def test_a_file_has_the_rows_of_its_page_and_what_may_be_none_is_refused(desks):
    for name, (browser, address, may) in desks.items():
        page, before = browser.get(address), TrailEntry.objects.filter(action="foundation.table_exported").count()
        answer = browser.get(address, {"file": "csv"})
        assert answer.status_code == (200 if may else 403), name
        after = TrailEntry.objects.filter(action="foundation.table_exported").count()
        assert after - before == may
        if may:
            assert len(answer.content.decode().splitlines()) - 1 == page.context["page"].paginator.count, name
        else:
            assert str(page.context["table"].no_file) in page.content.decode(), name
            assert "file=csv" not in page.content.decode()


def test_the_registrars_file_of_csos_names_only_those_that_are_named_in_public(desks):
    browser, address, _ = desks["csos"]
    CSO.objects.create(name="House of Light", kind="faith", public=True)
    text = browser.get(address, {"file": "csv"}).content.decode()
    assert "House of Light" in text and "House," not in text


def test_a_file_of_services_tells_neither_contact_nor_town(desks):
    Place.objects.create(code="TH63", country="TH", kind="province", name_en="Tak")
    hidden = Service(name="Safe house", kind="shelter", phone="+66 55 500 000", email="door@example.org")
    keep_service(hidden, "House of Light", [("TH", "TH63"), ("LA", None)], None)
    browser, address, _ = desks["services"]
    page, file = (browser.get(address, {"words": "LIGHT", **asked}).content.decode() for asked in ({}, {"file": "csv"}))
    assert all(told in page for told in ("Safe house", "+66 55 500 000", "door@example.org", "TH63"))
    assert "Safe house" in file and "LA TH" in file
    assert not any(told in file for told in ("500 000", "example.org", "TH63", "legal"))
    assert "Safe house" not in browser.get(address, {"kind": "legal_aid"}).content.decode()


def test_a_file_of_needs_is_told_in_fives_and_hides_what_the_page_hides(desks):
    for need, country, asked, given in (
        ("debt", "TH", 14, 4), ("doctor", "MY", 9, 6), ("secure_work", "TH", 21, 0), ("doctor", "TH", 4, 3),
    ):  # fmt: skip
        NeedTally.objects.create(need=need, country=country, asked=asked, given=given)
    browser, address, _ = desks["needs_table"]

    def rows(**asked):
        found = browser.get(address, asked).context["page"].object_list
        return [(row.need, row.country, row.asked, row.given) for row in found]

    debt, doctor, work = ("debt", "TH", 14, None), ("doctor", "MY", 9, 6), ("secure_work", "TH", 21, None)
    assert rows() == [work, debt, doctor]
    assert rows(sort="asked") == [doctor, debt, work] and rows(sort="given") == [doctor, work, debt]
    assert rows(sort="-given") == [doctor, work, debt] and rows(country="TH") == [work, debt]
    assert rows(need="doctor") == [doctor] and rows(need="doctor", country="TH") == []
    told = [line.split(",")[1:] for line in browser.get(address, {"file": "csv"}).content.decode().splitlines()[1:]]
    assert told == [["TH", "20", ""], ["TH", "10", ""], ["MY", "5", "5"]]


def test_a_file_of_suppliers_tells_the_brands_own_list_and_no_agency():
    world = SupplyWorld()
    browser, address = sign_in(world.auditor), reverse("supply", args=[world.brand.pk])
    page, file = browser.get(address).content.decode(), browser.get(address, {"file": "csv"}).content.decode()
    assert "Blue Heron" in page and "Every agency vetted" in page
    lines = file.splitlines()
    assert lines[0].lstrip("\ufeff") == "supplier,country,address,os_id,number,workers,employer"
    assert lines[1] == '"Golden Kite Garment Co., Ltd.",TH,"99 Moo 3, Samut Sakhon",,,60,Golden Kite Garment'
    assert "Blue Heron" not in file and "nsufficient" not in file and "vetted" not in file.lower()
    for asked, names in (("known", ["Golden Kite Garment Co., Ltd."]), ("unknown", ["Unheard Of"])):
        found = browser.get(address, {"employer": asked}).context["page"].object_list
        assert [line["entry"].name for line in found] == names
    waiting = browser.get(address, {"employer": "waits"}).context["page"].object_list
    assert [line["waits"] for line in waiting] == [True] and waiting[0]["entry"].name == "Round Tabel Foods"


def test_files_of_brands_and_dossiers_hold_no_free_text(desks):
    texts = {
        name: desks[name][0].get(desks[name][1], {"file": "csv"}).content.decode() for name in ("brands", "dossiers")
    }
    assert "Register seen" not in texts["brands"] and "Auditor" not in texts["dossiers"]


def test_the_filters_of_cases_reach_their_export_apart_from_those_of_the_table(desks):
    browser, exports, _ = desks["case_exports"]
    cases = browser.get(reverse("cases"), {"state": "closed", "sort": "-due"}).content.decode()
    query = "?cases=state%3Dclosed%26sort%3D-due"
    assert exports + query in cases
    page = browser.get(exports + query + "&state=waiting")
    assert page.context["table"].asked == {"state": "waiting"} and not page.context["table"].sort
    assert page.context["filters"] == "state=closed&sort=-due"
    assert 'name="cases" value="state=closed&amp;sort=-due"' in page.content.decode()


def test_each_table_takes_at_most_twelve_queries_and_the_picture_of_suppliers_eighteen(desks):
    for name, (browser, address, _) in desks.items():
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        assert len(asked) <= (18 if name == "supply" else 12), (name, len(asked), [one["sql"][:70] for one in asked])


def test_cells_are_written_for_machines():
    assert [written(value) for value in (True, False, None, TODAY, 7, "x")] == ["1", "0", "", "2026-11-22", "7", "x"]
