"""Sets what bench.browser measured beside its limits: docs/browser.md."""

import os
from datetime import date

from bench.pdfs import LIMIT_BYTES, LIMIT_SECONDS
from bench.report import FIRST_VISIT, Line, machine

LIMIT_FIRST = 3_000
# Chromium holds back requests, not the handshakes before the first: TCP one round trip, TLS 1.3 one, a name one.
HANDSHAKES = 3
ROUND_TRIP = 450
SCRIPTS = {"en": "Latin", "my": "Burmese", "km": "Khmer", "lo": "Lao", "th": "Thai"}
WORDS = """\
A word counts when one place of it comes back whole, so the table is the kinder view. What was seen in the texts themselves:

- **All scripts**: numbers, amounts, dates, telephone numbers, foreign words, and the names of sources come back as they stand, in the digits of
  the language. A journey of the tests reads a changed fee and its source out of all five leaflets.
- **Latin, Lao, Thai**: whole. Thai am may come back in its two parts (ํ and า for ำ), which Unicode's normal form NFKC takes for the same.
- **Burmese, Khmer**: no letter is lost or comes twice where a shape belongs to one letter, but they come in the order in which they are drawn:
  a vowel or medial that stands before its consonant comes before it (“ြမန်မာ” for “မြန်မာ”, “ៃថ” for “ថៃ”), and a Khmer subscript that hangs
  under a long vowel may begin a line. Shapes that a font makes of several letters may miss one (“ပီး” for “ပြီး”). A reader guesses; a search does
  not find such words.

So nobody should search or copy a sheet in Burmese or Khmer: the page, to which its address and QR code lead, and the attached facts hold the words.
Readers of screens speak what extraction gives, so they are better served by the page too.\
"""
READING = """
## How to read it

`make bench-browser` builds a throw-away site with examples and measures it; `… -m bench.browser --here PART` measures one part of
the site that the settings name. Guides are those of all {corridors} routes, each weighed as a first visit has it: page, sheet
and every other file that the page names, as sent, with the practice site's own line above it. `make test` holds the same limits (timing aside) for the main pages and the three longest guides, has every page fit and ask nobody else in all languages, and the checker look at every page in English and at a quarter of them in each other language.

- **Slow 2G** is Chromium's own emulation: each request waits {round_trip} ms, then {bytes_a_second:,} bytes come a second. The heaviest guide
  of the language, nothing cached, median of three visits. The emulation leaves out what goes before the first request; a name, TCP and
  TLS 1.3 take a round trip each, which the second figure adds. The processor is not slowed; a cheap phone's is slower than
  this one.
- **Public pages** are one address at least for every kind of page that anybody may open ([bench/public_pages.py](../bench/public_pages.py)): every kind
  that editors write, one article with all ten blocks, guide, calculator with and without an answer, search, jobs, agencies, forms, an answer
  “not found”. A test fails when an address or a kind of page is missing there. Answers to sent forms are not among them.
- **axe** is axe-core 4 with all its rules, at {narrow} px. It finds what a machine can find. No person with a screen reader has tried the site.
- **PDF**: the longest guide ({code}), drawn in the size that fitted before, as for a reader who comes first after a fact moved.
- **Attached facts**: `pdfdetach` takes `facts.json` out; each of its rows must stand in `/open-data/` field by field, and none of the route may
  be missing.
"""
EXTRACTED = """
## What text extraction gives

Words of the sheet (cut by ICU) that `pdftotext -raw` gives back whole, blanks aside:

{table}

{words}
"""


def lines_of(told: dict) -> list[Line]:
    """Every row of the table."""
    lines = [_weight(told["weights"], encoding) for encoding in ("gzip", "br, gzip")]
    lines += _slow(told["slow"])
    every = told["pages"]
    for key, what in (
        ("elsewhere", "requests to other hosts"),
        ("axe", "axe findings"),
        ("wide", "pages wider than 320 px"),
        ("script", "pages with a script"),
    ):
        found = {language: len(pages[key]) for language, pages in every.items()}
        # The page that keeps guides on a phone carries the site's only script.
        limit = 1 if key == "script" else 0
        lines.append(
            Line(
                f"{what}, {min(pages['pages'] for pages in every.values())} public pages in each language",
                str(limit) if key != "script" else "1, /phone/",
                _by_language(found, "{}"),
                max(found.values()) <= limit,
            )
        )
    for form, languages in told["paper"].items():
        lines += _paper(form, languages, told["busy"]["paper"])
    return lines


