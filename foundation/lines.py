"""The physical lines of a text file, decoded strictly and able to be read again; foundation.tables parses them."""

import codecs
from pathlib import Path

from foundation.sources import TableError

_SAMPLE = 1024 * 1024
_LEGACY_SIGNS = 3


def check_encoding(path: Path, encoding: str) -> None:
    """Refuse what a lenient encoding would swallow: UTF-8 or UTF-16 read as an old one-byte encoding."""
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except OSError as error:
        raise TableError(f"{path.name}: cannot be opened ({error.strerror}).")
    if not sample.strip():
        raise TableError(f"{path.name}: is empty.")
    name = codecs.lookup(encoding).name
    if name.startswith("utf"):
        return
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError(f"{path.name}: is UTF-16 text, not {encoding}.")
    text = codecs.getincrementaldecoder("utf-8")("ignore").decode(sample)
    is_utf8 = text.encode() == sample[: len(text.encode())] and len(sample) - len(text.encode()) < 4
    if is_utf8 and sum(not character.isascii() for character in text) >= _LEGACY_SIGNS:
        raise TableError(f"{path.name}: is UTF-8 text, not {encoding}.")


class Lines:
    """An iterator over lines that remembers those of the record being read and can give them again one by one."""

    def __init__(self, path: Path, encoding: str):
        self.name, self.encoding = path.name, encoding
        strict = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
        self._file = path.open(encoding=strict, errors="strict", newline="")
        self._again: list[str] = []
        self._number = 0
        self._last = "\n"
        self.record: list[str] = []
        self.record_start = 1

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.pop()
        else:
            try:
                line = next(self._file)
            except UnicodeError as error:
                raise TableError(
                    f"{self.name}: is not {self.encoding} text near line {self._number + 1}: {_why(error)}."
                )
            self._last = line
        self._number += 1
        self.record.append(line)
        return line

    @property
    def ends_well(self) -> bool:
        """Whether the last line read ended with a line break."""
        return self._last.endswith(("\n", "\r"))

    def begin_record(self) -> None:
        """Forget the lines so far: the next one begins a record."""
        self.record.clear()
        self.record_start = self._number + 1

    def reread(self) -> None:
        """Give all lines of this record but the first once more."""
        rest = self.record[1:]
        self._number -= len(rest)
        self._again.extend(reversed(rest))


def _why(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02x} does not fit"
    return "it cannot be decoded"
