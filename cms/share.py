"""The picture that a chat shows beside a shared link: 1200 × 630, a title in its own script, and nothing that can go stale.

Pillow draws it, with Raqm (HarfBuzz) for the scripts that need shaping. Pillow takes one font for a text, so a text is
cut where its script changes; lines break where icu4py says.
"""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from icu4py.breakers import LineBreaker
from icu4py.locale import Locale
from PIL import Image, ImageDraw, ImageFont, features

WIDTH, HEIGHT, EDGE = 1200, 630, 84
INK, TEAL, GREY, PAPER = "#14201e", "#0b5d5a", "#4a5956", "#ffffff"
ARROW = "→"
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf/fonts")
_SCRIPTS = {
    "Myanmar": "\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f",
    "Khmer": "\u1780-\u17ff\u19e0-\u19ff",
    "Lao": "\u0e80-\u0eff",
    "Thai": "\u0e00-\u0e7f",
}
_RUN = re.compile("|".join(f"(?P<{name}>[{signs}][{signs}\u200b-\u200d]*)" for name, signs in _SCRIPTS.items()))


class CannotDraw(Exception):  # noqa: N818 - it says what happened
    """A font or the shaping of scripts is missing on this machine, or a sign has no letter in the fonts."""


@dataclass(frozen=True)
class Words:
    """What stands on a picture, in one language."""

    title: str
    beneath: str
    language: str
    site: str


@dataclass(frozen=True)
class _Run:
    text: str
    font: ImageFont.FreeTypeFont | None  # None = the arrow, which the fonts lack
    width: float


def draw(words: Words) -> bytes:
    """The PNG. Raises CannotDraw."""
    if not features.check("raqm"):
        raise CannotDraw("Pillow was built without Raqm")
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 18), fill=TEAL)
    _mark(pen, EDGE, 76)
    _line(pen, _runs(words.site, 40, words.language), EDGE + 84, 108, TEAL)
    size, lines = _fitting(words.title, words.language)
    step = size * 1.55
    top = 330 - step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        _line(pen, line, EDGE, top + number * step, INK)
    for number, line in enumerate(_wrapped(words.beneath, 36, words.language)[:2]):
        _line(pen, line, EDGE, HEIGHT - 118 + number * 58, GREY)
    kept = io.BytesIO()
    image.quantize(48).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _fitting(title: str, language: str) -> tuple[int, list[list[_Run]]]:
    """The largest letters with which the title takes three lines; what is longer still ends in an ellipsis."""
    for size in (84, 72, 60, 50):
        lines = _wrapped(title, size, language)
        if len(lines) <= 3:
            return size, lines
    return size, [*lines[:2], [*lines[2][:-1], *_runs(lines[2][-1].text.rstrip() + "…", size, language)]]


def _wrapped(text: str, size: int, language: str) -> list[list[_Run]]:
    """Lines of runs that are no wider than the picture."""
    lines, current = [], ""
    for part in LineBreaker(text, Locale(language)):
        if current and _width(current.rstrip() + part.rstrip(), size, language) > WIDTH - 2 * EDGE:
            lines.append(current.rstrip())
            current = part
        else:
            current += part
    lines.append(current.rstrip())
    return [_runs(line, size, language) for line in lines if line]


def _width(text: str, size: int, language: str) -> float:
    return sum(run.width for run in _runs(text, size, language))


def _runs(text: str, size: int, language: str) -> list[_Run]:
    """The text cut by script; what no script of ours claims is drawn in Noto Sans."""
    cut, at = [], 0
    for found in _RUN.finditer(text):
        cut += [("", text[at : found.start()]), (found.lastgroup, found[0])]
        at = found.end()
    cut.append(("", text[at:]))
    return [run for script, part in cut if part for run in _of_one_font(script, part, size, language)]


def _of_one_font(script: str, text: str, size: int, language: str):
    font = _font(script, size)
    for part in re.split(f"({ARROW})", text):
        if part == ARROW:
            yield _Run(ARROW, None, size * 1.1)
        elif part:
            _known(script, part)
            yield _Run(part, font, font.getlength(part, language=language))


def _line(pen: ImageDraw.ImageDraw, runs: list[_Run], x: float, middle: float, colour: str) -> None:
    size = next((run.font.size for run in runs if run.font), 40)
    base = middle + size * 0.35
    for run in runs:
        if run.font is None:
            _arrow(pen, x + size * 0.12, base - size * 0.3, size, colour)
        else:
            pen.text((x, base), run.text, font=run.font, fill=colour, anchor="ls")
        x += run.width


def _arrow(pen, x: float, y: float, size: float, colour: str) -> None:
    end, head, thick = x + size * 0.86, size * 0.2, max(int(size * 0.09), 3)
    pen.line((x, y, end, y), fill=colour, width=thick)
    pen.line((end - head, y - head, end, y, end - head, y + head), fill=colour, width=thick, joint="curve")


def _mark(pen, x: int, y: int) -> None:
    """The site's mark, as static/mark.svg draws it."""

    def at(*points):
        return [(x + px * 2, y + py * 2) for px, py in points]

    pen.rounded_rectangle((x, y, x + 64, y + 64), radius=14, fill=TEAL)
    pen.line(at((9, 25), (9, 14), (10, 11), (13, 10), (23, 10)), fill=PAPER, width=5, joint="curve")
    pen.line(at((19, 6), (23, 10), (19, 14)), fill=PAPER, width=5, joint="curve")
    pen.ellipse((x + 13, y + 45, x + 23, y + 55), fill=PAPER)


@lru_cache(maxsize=64)
def _font(script: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_path(script), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=8)
def _path(script: str) -> str:
    name = f"NotoSans{script}-Bold.ttf"
    for folder in _FOLDERS:
        for path in Path(folder).rglob(name):
            return str(path)
    raise CannotDraw(f"There is no font {name} here")


@lru_cache(maxsize=8)
def _signs(script: str) -> frozenset[int]:
    return frozenset(TTFont(_path(script), lazy=True).getBestCmap())


def _known(script: str, text: str) -> None:
    missing = {ord(sign) for sign in text} - _signs(script) - {0x200B, 0x200C, 0x200D}
    if missing:
        raise CannotDraw("The fonts lack a sign of the title")