def _weight(weights: dict, encoding: str) -> Line:
    heaviest = {
        language: max(guides.items(), key=lambda pair: pair[1]) for language, guides in weights[encoding].items()
    }
    most = max(size for _code, size in heaviest.values())
    return Line(
        f"first visit, heaviest guide, {'brotli' if 'br' in encoding else 'gzip'}, bytes",
        f"≤ {FIRST_VISIT:,}",
        ", ".join(f"{language} {size:,} ({code})" for language, (code, size) in heaviest.items()),
        most <= FIRST_VISIT,
    )


def _slow(slow: dict) -> list[Line]:
    first = {language: told["first"] for language, told in slow.items()}
    with_hands = {language: time + HANDSHAKES * ROUND_TRIP for language, time in first.items()}
    loaded = {language: told["loaded"] for language, told in slow.items()}
    limit = f"< {LIMIT_FIRST:,} ms"
    return [
        Line("slow 2G, first content, ms", limit, _by_language(first, "{:,.0f}"), max(first.values()) < LIMIT_FIRST),
        Line(
            "the same and the handshakes before it (reckoned), ms",
            limit,
            _by_language(with_hands, "{:,.0f}"),
            max(with_hands.values()) < LIMIT_FIRST,
        ),
        Line("slow 2G, everything loaded, ms", "", _by_language(loaded, "{:,.0f}")),
    ]


def _paper(form: str, languages: dict, busy: float) -> list[Line]:
    def of(key):
        return {language: told[key] for language, told in languages.items()}

    seconds, sizes, same = of("seconds"), of("bytes"), of("same")
    return [
        Line(
            f"PDF, {form}, seconds of the processor",
            f"≤ {LIMIT_SECONDS:g}",
            _by_language(of("processor"), "{:.2f}"),
            max(of("processor").values()) <= LIMIT_SECONDS,
        ),
        # With more that wants to run than there are processors, a long time tells of the others.
        Line(
            f"PDF, {form}, seconds by the clock",
            f"≤ {LIMIT_SECONDS:g}",
            _by_language(seconds, "{:.2f}"),
            True if max(seconds.values()) <= LIMIT_SECONDS else None if busy > (os.cpu_count() or 1) else False,
        ),
        Line(
            f"PDF, {form}, bytes", f"≤ {LIMIT_BYTES:,}", _by_language(sizes, "{:,}"), max(sizes.values()) <= LIMIT_BYTES
        ),
        Line(
            f"PDF, {form}, attached facts equal the open data",
            "all",
            _by_language({language: "yes" if is_same else "NO" for language, is_same in same.items()}, "{}"),
            all(same.values()),
        ),
    ]


def _by_language(found: dict, written: str) -> str:
    return ", ".join(f"{language} {written.format(value)}" for language, value in found.items())


def as_page(lines: list[Line], told: dict, today: date) -> str:
    """The whole page."""
    rows = [f"| {line.what} | {line.limit} | {line.measured} | {line.verdict} |" for line in lines]
    busy = ", ".join(f"{part} {load:.1f}" for part, load in told["busy"].items())
    extracted = ["| script | leaflet | card | some words that are lost |", "|---|---|---|---|"]
    for language, script in SCRIPTS.items():
        leaflet, card = told["paper"]["leaflet"][language], told["paper"]["card"][language]
        lost = ", ".join(leaflet["lost"][:6])
        extracted.append(f"| {script} ({language}) | {leaflet['words']:.0%} | {card['words']:.0%} | {lost} |")
    return "\n".join(
        [
            "# In a browser and on paper",
            "",
            "## Measured",
            "",
            f"Measured on {today.isoformat()} by `make bench-browser`. {machine(min(told['busy'].values()))} At the end of each part it was "
            f"{busy}:",
            "other work on the machine makes times longer than they are alone.",
            "",
            "| what | limit | measured | kept |",
            "|---|---|---|---|",
            *rows,
            READING.format(
                corridors=len(told["weights"]["gzip"]["en"]),
                round_trip=ROUND_TRIP,
                bytes_a_second=50_000,
                narrow=320,
                code="MM-TH-MOU",
            ).rstrip("\n"),
            EXTRACTED.format(table="\n".join(extracted), words=WORDS).rstrip("\n"),
            "",
        ]
    )
