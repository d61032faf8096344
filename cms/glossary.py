"""Marks the field's words in a page's text where they stand first, and says at its end what they mean.

A marked word is a link to its meaning and back, so it needs no script, no mouse and no hovering.
"""

import re
from dataclasses import dataclass, field

from django.apps import apps
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from icu4py.breakers import WordBreaker
from icu4py.locale import Locale

from search.text import SOUTH_EAST_ASIAN

_TAGS = re.compile(r"(<[^>]*>)")
_ICU = Locale("th")


@dataclass
class Glossary:
    """The words of one language, and those that this page has used so far."""

    meanings: dict[str, tuple[int, str, str]]
    used: dict[int, tuple[str, str]] = field(default_factory=dict)

    def mark(self, html: str) -> SafeString:
        """HTML with each word linked where it first stands, outside links and headings."""
        if not self.meanings:
            return mark_safe(html)  # noqa: S308 - HTML that the caller vouches for, unchanged
        pattern = re.compile("|".join(re.escape(word) for word in sorted(self.meanings, key=len, reverse=True)), re.I)
        parts, closed = _TAGS.split(str(html)), 0
        for at, part in enumerate(parts):
            if at % 2:
                closed += _turn(part)
            elif part.strip() and not closed:
                parts[at] = self._marked(part, pattern)
        return mark_safe("".join(parts))  # noqa: S308 - the same HTML with links of our own

    def _marked(self, text: str, pattern: re.Pattern) -> str:
        edges = None
        out, last = [], 0
        for found in pattern.finditer(text):
            number, word, meaning = self.meanings[found[0].lower()]
            if number in self.used:
                continue
            edges = _edges(text) if edges is None else edges
            if found.start() not in edges or found.end() not in edges:
                continue
            self.used[number] = (word, meaning)
            # The text between tags is escaped already.
            link = f'<a id="at-word-{number}" href="#word-{number}">{found[0]}</a>'
            out += [text[last : found.start()], link]
            last = found.end()
        return "".join([*out, text[last:]])


def _turn(tag: str) -> int:
    """+1 where something opens in which no word is marked, -1 where it ends."""
    found = re.match(r"<(/?)(a|h[1-6]|dfn)\b", tag, re.I)
    return 0 if not found else -1 if found[1] else 1


def _edges(text: str) -> set[int]:
    """Where words begin and end: by ICU in scripts without spaces, by letters elsewhere."""
    if SOUTH_EAST_ASIAN.search(text):
        edges, at = {0}, 0
        for piece in WordBreaker(text, _ICU):
            at += len(piece)
            edges.add(at)
        return edges
    return {0, len(text)} | {edge for found in re.finditer(r"\w+", text) for edge in found.span()}


def glossary_of(locale_id: int) -> Glossary:
    """The glossary of one language, in one query."""
    meanings = {}
    for term in apps.get_model("cms", "Term").objects.filter(locale_id=locale_id):
        for word in (term.word, *filter(None, map(str.strip, term.other_forms.split(",")))):
            meanings[escape(word).lower()] = (term.pk, term.word, term.meaning)
    return Glossary(meanings)


def said(text: str) -> SafeString:
    """Plain lines as HTML paragraphs, ready to be marked."""
    lines = [format_html("<p>{}</p>", line) for line in str(text).splitlines() if line.strip()]
    return mark_safe("".join(lines))  # noqa: S308 - each line was escaped
