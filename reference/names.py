"""Reads the one table of names: what a thing is called in a language, English or its own script when we know no better."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from django.conf import settings

from reference.models import Name, Occupation


def names_of(kind: str, keys: Iterable[str], language: str, fallback: bool = False) -> dict[str, str]:
    """{key: name} for those keys that have a name in the language; with fallback also in any other, English first."""
    wanted = {str(key) for key in keys if key not in ("", None)}
    if not wanted:
        return {}
    rows = Name.objects.filter(kind=kind, key__in=wanted, field=Name.Field.NAME)
    if not fallback:
        rows = rows.filter(language=language)
    found: dict[str, tuple[int, str]] = {}
    for key, told, text in rows.values_list("key", "language", "text"):
        rank = 0 if told == language else 1 if told == "en" else 2
        if key not in found or rank < found[key][0]:
            found[key] = (rank, text)
    return {key: text for key, (_, text) in found.items()}


def occupation_names(codes: Iterable[str], language: str) -> dict[str, str]:
    """{ISCO-08 code: name} in the language, else our English name, else its English title; other codes are left out."""
    wanted = set(codes)
    found = names_of(Name.Kind.OCCUPATION, wanted, language)
    found |= names_of(Name.Kind.OCCUPATION, wanted - found.keys(), "en")
    if nameless := wanted - found.keys():
        found |= dict(Occupation.objects.filter(code__in=nameless).values_list("code", "title_en"))
    return found


def all_names(kind: str, keys: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """{key: [(language, text), …]} with names and aliases in every language: what the index is fed with."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Name.objects.filter(kind=kind, key__in={str(key) for key in keys}).order_by("field", "language", "text")
    for key, language, text in rows.values_list("key", "language", "text"):
        found[key].append((language, text))
    return dict(found)


def phrases(texts: Iterable[str], language: str) -> dict[str, str]:
    """{English text of the data: text in the language}; a text without translation stays English and is left out."""
    return {} if language == "en" else names_of(Name.Kind.PHRASE, texts, language)


@lru_cache(maxsize=4096)
def country_name(code: str, language: str) -> str:
    """A country's name in a language by CLDR; the code itself for a code CLDR does not know."""
    known = language if language in dict(settings.LANGUAGES) else "en"
    return Locale.parse(known).territories.get(code) or Locale("en").territories.get(code) or code


@lru_cache(maxsize=256)
def language_name(code: str, language: str) -> str:
    """A language's name in a language by CLDR; the code itself for a code CLDR does not know."""
    return Locale.parse(language).languages.get(code) or Locale("en").languages.get(code) or code
