"""Numbered notes of one sheet: each source once, with its date and whether it was checked, told at the sheet's end."""

from dataclasses import dataclass, field


@dataclass
class Notes:
    """Gathers sources while a template is drawn; `text` is the whole note in the reader's language."""

    found: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, title: str, text: str) -> int:
        """The number of a note; the same note has the same number."""
        return self.found.setdefault((title, text), len(self.found) + 1)

    def __iter__(self):
        return iter((number, title, text) for (title, text), number in self.found.items())

    def __len__(self):
        return len(self.found)
