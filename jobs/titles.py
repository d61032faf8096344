"""What an opening is called in the reader's language: its own title, a translation, or its occupation's name.

Results, the opening page and the search command ask here, once for a whole page of openings.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from jobs.models import Opening
from jobs.rules import prefixes, tidy_title
from reference.models import Name
from reference.names import names_of


@dataclass(frozen=True, slots=True)
class Title:
    """text in `language`; `original` is the employer's own words where text is not, else ""."""

    text: str
    language: str
    original: str = ""
    original_language: str = ""


def titles_of(openings: Iterable[Opening], language: str) -> dict[int, Title]:
    """{opening pk: Title} in two queries."""
    openings = list(openings)
    other = [opening for opening in openings if opening.title_language != language]
    if not other:
        return {opening.pk: _own(opening) for opening in openings}
    translated = names_of(Name.Kind.OPENING, [opening.public_id for opening in other], language)
    codes = {code for opening in other for code in prefixes(opening.occupation_id or "")}
    occupations = names_of(Name.Kind.OCCUPATION, codes, language)
    return {opening.pk: _title(opening, language, translated, occupations) for opening in openings}


def _own(opening: Opening) -> Title:
    return Title(tidy_title(opening.title), opening.title_language)


def _title(opening: Opening, language: str, translated: dict[str, str], occupations: dict[str, str]) -> Title:
    own = _own(opening)
    if opening.title_language == language:
        return own
    # The narrowest group that has a name in this language; one of ten major groups says too little for a title.
    codes = [code for code in reversed(prefixes(opening.occupation_id or "")) if len(code) > 1]
    text = translated.get(opening.public_id) or next((occupations[code] for code in codes if code in occupations), "")
    return Title(text, language, own.text, own.language) if text else own
