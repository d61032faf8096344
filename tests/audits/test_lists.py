"""Uploads of supplier lists: clear words for what is wrong, nothing written before it is confirmed, the same list twice is once."""

import io
import zipfile
from contextlib import suppress

import pytest
from openpyxl import Workbook

from audits.actions.lists import (
    AppliedAlready,
    ChangedSince,
    apply_list,
    choose_columns,
    difference,
    drop_list,
    purge_lists,
    take_list,
)
from audits.list_reading import guessed, headings
from audits.models import Supplier, SupplierEntry, SupplierList
from audits.rules.os_ids import check_sign
from foundation.sources import TableError
from tests.audits.make import COLUMNS, apply, list_of, make_brand, upload
from tests.make import TODAY

pytestmark = pytest.mark.django_db


def os_id(front: str) -> str:
    return front + check_sign(front)


@pytest.fixture
def brand():
    return make_brand()


def problems(brand, content: bytes, **given) -> list[tuple[int, str]]:
    found = difference(upload(*brand, content, **given)).report.problems
    return [(problem.line, problem.reason) for problem in found]


def test_nothing_is_written_before_the_difference_is_confirmed(brand):
    held = upload(*brand, list_of(("Golden Kite", "TH"), ("Round Table", "Thailand")))
    found = difference(held)
    assert (found.report.created, len(found.created)) == (2, 2)
    assert not Supplier.objects.exists()
    apply_list(held, found.digest, brand[1], TODAY)
    assert sorted(SupplierEntry.objects.values_list("name", "country")) == [
        ("Golden Kite", "TH"),
        ("Round Table", "TH"),
    ]
    held.refresh_from_db()
    assert bytes(held.content) == b""
    with pytest.raises(AppliedAlready):
        apply_list(held, found.digest, brand[1], TODAY)


def test_the_same_list_again_changes_nothing(brand):
    content = list_of(("Golden Kite", "TH", "1 Rama", "", "12"))
    apply(*brand, content)
    found = apply(*brand, content)
    assert (found.created, found.changed, found.gone, found.report.unchanged) == ((), (), (), 1)
    assert SupplierEntry.objects.count() == 1


def test_a_changed_row_keeps_what_it_said_before_and_a_missing_one_leaves_a_whole_list(brand):
    front = os_id("TH2021064A1B2C")
    apply(*brand, list_of(("Golden Kite", "TH", "1 Rama", front), ("Round Table", "TH")))
    found = apply(*brand, list_of(("Golden Kite Ltd", "TH", "1 Rama", front)))
    assert (len(found.changed), [entry.name for entry in found.gone]) == (1, ["Round Table"])
    assert list(SupplierEntry.objects.current().values_list("name", flat=True)) == ["Golden Kite Ltd"]
    assert SupplierEntry.objects.count() == 3
    apply(*brand, list_of(("Seven Umbrellas", "TH")), whole=False)
    assert SupplierEntry.objects.current().count() == 2


def test_a_list_that_brings_numbers_or_ids_for_the_first_time_loses_no_supplier(brand):
    front = os_id("TH2021064A1B2C")
    apply(*brand, list_of(("Golden Kite", "TH", "1 Rama"), ("Round Table", "TH")))
    before = set(Supplier.objects.values_list("pk", flat=True))
    found = apply(*brand, list_of(("Golden Kite Garment", "TH", "1 Rama", front), ("Round Table", "TH")))
    assert (len(found.created), len(found.gone)) == (1, 1)  # another name, no number: nobody can know
    apply(*brand, list_of(("Golden Kite", "TH", "1 Rama", front), ("Round Table", "TH")))
    columns = {"name": "Name", "country": "Country", "address": "Address", "number": "No", "os_id": "OS"}
    numbered = f"No,Name,Country,Address,OS\n1,Golden Kite,TH,1 Rama,{front}\n2,Round Table,TH,,\n".encode()
    found = apply(*brand, numbered, columns=columns)
    assert (found.created, found.gone, len(found.changed)) == ((), (), 2)
    assert before & set(SupplierEntry.objects.current().values_list("supplier", flat=True))
    found = apply(*brand, list_of(("Golden Kite Ltd 2", "TH", "", front), ("Round Table", "TH")))
    assert (found.created, found.gone, len(found.changed)) == ((), (), 2)


