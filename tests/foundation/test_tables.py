import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables import Report, RowProblem, Source, TableError, in_chunks, read_rows, write_rejects

TOLD = """
[source]
id = "th-doe"
country = "TH"
regulator = "Department of Employment"
retrieved = 2026-07-01
licence = "facts only"
complete = true
[file]
{file}
[key]
columns = ["no"]
[columns]
no = "no"
name = ["name_en", "name_th"]
until = "until"
workers = "workers"
fee = "fee"
standing = "standing"
[dates]
formats = ["%Y-%m-%d", "%d/%m/%Y"]
[status]
Valid = "active"
"Struck  Off" = "revoked"
[defaults]
country = "TH"
standing = "Valid"
"""
HEADING = "no,name_en,name_th,until,workers,fee,standing\n"


@pytest.fixture
def source(tmp_path):
    def make(file="", told=TOLD):
        path = tmp_path / "SOURCE.toml"
        path.write_text(told.format(file=file), encoding="utf-8")
        return Source.load(path)

    return make


@pytest.fixture
def read(tmp_path, source):
    """Rows and report of a file with this text (or these bytes)."""

    def make(content, file=""):
        path = tmp_path / "rows.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        report = Report()
        return list(read_rows(path, source(file), report)), report

    return make


def problems(report):
    return [(p.line, p.column) for p in report.problems]


def test_a_row_is_read_by_its_source(read):
    rows, report = read(HEADING + '1, Orchid ,กล้วยไม้,31/12/2026,"1,200",1250.50,struck off\n2,,กุหลาบ,,,,\n')
    first, second = rows
    assert (first.line, first.key, first.text("name"), first.day("until")) == (2, "1", "Orchid", date(2026, 12, 31))
    assert (first.integer("workers"), first.decimal("fee")) == (1200, Decimal("1250.50"))
    assert first.word("standing") == "revoked"
    assert (second.text("name"), second.word("standing"), second.text("country")) == ("กุหลาบ", "active", "TH")
    assert second.day("until", required=False) is None
    assert second.decimal("fee", required=False) is None
    assert second.integer("workers", required=False) is None
    assert second.text("nowhere", required=False) == ""
    assert report.read == 2 and not report.problems and not report.warnings


@pytest.mark.parametrize(
    ("cells", "ask", "column", "value"),
    [
        (",,,,,", lambda row: row.text("name"), "name_en", ""),
        ("A,,soon,,,", lambda row: row.day("until"), "until", "soon"),
        ("A,,2026-02-30,,,", lambda row: row.day("until"), "until", "2026-02-30"),
        ("A,,0001-01-01,,,", lambda row: row.day("until"), "until", "0001-01-01"),
        ("A,,,1.5,,", lambda row: row.integer("workers"), "workers", "1.5"),
        ("A,,,-1,,", lambda row: row.integer("workers", least=0), "workers", "-1"),
        ("A,,,9,,", lambda row: row.integer("workers", most=8), "workers", "9"),
        ("A,,," + "9" * 40 + ",,", lambda row: row.integer("workers"), "workers", "9" * 40),
        ("A,,,,NaN,", lambda row: row.decimal("fee"), "fee", "NaN"),
        ("A,,,,1e9,", lambda row: row.decimal("fee"), "fee", "1e9"),
        ('A,,,,"12,50",', lambda row: row.decimal("fee"), "fee", "12,50"),
        ("A,,,,၁၂,", lambda row: row.decimal("fee"), "fee", "၁၂"),
        ("A,,,,,Perhaps", lambda row: row.word("standing"), "standing", "Perhaps"),
        ("ABCDE,,,,,", lambda row: row.text("name", longest=4), "name_en", ""),
    ],
)
def test_a_cell_that_cannot_be_used_names_its_column(read, cells, ask, column, value):
    rows, _report = read(HEADING + f"1,{cells}\n")
    with pytest.raises(RowProblem) as problem:
        ask(rows[0])
    assert problem.value.column == column
    assert value in ("", problem.value.value)
    assert problem.value.reason


def test_bad_rows_are_rejected_and_the_rest_goes_on(read):
    lines = [
        "1,A,,,,,",
        "2,A,,,,",  # short
        "3,A,,,,,,,",  # long
        "4,A\x00,,,,,",
        "5,A\x1b[31m,,,,,",
        "6,A\u202egnorts,,,,,",
        "7," + "x" * 20_001 + ",,,,,",
        ",A,,,,,",  # no key
        "1,B,,,,,",  # key again
        '8,"A"b,,,,,',
        "9,A,,,,,",
    ]
    rows, report = read(HEADING + "\n".join(lines) + "\n")
    assert [row.key for row in rows] == ["1", "9"]
    assert [line for line, _column in problems(report)] == list(range(3, 12))
    assert report.read == 11
    assert all(p.column and p.reason and len(p.value) <= 200 for p in report.problems)


