"""import_agencies: real registers whole, history kept, bad rows told apart, bad files refused with nothing written."""

import csv
import json
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.actions import register_agency
from agencies.history import as_of
from agencies.models import Agency, FieldChange, Licence, RegisterEntry, RegisterList, StandingChange
from agencies.reading import standing_of
from agencies.rules import Code, Standing
from foundation import clock
from foundation.models import TrailEntry
from reference.models import Name
from tests.make import TODAY, make_corridor

pytestmark = pytest.mark.django_db

HOME = Path(__file__).parents[2] / "agencies"
REGISTERS = sorted(path.stem for path in (HOME / "content/registers").glob("*.csv"))
SOURCE = """
[source]
id = "test"
country = "MM"
regulator = "Department"
retrieved = {retrieved}
licence = "facts"
check_days = 100
complete = {complete}
[file]
encoding = "{encoding}"
format = "{format}"
[key]
columns = "id"
[columns]
name = ["name", "name_my"]
name_en = "name"
name_my = "name_my"
address = "address"
licence_number = "number"
last_day = "until"
status = "status"
retrieved = "seen"
[dates]
last_day = ["%Y-%m-%d", "%d/%m/%Y"]
[status]
valid = "valid"
stopped = "suspended"
[defaults]
covers = "MM-TH-*"
"""
HEADING = ["id", "name", "name_my", "address", "number", "until", "status", "seen"]


@pytest.fixture
def run(tmp_path, capsys):
    """run(*rows) imports them; options change the source file or the command. Gives the JSON report."""

    def run(
        *rows, heading=HEADING, retrieved="2026-11-01", complete="false", encoding="utf-8", format="csv", **options
    ):
        delimiter = "," if format == "csv" else "\t"
        path, source = tmp_path / f"list.{format}", tmp_path / "source.toml"
        with path.open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows([heading, *rows])
        source.write_text(
            SOURCE.format(retrieved=retrieved, complete=complete, encoding=encoding, format=format), encoding="utf-8"
        )
        call_command("import_agencies", path, source=source, json=True, **options)
        return json.loads(capsys.readouterr().out)

    return run


def row(
    id="1", name="First", name_my="ပထမ", address="1 Road", number="L-1", until="2027-05-02", status="valid", seen=""
):
    return [id, name, name_my, address, number, until, status, seen]


def everything():
    models = (Agency, Name, RegisterEntry, RegisterList, Licence, FieldChange, StandingChange, TrailEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def counts(report):
    return [report[name] for name in ("read", "created", "updated", "unchanged", "vanished", "rejected")]


@pytest.mark.parametrize("register", REGISTERS)
def test_every_row_of_a_real_register_is_accounted_for_and_a_second_run_changes_nothing(register, capsys):
    path = HOME / "content/registers" / f"{register}.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = len(list(csv.DictReader(file)))
    call_command("import_agencies", path, source=HOME / "sources" / f"{register}.toml", json=True)
    assert counts(json.loads(capsys.readouterr().out)) == [rows, rows, 0, 0, 0, 0]
    assert Agency.objects.count() == rows
    before = everything()
    call_command("import_agencies", path, source=HOME / "sources" / f"{register}.toml", json=True)
    assert counts(json.loads(capsys.readouterr().out)) == [rows, 0, 0, rows, 0, 0]
    assert everything() == before


def test_no_real_agency_is_vetted_and_an_old_list_leaves_its_licence_unknown():
    for register in ("my_private_employment_agencies", "th_licensed_recruitment_agencies", "bd_manning_agents"):
        path = HOME / "content/registers" / f"{register}.csv"
        call_command("import_agencies", path, source=HOME / "sources" / f"{register}.toml", stdout=StringIO())
    assert not StandingChange.objects.filter(standing="vetted").exists()
    malay, thai = Agency.objects.filter(country="MY")[0], Agency.objects.filter(country="TH")[0]
    assert standing_of(malay, None, TODAY).codes == {Code.LIST_OVERDUE, Code.NO_VOUCH, Code.NO_DISCLOSURE}
    assert standing_of(malay, None, TODAY).standing is Standing.UNKNOWN
    assert standing_of(thai, None, TODAY).standing is Standing.CONDITIONAL
    assert Code.LICENCE_WITHOUT_END in standing_of(thai, None, TODAY).codes
    suspended = Licence.objects.get(status="suspended")
    assert (suspended.number, standing_of(suspended.agency, None, TODAY).standing) == ("MLA-092", Standing.SUSPENDED)


def test_a_row_becomes_an_agency_with_names_licence_and_standing(run):
    corridor = make_corridor("MM-TH-MOU")
    assert counts(run(row(until="02/05/2027"))) == [1, 1, 0, 0, 0, 0]
    agency = Agency.objects.get()
    assert (agency.name, agency.country, agency.address, agency.example) == ("First", "MM", "1 Road", False)
    names = Name.objects.filter(kind="agency", key=agency.public_id).values_list("language", "text")
    assert set(names) == {("en", "First"), ("my", "ပထမ")}
    licence = agency.licences.get()
    assert (licence.number, licence.last_day, licence.covers) == ("L-1", date(2027, 5, 2), "MM-TH-*")
    assert standing_of(agency, corridor, TODAY).standing is Standing.CONDITIONAL
    assert StandingChange.objects.current().filter(agency=agency).count() == 2


def test_a_changed_row_keeps_what_was_said_before(run):
    run(row())
    assert counts(run(row(name="Second", until="2028-05-02"), retrieved="2026-11-10")) == [1, 0, 1, 0, 0, 0]
    agency = Agency.objects.get()
    assert agency.name == "Second"
    assert FieldChange.objects.get().before == "First"
    assert Name.objects.filter(key=agency.public_id, field="alias").get().text == "First"
    older, newer = agency.licences.order_by("known_from")
    assert (older.last_day, newer.last_day) == (date(2027, 5, 2), date(2028, 5, 2))
    assert older.known_to == newer.known_from


def test_after_a_new_import_the_day_before_it_is_still_told_as_it_was_known(run, monkeypatch):
    def known_on(day):
        moment = datetime.combine(day, time(9), clock.BANGKOK)
        monkeypatch.setattr(clock, "now", lambda: moment)

    known_on(date(2026, 11, 2))
    run(row())
    known_on(date(2026, 11, 11))
    changed = row(name="Second", until="2028-05-02")
    run(changed, retrieved="2026-11-10")
    known_on(date(2026, 11, 13))
    run(row(id="2", name="Other"), retrieved="2026-11-12", complete="true")
    agency = Agency.objects.get(name="Second")
    assert as_of(agency, date(2026, 11, 1)) is None
    told = []
    for day in (date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 13)):
        then = as_of(agency, day)
        (licence,) = then.licences
        told.append((then.fields["name"], licence.last_day, licence.status))
    assert told == [
        ("First", date(2027, 5, 2), "valid"),
        ("Second", date(2028, 5, 2), "valid"),
        ("Second", date(2028, 5, 2), "not_listed"),
    ]


