"""Excel workbooks and JSON records give the rows that a CSV file of the same list gives; harmful files are refused unopened."""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from foundation.sources import Source, TableError
from foundation.tables import Report, read_rows

COLUMNS = {"name": ("Name",), "until": ("Valid until",), "number": ("No",)}


def source(kind: str, **given) -> Source:
    told = {
        "id": "test", "country": "TH", "regulator": "R", "retrieved": date(2026, 1, 1), "licence": "facts",
        "key": ("No",), "columns": COLUMNS, "dates": {"until": ("%d/%m/%Y",)}, "format": kind, **given,
    }  # fmt: skip
    return Source(**told)


def workbook(path: Path, rows, title="Sheet") -> Path:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path: Path, described: Source) -> tuple[list, Report]:
    report = Report()
    rows = [(row.line, row.values, row.key) for row in read_rows(path, described, report)]
    return rows, report


HEADING = ["No", "Name", "Valid until"]


def test_a_workbook_gives_the_rows_of_the_same_csv(tmp_path):
    rows = [[1, "ก้าวหน้า", date(2027, 5, 3)], [2, "မြန်မာ", datetime(2027, 5, 4)], [3.0, "Golden", None]]
    told = workbook(tmp_path / "list.xlsx", [HEADING, *rows])
    (tmp_path / "list.csv").write_text("No,Name,Valid until\n1,ก้าวหน้า,03/05/2027\n2,မြန်မာ,04/05/2027\n3,Golden,\n")
    assert read(told, source("xlsx"))[0] == read(tmp_path / "list.csv", source("csv"))[0]


def test_records_give_the_rows_of_the_same_csv_by_dotted_paths(tmp_path):
    columns = {"name": ("company.name",), "until": ("licences.0.until",), "number": ("licences.0.no",)}
    told = {
        "data": {
            "items": [
                {"company": {"name": "Golden"}, "licences": [{"no": "0.10", "until": "03/05/2027"}]},
                {"company": {"name": "Silver"}, "licences": [{"no": 7, "until": None}]},
            ]
        }
    }
    path = tmp_path / "list.json"
    path.write_text(json.dumps(told))
    rows, report = read(path, source("json", columns=columns, key=("licences.0.no",), records="data.items"))
    assert [(values["name"], key) for _line, values, key in rows] == [("Golden", "0.10"), ("Silver", "7")]
    assert (report.read, report.rejected) == (2, 0)


def test_a_number_in_json_stays_as_it_is_written(tmp_path):
    (tmp_path / "a.json").write_text('[{"No": 0.10, "Name": 1e3, "Valid until": ""}]')
    ((_, values, key),) = read(tmp_path / "a.json", source("json"))[0]
    assert (key, values["name"]) == ("0.10", "1e3")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"No": "2", "Name": {"th": "x"}, "Valid until": ""}', "is not one value"),
        ('"text"', "is not an object"),
        ('{"No": "", "Name": "x", "Valid until": ""}', "is empty"),
        ('{"No": "1", "Name": "x", "Valid until": ""}', "was already on line 1"),
        ('{"No": "2", "Name": "a\\u202eb", "Valid until": ""}', "holds a control character"),
    ],
)
def test_one_bad_record_is_rejected_with_its_number_and_the_others_go_on(tmp_path, record, reason):
    good = '{"No": "%s", "Name": "x", "Valid until": ""}'
    (tmp_path / "a.json").write_text(f"[{good % 1}, {record}, {good % 3}]")
    rows, report = read(tmp_path / "a.json", source("json"))
    assert [key for _, _, key in rows] == ["1", "3"]
    assert (report.problems[0].line, report.read) == (2, 3)
    assert reason in report.problems[0].reason


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no column|is not valid JSON|is empty"),
        ("{}", "is no list of records"),
        ("[]", "has no records"),
        ('[{"Other": 1}]', "has no column"),
        ("[1,", "is not valid JSON near line 1"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"No": "1"}]', "has no column “Name”"),
    ],
)
def test_a_json_file_that_is_no_list_is_refused_in_one_line(tmp_path, text, sentence):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(TableError, match=sentence) as caught:
        read(tmp_path / "a.json", source("json"))
    assert "\n" not in str(caught.value)


def packed(path: Path, **parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return path


WHOLE = {"[Content_Types]_dot_xml": b"<Types/>", "xl__workbook_dot_xml": b"<workbook/>"}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"readme_dot_txt": b"hello"}, "is a ZIP file, not an Excel workbook"),
        ({**WHOLE, "xl__vbaProject_dot_bin": b"macro"}, "holds macros"),
        ({**WHOLE, "xl__worksheets__sheet1_dot_xml": b"0" * 150_000_000}, "unpacks to far more than its size"),
        (WHOLE, "cannot be read as an Excel workbook|has no sheet"),
    ],
)
def test_a_harmful_or_broken_workbook_is_refused_unopened(tmp_path, parts, sentence):
    with pytest.raises(TableError, match=sentence):
        read(packed(tmp_path / "a.xlsx", **parts), source("xlsx"))


def test_a_cut_off_workbook_is_refused(tmp_path):
    whole = workbook(tmp_path / "a.xlsx", [HEADING, [1, "x", None]]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TableError, match="cut off or damaged"):
        read(tmp_path / "b.xlsx", source("xlsx"))


def test_a_workbook_whose_xml_names_entities_of_its_own_is_refused(tmp_path):
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    good = workbook(tmp_path / "a.xlsx", [HEADING, [1, "x", None]])
    told = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(told, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, bomb if "sheet1" in part.filename else old.read(part))
    (tmp_path / "b.xlsx").write_bytes(told.getvalue())
    with pytest.raises(TableError):
        read(tmp_path / "b.xlsx", source("xlsx"))


def test_the_sheet_that_the_source_names_is_read_and_a_missing_one_is_named(tmp_path):
    told = workbook(tmp_path / "a.xlsx", [HEADING, [1, "x", None]], title="Licensed")
    assert len(read(told, source("xlsx", records="Licensed"))[0]) == 1
    with pytest.raises(TableError, match="has no sheet “Revoked”"):
        read(told, source("xlsx", records="Revoked"))


def test_cells_beyond_the_heading_are_rejected_and_blank_ones_are_not(tmp_path):
    told = workbook(tmp_path / "a.xlsx", [HEADING, [1, "x", None, " "], [2, "y", None, "stray"]])
    rows, report = read(told, source("xlsx"))
    assert [key for _, _, key in rows] == ["1"]
    assert "instead of 3" in report.problems[0].reason


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=20)


@given(st.lists(texts, min_size=1, max_size=5))
def test_any_text_comes_out_of_records_as_it_went_in(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(
        json.dumps([{"No": str(n), "Name": name, "Valid until": ""} for n, name in enumerate(names)]), encoding="utf-8"
    )
    rows, report = read(path, source("json"))
    told = {key: values.get("name", "") for _, values, key in rows}
    rejected = {problem.line - 1 for problem in report.problems}
    assert all(told[str(n)] == (name if name.strip() else "") for n, name in enumerate(names) if n not in rejected)
    assert report.read == len(names)
