"""Loading and publishing facts on a real database: history is kept, bad rows are named, nothing is half written."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import TestCase

from corridors import actions, reading
from corridors.loading import CONTENT, load_folder
from corridors.models import Corridor, CorridorStatus, CostItem, ExchangeRate, FeeCeiling, Helpline, MinimumWage, Step
from corridors.rules import Evidence
from corridors.signals import corridor_changed
from foundation import clock
from tests.fact_people import publish

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)
FILES = sorted(path.stem for path in CONTENT.glob("*.csv"))


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, name: str, where, **cells) -> None:
    """Alter the cells of every row for which `where(row)` holds."""
    rows = rows_of(folder / f"{name}.csv")
    assert any(map(where, rows))
    write(folder / f"{name}.csv", [row | cells if where(row) else row for row in rows])


@pytest.fixture
def folder(tmp_path) -> Path:
    """The product's own content, cut down to one route."""
    for name in FILES:
        rows = rows_of(CONTENT / f"{name}.csv")
        kept = [r for r in rows if r.get("corridor", r.get("code")) == "MM-TH" and r["channel"] == "MOU"]
        if name in ("corridors", "timeline_steps", "cost_items", "corridor_status"):
            rows = kept
        else:
            rows = rows[:12]
        write(tmp_path / f"{name}.csv", rows)
    return tmp_path


def is_fee(row) -> bool:
    return row["item_name"] == "Myanmar agency service fee"


def test_every_row_of_the_products_own_content_is_loaded():
    reports = load_folder()
    assert set(reports) == set(FILES)
    for name, report in reports.items():
        assert (report.read, report.created) == (len(rows_of(CONTENT / f"{name}.csv")), report.read), report.as_text()
    assert {name: (r.created, r.updated, r.vanished) for name, r in load_folder().items()} == dict.fromkeys(
        FILES, (0, 0, 0)
    )


def test_a_changed_fact_closes_the_old_version_and_keeps_it(folder):
    load_folder(folder)
    before = clock.now()
    change(folder, "cost_items", is_fee, amount_min="400000", amount_max="400000")
    report = load_folder(folder)["cost_items"]
    assert (report.created, report.updated) == (0, 1)
    old, new = CostItem.objects.filter(name="Myanmar agency service fee").order_by("pk")
    assert old.known_to == new.known_from and new.known_to is None
    assert (old.amount_max, new.amount_max) == (300_000, 400_000)
    corridor = Corridor.objects.get()
    then, now = reading.facts_of(corridor, ON, before), reading.facts_of(corridor, ON)
    assert {line.high for line in then.lines if line.name == old.name} == {300_000}
    assert {line.high for line in now.lines if line.name == old.name} == {400_000}


def test_as_of_a_day_answers_what_was_true_then_and_known_then(folder):
    load_folder(folder)
    known = clock.now() + timedelta(seconds=1)
    names = {row.name for row in CostItem.objects.as_of(date(2023, 11, 1), known)}
    assert "Thai work visa, two years (older rate)" in names and "Thai work visa, two years" not in names
    assert not CostItem.objects.as_of(date(2023, 11, 1)).exists(), "nothing was known here in 2023"