def test_a_newer_list_with_the_same_row_only_moves_the_day_of_the_next_check(run):
    run(row(), retrieved="2026-06-01")
    agency = Agency.objects.get()
    assert Code.LIST_OVERDUE in standing_of(agency, None, TODAY).codes
    assert counts(run(row(), retrieved="2026-11-10")) == [1, 0, 0, 1, 0, 0]
    assert agency.licences.count() == 1
    assert Code.LICENCE_VALID in standing_of(agency, None, TODAY).codes
    # An older file read again takes nothing back.
    before = everything()
    run(row(name="Older"), retrieved="2026-06-01")
    assert everything() == before


def test_a_year_is_enough_as_the_date_of_a_list_and_counts_from_its_first_day(run):
    run(row(seen="2026"), row(id="2", number="L-2", seen="2026-10"))
    days = dict(RegisterList.objects.values_list("retrieved", "next_check"))
    assert days == {"2026": date(2026, 4, 11), "2026-10": date(2027, 1, 9)}


def test_an_agency_with_a_known_company_number_is_not_made_twice():
    known = register_agency("Thai Labour Supply", "TH", registration_number="0105525013192")
    path = HOME / "content/registers/th_licensed_recruitment_agencies.csv"
    call_command("import_agencies", path, source=HOME / "sources" / f"{path.stem}.toml", stdout=StringIO())
    assert Agency.objects.count() == RegisterEntry.objects.count() == 101
    assert (known.entries.get().key, known.licences.count()) == ("TH-0105525013192", 1)
    known.refresh_from_db()
    assert known.name == "Thai Labour Supply"


def test_what_vanished_is_told_only_of_a_complete_list(run):
    run(row(), row(id="2", name="Gone", number="L-2"))
    assert counts(run(row())) == [1, 0, 0, 1, 0, 0]
    assert counts(run(row(), complete="true")) == [1, 0, 0, 1, 1, 0]
    gone = Agency.objects.get(name="Gone")
    assert standing_of(gone, None, TODAY).standing is Standing.NOT_VETTED
    assert Code.LICENCE_NOT_LISTED in standing_of(gone, None, TODAY).codes
    assert counts(run(row(), complete="true")) == [1, 0, 0, 1, 0, 0]
    assert counts(run(row(), row(id="2", name="Gone", number="L-2"), complete="true")) == [2, 0, 1, 1, 0, 0]
    assert Code.LICENCE_VALID in standing_of(gone, None, TODAY).codes


