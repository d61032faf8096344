"""The regulators' lists that this site knows how to read: the descriptions in agencies/sources."""

from functools import cache
from pathlib import Path

from foundation.sources import Source

_FOLDER = Path(__file__).parent / "sources"


@cache
def known_sources() -> dict[str, Source]:
    """{stem of the file: its description}, by regulator."""
    found = {path.stem: Source.load(path) for path in sorted(_FOLDER.glob("*.toml"))}
    return dict(sorted(found.items(), key=lambda one: (one[1].country, one[1].regulator, one[0])))
