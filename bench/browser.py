"""What a phone gets: weight and first content of guides, faults of every public page, printed guides. `make bench-browser` calls it.

    python -m bench.browser [PART …]           builds a throw-away site with examples, measures it, writes docs/browser.md
    python -m bench.browser --here [PART …]    measures the site that the settings name instead; it must hold examples

Parts are weights, slow, pages, paper. Only those that are named are measured anew; of the others the last figures stand.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from bench import browser_page
from bench.every_block import plant
from bench.site import BASE_DIR, fetch, new_site, served

PAGE = BASE_DIR / "docs" / "browser.md"
KEPT = BASE_DIR / ".run" / "bench-browser.json"
PARTS = ("weights", "slow", "pages", "paper")
NARROW = 320
# Slow 2G as browsers emulate it: a round trip, and bytes a second both ways.
ROUND_TRIP, BYTES_A_SECOND = 450, 50_000
RUNS = 3
_FILES = re.compile(r"<(?:link|script|img|use)\b[^>]*?\b(?:href|src)=\"(/static/[^\"#]+)")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def weights(port: int) -> dict:
    """{encoding: {language: {corridor: bytes of the page and every file it names}}} of all guides."""
    from bench.public_pages import LANGUAGES
    from corridors.models import Corridor

    codes = list(Corridor.objects.order_by("code").values_list("code", flat=True))
    found = {"gzip": {}, "br, gzip": {}}

    @cache
    def size_of(file: str, encoding: str) -> int:
        return len(fetch(port, file, encoding)[2])

    for language in LANGUAGES:
        for code in codes:
            address = f"/{language}/corridors/{code}/"
            # A page goes as gzip also where a browser would take brotli; sheet and drawings then go as brotli.
            status, headers, body = fetch(port, address, "br, gzip")
            assert (status, headers.get("content-encoding")) == (200, "gzip"), (address, status)
            files = dict.fromkeys(_FILES.findall(gzip.decompress(body).decode()))
            for encoding, languages in found.items():
                whole = len(body) + sum(size_of(file, encoding) for file in files)
                languages.setdefault(language, {})[code] = whole
    return found


def slow(port: int, told: dict) -> dict:
    """{language: {code, first, loaded}}: milliseconds of the heaviest guide on slow 2G, the median of some first visits."""
    found = {}
    with chromium() as browser:
        for language, guides in told["weights"]["gzip"].items():
            code = max(guides, key=guides.get)
            visits = [_visit(browser, f"http://127.0.0.1:{port}/{language}/corridors/{code}/") for _ in range(RUNS)]
            first, loaded = (statistics.median(times) for times in zip(*visits, strict=True))
            found[language] = {"code": code, "first": first, "loaded": loaded}
    return found


def _visit(browser, address: str) -> tuple[float, float]:
    """(first content, everything loaded) in milliseconds since the visit began, with nothing in the cache."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_timeout(200)  # the paint is told a little after it happened
    times = page.evaluate(
        "[performance.getEntriesByName('first-contentful-paint')[0].startTime,"
        " performance.getEntriesByType('navigation')[0].loadEventEnd]"
    )
    context.close()
    return tuple(times)


def pages(port: int) -> dict:
    """{language: {pages, elsewhere, wide, axe, script}} over every kind of public page; all but the first are addresses."""
    from axe_playwright_python.sync_playwright import Axe

    from bench.public_pages import LANGUAGES, public_pages

    url, found = f"http://127.0.0.1:{port}", {}
    with chromium() as browser:
        for language in LANGUAGES:
            # The checker's own script is not the page's: the policy that keeps scripts out is left aside for it.
            context = browser.new_context(viewport={"width": NARROW, "height": 640}, bypass_csp=True, locale=language)
            page, asked = context.new_page(), []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            told = {"pages": 0, "elsewhere": [], "wide": [], "axe": [], "script": []}
            for each in public_pages(url, language):
                page.goto(url + each.path)
                told["pages"] += 1
                if page.evaluate("document.documentElement.scrollWidth") > NARROW:
                    told["wide"].append(each.path)
                if page.locator("script[src], script:not([type='application/ld+json'])").count():
                    told["script"].append(each.path)
                told["axe"] += [f"{each.path} {one['id']}" for one in Axe().run(page).response["violations"]]
            told["elsewhere"] = [one for one in asked if not one.startswith((url, "data:"))]
            found[language] = told
            context.close()
    return found


