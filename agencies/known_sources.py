"""The regulators' lists that this site knows how to read: the descriptions in agencies/sources, and those of the settings."""

from functools import cache
from pathlib import Path

from django.conf import settings

from foundation.sources import Source

_FOLDER = Path(__file__).parent / "sources"


@cache
def known_sources() -> dict[str, Source]:
    """{stem of the file: its description}, by regulator. One in REGISTER_SOURCES goes before ours of the same name."""
    more = [settings.EXAMPLE_SOURCES if settings.PORTAL_DEMO else "", settings.REGISTER_SOURCES]
    folders = [_FOLDER, *(Path(folder) for folder in more if folder)]
    found = {path.stem: Source.load(path) for folder in folders for path in sorted(folder.glob("*.toml"))}
    return dict(sorted(found.items(), key=lambda one: (one[1].country, one[1].regulator, one[0])))
