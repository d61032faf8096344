"""What a row of a file may point to, how its file is described, and whether its table would take it.

corridors.loading reads whole folders with it, corridors.cells one row at a time.
"""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from corridors.actions import NOT_TOLD
from corridors.files import File
from corridors.models import Corridor, Fact, Step
from foundation.reports import RowProblem
from foundation.sources import Source


class Known:
    """What later files point to: corridors by code, and the steps of each."""

    def __init__(self):
        self.corridors: dict[str, Corridor] = {}
        self.steps: set[tuple[int, str]] = set()

    @classmethod
    def now(cls) -> "Known":
        """Both as the tables hold them."""
        known = cls()
        known.read_corridors()
        known.read_steps()
        return known

    def read_corridors(self) -> None:
        self.corridors = {corridor.code: corridor for corridor in Corridor.objects.all()}

    def read_steps(self) -> None:
        self.steps = set(Step.objects.current().values_list("corridor_id", "step_key"))


def description(file: File, heading: Iterable[str]) -> Source:
    """The file's columns, and the source's date when the heading has it: files without it go on as they are."""
    names = file.columns.split()
    if file.dated_column not in names and file.dated_column in set(heading):
        names.append(file.dated_column)
    columns = {name: (name,) for name in names}
    return Source(
        id=file.name, country="", regulator="", retrieved=date.min, licence="", columns=columns, delimiter=","
    )


def heading_of(path: Path) -> list[str]:
    """The first row of a CSV file; what cannot be read is left to the reader of the rows, who says why."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def check_row(model: type[Fact], key: str, values: dict) -> None:
    """Hold a row against the lengths and choices of its table. Raises RowProblem."""
    fact = fact_from(model, key, values)
    try:
        fact.clean_fields(exclude=NOT_TOLD)
    except ValidationError as error:
        column, messages = next(iter(error.message_dict.items()))
        raise RowProblem(column, str(getattr(fact, column, "")), str(messages[0]))


def fact_from(model: type[Fact], key: str, values: dict) -> Fact:
    """An unsaved version."""
    return model(key=key, **values)
