"""The only writers of places, occupations, crosswalks and names; called by load_reference and by other apps' imports."""

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from django.db import transaction

from reference.models import Crosswalk, Name, Occupation, Place
from reference.rules import isco_of

CONTENT = Path(__file__).parent / "content"
READERS = ("my", "km", "lo", "th")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of our own content files."""
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_names(names: Iterable[Name]) -> None:
    """Insert names or update their text, source and check mark; an alias already there stays as it is."""
    names = list(names)
    called = [name for name in names if name.field == Name.Field.NAME]
    aliases = [name for name in names if name.field == Name.Field.ALIAS]
    held = {}
    for kind, language in {(name.kind, name.language) for name in called}:
        rows_held = Name.objects.filter(kind=kind, language=language, field=Name.Field.NAME)
        held.update({(kind, name.key, language): name for name in rows_held})
    fresh, changed = {}, []
    for name in called:
        key = (name.kind, name.key, name.language)
        if (old := held.get(key)) is None:
            fresh[key] = name
        elif old.pk and not old.checked and (old.text, old.source) != (name.text, name.source):
            # What a native speaker has checked is not undone by loading the same file again.
            old.text, old.source, old.checked = name.text, name.source, name.checked
            changed.append(old)
    Name.objects.bulk_create(fresh.values(), batch_size=1000)
    Name.objects.bulk_update(changed, ["text", "source", "checked"], batch_size=500)
    Name.objects.bulk_create(aliases, batch_size=1000, ignore_conflicts=True)


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Load or refresh all our own reference content; safe to repeat. Returns how many rows of each kind are held."""
    # Parents first: levels go in order.
    occupations = sorted(rows("isco08.csv"), key=lambda row: row["level"])
    for level, group in groupby(occupations, key=lambda row: row["level"]):
        Occupation.objects.bulk_create(
            [
                Occupation(code=row["code"], level=level, parent_id=row["parent"] or None, title_en=row["title_en"])
                for row in group
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["level", "parent", "title_en"],
        )
    places = rows("places.csv")
    for inner in (False, True):
        Place.objects.bulk_create(
            [
                Place(
                    code=row["code"],
                    country=row["country"],
                    kind=row["kind"],
                    parent_id=row["parent"] or None,
                    name_en=row["name_en"],
                )
                for row in places
                if bool(row["parent"]) is inner
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["country", "kind", "parent", "name_en"],
        )
    write_names(
        Name(kind=Name.Kind.PLACE, key=row["code"], language=row["language"], text=row["name"], source="register")
        for row in places
        if row["name"]
    )
    ours = {row["soc"]: row for row in rows("soc_isco_ours.csv")}
    crosswalk = [
        Crosswalk(scheme="SOC", code=code, isco=row["isco08"], title=row["title"]) for code, row in ours.items()
    ]
    by_code = sorted(rows("soc_isco.csv"), key=lambda row: row["soc"])
    for code, group in groupby(by_code, key=lambda row: row["soc"]):
        if code in ours:
            continue
        group = list(group)
        title = next((row["title"] for row in group if row["title"]), "")
        isco = isco_of((row["isco08"], row["match"]) for row in group)
        crosswalk.append(Crosswalk(scheme="SOC", code=code, isco=isco, title=title))
    Crosswalk.objects.bulk_create(
        crosswalk, update_conflicts=True, unique_fields=["scheme", "code"], update_fields=["isco", "title"]
    )
    for language in ("en", *READERS):
        if (CONTENT / f"names_{language}.csv").exists():
            write_names(read_names(language))
    return {model.__name__: model.objects.count() for model in (Place, Occupation, Crosswalk, Name)}


def read_names(language: str) -> list[Name]:
    """Names of occupations and phrases of the data in one language (columns kind, key, field, text, source, checked)."""
    return [
        Name(
            kind=row["kind"],
            key=row["key"],
            field=row["field"],
            language=language,
            text=row["text"],
            source=row["source"],
            checked=row["checked"] == "yes",
        )
        for row in rows(f"names_{language}.csv")
    ]
