"""PDFs by WeasyPrint: tagged, with embedded fonts of our scripts, and nothing fetched from anywhere. Apps bring the HTML.

What would make a broken page (a sign without a glyph, a file that is asked for) is an error, never a box on paper.
"""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icu4py.breakers import LineBreaker
from icu4py.locale import Locale

# Pango breaks lines of Thai by a dictionary, and those of the others nowhere.
_UNSPACED = {
    "my": "\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f",
    "km": "\u1780-\u17ff",
    "lo": "\u0e80-\u0eff",
}
_RUNS = {language: re.compile(f"[{signs}][{signs}\u200b-\u200d]*") for language, signs in _UNSPACED.items()}
_TEXT = re.compile(r"(<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_BREAK = "\u200b"


class BrokenPDF(Exception):  # noqa: N818 - it says what happened
    """The page cannot be drawn as it should be; the message says what is missing, and no part of its text."""


class DoesNotFit(BrokenPDF):
    """Not even the smallest of several drawings keeps to its pages."""


def with_breaks(html: str) -> str:
    """The page with places where lines of Burmese, Khmer and Lao may break (U+200B), in its text alone."""
    parts = _TEXT.split(html)
    for at in range(0, len(parts), 2):
        for language, runs in _RUNS.items():
            parts[at] = runs.sub(lambda run, language=language: _broken(run[0], language), parts[at])
    return "".join(parts)


def _broken(run: str, language: str) -> str:
    return _BREAK.join(LineBreaker(run.replace(_BREAK, ""), Locale(language)))


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF. `description` is what a reader's list of attachments says."""

    name: str
    content: bytes
    description: str
    day: datetime = datetime(2000, 1, 1, tzinfo=UTC)


def draw(html: str, attached: Iterable[Attached] = (), beat: Callable[[], None] | None = None) -> bytes:
    """The PDF of a page of HTML that holds its own style and drawings. Raises BrokenPDF.

    `beat` is called at each step, at least once a page; what it raises ends the drawing.
    """
    return _drawn([html], None, attached, beat)[0]


def draw_to_fit(htmls: Iterable[str], pages: int | None, attached: Iterable[Attached] = ()) -> tuple[bytes, int]:
    """(PDF, which): the first of several drawings of one thing, each smaller than the last, that has no more than
    `pages` pages. Raises DoesNotFit when none does.
    """
    return _drawn(htmls, pages, attached, None)


def _drawn(htmls, pages, attached, beat) -> tuple[bytes, int]:
    from foundation.drawing import drawn

    return drawn(htmls, pages, attached, beat)


def svg_source(svg: bytes) -> str:
    """A drawing as an address that stands in the page itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