def test_two_rows_that_could_be_one_supplier_are_told_as_new_and_none_comes_twice(brand):
    columns = {"name": "Name", "country": "Country", "number": "No"}

    def rows(*told):
        return ("No,Name,Country\n" + "".join(f"{number},{name},TH\n" for number, name in told)).encode()

    apply(*brand, rows((1, "Golden Kite"), (2, "Golden Kite")), columns=columns)
    found = apply(*brand, rows(("", "Golden Kite")), columns=columns)
    assert (len(found.created), len(found.gone)) == (1, 2)
    found = apply(*brand, rows((7, "Golden Kite")), columns=columns)
    assert (found.created, found.gone, len(found.changed)) == ((), (), 1)
    # The key of the row that became number 7 is free for another supplier.
    found = apply(*brand, rows((7, "Golden Kite Two"), ("", "Golden Kite")), columns=columns)
    assert (len(found.created), len(found.changed)) == (1, 1)
    assert SupplierEntry.objects.current().count() == 2


def test_a_country_is_read_in_each_language_of_the_site_and_no_union_is_one(brand):
    found = difference(
        upload(*brand, list_of(("A1", "ประเทศไทย"), ("A2", "ไทย"), ("A3", "LA"), ("A4", "EU"), ("A5", "ZZ")))
    )
    assert {row.country for row in found.created} == {"TH", "LA"}
    assert {problem.line for problem in found.report.problems} >= {5, 6}


def test_bytes_that_no_text_holds_are_told_and_never_reach_the_database(brand):
    for content in (
        b"Name,Country\nGolden\x00Kite,TH\n",
        b"Name\x00,Country\nGolden Kite,TH\n",
        "Name,Country\nGolden Kite,TH\n".encode("utf-16-le"),
        b'Name,Country\n"Golden Kite,TH\n',
        b"Name,Country\n" + b"x" * 200_000 + b",TH\n",
        b"Name,Name\nGolden Kite,TH\n",
    ):
        with suppress(TableError):
            held = take_list(brand[0], "a.csv", content, True, brand[1], TODAY)
            found = difference(choose_columns(held, {"name": "Name", "country": "Country"}))
            assert "\x00" not in str([row.values() for row in found.created])
            assert all("\x00" not in name for name in headings(held))


def test_a_list_that_would_do_something_else_than_shown_is_not_applied(brand):
    held = upload(*brand, list_of(("Golden Kite", "TH")))
    shown = difference(held).digest
    apply(*brand, list_of(("Golden Kite", "TH")), name="other.csv")
    with pytest.raises(ChangedSince):
        apply_list(held, shown, brand[1], TODAY)


def test_rows_that_cannot_be_used_are_told_by_line_and_nobody_leaves_meanwhile(brand):
    apply(*brand, list_of(("Round Table", "TH")))
    good, twice = os_id("TH2021064A1B2C"), os_id("TH2021064A1B2D")
    content = list_of(
        ("Golden Kite", "TH", "", good),
        ("=HYPERLINK(1)", "TH"),
        ("Little Comet", "Atlantis"),
        ("Warm Brick", "TH", "", good[:-1] + ("0" if good[-1] != "0" else "1")),
        ("Tall Bamboo", "MM", "", twice),
        ("Blue Mangrove", "TH", "", good),
        ("", "TH"),
        ("Open Sluice", "TH", "", "", "many"),
    )
    held = upload(*brand, content, columns={**COLUMNS, "number": ""})
    found = difference(held)
    told = {problem.line: problem.reason for problem in found.report.problems}
    assert list(told) == [3, 4, 5, 6, 7, 8, 9]
    assert "formula" in told[3] and "country" in told[4] and "check sign" in told[5]
    assert "TH" in told[6] and "MM" in told[6]
    assert "line 2" in told[7]
    assert found.gone == () and found.report.is_balanced