@pytest.mark.parametrize(
    ("name", "cells", "column", "reason"),
    [
        ("cost_items", {"amount_min": "500000"}, "amount_min", "is more than amount_max"),
        ("cost_items", {"amount_min": "-1"}, "amount_min", "is less than 0"),
        ("cost_items", {"amount_max": "lots"}, "amount_max", "is not a number such as 1250.50"),
        ("cost_items", {"currency": ""}, "currency", "is empty"),
        ("cost_items", {"who_must_pay": "god"}, "who_must_pay", "is none of worker"),
        ("cost_items", {"effective_from": "2025-13"}, "effective_from", "is not a date such as"),
        ("cost_items", {"effective_to": "2001"}, "effective_to", "is before effective_from"),
        ("cost_items", {"step_key": "magic"}, "step_key", "is not a step of MM-TH-MOU"),
        ("cost_items", {"corridor": "XX-YY"}, "corridor", "not in corridors.csv"),
        ("cost_items", {"source_title": ""}, "source_title", "needs its source"),
        ("cost_items", {"source_url": "javascript:alert(1)"}, "source_url", "is not an address"),
        ("cost_items", {"evidence": "guessed"}, "evidence", "is none of read, recalled"),
        ("cost_items", {"refundable_amount": "300001"}, "refundable_amount", "is more than the amount"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_loaded(folder, name, cells, column, reason):
    change(folder, name, is_fee, **cells)
    report = load_folder(folder)[name]
    assert (report.rejected, report.created) == (1, report.read - 1)
    problem = report.problems[0]
    assert problem.column == column and reason in problem.reason
    assert is_fee(rows_of(folder / "cost_items.csv")[problem.line - 2])


@pytest.mark.parametrize(
    ("name", "cells", "column"),
    [
        ("fee_ceilings", {"ceiling_kind": "zero", "amount": "5"}, "amount"),
        ("fee_ceilings", {"ceiling_kind": "fixed_amount", "currency": ""}, "currency"),
        ("minimum_wages", {"amount": "0"}, "the row"),
        ("exchange_rates", {"units_per_usd": "0"}, "units_per_usd"),
        ("timeline_steps", {"days_min": "9", "days_max": "8"}, "days_min"),
        ("rights", {"statement": "x" * 301}, "statement"),
        ("helplines", {"country": "Thailand"}, "country"),
        ("corridor_status", {"status": "busy"}, "status"),
        ("survey_benchmarks", {"cost_min": "9", "cost_max": "8", "currency": "USD"}, "cost_min"),
        ("corridors", {"code": "MM-LA"}, "code"),
    ],
)
def test_the_truths_of_each_file_are_checked_row_by_row(folder, name, cells, column):
    rows = rows_of(folder / f"{name}.csv")
    rows[0] |= cells
    write(folder / f"{name}.csv", rows)
    report = load_folder(folder)[name]
    assert [(problem.line, problem.column) for problem in report.problems] == [(2, column)]


def test_the_same_fact_twice_in_a_file_is_rejected(folder):
    rows = rows_of(folder / "helplines.csv")
    write(folder / "helplines.csv", [*rows, rows[0]])
    report = load_folder(folder)["helplines"]
    assert [problem.reason for problem in report.problems] == ["says the same as line 2"]


def test_a_missing_file_or_column_is_one_line_and_writes_nothing(folder):
    rows = [{k: v for k, v in row.items() if k != "statement"} for row in rows_of(folder / "rights.csv")]
    write(folder / "rights.csv", rows)
    with pytest.raises(CommandError, match=r"rights\.csv: has no column “statement”") as told:
        call_command("load_corridors", folder)
    assert told.value.returncode == 2
    (folder / "rights.csv").unlink()
    with pytest.raises(CommandError, match=r"has no file rights\.csv") as told:
        call_command("load_corridors", folder)
    assert told.value.returncode == 2 and "\n" not in str(told.value)
    assert not Corridor.objects.exists() and not Step.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: b"", "is empty"),
        (lambda raw: raw.splitlines(keepends=True)[0], "has a heading line and no rows"),
        (lambda raw: raw.replace(b",", b";"), "parted by “;”"),
        (lambda raw: raw.decode().encode("utf-16"), "is not utf-8 text"),
        (lambda raw: raw[: raw.rindex(b",")], "is cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(folder, spoil, said):
    path = folder / "survey_benchmarks.csv"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(CommandError) as told:
        call_command("load_corridors", folder)
    assert told.value.returncode == 2 and said in str(told.value) and "\n" not in str(told.value)
    assert not Corridor.objects.exists()


def test_the_command_prints_a_report_a_file_as_json(folder):
    out = io.StringIO()
    call_command("load_corridors", folder, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) == set(FILES)
    for report in told.values():
        assert report["read"] == report["created"] + report["updated"] + report["unchanged"] + report["rejected"]


def test_a_row_that_left_a_complete_set_is_withdrawn_but_not_after_a_reject(folder):
    load_folder(folder, complete=True)
    rows = rows_of(folder / "cost_items.csv")
    write(folder / "cost_items.csv", [row | ({"amount_min": "x"} if is_fee(row) else {}) for row in rows[1:]])
    assert load_folder(folder, complete=True)["cost_items"].vanished == 0
    write(folder / "cost_items.csv", rows[1:])
    assert load_folder(folder, complete=True)["cost_items"].vanished == 1
    assert CostItem.objects.current().count() == len(rows) - 1
    assert CostItem.objects.count() == len(rows)


def test_loading_again_leaves_what_the_desk_changed_since(folder):
    load_folder(folder)
    rate = ExchangeRate.objects.current().filter(currency="MYR").get()
    told = actions.Told(
        rate.key,
        {
            "currency": "MYR",
            "units_per_usd": rate.units_per_usd * 2,
            "rate_kind": rate.rate_kind,
            "effective_from": rate.effective_from,
            "evidence": "read",
        },
        ("Bank Negara", "https://www.bnm.gov.my/", "2026-11"),
    )
    new = publish(ExchangeRate, told)
    report = load_folder(folder)["exchange_rates"]
    assert report.updated == 0 and any("left so" in warning for warning in report.warnings)
    assert ExchangeRate.objects.current().get(currency="MYR") == new


def test_news_of_a_change_names_the_corridor_and_is_sent_only_then(folder):
    heard = []

    def listen(sender, corridor, **more):
        heard.append(corridor and corridor.code)

    corridor_changed.connect(listen)
    try:
        load_folder(folder)
        assert heard == [None, "MM-TH-MOU"]
        heard.clear()
        load_folder(folder)
        assert heard == []
        change(folder, "cost_items", is_fee, amount_max="310000")
        load_folder(folder)
        assert heard == ["MM-TH-MOU"]
        heard.clear()
        change(folder, "exchange_rates", lambda row: row["currency"] == "MYR", units_per_usd="5")
        load_folder(folder)
        assert heard == [None]
        heard.clear()
        change(folder, "helplines", lambda row: row["number"] == "1694", hours="24 hours")
        change(folder, "corridors", lambda row: True, notes="Another note.")
        load_folder(folder)
        assert heard == ["MM-TH-MOU"], "a helpline is no news of a corridor"
    finally:
        corridor_changed.disconnect(listen)


@pytest.mark.parametrize(
    ("model", "broken"),
    [
        (CostItem, {"amount_min": 9, "amount_max": 8}),
        (CostItem, {"amount_min": 9, "amount_max": 9, "currency": ""}),
        (CostItem, {"figure_kind": "placeholder"}),
        (FeeCeiling, {"kind": "zero", "amount": 1}),
        (Step, {"days_min": 9, "days_max": 8}),
        (MinimumWage, {"amount": 0}),
        (ExchangeRate, {"units_per_usd": 0}),
        (CostItem, {"first_day": date(2026, 1, 2), "last_day": date(2026, 1, 1)}),
    ],
)
def test_the_database_itself_refuses_what_can_never_be_true(folder, model, broken):
    load_folder(folder)
    fact = model.objects.current().first()
    if model is CostItem:
        fact = model.objects.current().exclude(amount_min=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=fact.pk).update(**broken)


def test_two_current_versions_of_one_fact_cannot_be():
    load_folder()
    fact = ExchangeRate.objects.current().first()
    fact.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        fact.save(force_insert=True)


def test_review_days_follow_the_source_and_the_kind_of_fact():
    load_folder()
    status = CorridorStatus.objects.current().get(key__startswith="MM-TH-MOU|all workers")
    assert status.review_on == date(2025, 11, 3)
    visa = CostItem.objects.current().get(corridor__code="MM-TH-MOU", name="Thai work visa, two years")
    assert visa.review_on == date(2024, 11, 30)
    assert not Helpline.objects.current().exclude(review_on=None).exists(), "nobody has called yet"
    assert actions.months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)


def test_many_corridors_are_read_in_as_many_queries_as_one():
    load_folder()
    one, every = [Corridor.objects.get(code="MM-TH-MOU")], list(Corridor.objects.all())
    case = TestCase()
    with case.assertNumQueries(6):
        reading.facts_of_many(one, ON)
    with case.assertNumQueries(6):
        reading.facts_of_many(every, ON)


def test_the_real_content_says_what_its_readme_says():
    load_folder()
    facts = {each.corridor.code: each for each in reading.facts_of_many(Corridor.objects.all(), ON).values()}
    route = facts["MM-TH-MOU"]
    assert route.wage.amount == 337 * 26
    assert {(c.amount, c.currency) for c in route.ceilings_for("MM")} == {(300_000, "MMK"), (500_000, "MMK")}
    assert [c.kind for c in route.ceilings_for("TH")] == ["zero"]
    assert route.lawful().contested
    assert [line.name for line in route.sheet().set_aside] == ["Service fee asked for by agencies (proposal)"]
    assert facts["KH-TH-MOU"].ceilings_for("KH") == ()
    assert facts["BD-MY-AGENCY"].route().closed_for_everyone
    assert not facts["MM-TH-MOU"].route().closed_for_everyone
    rates = reading.rate_facts_on(ON)
    assert (rates["MMK"].kind, rates["THB"].as_of) == ("official_or_reference", "2026-02")
    assert reading.rates_on(date(2021, 11, 15)) == {}
    assert facts["PH-SA-MDW"].pay.money.currency == "USD"
    assert facts["PH-SA-AGENCY"].pay is None


def test_only_the_numbers_of_the_brief_are_given_and_read_rows_name_a_source():
    load_folder()
    given = Helpline.objects.current().filter(given_by_brief=True)
    assert {line.number for line in given} == {"1-800-010-180", "1-800-010-181", "1-800-010-182"}
    for model in (CostItem, FeeCeiling, Step, CorridorStatus, MinimumWage):
        assert not model.objects.current().filter(evidence=Evidence.READ.value, source=None).exists()


def test_known_at_a_moment_before_anything_was_loaded_is_nothing():
    load_folder()
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    facts = reading.facts_of(corridor, ON, datetime(2020, 1, 1, tzinfo=clock.BANGKOK))
    assert facts.lines == () and facts.steps == () and facts.pay is None