def paper(port: int, codes: tuple[str, ...]) -> dict:
    """{form: {language: what bench.pdfs tells, with `same` (the attached facts are those of the open data) and `lost` words}}."""
    from bench import pdfs
    from bench.public_pages import LANGUAGES
    from cms.models import PrintedSheet
    from cms.printed.telling import PAGES, tell
    from corridors.models import Corridor
    from foundation import clock
    from foundation.pdf import draw_to_fit

    found = pdfs.measure(codes)
    corridor, today = Corridor.objects.get(code=codes[0]), clock.today()
    for form in PrintedSheet.Form:
        for language in LANGUAGES:
            telling = tell(corridor, form, language, today)
            pdf, _which = draw_to_fit(telling.htmls(), PAGES, [telling.attached()])
            found[form.value][language] |= {
                "same": _is_open_data(port, corridor.code, _attached(pdf)),
                "lost": pdfs.lost_words(telling.htmls()[_which], pdf, language),
            }
    return found


def _attached(pdf: bytes) -> dict:
    """The facts inside a sheet, taken out as a reader would."""
    with tempfile.TemporaryDirectory() as folder:
        sheet, out = Path(folder) / "sheet.pdf", Path(folder) / "facts.json"
        sheet.write_bytes(pdf)
        subprocess.run(["pdfdetach", "-savefile", "facts.json", "-o", out, sheet], check=True)
        return json.loads(out.read_text(encoding="utf-8"))


def _is_open_data(port: int, code: str, facts: dict) -> bool:
    """Whether each attached row is published field by field, and no published row of the route is missing."""
    for name, attached in facts["tables"].items():
        published = json.loads(fetch(port, f"/open-data/{name}.json", "identity")[2])["rows"]
        own = [row for row in published if row.get("corridor") == code]
        if any(row not in published for row in attached) or any(row not in attached for row in own):
            return False
    return True


@contextmanager
def chromium():
    """Debian's Chromium (or $CHROMIUM)."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    # Playwright keeps an event loop in this thread; what is read between is no asynchronous code for that.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


def measure_here(wanted: list[str]) -> dict:
    """Measure these parts of the site of this process's settings, and keep them; returns every part that is kept."""
    import django

    django.setup()
    plant()
    told = kept()
    with served() as (port, _workers):
        for part in wanted:
            measured, busy = _measured(part, port, told), os.getloadavg()[0]
            # Read anew: another part may have been measured meanwhile.
            told = kept()
            told |= {part: measured, "busy": told.get("busy", {}) | {part: busy}}
            KEPT.write_text(json.dumps(told))
    return told


def kept() -> dict:
    """What was measured before."""
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def _measured(part: str, port: int, told: dict) -> dict:
    from bench.pdfs import CODES

    match part:
        case "weights":
            return weights(port)
        case "slow":
            return slow(port, told)
        case "pages":
            return pages(port)
        case _:
            return paper(port, CODES[:1])


def main() -> int:
    """Measure, keep, write. Exit 1 when a limit is passed."""
    reader = argparse.ArgumentParser(prog="python -m bench.browser")
    reader.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    reader.add_argument("--here", action="store_true", help="the site that the settings name")
    options = reader.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        reader.error(f"no such part: {', '.join(sorted(unknown))}")
    wanted = [part for part in PARTS if part in options.parts or not options.parts]
    if not options.here:
        with tempfile.TemporaryDirectory(prefix="fair-passage-bench-") as folder:
            # Today's own day: a moved clock says so on every page, which weighs.
            site = replace(new_site(Path(folder)), today="")
            site.manage("seed_demo", "--without-orders")
            again = [sys.executable, "-m", "bench.browser", "--here", *wanted]
            return subprocess.run(again, cwd=BASE_DIR, env=site.environment, check=False).returncode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    told = measure_here(wanted)
    if missing := set(PARTS) - set(told):
        print(f"Not written: {', '.join(sorted(missing))} were never measured.")
        return 1
    lines = browser_page.lines_of(told)
    PAGE.write_text(browser_page.as_page(lines, told, datetime.now().date()), encoding="utf-8")
    for line in lines:
        print(f"{line.what}: {line.measured} {line.verdict}")
    return int(any(line.ok is False for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
