"""A file that a spreadsheet opens runs nothing and loses no letter."""

import csv
import io

import pytest

from foundation.sheet_writing import csv_response, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+66", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=cmd|' /C calc'!A0"])
def test_no_cell_can_be_taken_for_a_formula(cell):
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize(("cell", "text"), [(None, ""), (12, "12"), ("မေ", "မေ"), ("a=b", "a=b"), ("", "")])
def test_other_cells_stay_as_they_are(cell, text):
    assert harmless(cell) == text


def test_the_file_reads_back_as_it_was_written():
    response = csv_response("list.csv", ["name", "said"], [["Sok", 'a "b", c\nd'], ["ខ្មែរ", "=1"]])
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows == [["name", "said"], ["Sok", 'a "b", c\nd'], ["ខ្មែរ", "'=1"]]
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
