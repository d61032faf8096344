"""Printed guides: seconds and bytes of each, and how many of their words text extraction finds. `python -m bench.pdfs [CODE …]`.

bench.__main__ calls it in a site with examples; by hand it measures the site that the settings name, and changes nothing.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import time
import unicodedata

from bench.report import Line

LIMIT_SECONDS, LIMIT_BYTES = 2.0, 400_000
# Long and short ones, with and without editors' words.
CODES = ("MM-TH-MOU", "KH-TH-MOU", "LA-TH-BORDER", "MM-SG-MDW", "ID-TW-AGENCY")
_HIDDEN = re.compile(r"<style.*?</style>|<svg.*?</svg>|<title.*?</title>|<[^>]*>", re.DOTALL)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\u00ad"))


def measure(codes=CODES) -> dict:
    """{form: {language: {seconds, processor, bytes, words}}}; of each the worst of the corridors, of words the mean."""
    from django.conf import settings

    from cms.models import PrintedSheet
    from cms.printed.telling import PAGES, tell
    from corridors.models import Corridor
    from foundation import clock
    from foundation.pdf import draw_to_fit

    def drawn(corridor, form, language, start):
        telling = tell(corridor, form, language, clock.today())
        pdf, which = draw_to_fit(telling.htmls(start), PAGES, [telling.attached()])
        return telling, pdf, start + which

    corridors = [each for each in Corridor.objects.order_by("code") if each.code in codes]
    drawn(corridors[0], PrintedSheet.Form.CARD, "en", 0)  # imports and fonts are loaded once a process
    found = {}
    for form in PrintedSheet.Form:
        for language, _name in settings.LANGUAGES:
            told = []
            for corridor in corridors:
                _telling, _pdf, fitted = drawn(corridor, form, language, 0)
                # As a reader who comes first after a change has it drawn: in the size that fitted before.
                wall, processor = time.perf_counter(), time.process_time()
                telling, pdf, _fitted = drawn(corridor, form, language, fitted)
                told.append(
                    (
                        time.perf_counter() - wall,
                        time.process_time() - processor,
                        len(pdf),
                        share_found(telling.htmls(fitted)[0], pdf, language),
                    )
                )
            seconds, processor, sizes, words = zip(*told, strict=True)
            found.setdefault(form.value, {})[language] = {
                "seconds": max(seconds),
                "processor": max(processor),
                "bytes": max(sizes),
                "words": statistics.mean(words),
            }
    return found


def share_found(html: str, pdf: bytes, language: str) -> float:
    """The share of the different words of a page that its PDF gives back as text, blanks aside."""
    return 1 - len(lost_words(html, pdf, language)) / len(_words(html, language))


def lost_words(html: str, pdf: bytes, language: str) -> list[str]:
    """The words of a page that its PDF does not give back."""
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    held = "".join(_plain(text).split())
    return sorted(word for word in _words(html, language) if word not in held)


def _words(html: str, language: str) -> set[str]:
    from icu4py.breakers import WordBreaker
    from icu4py.locale import Locale

    said = _plain(_HIDDEN.sub(" ", html))
    return {word.strip() for word in WordBreaker(said, Locale(language)) if any(map(_is_letter, word))}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN))


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN"


def lines_of(found: dict, guides: int = len(CODES)) -> list[Line]:
    """The rows of the table."""
    lines = []
    for form, languages in found.items():
        slow = max(languages, key=lambda each: languages[each]["seconds"])
        large = max(languages, key=lambda each: languages[each]["bytes"])
        worst = languages[slow]
        lines += [
            Line(
                f"PDF of a guide, {form}, slowest of {guides} guides and {len(languages)} languages",
                f"≤ {LIMIT_SECONDS:g} s",
                f"{worst['seconds']:.2f} s ({slow}; {worst['processor']:.2f} s of processor time)",
                worst["seconds"] <= LIMIT_SECONDS,
            ),
            Line(
                f"PDF of a guide, {form}, largest",
                f"≤ {LIMIT_BYTES:,} bytes",
                f"{languages[large]['bytes']:,} bytes ({large})",
                languages[large]["bytes"] <= LIMIT_BYTES,
            ),
            Line(
                f"PDF of a guide, {form}, words that text extraction finds",
                "",
                ", ".join(f"{language} {told['words']:.0%}" for language, told in languages.items()),
            ),
        ]
    return lines


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    measured = measure(sys.argv[1:] or CODES)
    for line in lines_of(measured, len(sys.argv) - 1 or len(CODES)):
        print(f"{line.what}: {line.measured} {line.verdict}", file=sys.stderr)
    print(json.dumps(measured))