def test_one_os_id_on_two_lines_of_one_list_is_a_contradiction(brand):
    good = os_id("TH2021064A1B2C")
    content = f"No,Name,Country,OS\n1,Golden Kite,TH,{good}\n2,Round Table,TH,{good}\n".encode()
    columns = {"name": "Name", "country": "Country", "number": "No", "os_id": "OS"}
    ((line, reason),) = problems(brand, content, columns=columns)
    assert line == 3 and "Golden Kite" in reason and "line 2" in reason


def test_files_that_are_no_list_are_refused_in_a_sentence(brand):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))
    for name, content in (
        ("list.pdf", b"%PDF-1.7"), ("bomb.xlsx", bomb.getvalue()), ("list.json", b'[{"name": "x"}]'),
        ("empty.csv", b"  \n"), ("list.csv", "Name,Country\nKäthe,DE\n".encode("latin-1")[:40]),
    ):  # fmt: skip
        with pytest.raises(TableError) as told:
            difference(upload(*brand, content, name=name, columns={"name": "Name", "country": "Country"}))
        assert str(told.value).endswith((".", "opened.")), name
    assert not SupplierEntry.objects.exists()


def test_a_wrong_encoding_names_the_line(brand):
    content = b"Name,Country\nGolden Kite,TH\nK\xe4the,DE\n"
    with pytest.raises(TableError, match="Line 3"):
        difference(upload(*brand, content, columns={"name": "Name", "country": "Country"}))


def test_a_list_of_a_hundred_thousand_rows_is_refused(brand):
    content = b"Name,Country\n" + b"".join(b"Factory %d,TH\n" % number for number in range(100_000))
    held = upload(*brand, content, columns={"name": "Name", "country": "Country"})
    with pytest.raises(TableError, match="20000"):
        difference(held)


def test_a_workbook_and_other_delimiters_read_like_a_csv(brand):
    book = Workbook()
    book.active.append(["Factory Name", "Country", "Workers"])
    book.active.append(["โรงงานว่าวทอง", "TH", 120])
    book.active.append(["=1+1", "TH", None])
    told = io.BytesIO()
    book.save(told)
    columns = {"name": "Factory Name", "country": "Country", "workers": "Workers"}
    found = difference(upload(*brand, told.getvalue(), name="list.xlsx", columns=columns))
    assert [(row.name, row.workers) for row in found.created] == [("โรงงานว่าวทอง", 120)]
    semicolons = "Name;Country\nGolden Kite;Laos\n".encode("utf-16")
    found = difference(upload(*brand, semicolons, columns={"name": "Name", "country": "Country"}))
    assert [row.country for row in found.created] == ["LA"]


def test_columns_are_guessed_and_a_brands_choice_is_remembered(brand):
    names = ["Facility Name", "Country", "Full address", "OS ID", "Other"]
    assert guessed(names, {}) == {
        "name": "Facility Name", "country": "Country", "address": "Full address", "os_id": "OS ID"
    }  # fmt: skip
    upload(*brand, list_of(("Golden Kite", "TH")))
    brand[0].refresh_from_db()
    assert brand[0].columns == COLUMNS
    assert guessed(["Other", "Country"], {"name": "Other", "address": ""}) == {"name": "Other", "country": "Country"}


def test_a_list_nobody_applied_goes(brand):
    held = take_list(brand[0], "a.csv", b"Name,Country\nX,TH\n", True, brand[1], TODAY)
    drop_list(held, brand[1])
    take_list(brand[0], "a.csv", b"Name,Country\nX,TH\n", True, brand[1], TODAY.replace(day=1))
    assert purge_lists(TODAY) == 1
    assert not SupplierList.objects.exists()
