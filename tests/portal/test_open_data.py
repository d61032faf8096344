"""Open data: complete by its models, equal to the rows, harmless in a spreadsheet, true for past days, and never stale."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Licence
from corridors import open_tables
from corridors.models import CostItem, Helpline
from foundation import clock
from foundation.open_tables import DICTIONARY, Column, Table, as_csv, as_json, cell, dictionary, plain
from portal.open_data import TABLES, TITLES
from tests.fact_people import publish_amount
from tests.make import make_agency, make_corridor, make_standing, make_vetted_agency

FACTS = [table.name for table in open_tables.TABLES]


@pytest.fixture
def client(own_facts, db) -> Client:
    return Client()


def body(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def rows_of(client, name: str, query: str = "") -> list[dict]:
    return json.loads(body(client.get(f"/open-data/{name}.json{query}")))["rows"]


@pytest.mark.parametrize("name", FACTS)
def test_every_field_of_a_model_is_told_or_withheld_with_a_reason(name):
    model, told = open_tables.MODELS[name], {column.name for column in TABLES[name].columns}
    fields = {field.name for field in model._meta.concrete_fields} - {"source"}
    assert fields - told - open_tables.WITHHELD.keys() == set()
    assert not told & open_tables.WITHHELD.keys()
    assert all(open_tables.WITHHELD.values())


def test_the_dictionary_explains_every_column_once():
    told = dictionary(TABLES.values())
    assert [(row["table"], row["column"]) for row in told] == [
        (table.name, column.name) for table in TABLES.values() for column in table.columns
    ]
    assert len({(row["table"], row["column"]) for row in told}) == len(told)
    for row in told:
        assert row["meaning"].strip().endswith((".", "day")) and row["hxl"].startswith("#"), row
    assert TITLES.keys() == TABLES.keys()


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_json_say_the_same_and_the_tags_stand_in_the_second_row(client, name):
    make_vetted_agency(make_corridor("MM-TH-MOU"), name="ရွှေလမ်း")
    table = TABLES[name]
    heading, tags, *cells = csv.reader(io.StringIO(body(client.get(f"/open-data/{name}.csv"))))
    assert heading == [column.name for column in table.columns]
    assert tags == [column.hxl for column in table.columns]
    rows = rows_of(client, name)
    assert rows and [[cell(row[key]) for key in heading] for row in rows] == cells


@pytest.mark.parametrize("name", FACTS)
def test_the_file_holds_each_current_row_of_the_database_and_nothing_else(client, name):
    model = open_tables.MODELS[name]
    found = model.objects.all() if name == "corridors" else model.objects.current()
    if name == "helplines":
        found = [row for row in found if row.given_by_brief or row.last_called]
    told = {row.get("key") or row["code"]: row for row in rows_of(client, name)}
    assert told.keys() == {getattr(row, "key", None) or row.code for row in found}
    for row in found:
        same = told[getattr(row, "key", None) or row.code]
        for column in TABLES[name].columns:
            if hasattr(row, column.name) and column.name != "corridor":
                assert same[column.name] == plain(getattr(row, column.name)), (row, column.name)


def test_a_changed_fee_is_told_at_once_and_the_past_day_keeps_the_old_one(client, on_day):
    on_day(date(2026, 11, 23))
    row = CostItem.objects.current().get(corridor__code="MM-TH-MOU", item="visa_two_years", amount_max=500)
    CostItem.objects.filter(pk=row.pk).update(known_from=datetime(2026, 11, 1, tzinfo=clock.BANGKOK))
    first = client.get("/open-data/costs.csv")
    assert client.get("/open-data/costs.csv", headers={"if-none-match": first["ETag"]}).status_code == 304
    publish_amount(row, 731)
    CostItem.objects.filter(key=row.key, pk__gt=row.pk).update(
        known_from=(moment := datetime(2026, 11, 22, 9, tzinfo=clock.BANGKOK))
    )
    CostItem.objects.filter(pk=row.pk).update(known_to=moment)
    again = client.get("/open-data/costs.csv", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and again["ETag"] != first["ETag"] and "Last-Modified" in again

    def amount(query=""):
        return next(told["amount_max"] for told in rows_of(client, "costs", query) if told["key"] == row.key)

    assert (amount(), amount("?as_of=2026-11-21"), amount("?as_of=2026-11-22")) == ("731", "500", "731")


@pytest.mark.parametrize("day", ["x", "2026-13-40", "20260101", "2999-01-01", "=1+1"])
def test_a_day_that_is_none_is_refused_in_a_sentence(client, day):
    response = client.get("/open-data/costs.csv", {"as_of": day})
    assert response.status_code == 400 and b"as_of" in response.content


@pytest.mark.parametrize("path", ["nothing.csv", "costs.xml", "costs.html", "auth_user.csv"])
def test_what_is_no_table_is_not_there(client, path):
    assert client.get(f"/open-data/{path}").status_code == 404


def test_nothing_of_a_helpline_that_nobody_called_is_told(client):
    hidden = set(
        Helpline.objects.current().filter(given_by_brief=False, last_called=None).values_list("number", flat=True)
    )
    assert hidden and not hidden & {row["number"] for row in rows_of(client, "helplines")}


def test_a_fallen_agency_stands_in_the_register_as_what_it_is_and_without_a_last_day(client):
    corridor = make_corridor("MM-TH-MOU")
    fallen = make_agency()
    make_standing(fallen, corridor, "suspended", until=date(2027, 1, 1))
    (told,) = [row for row in rows_of(client, "registers") if row["agency_id"] == fallen.public_id]
    assert (told["standing"], told["corridor"], told["last_day"]) == ("suspended", "MM-TH-MOU", None)


def test_the_register_of_a_past_day_knows_nothing_of_what_came_later(client):
    agency = make_vetted_agency(make_corridor("MM-TH-MOU"))
    ids = {row["agency_id"] for row in rows_of(client, "registers", "?as_of=2020-01-01")}
    assert agency.public_id not in ids
    assert agency.public_id in {row["agency_id"] for row in rows_of(client, "registers")}


def test_each_licence_names_the_terms_of_its_own_list(client):
    agency = make_vetted_agency(make_corridor("MM-TH-MOU"))
    number = Licence.objects.get(agency=agency).number
    (told,) = [row for row in rows_of(client, "licences") if row["number"] == number]
    assert told["source_licence"] is None and TABLES["licences"].licence == "see source_licence"


def test_no_table_reads_anything_of_workers_reports_vouches_or_people():
    forbidden = ("worker_", "email", "phone_", "vouch", "cso", "review_text", "user", "address", "holder", "declared")
    for table in TABLES.values():
        for column in table.columns:
            assert not any(word in column.name for word in forbidden), column.name


def test_a_big_register_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    corridor = make_corridor("MM-TH-MOU")
    for _ in range(40):
        make_standing(make_agency(), corridor, "conditional")
    with django_assert_max_num_queries(17):
        body(client.get("/open-data/registers.csv"))


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_the_page_lists_every_table_and_keeps_a_past_day_in_the_addresses(client, language):
    page = client.get(f"/{language}/open-data/?as_of=2026-01-05").content.decode()
    for name, table in TABLES.items():
        day = "?as_of=2026-01-05" if table.history else ""
        assert f'href="/open-data/{name}.csv{day}"' in page and f'href="/open-data/{name}.json{day}"' in page
    assert "creativecommons.org/licenses/by/4.0/" in page


def test_a_day_that_cannot_be_read_is_told_on_the_page_and_shows_today(client):
    page = client.get("/en/open-data/?as_of=nonsense").content.decode()
    assert "We cannot read this day." in page and "nonsense" not in page.split("as_of_error")[1][:20]


def test_the_package_for_machines_names_the_columns_of_every_file(client):
    told = client.get("/open-data/datapackage.json").json()
    for resource in told["resources"]:
        assert [field["name"] for field in resource["schema"]["fields"]] == [
            column.name for column in TABLES[resource["name"]].columns
        ]
    heading, *rows = csv.reader(io.StringIO(client.get("/open-data/dictionary.csv").content.decode("utf-8-sig")))
    assert heading == list(DICTIONARY) and len(rows) == sum(len(table.columns) for table in TABLES.values())


def test_files_set_no_cookie_and_any_site_may_read_them(client):
    response = client.get("/open-data/rates.json")
    assert not response.cookies and response["Access-Control-Allow-Origin"] == "*"


def only(values) -> Table:
    """A table of one column that holds these values."""
    return Table(
        "t", "T", "", (Column("a", "#a", "text", "A.", lambda row: row),), lambda day: values, str, lambda: None
    )


@given(st.lists(st.text() | st.decimals(allow_nan=False, allow_infinity=False) | st.none() | st.booleans()))
def test_no_cell_is_a_formula_and_every_value_survives_both_files(values):
    table = only(values)
    read = list(csv.reader(io.StringIO("".join(as_csv(table)).removeprefix("\ufeff"), newline="")))
    assert [row[0] if row else "" for row in read[2:]] == [cell(value) for value in values]
    for value in values:
        assert cell(value).lstrip()[:1] not in ("=", "+", "-", "@")
    told = json.loads("".join(as_json(table, {"table": "t"})))
    assert [row["a"] for row in told["rows"]] == [plain(value) for value in values]


@given(st.decimals(min_value=0, max_value=10**11, places=4))
def test_amounts_are_written_in_full_and_read_back_as_they_were(amount):
    assert Decimal(plain(amount)) == amount and "E" not in plain(amount)
