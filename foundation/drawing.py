"""WeasyPrint as foundation.pdf uses it. Brought in when the first page is drawn: loading it takes longer than most commands."""

import io
import logging
from collections.abc import Iterable
from hashlib import sha256
from threading import local

from fontTools import agl
from fontTools.ttLib import TTFont
from weasyprint import HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from foundation.pdf import Attached, BrokenPDF, DoesNotFit, with_breaks


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


def drawn(htmls: Iterable[str], pages: int | None, attached: Iterable[Attached], beat) -> tuple[bytes, int]:
    """What foundation.pdf.draw_to_fit gives; `beat` is called at each step of WeasyPrint."""
    _complaints.of_thread.said = said = []
    _steps.of_thread.told = beat
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
        _complaints.of_thread.said = _steps.of_thread.told = None
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
