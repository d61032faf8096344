"""What an import did, row by row: the numbers, the warnings and the rejected rows. Commands print it."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_LONGEST_VALUE = 200
_SHOWN = 10


class RowProblem(Exception):  # noqa: N818 - it is about a row, and never stops an import
    """Why one row cannot be used: the column, what stood there, and a sentence. The other rows go on."""

    def __init__(self, column: str, value: str, reason: str):
        super().__init__(f"{column}: {reason}")
        self.column, self.value, self.reason = column, value, reason


class Rejected(NamedTuple):
    """One rejected row. `line` counts from 1, the heading line included."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Report:
    """Counts of rows; read = created + updated + unchanged + rejected, always. `vanished` rows are not in the file."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    vanished: int = 0
    warnings: list[str] = field(default_factory=list)
    problems: list[Rejected] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return len(self.problems)

    @property
    def is_balanced(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.created + self.updated + self.unchanged + self.rejected

    def reject(self, line: int, problem: RowProblem) -> None:
        """Count a row of the file as rejected. Once a row."""
        self.problems.append(Rejected(line, problem.column, problem.value[:_LONGEST_VALUE], problem.reason))

    def warn(self, sentence: str) -> None:
        """Say something people should know; the same sentence once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def as_dict(self) -> dict:
        names = ("read", "created", "updated", "unchanged", "vanished", "rejected", "warnings")
        return {name: getattr(self, name) for name in names}

    def as_json(self) -> str:
        """One JSON object: read, created, updated, unchanged, vanished, rejected, warnings."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    def as_text(self) -> str:
        """The same for people, with the first rejected rows."""
        lines = [
            f"{self.read} rows read: {self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.rejected} rejected. {self.vanished} are no longer in the file."
        ]
        lines += [f"Warning: {sentence}" for sentence in self.warnings]
        lines += [
            f"Line {p.line}, {p.column}: {p.reason}" + (f" ({printable(p.value)})" if p.value else "")
            for p in self.problems[:_SHOWN]
        ]
        if self.rejected > _SHOWN:
            lines.append(f"And {self.rejected - _SHOWN} more rejected rows: --rejects FILE writes them all.")
        return "\n".join(lines)


def write_rejects(path: Path | str, problems: Iterable[Rejected]) -> None:
    """CSV `line,column,value,reason`, UTF-8. A cell that a spreadsheet would run as a formula gets an apostrophe."""
    with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.write(rejects_csv(problems))


def rejects_csv(problems: Iterable[Rejected]) -> str:
    """The same as text."""
    told = io.StringIO(newline="")
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(Rejected._fields)
    writer.writerows((p.line, _harmless(p.column), _harmless(p.value), _harmless(p.reason)) for p in problems)
    return told.getvalue()


def _harmless(cell: str) -> str:
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") else cell


def printable(text: str) -> str:
    """Control characters written out, so that a terminal or spreadsheet does not obey them."""
    return "".join(c if c.isprintable() or not c.isascii() else c.encode("unicode_escape").decode() for c in text)
