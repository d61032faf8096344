"""Finds agencies by what somebody calls them, in any script and with typing errors. The register and "check" ask here.

All folded names stand in one table of this process, built again when any agency's names have changed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max
from rapidfuzz import fuzz, process

from agencies.models import Agency
from reference.models import Name
from search.reading import question_readings
from search.text import fold

LONGEST_QUESTION = 120
# Below this likeness (0 to 100) a name is no answer.
LEAST_LIKENESS = 82
# A name as short as "KTS" stands in many texts by chance.
_LEAST_LETTERS = 6

_SIGNS = re.compile(r"[^\w\s]|_")
# Forms of companies, and "recruitment agency" in the registers' languages: they tell no two agencies apart.
_FORMS = re.compile(
    r"\b(?:m\s+s|messrs|the|co|company|ltd|limited|pte|pvt|private|plc|llc|inc|corp|corporation|sdn|bhd|berhad"
    r"|public|agensi\s+pekerjaan|recruiting\s+agency|recruitment\s+agency|employment\s+agency|manpower\s+agency)\b"
)
_RUN_ON_FORMS = re.compile(
    "|".join(
        sorted(
            {
                fold(form)
                for form in (
                    "บริษัทจัดหางาน", "บริษัท", "จำกัด", "มหาชน", "หจก", "股份有限公司", "有限公司", "公司", "ကုမ္ပဏီလီမိတက်",
                    "ကုမ္ပဏီ", "လီမိတက်", "ក្រុមហ៊ុន", "ບໍລິສັດ", "ຈຳກັດ",
                )
            },
            key=len,
            reverse=True,
        )
    )
)  # fmt: skip
_FREE_BLANKS = re.compile(
    "(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uaa60-\uaa7f]) (?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uaa60-\uaa7f])"
)
_MARK = re.compile(r"\s*\([^()]*\)\s*$")
_GAPS = re.compile("[\u200b\u200c\u200d]")


@lru_cache(maxsize=16384)
def fold_name(text: str) -> str:
    """A name as it is compared: one spelling, no signs, no company forms; the forms stay where nothing else is left."""
    plain = _SIGNS.sub(_without_sign, _GAPS.sub("", fold(text)).replace(".", ""))
    bare = _FORMS.sub(" ", _RUN_ON_FORMS.sub(" ", " ".join(plain.split())))
    return " ".join(bare.split()) or " ".join(plain.split())


def _without_sign(found: re.Match) -> str:
    """A blank for a sign; vowels and tones of South-East Asian scripts, which are marks, stay."""
    return found[0] if unicodedata.category(found[0])[0] == "M" else " "


def _run_on(folded: str) -> str:
    """Thai, Lao, Khmer and Burmese set blanks as they please: between their letters none counts."""
    return _FREE_BLANKS.sub("", folded)


@dataclass(frozen=True)
class _Table:
    """Folded names, run on, and, at the same place, the agency each belongs to."""

    stamp: tuple[int, datetime | None]
    names: list[str]
    agencies: list[int]


_table: _Table | None = None


def find_by_name(question: str, most: int = 20) -> list[tuple[int, float]]:
    """[(agency id, likeness 0 to 100)], best first: names that hold all the words, then those that are nearly alike."""
    table, found = _current(), {}
    for words, reading in _readings(question):
        for place, name in enumerate(table.names):
            if reading in name or all(word in name for word in words):
                # Wholly the name 100, a part of it less, so that the exact one comes first.
                likeness = 90 + 10 * len(reading) / max(len(name), 1) if reading != name else 100.0
                _keep(found, table.agencies[place], min(likeness, 100.0))
        if len(reading) >= 4:
            near = process.extract(
                reading, table.names, scorer=fuzz.WRatio, processor=None, score_cutoff=LEAST_LIKENESS, limit=most * 3
            )
            for _, likeness, place in near:
                if _alike(reading, table.names[place]):
                    _keep(found, table.agencies[place], likeness * 0.9)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]


def ids_with_words(question: str) -> set[int]:
    """Agencies of which one name holds all the words; without any such, those of nearly that name."""
    table = _current()
    found = {
        table.agencies[place]
        for words, reading in _readings(question)
        for place, name in enumerate(table.names)
        if reading in name or all(word in name for word in words)
    }
    return found or {agency for agency, _ in find_by_name(question)}


def ids_named_in(text: str, most: int = 5) -> list[int]:
    """Agencies whose whole name stands in a longer text, longest names first; names of few letters are left out.

    A name inside a longer one that was found is not another agency. Nothing of the text is remembered.
    """
    table, places = _current(), {}
    texts = [_run_on(fold_name.__wrapped__(reading)) for reading in question_readings(text)]
    for folded in texts:
        for place, name in enumerate(table.names):
            if len(name) >= _LEAST_LETTERS and _stands_in(folded, name):
                places.setdefault(name, set()).add(table.agencies[place])
    found: dict[int, None] = {}
    for name in sorted(places, key=lambda name: (-len(name), name)):
        if any(_stands_in(folded, name) for folded in texts):
            found |= dict.fromkeys(sorted(places[name]))
            texts = [f" {folded} ".replace(name, " ") for folded in texts]
    return list(found)[:most]


def _stands_in(folded: str, name: str) -> bool:
    return f" {name} " in f" {folded} " or (not name.isascii() and name in folded)


def _alike(question: str, name: str) -> bool:
    """A short name hidden in a long question, or the other way round, is chance and not likeness."""
    return (
        min(len(question), len(name)) * 3 >= max(len(question), len(name))
        or fuzz.token_set_ratio(question, name) == 100
    )


def _readings(question: str) -> list[tuple[list[str], str]]:
    """(words, the whole run on) of each way to read the question."""
    folded = dict.fromkeys(fold_name(reading) for reading in question_readings(question[:LONGEST_QUESTION]))
    return [(reading.split(), _run_on(reading)) for reading in folded if reading]


def _keep(found: dict[int, float], agency: int, likeness: float) -> None:
    found[agency] = max(found.get(agency, 0.0), likeness)


def _unmarked(name: str) -> str:
    """The name of an invented agency without the mark behind it, in brackets, that says so: people leave it out."""
    return _MARK.sub("", name)


def _current() -> _Table:
    """The table of this process, read again (two queries) when the stamp (one query) has moved."""
    global _table
    told = Agency.objects.aggregate(count=Count("pk"), last=Max("changed_at"))
    stamp = (told["count"], told["last"])
    if _table is None or _table.stamp != stamp:
        ids, pairs = {}, set()
        examples = set()
        for pk, public_id, name, example in Agency.objects.values_list("id", "public_id", "name", "example"):
            ids[public_id] = pk
            pairs.add((_run_on(fold_name(name)), pk))
            if example:
                examples.add(public_id)
                pairs.add((_run_on(fold_name(_unmarked(name))), pk))
        for key, text in Name.objects.filter(kind=Name.Kind.AGENCY).values_list("key", "text"):
            if key in ids:
                pairs.add((_run_on(fold_name(text)), ids[key]))
                if key in examples:
                    pairs.add((_run_on(fold_name(_unmarked(text))), ids[key]))
        ordered = sorted(pair for pair in pairs if pair[0])
        _table = _Table(stamp, [name for name, _ in ordered], [pk for _, pk in ordered])
    return _table