def test_a_stray_quotation_mark_spoils_only_its_own_line(read):
    rows, report = read(HEADING + '1,"Broken,,,,,\n2,"Good, and more",,,,,\n3,A,,,,,\n')
    assert [row.key for row in rows] == ["2", "3"]
    assert problems(report) == [(2, "name_en")]
    rows, report = read(HEADING + '1,A,,,,,\n2,"Broken,,,,,\n3,A,,,,,\n4,A,,,,,\n')
    assert [row.key for row in rows] == ["1", "3", "4"]
    assert [row.line for row in rows] == [2, 4, 5]
    assert problems(report) == [(3, "name_en")]
    assert report.read == 4


def test_a_short_row_cuts_nothing_off_when_a_bad_line_follows_it(read):
    rows, report = read(HEADING + '1,A,,,,,\n2,A\n3,"A"b,,,,,\n')
    assert [row.key for row in rows] == ["1"]
    assert sorted(line for line, _column in problems(report)) == [3, 4]


def test_a_cell_may_hold_line_breaks_and_lines_are_still_counted(read):
    rows, _report = read(HEADING + '1,"A\nB",,,,,\r\n\r\n2,C,,,,,\r\n')
    assert [(row.line, row.text("name")) for row in rows] == [(2, "A\nB"), (5, "C")]


