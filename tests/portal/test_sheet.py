"""The one sheet: light enough for a first visit, readable in both modes, kind to scripts that must not be spaced out."""

import re
from itertools import product

import brotli
import pytest
from django.conf import settings

from portal.static_files import without_blanks

SHEET = (settings.BASE_DIR / "static" / "site.css").read_text()
SCHEMES = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]


def colours(block: str) -> dict[str, str]:
    """{name: six hexadecimal digits} of the custom properties in a block."""
    found = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block))
    return {name: value * 2 if len(value) == 3 else value for name, value in found.items()}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio after WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_text_is_readable_and_edges_are_visible_on_every_ground(scheme):
    colour = colours(scheme)
    texts = [*product(("ink", "soft", "deep", "stop"), ("paper", "wash")), ("on-deep", "deep")]
    texts += [(name, f"{name}-wash") for name in ("good", "warn", "stop")] + [("warn", "paper"), ("soft", "warn-wash")]
    for text, ground in texts:
        assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
    for edge in ("edge", "deep", "stop"):
        assert contrast(colour[edge], colour["paper"]) >= 3, edge


def test_the_sheet_is_small_and_asks_nobody_for_anything():
    assert len(brotli.compress(SHEET.encode())) <= 4500
    assert "url(" not in SHEET and "@import" not in SHEET and "http:" not in SHEET


def test_no_script_is_spaced_out_slanted_or_justified():
    for harm in ("letter-spacing", "justify;", "italic", "text-transform"):
        assert harm not in SHEET


def test_lengths_follow_the_direction_of_writing():
    assert not re.search(r"(?:margin|padding|border)-(?:left|right|top|bottom)|[^-]\b(?:left|right):", SHEET)


def test_every_page_language_that_needs_room_has_it():
    for language in ("my", "km", "lo", "th"):
        heights = re.findall(rf"(?m)^[^{{]*:lang\({language}\)(?:, :lang\(\w+\))? \{{ line-height: ([\d.]+)", SHEET)
        assert heights and 1.7 <= float(heights[0]) <= 1.9


def test_the_sheet_that_is_sent_is_leaner_and_says_the_same():
    """Tokens of a sheet are kept by whatever takes blanks away: those that a selector or a value stands on too."""
    lean = without_blanks(SHEET)
    assert "/*" not in lean and len(lean) < len(SHEET) * 0.9
    assert without_blanks(lean) == lean
    rules = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert re.sub(r"[\s;]", "", lean) == re.sub(r"[\s;]", "", rules)
    assert ":lang(my) :is(h1,h2,h3),:lang(km)" in lean
    assert without_blanks("a { margin: 0 calc(1px + 2px); }\np :is(b, i) > u { color: red; }") == (
        "a{margin:0 calc(1px + 2px)}p :is(b,i) > u{color:red}"
    )
