"""PDFs by WeasyPrint: tagged, with embedded fonts of our scripts, and nothing fetched from anywhere. Apps bring the HTML.

What would make a broken page (a sign without a glyph, a file that is asked for) is an error, never a box on paper.
"""

import base64
import io
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from threading import local

from fontTools import agl
from fontTools.ttLib import TTFont
from icu4py.breakers import LineBreaker
from icu4py.locale import Locale
from weasyprint import HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher

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


class _Nothing(URLFetcher):
    """No address may be fetched: what a page shows stands in it."""

    def fetch(self, url, headers=None):
        raise FatalURLFetchingError("A PDF may fetch nothing; put what it shows into the page.")


class _Complaints(logging.Handler):
    """Counts what WeasyPrint says is wrong while this thread draws: signs without a glyph, parts a tagged file lacks."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.of_thread = local()

    def emit(self, record):
        said = getattr(self.of_thread, "said", None)
        if said is None:
            return
        if ".notdef" in record.getMessage():
            said.append("a sign without a glyph (are the Noto fonts installed?)")
        elif record.levelno >= logging.ERROR:
            said.append("a part that readers of tagged files need, such as the language")


class _Steps(logging.Handler):
    """Passes each step of WeasyPrint, which is at least one a page, to whoever waits for this thread's drawing."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.of_thread = local()

    def emit(self, record):
        told = getattr(self.of_thread, "told", None)
        if told is not None:
            told()


_complaints, _steps = _Complaints(), _Steps()
logging.getLogger("weasyprint").addHandler(_complaints)
_progress = logging.getLogger("weasyprint.progress")
_progress.addHandler(_steps)
_progress.setLevel(logging.INFO)
# Steps are no news to anybody else: not a line of them reaches a log.
_progress.propagate = False


# Thai and Lao, Burmese, Khmer: scripts whose letters change places or melt when they are shaped.
_SHAPED = {*range(0x0E00, 0x0F00), *range(0x1000, 0x10A0), *range(0x1780, 0x1800)}
# What Burmese writes before a consonant that stands below another.
_STACKED = "\u1039"
_known: dict[bytes, dict[int, str]] = {}


class _Letters(dict):
    """{shape: what it is read as}. WeasyPrint takes the letters that stood where it met a shape first: in Thai the aa of
    an am, so that every aa is read as am. Here a shape is read as the letters whose shape it is in the font itself.
    """

    def __init__(self, own: dict[int, str]):
        super().__init__()
        self.own = own

    def __setitem__(self, shape, text):
        super().__setitem__(shape, self.own.get(shape, text))


class _Fonts(dict):
    """The fonts of a document, each with its letters; WeasyPrint adds them as it draws."""

    def __setitem__(self, key, font):
        font.to_unicode = _Letters(_own_letters(font.file_content, font.index))
        super().__setitem__(key, font)


def _own_letters(content: bytes, index: int) -> dict[int, str]:
    """{shape: letters} by a font's own table and names, for the scripts that are shaped; read once a process."""
    key = sha256(content).digest() + bytes([index])
    if key not in _known:
        font = TTFont(io.BytesIO(content), fontNumber=index, lazy=True)
        named = {name: chr(code) for code, name in reversed((font.getBestCmap() or {}).items())}
        _known[key] = {}
        # Other forms of a letter are named after it: uni0E49.small, ka.sub; several letters in one shape are uni17D21780.
        for shape, name in enumerate(font.getGlyphOrder()):
            base, _, form = name.partition(".")
            text = named.get(base) or agl.toUnicode(base)
            if text and all(ord(letter) in _SHAPED for letter in text):
                _known[key][shape] = (_STACKED if form.startswith("sub") else "") + text
    return _known[key]


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
    _steps.of_thread.told = beat
    try:
        return draw_to_fit([html], None, attached)[0]
    finally:
        _steps.of_thread.told = None


def draw_to_fit(htmls: Iterable[str], pages: int | None, attached: Iterable[Attached] = ()) -> tuple[bytes, int]:
    """(PDF, which): the first of several drawings of one thing, each smaller than the last, that has no more than
    `pages` pages. Raises DoesNotFit when none does.
    """
    _complaints.of_thread.said = said = []
    try:
        for which, html in enumerate(htmls):
            del said[:]
            document = HTML(string=with_breaks(html), url_fetcher=_Nothing(), base_url="page:/").render(
                pdf_variant="pdf/ua-1", pdf_tags=True
            )
            if pages is not None and len(document.pages) > pages:
                continue
            document.fonts = _Fonts()
            made = io.BytesIO()
            document.write_pdf(made, pdf_variant="pdf/ua-1", pdf_tags=True, attachments=_attachments(attached))
            if said:
                raise BrokenPDF(f"{len(said)} faults, the first: {said[0]}")
            return made.getvalue(), which
    except FatalURLFetchingError as error:
        raise BrokenPDF(str(error)) from error
    finally:
        _complaints.of_thread.said = None
    raise DoesNotFit(f"It does not fit on {pages} pages, not even in the smallest letters.")


def _attachments(attached: Iterable[Attached]) -> list[Attachment]:
    # A day is given, else the clock's second would make two drawings of one thing differ.
    return [
        Attachment(
            string=each.content,
            name=each.name,
            description=each.description,
            created=each.day,
            modified=each.day,
            relationship="Data",
        )
        for each in attached
    ]


def svg_source(svg: bytes) -> str:
    """A drawing as an address that stands in the page itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
