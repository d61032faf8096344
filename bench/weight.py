"""What a first visit weighs: the page and every file it names, as sent. bench.serving calls `measure`."""

import re

from bench.site import fetch

LANGUAGES = ("en", "my", "km", "lo", "th")
# How many openings and agencies are weighed; the heaviest counts.
SAMPLE = 12
_FILES = re.compile(r"<(?:link|script|img|use)\b[^>]*?\b(?:href|src)=\"(/static/[^\"#]+)")
_OPENINGS = re.compile(r"/jobs/(\d{10})/")
_AGENCIES = re.compile(r"/agencies/(\d{8})/")


def measure(port: int) -> dict:
    """{encoding: {page: {language: bytes of the heaviest}}} for home, results, opening, agency and match."""
    return {encoding: _weigh_all(port, encoding) for encoding in ("gzip", "br, gzip")}


def _weigh_all(port, encoding):
    found = {"home": {}, "results": {}, "opening": {}, "agency": {}, "match": {}}
    for language in LANGUAGES:
        lists = [f"/{language}/jobs/", f"/{language}/jobs/?destination=TH", f"/{language}/jobs/?cost_to=1&page=2"]
        openings = _named(port, _OPENINGS, lists)
        agencies = _named(port, _AGENCIES, [f"/{language}/jobs/{number}/" for number in openings])
        agencies += _named(port, _AGENCIES, [f"/{language}/agencies/", f"/{language}/agencies/?standing=vetted"])
        for name, addresses in (
            ("home", [f"/{language}/"]),
            ("results", lists),
            ("match", [f"/{language}/match/", f"/{language}/match/?origin=MM&cost_to=0.5&prefer_occupation=5120"]),
            ("opening", [f"/{language}/jobs/{number}/" for number in openings[:SAMPLE]]),
            ("agency", [f"/{language}/agencies/{number}/" for number in dict.fromkeys(agencies[:SAMPLE])]),
        ):
            found[name][language] = max(_weigh(port, address, encoding) for address in addresses)
    return found


def _named(port, pattern, addresses):
    """Numbers that these pages link to, each once, in order."""
    pages = (fetch(port, address, "identity")[2].decode() for address in addresses)
    return list(dict.fromkeys(number for page in pages for number in pattern.findall(page)))


def _weigh(port, address, encoding):
    status, _headers, body = fetch(port, address, "identity")
    assert status == 200, (address, status)
    files = dict.fromkeys(_FILES.findall(body.decode()))
    return sum(len(fetch(port, one, encoding)[2]) for one in (address, *files))
