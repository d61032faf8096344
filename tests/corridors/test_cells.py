"""A fact written out as the cells of its file is read back as the same fact."""

import csv

import pytest

from corridors import cells
from corridors.files import FILES
from corridors.known import Known
from corridors.loading import CONTENT
from foundation.reports import RowProblem

pytestmark = pytest.mark.django_db


def test_every_fact_of_the_products_own_content_reads_back_as_it_is(own_facts):
    known = Known.now()
    for file in FILES:
        rows = list(cells.all_current(file))
        assert rows, file.name
        for row in rows:
            told_cells = cells.cells_of(row)
            told = cells.told_of(file, told_cells, known)
            assert told.key == (row.key if file.model else row.code)
            assert cells.plain_cells(file, told) == told_cells
            for name, value in told.values.items():
                assert getattr(row, name) == value, (file.name, told.key, name)
            source = row.source
            assert (told.source is None) == (source is None)
            if source:
                assert told.source == (source.title, source.url, source.dated)


def test_the_exported_columns_are_those_of_the_products_own_files(own_facts):
    for file in FILES:
        with (CONTENT / f"{file.name}.csv").open(encoding="utf-8", newline="") as found:
            heading = next(csv.reader(found))
        extra = set(cells.columns_of(file)) - set(heading)
        assert set(heading) <= set(cells.columns_of(file)) and extra <= {"source_date"}, file.name


@pytest.mark.parametrize("value", ["a\u202eb", "x" * 20_001, "\x00"])
def test_letters_that_cannot_be_seen_and_endless_cells_are_refused(own_facts, value):
    file = cells.BY_NAME["cost_items"]
    row = cells.cells_of(cells.all_current(file).first())
    with pytest.raises(RowProblem):
        cells.told_of(file, row | {"note": value}, Known.now())
