import json
from itertools import count

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from foundation.imports import ImportCommand
from foundation.tables import RowProblem, in_chunks

pytestmark = pytest.mark.django_db
TOLD = """
[source]
id = "groups"
country = "TH"
regulator = "Nobody"
retrieved = 2026-07-01
licence = "made for a test"
[key]
columns = ["name"]
[columns]
name = "name"
"""


class Command(ImportCommand):
    def load(self, rows, source, report):
        for chunk in in_chunks(rows, 2):
            for row in chunk:
                try:
                    _group, created = Group.objects.get_or_create(name=row.text("name", longest=10))
                except RowProblem as problem:
                    report.reject(row.line, problem)
                    continue
                report.created += created
                report.unchanged += not created


class Forgetful(ImportCommand):
    def load(self, rows, source, report):
        for row in rows:
            Group.objects.create(name=row.text("name"))


@pytest.fixture
def run(tmp_path, capsys):
    (tmp_path / "SOURCE.toml").write_text(TOLD)
    numbers = count()

    def call(content, command=None, **options):
        path = tmp_path / f"rows{next(numbers)}.csv"
        path.write_text(content)
        call_command(command or Command(), path, source=tmp_path / "SOURCE.toml", **options)
        return capsys.readouterr().out

    return call


def test_an_import_accounts_for_every_row_and_twice_changes_nothing(run, tmp_path):
    content = "name\nalpha\nbeta\nmuch too long for it\nbeta\ngamma\n"
    expected = {"read": 5, "created": 3, "updated": 0, "unchanged": 0, "vanished": 0, "rejected": 2, "warnings": []}
    assert json.loads(run(content, json=True, rejects=tmp_path / "rejects.csv")) == expected
    rejects = (tmp_path / "rejects.csv").read_text().splitlines()
    assert rejects[0] == "line,column,value,reason"
    assert {line.split(",")[0] for line in rejects[1:]} == {"4", "5"}
    assert json.loads(run(content, json=True)) == expected | {"created": 0, "unchanged": 3}
    assert Group.objects.filter(name__in=["alpha", "beta", "gamma"]).count() == 3


def test_a_dry_run_reports_and_writes_nothing(run):
    said = run("name\nalpha\n", dry_run=True)
    assert "1 rows read: 1 created" in said and "dry run" in said
    assert not Group.objects.filter(name="alpha").exists()


@pytest.mark.parametrize("content", ["", "name\n", "nom\nalpha\n", 'name\nalpha\nbeta\n"gam', "name;x\nalpha;y\n"])
def test_a_file_that_cannot_be_used_exits_2_and_writes_nothing(run, content):
    with pytest.raises(CommandError) as error:
        run(content)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    assert not Group.objects.filter(name__in=["alpha", "beta"]).exists()


def test_rejected_rows_that_cannot_be_written_undo_the_import(run, tmp_path):
    for rejects in (tmp_path / "no" / "such.csv", tmp_path):
        with pytest.raises(CommandError) as error:
            run("name\nalpha\n", rejects=rejects)
        assert error.value.returncode == 2
    with pytest.raises(CommandError, match="overwrite"):
        run("name\nalpha\n", rejects=tmp_path / "rows2.csv")
    assert not Group.objects.filter(name="alpha").exists()


def test_an_import_that_loses_count_of_a_row_is_undone(run):
    with pytest.raises(RuntimeError, match="accounted"):
        run("name\nalpha\n", command=Forgetful())
    assert not Group.objects.filter(name="alpha").exists()
