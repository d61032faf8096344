"""import_openings on real rows: every row accounted for, twice changes nothing, a bad row harms no other."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation import codes
from foundation.models import TrailEntry
from jobs import imports
from jobs.actions import close_opening
from jobs.models import Employer, Opening
from jobs.recruitment_models import Recruitment
from reference.models import Crosswalk, Occupation, Place
from search.models import PendingChange

pytestmark = pytest.mark.django_db
JOBS = Path(imports.__file__).parent
H2A, H2B = JOBS / "content/us_h2a.csv", JOBS / "content/us_h2b.csv"
H2A_SOURCE, H2B_SOURCE = JOBS / "sources/us_h2a.toml", JOBS / "sources/us_h2b.toml"


@pytest.fixture(autouse=True)
def ground():
    """The few places and occupations these rows name."""
    Place.objects.bulk_create(
        Place(code=f"US-{state}", country="US", kind="state", name_en=state) for state in ("ID", "FL", "CO", "UT")
    )
    Occupation.objects.create(code="921", level=3, title_en="Agricultural, forestry and fishery labourers")
    Crosswalk.objects.create(scheme="SOC", code="45-2093", isco="921")


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(path: Path, source: Path = H2A_SOURCE, **options) -> dict:
    out = StringIO()
    call_command("import_openings", path, source=source, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def complete_source(folder: Path) -> Path:
    """The H-2A description, but of a list that holds everything."""
    source = folder / "complete.toml"
    source.write_text(H2A_SOURCE.read_text().replace("complete = false", "complete = true"))
    return source


@pytest.fixture
def sheep(tmp_path):
    """The first forty real rows of the H-2A file."""
    return write(tmp_path / "h2a.csv", rows_of(H2A)[:40])


def test_every_row_of_both_files_is_accounted_for():
    for path, source, count in ((H2A, H2A_SOURCE, 2249), (H2B, H2B_SOURCE, 818)):
        report = load(path, source)
        assert report["read"] == count
        assert report["read"] == report["created"] + report["rejected"]
        assert Opening.objects.filter(source=f"us-{path.stem[3:]}").count() == report["created"]
    # The one row that is rejected claims -5684 hours a week.
    assert report["rejected"] == 1


def test_an_import_is_known_from_its_own_moment_on_and_not_from_the_days_it_tells(sheep):
    before = timezone.now()
    load(sheep)
    load(sheep)
    rows = Recruitment.objects.all()
    assert len(rows) == Opening.objects.count() > 0
    assert all(row.known_at > before and row.published_on < date(2022, 1, 1) and row.gone_at is None for row in rows)


def test_a_real_row_is_kept_as_it_was_written(sheep):
    load(sheep)
    opening = Opening.objects.get(source_key="H-300-21264-596831")
    assert opening.title == "RANGE WINTERSHEEPHERDER"
    assert opening.basis == "certified_order"
    assert opening.order_status == "certified"
    assert opening.job_order_number == "JO-A-300-21264-596831"
    assert (opening.order_from, opening.order_until) == (date(2021, 10, 1), date(2022, 4, 30))
    assert (opening.wage_low, opening.currency, opening.wage_per) == (Decimal("1727.75"), "USD", "month")
    assert opening.hours_per_week is None
    assert opening.occupation_id == "921"
    assert (opening.place_id, opening.place_text) == ("US-CO", "MOSCA")
    assert opening.housing is True
    assert opening.meals is False
    assert (opening.employer.name, opening.employer.region_id) == ("WESTERN RANGE ASSOCIATION", "US-ID")
    assert opening.contract_months == Decimal("4.5")
    assert codes.is_valid(opening.public_id)
    assert opening.agency is None


def test_the_second_time_changes_nothing_and_notes_nothing(sheep):
    first = load(sheep)
    PendingChange.objects.all().delete()
    numbers = dict(Opening.objects.values_list("source_key", "public_id"))
    second = load(sheep)
    assert (first["created"], second["created"]) == (40, 0)
    assert (second["unchanged"], second["updated"]) == (40, 0)
    assert dict(Opening.objects.values_list("source_key", "public_id")) == numbers
    assert not PendingChange.objects.exists()


def test_a_changed_row_is_updated_keeps_its_number_and_is_noted_for_the_index(sheep, tmp_path):
    load(sheep)
    before = Opening.objects.get(source_key="H-300-21264-596831")
    PendingChange.objects.all().delete()
    rows = rows_of(sheep)
    rows[0]["wage"] = "1800"
    rows[0]["status"] = "Withdrawn"
    report = load(write(tmp_path / "again.csv", rows))
    after = Opening.objects.get(pk=before.pk)
    assert (report["updated"], report["unchanged"]) == (1, 39)
    assert after.public_id == before.public_id
    assert (after.wage_low, after.order_status) == (Decimal(1800), "withdrawn")
    assert list(PendingChange.objects.values_list("key", flat=True)) == [after.public_id]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("wage", "-3"),
        ("wage", "lots"),
        ("wage_per", "Fathom"),
        ("hours_per_week", "200"),
        ("end_date", "2019-01-01"),
        ("decision_date", "yesterday"),
        ("decision_date", ""),
        ("status", "Perhaps"),
        ("employer_name", ""),
        ("job_title", "x" * 201),
        ("workers_certified", "many"),
        ("country", "USA"),
        ("meals_provided", "perhaps"),
        ("case_number", ""),
        ("job_title", "bad \x07 bell"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_column_and_the_others_stand(sheep, tmp_path, column, value):
    rows = rows_of(sheep)
    rows[5][column] = value
    rejects = tmp_path / "rejects.csv"
    report = load(write(tmp_path / "bad.csv", rows), rejects=rejects)
    assert (report["read"], report["created"], report["rejected"]) == (40, 39, 1)
    (told,) = rows_of(rejects)
    assert told["line"] == "7"
    assert told["column"] in (column, "employer_name", "case_number")
    assert told["reason"]


def test_a_dry_run_writes_nothing_and_reports_the_same(sheep):
    report = load(sheep, dry_run=True)
    assert report["created"] == 40
    assert not Opening.objects.exists()
    assert not Employer.objects.exists()
    assert not PendingChange.objects.exists()


@pytest.mark.parametrize("broken", ["basis", "wage_per", "status", "columns"])
def test_a_description_that_cannot_serve_openings_stops_with_one_line(sheep, tmp_path, broken):
    text = H2A_SOURCE.read_text()
    changed = {
        "basis": text.replace('basis = "certified_order"', 'basis = "hearsay"'),
        "wage_per": text.replace('"Hour" = "hour"', '"Hour" = "heartbeat"'),
        "status": text.replace('"Denied" = "denied"', '"Denied" = "blue"'),
        "columns": text.replace('title = "job_title"\n', ""),
    }[broken]
    source = tmp_path / "source.toml"
    source.write_text(changed)
    with pytest.raises(CommandError) as error:
        load(sheep, source)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    assert not Opening.objects.exists()


def test_a_file_that_breaks_off_in_the_middle_leaves_the_database_as_it_was(sheep, tmp_path):
    whole = sheep.read_bytes()
    cut = tmp_path / "cut.csv"
    cut.write_bytes(whole[: len(whole) - 700])
    with pytest.raises(CommandError):
        load(cut)
    assert not Opening.objects.exists()
    assert not PendingChange.objects.exists()


def test_an_import_that_dies_late_leaves_the_database_as_it_was(sheep, monkeypatch):
    def die(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(imports._Import, "tell", die)
    with pytest.raises(KeyboardInterrupt):
        load(sheep)
    assert not Opening.objects.exists()
    assert not Employer.objects.exists()


def test_private_employers_stay_nameless_and_apart():
    load(H2A)
    private = Opening.objects.filter(employer__individual=True)
    assert private.count() == 299
    assert private.values("employer").distinct().count() == 299
    assert not private.exclude(employer__name="").exists()


def test_denied_and_withdrawn_orders_are_kept_and_never_visible():
    report = load(H2A)
    refused = Opening.objects.filter(order_status__in=("denied", "withdrawn"))
    assert refused.count() == 101
    assert any("101" in sentence for sentence in report["warnings"])
    for day in (date(2021, 11, 15), date(2022, 3, 1)):
        assert not refused.visible(day).exists()
        assert Opening.objects.visible(day).count() > 500


def test_an_order_that_names_a_recruiter_abroad_is_hidden_and_the_others_shown():
    load(H2B, H2B_SOURCE)
    shown = Opening.objects.visible(date(2021, 12, 15))
    assert shown.exists()
    assert not shown.filter(names_foreign_recruiter=True).exists()
    named = Opening.objects.filter(names_foreign_recruiter=True, order_status="certified")
    assert named.count() > 100


def test_a_wage_without_a_unit_is_unknown_and_said_so():
    report = load(H2B, H2B_SOURCE)
    assert any("do not say what the wage is paid for" in sentence for sentence in report["warnings"])
    assert Opening.objects.filter(wage_low=None).count() == 6


def test_an_opening_that_left_a_complete_list_is_closed_not_forgotten(sheep, tmp_path):
    source = complete_source(tmp_path)
    load(sheep, source)
    PendingChange.objects.all().delete()
    rows = rows_of(sheep)
    report = load(write(tmp_path / "shorter.csv", rows[1:]), source)
    gone = Opening.objects.get(source_key=rows[0]["case_number"])
    assert report["vanished"] == 1
    assert gone.state == "closed"
    assert gone.closed_on
    assert list(PendingChange.objects.values_list("key", flat=True)) == [gone.public_id]
    assert gone.closed_on <= timezone.localdate()
    assert gone.closed_by_list


def test_an_opening_whose_row_is_back_on_the_list_reopens_under_its_number(sheep, tmp_path):
    source, rows = complete_source(tmp_path), rows_of(sheep)
    load(sheep, source)
    numbers = dict(Opening.objects.values_list("source_key", "public_id"))
    load(write(tmp_path / "shorter.csv", rows[:4]), source)
    assert Opening.objects.filter(state="closed").count() == 36
    PendingChange.objects.all().delete()
    rows[10]["wage"] = "1800"
    report = load(write(tmp_path / "whole.csv", rows), source)
    assert (report["updated"], report["unchanged"], report["vanished"]) == (36, 4, 0)
    assert not Opening.objects.exclude(state="published", closed_on=None, closed_by_list=False).exists()
    assert dict(Opening.objects.values_list("source_key", "public_id")) == numbers
    assert Opening.objects.get(source_key=rows[10]["case_number"]).wage_low == Decimal(1800)
    assert PendingChange.objects.count() == 36


def test_an_opening_closed_by_hand_stays_closed_while_its_row_is_on_the_list(sheep, tmp_path):
    source, rows = complete_source(tmp_path), rows_of(sheep)
    load(sheep, source)
    close_opening(Opening.objects.get(source_key=rows[0]["case_number"]))
    load(write(tmp_path / "shorter.csv", rows[2:]), source)
    # The list closed this one first, and then a person closed it for good.
    close_opening(Opening.objects.get(source_key=rows[1]["case_number"]))
    report = load(sheep, source)
    assert (report["updated"], report["unchanged"]) == (0, 40)
    closed = Opening.objects.filter(state="closed", closed_by_list=False)
    assert set(closed.values_list("source_key", flat=True)) == {row["case_number"] for row in rows[:2]}


@pytest.mark.parametrize("column", ["wage", "case_number"])
def test_nothing_is_closed_while_a_row_of_the_list_cannot_be_read(sheep, tmp_path, column):
    source, rows = complete_source(tmp_path), rows_of(sheep)
    load(sheep, source)
    rows[5][column] = "lots" if column == "wage" else ""
    report = load(write(tmp_path / "bad.csv", rows[1:]), source)
    assert (report["rejected"], report["vanished"]) == (1, 0)
    assert any("no opening that is missing was closed" in sentence for sentence in report["warnings"])
    assert Opening.objects.filter(state="published").count() == 40


def test_an_import_that_changed_nothing_leaves_no_mark_in_the_trail(sheep, tmp_path):
    source, rows = complete_source(tmp_path), rows_of(sheep)
    entries = TrailEntry.objects.filter(action=imports.IMPORTED)
    shorter = write(tmp_path / "shorter.csv", rows[1:])
    told = []
    for path in (sheep, sheep, shorter, shorter, sheep, sheep):
        load(path, source)
        told.append(entries.count())
    assert told == [1, 1, 2, 2, 3, 3]