@pytest.mark.parametrize(
    ("content", "file", "words"),
    [
        (b"", "", "empty"),
        (b"\n \n\n", "", "empty"),
        (HEADING, "", "no rows"),
        (HEADING.replace("fee", "price") + "1,A,,,,,\n", "", "no column “fee”"),
        (HEADING.replace(",", ";") + "1;A;;;;;\n", "", "parted by “;”"),
        (HEADING + "1,A,,,,,\n", 'format = "tsv"', "parted by “,”"),
        (HEADING.replace("\n", ",fee\n") + "1,A,,,,,,\n", "", "two columns called “fee”"),
        (HEADING + "1,A,,,,,\n2,A,\n", "", "cut off"),
        (HEADING + '1,A,,,,,\n2,"A and', "", "cut off"),
        (HEADING + '1,A,,,,,\n2,"A and\nB and', "", "cut off"),
        ('"no,name', "", "heading"),
        (HEADING.encode() + "1,ผู้,,,,,\n".encode("cp874"), "", "not utf-8 text"),
        (HEADING.encode() + "1,ผู้,,,,,\n".encode()[:-8], "", "not utf-8 text"),
        (HEADING.encode("utf-16"), "", "not utf-8 text"),
        (HEADING + "1,ผู้,,,,,\n", 'encoding = "cp874"', "is UTF-8 text, not cp874"),
        (HEADING + "1,ผู้,,,,,\n", 'encoding = "latin-1"', "is UTF-8 text, not latin-1"),
        (HEADING.encode("utf-16"), 'encoding = "latin-1"', "is UTF-16 text"),
        (HEADING.encode() + b"1,a", 'encoding = "utf-16"', "utf-16"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(read, content, file, words):
    with pytest.raises(TableError) as error:
        read(content, file)
    assert words in str(error.value) and "\n" not in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis-620"])
def test_a_file_is_read_in_the_encoding_its_source_names(read, encoding):
    text = HEADING + "1,,บริษัทจัดหางาน ไทย จำกัด,,,,\n"
    rows, _report = read(text.encode(encoding), f'encoding = "{encoding}"')
    assert rows[0].text("name") == "บริษัทจัดหางาน ไทย จำกัด"
    rows, _report = read((HEADING.replace(",", "\t") + "1\tA\t\t\t\t\t\n").encode("utf-8-sig"), 'format = "tsv"')
    assert rows[0].text("name") == "A"


def test_a_file_that_is_not_there_is_refused(tmp_path, source):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(TableError, match="cannot be opened"):
            list(read_rows(path, source()))


def test_a_file_without_a_last_line_break_is_read_with_a_warning(read):
    rows, report = read(HEADING + "1,A,,,,,\n2,B,,,,,")
    assert [row.key for row in rows] == ["1", "2"]
    assert len(report.warnings) == 1 and "line break" in report.warnings[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_every_record_is_accounted_for(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("noise", numbered=True)
    (folder / "SOURCE.toml").write_text(TOLD.format(file=""), encoding="utf-8")
    (folder / "rows.csv").write_bytes(HEADING.encode() + noise)
    report = Report()
    try:
        rows = list(read_rows(folder / "rows.csv", Source.load(folder / "SOURCE.toml"), report))
    except TableError as error:
        assert "\n" not in str(error)
    else:
        assert report.read == len(rows) + report.rejected


cells = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=6, max_size=6), min_size=1, max_size=5))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("written", numbered=True)
    (folder / "SOURCE.toml").write_text(TOLD.format(file=""), encoding="utf-8")
    written = io.StringIO(newline="")
    csv.writer(written).writerows([str(number), *row] for number, row in enumerate(table))
    (folder / "rows.csv").write_bytes((HEADING + written.getvalue()).encode())
    rows = list(read_rows(folder / "rows.csv", Source.load(folder / "SOURCE.toml")))
    assert [row.raw[1:] for row in rows] == table


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[source]", "[source", "not valid TOML"),
        ('id = "th-doe"', "", "[source] id is missing"),
        ('id = "th-doe"', "id = 5", "[source] id must be text"),
        ('id = "th-doe"', 'id = ""', "[source] id must be text"),
        ('id = "th-doe"', 'id = "x"\nidd = "y"', "does not know 'idd'"),
        ('country = "TH"\nreg', 'country = "Thailand"\nreg', "two capital letters"),
        ("2026-07-01", '"July"', "retrieved must be a day"),
        ("complete = true", 'complete = "yes"', "true or false"),
        ("complete = true", "check_days = 0", "check_days"),
        ("{file}", 'format = "ods"', "format must be csv, json, tsv, xlsx"),
        ("{file}", 'encoding = "utf-9"', "encoding"),
        ("{file}", 'encoding = "base64"', "encoding"),
        ("{file}", 'delimiter = ",,"', "delimiter"),
        ('columns = ["no"]', "", "[key] columns is missing"),
        ('columns = ["no"]', "columns = []", "[key] columns must be"),
        ('fee = "fee"', "fee = 7", "[columns] fee must be"),
        ('fee = "fee"', "fee = [1]", "[columns] fee must be"),
        ('"%d/%m/%Y"', '"DD/MM/YYYY"', "DD/MM/YYYY"),
        ('"%d/%m/%Y"', '"%B %Y"', "day and a year"),
        ("formats =", "untill =", "untill is not a field"),
        ('Valid = "active"', "Valid = 1", "[status] Valid must be text"),
        ('country = "TH"\nstanding', 'country = ["TH"]\nstanding', "[defaults] country must be one value"),
    ],
)
def test_a_broken_source_file_is_named_with_its_section(tmp_path, old, new, words):
    assert old in TOLD
    path = tmp_path / "SOURCE.toml"
    path.write_text(TOLD.replace(old, new, 1).replace("{file}", ""), encoding="utf-8")
    with pytest.raises(TableError) as error:
        Source.load(path)
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_source_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    for path, words in ((tmp_path / "none.toml", "cannot be opened"), (tmp_path / "bad.toml", "not UTF-8")):
        with pytest.raises(TableError, match=words):
            Source.load(path)


def test_a_source_says_what_an_import_needs_and_keeps_sections_of_its_own(source):
    loaded = source(told=TOLD + '[wages]\nper = "month"\n')
    assert loaded.more == {"wages": {"per": "month"}}
    assert (loaded.check_days, loaded.complete, loaded.retrieved) == (365, True, date(2026, 7, 1))
    loaded.require("name", "country")
    with pytest.raises(TableError, match="address"):
        loaded.require("address")


def test_a_report_accounts_for_every_row():
    report = Report(read=4, created=1, updated=1, unchanged=1)
    assert not report.is_balanced
    report.reject(5, RowProblem("fee", "=1+1\x1b", "is not a number"))
    report.warn("Old.")
    report.warn("Old.")
    assert report.is_balanced
    assert json.loads(report.as_json()) == {
        "read": 4, "created": 1, "updated": 1, "unchanged": 1, "vanished": 0, "rejected": 1, "warnings": ["Old."],
    }  # fmt: skip
    assert "Line 5, fee: is not a number (=1+1\\x1b)" in report.as_text()


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", " =1", "\t=1"])
def test_a_rejected_value_is_never_a_formula(tmp_path, value):
    report = Report()
    report.reject(2, RowProblem("fee", value, "is not a number"))
    write_rejects(tmp_path / "rejects.csv", report.problems)
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        heading, row = csv.reader(file)
    assert heading == ["line", "column", "value", "reason"]
    assert row[:2] == ["2", "fee"] and row[2][0] in "'\\" and value.strip() in row[2]


def test_rows_come_in_chunks(read):
    rows, _report = read(HEADING + "".join(f"{number},A,,,,,\n" for number in range(5)))
    assert [len(chunk) for chunk in in_chunks(rows, 2)] == [2, 2, 1]