def test_an_older_complete_list_takes_nothing_for_gone_that_a_newer_one_names(run):
    run(row(), row(id="2", name="Newer", number="L-2"), complete="true", retrieved="2026-11-10")
    assert counts(run(row(), complete="true", retrieved="2026-06-01")) == [1, 0, 0, 1, 0, 0]
    assert not Licence.objects.filter(status="not_listed").exists()
    assert counts(run(row(), complete="true", retrieved="2026-11-12"))[4] == 1


def test_nothing_is_taken_for_gone_while_a_row_cannot_be_read(run):
    run(row(), row(id="2", number="L-2"))
    report = run(row(), row(id="3", until="soon"), complete="true")
    assert (report["vanished"], report["rejected"], len(report["warnings"])) == (1, 1, 1)
    assert not Licence.objects.filter(status="not_listed").exists()


BAD = [
    (row(name="", name_my=""), "name", "is empty"),
    (row(until="soon"), "until", "is not a day"),
    (row(status="maybe"), "status", "is not one of the words"),
    (row(seen="last year"), "seen", "is not a date"),
    (row(name="x" * 251), "name", "is longer than 250"),
    (row(id=""), "id", "is empty"),
    (row()[:5], "until", "has 5 of 8 columns"),
    (row(address="a\u202eb"), "address", "control character"),
]


@pytest.mark.parametrize(("bad", "column", "reason"), BAD)
def test_a_bad_row_is_rejected_with_its_line_and_never_spoils_the_others(run, tmp_path, bad, column, reason):
    rejects = tmp_path / "rejects.csv"
    report = run(row(id="8", number="L-8"), bad, row(id="9", number="L-9"), rejects=rejects)
    assert counts(report) == [3, 2, 0, 0, 0, 1]
    with rejects.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(one["line"], one["column"]) for one in told] == [("3", column)]
    assert reason in told[0]["reason"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "big5", "cp874"])
def test_a_list_in_any_encoding_and_parted_by_tabs_is_read(run, encoding):
    local = {"big5": "期柏", "cp874": "ไทย"}.get(encoding, "ပထမ")
    assert counts(run(row(name_my=local), encoding=encoding, format="tsv")) == [1, 1, 0, 0, 0, 0]
    assert Name.objects.get(language="my").text == local


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"heading": ["no", *HEADING[1:]]}, "has no column “id”"),
        ({"retrieved": '"soon"'}, "retrieved must be a day"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line_and_nothing_is_written(run, options, message):
    before = everything()
    with pytest.raises(CommandError, match=message) as error:
        run(row(), **options)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    assert everything() == before


@pytest.mark.parametrize(
    ("told", "instead", "message"),
    [
        ('valid = "valid"', 'valid = "fine"', "must be one of"),
        ('address = "address"', 'home = "address"', "does not know 'home'"),
        ('name = ["name", "name_my"]', "", "which column holds name"),
    ],
)
def test_a_source_file_with_words_we_do_not_know_is_refused(tmp_path, told, instead, message):
    source, path = tmp_path / "source.toml", tmp_path / "list.csv"
    text = SOURCE.format(retrieved="2026-11-01", complete="false", encoding="utf-8", format="csv")
    source.write_text(text.replace(told, instead, 1), encoding="utf-8")
    path.write_text(",".join(HEADING) + "\n" + ",".join(row()) + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match=message) as error:
        call_command("import_agencies", path, source=source)
    assert error.value.returncode == 2


def test_whoever_stands_on_an_invented_list_is_an_example_and_no_site_without_examples_reads_it(tmp_path, settings):
    path = tmp_path / "list.csv"
    path.write_text(
        "agency_id,licence_no,company_reg_no,name,address,country,as_of\nEX-1,EX-1,EX-1-X,Tin Roof,1 Road,MY,\n"
    )
    source = HOME.parent / "portal/demo/sources/example_agencies.toml"
    call_command("import_agencies", path, source=source, stdout=StringIO())
    assert Agency.objects.get(name="Tin Roof").example
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="invented"):
        call_command("import_agencies", path, source=source, stdout=StringIO())


def test_a_dry_run_says_what_would_happen_and_writes_nothing(run):
    before = everything()
    assert counts(run(row(), dry_run=True)) == [1, 1, 0, 0, 0, 0]
    assert everything() == before


def test_an_import_that_is_killed_half_way_leaves_the_registry_as_it_was(run, monkeypatch):
    run(row())
    before = everything()

    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("agencies.actions.importing.reassess_many", stop)
    with pytest.raises(KeyboardInterrupt):
        run(row(name="Other"), row(id="2", number="L-2"))
    assert everything() == before


def test_an_import_takes_as_many_queries_for_many_rows_as_for_few(run, django_assert_max_num_queries):
    make_corridor("MM-TH-MOU")
    with django_assert_max_num_queries(60):
        run(*(row(id=str(number), name=f"Agency {number}", number=f"L-{number}") for number in range(300)))
