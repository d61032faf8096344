"""Dates of which only the year, or the year and month, are known. Facts of migration are often published so."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A year, a month or a day. `str()` gives back what `parse` read."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if self.day is not None and self.month is None:
            raise ValueError("A date with a day needs its month too.")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise ValueError(f"There is no such date: {self}.")

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2025`, `2025-03` or `2025-03-01`. Anything else raises ValueError with a sentence for people."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"Cannot read {text.strip()[:40]!r} as a date. Write 2025, 2025-03 or 2025-03-01.")
        return cls(*(int(part) if part else None for part in found.groups()))

    @property
    def earliest(self) -> date:
        """The first day that this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_full(self) -> bool:
        """Whether the day itself is known."""
        return self.day is not None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
