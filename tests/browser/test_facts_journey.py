"""A visa fee rises: an editor proposes it with its source, a second person approves, and every page says so at once.

Starts from the demo, a day later, so that its facts have a past to be asked for. Everything goes through pages of a real
browser; the sheets of paper are made by the product's own command, away from any request.
"""

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.public_pages import LANGUAGES
from foundation.clock import BANGKOK
from tests.browser.conftest import MOVED, free_port, open_page, served, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROUTE = "MM-TH-MOU"
FEE = "Thai work visa, two years"
OLD, NEW = 500, 1700
SOURCE = "Royal Gazette: fees of visas for workers"
ADDRESS = "https://example.org/gazette/visa-fees"
DATED = "2026-11-20"
CALCULATOR = "cost/?origin=MM&destination=TH&channel=MOU&wage=12000&currency=THB"


@pytest.fixture(scope="module")
def later(site, tmp_path_factory):
    """The demo's own copy, a day after it was seeded."""
    folder = tmp_path_factory.mktemp("later")
    (folder / "days").write_text("1")
    url = f"http://127.0.0.1:{free_port()}"
    here = {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}", "SITE_URL": url, "MOVED": str(folder / "days")}
    for name in ("SEARCH_INDEX_DIR", "MEDIA_ROOT"):
        here[name] = str(folder / name.lower())
        if Path(site.environment[name]).exists():
            shutil.copytree(site.environment[name], here[name])
    before = sqlite3.connect(site.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    with closing(before), closing(sqlite3.connect(folder / "site.sqlite3")) as copied:
        before.backup(copied)
    town = replace(site, url=url, environment={**site.environment, **here})
    with served(town, "tests.browser.moved:application"):
        yield town


def numbers(text: str) -> set[int]:
    """Every number of a text, in the digits of any language, without its separators."""
    return {int(re.sub(r"[.,]", "", found)) for found in re.findall(r"\d+(?:[.,]\d+)*", text)}


def sums(page) -> set[int]:
    """The numbers of the sums that stand over the tables of costs, folded or not, and of the table of turns."""
    return numbers(" ".join(page.locator("main h3, main summary, main td").all_text_contents()))


def risen(before: set[int], after: set[int]) -> bool:
    """Whether a sum that stood there is gone, and stands there again with the rise of the fee on top."""
    return bool({number - (NEW - OLD) for number in after - before} & (before - after))


def costs_on(page, site, form: str, query: str = "") -> list[dict]:
    """The rows of this fee in the open data."""
    answer = page.request.get(f"{site.url}/open-data/costs.{form}{query}")
    assert answer.status == 200
    if form == "json":
        rows = json.loads(answer.text())["rows"]
    else:
        rows = list(csv.DictReader(io.StringIO(answer.text())))
    return [row for row in rows if row["corridor"] == ROUTE and row["name"] == FEE]


def leaflet(page, site, language: str, folder: Path) -> tuple[str, dict]:
    """The words of the printed guide, and the facts inside it."""
    answer = page.request.get(f"{site.url}/{language}/corridors/{ROUTE}/leaflet.pdf")
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    path = folder / f"{language}.pdf"
    path.write_bytes(answer.body())
    words = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    kept = folder / f"{language}.json"
    subprocess.run(["pdfdetach", "-savefile", "facts.json", "-o", kept, path], check=True)
    return re.sub("[\u200b\u2060]", "", words), json.loads(kept.read_text())


def open_fee(page, site, since: str) -> None:
    """From the list of costs in Wagtail's admin to this fee as it holds since a day."""
    page.goto(f"{site.url}/admin/facts/cost_items/?q=Thai+work+visa")
    page.locator("main a", has_text=re.compile(rf"{ROUTE} .*{FEE} .*{since}")).first.click()


def test_a_visa_fee_that_two_people_changed_is_told_everywhere_at_once(later, chromium, tmp_path):
    today = datetime.now(BANGKOK).date() + timedelta(days=1)
    yesterday = today - timedelta(days=1)
    public = open_page(chromium)
    public.goto(f"{later.url}/en/jobs/?origin=MM&destination=TH&channel=MOU")
    public.locator(".hit a").first.click()
    job = re.search(r"/en/(jobs/\d{10}/)$", public.url)[1]
    places = (f"corridors/{ROUTE}/", CALCULATOR, job)

    # What a reader sees before, in each language.
    before = {}
    for language in LANGUAGES:
        for place in places:
            assert public.goto(f"{later.url}/{language}/{place}").status == 200
            before[language, place] = sums(public)
            assert public.locator(f"a[href='{ADDRESS}']").count() == 0
    told, facts = leaflet(public, later, "en", tmp_path)
    assert SOURCE not in told
    mark = facts["mark"]
    assert [row["amount_max"] for row in costs_on(public, later, "json")] == [str(OLD)]

    # The editor finds the fee, proposes a new one with its source, sees what it moves, and sends it on.
    editor = signed_in(open_page(chromium, width=1280), later, "editor")
    open_fee(editor, later, "2023-11-11")
    editor.locator("a", has_text="Propose a change").first.click()
    for name, value in {
        "amount_min": str(NEW), "amount_max": str(NEW), "effective_from": today.isoformat(), "effective_to": "",
        "source_title": SOURCE, "source_url": ADDRESS, "source_date": DATED, "reason": "The gazette raised the fee.",
    }.items():  # fmt: skip
        editor.fill(f"[name={name}]", value)
    editor.locator("button", has_text="Keep the draft and show what it moves").click()
    shown = editor.inner_text("main")
    assert ROUTE in shown and str(OLD) in shown and str(NEW) in shown and SOURCE in shown
    assert re.search(r"Openings: [1-9]\d* of \d+ move", shown)
    editor.locator("button", has_text="Send to a second person").click()
    assert "somebody else must decide" in editor.inner_text("main")
    assert editor.locator("button", has_text="Approve").count() == 0
    public.goto(f"{later.url}/en/corridors/{ROUTE}/")
    assert sums(public) == before["en", f"corridors/{ROUTE}/"]

    # A second person reads the same page and approves.
    approver = signed_in(open_page(chromium, width=1280), later, "approver")
    approver.goto(editor.url)
    approver.locator("button", has_text="Approve and publish").click()
    assert "Published." in approver.inner_text("main")

    # The guide, the calculator and the opening say it with the next request: the new sum, its source, its date.
    for language in LANGUAGES:
        for place in places:
            assert public.goto(f"{later.url}/{language}/{place}").status == 200
            assert risen(before[language, place], sums(public)), (language, place)
            source = public.locator(f"a[href='{ADDRESS}']").first
            assert source.text_content() == SOURCE
            row = source.locator("xpath=ancestor::tr[1]").text_content()
            assert NEW in numbers(row) and {20} <= numbers(row), row
            assert numbers(row) & {2026, 2569}, row

    # Open data holds the new fee today and the old one as of yesterday.
    for form in ("csv", "json"):
        (now,) = costs_on(public, later, form)
        (then,) = costs_on(public, later, form, f"?as_of={yesterday}")
        assert (now["amount_max"], now["source_title"], now["source_dated"]) == (str(NEW), SOURCE, DATED)
        assert then["amount_max"] == str(OLD) and then["source_title"].startswith("Bangkok Post")
    public.goto(f"{later.url}/en/open-data/?as_of={yesterday}")
    assert public.locator(f"main a[href='/open-data/costs.csv?as_of={yesterday}']").count() == 1

    # The worker of paper makes all sheets of the route anew; what is on the printed one has changed since.
    assert later.manage("make_pdfs", "--corridor", ROUTE, by=MOVED).startswith("10 made, 0 were current")
    rows = costs_on(public, later, "json")
    for language in LANGUAGES:
        words, facts = leaflet(public, later, language, tmp_path)
        assert SOURCE in " ".join(words.split()), language
        assert NEW in numbers(words), language
        assert risen(before[language, f"corridors/{ROUTE}/"], numbers(words)), language
        assert [row for row in facts["tables"]["costs"] if row["name"] == FEE] == rows
        assert facts["mark"] != mark and facts["as_of"] == today.isoformat()
    public.goto(f"{later.url}/en/corridors/{ROUTE}/printed/{mark}/")
    assert "changed" in public.inner_text("main").lower()

    # Whoever asks the editors' desk finds both versions, and who decided.
    open_fee(approver, later, today.isoformat())
    assert SOURCE in approver.inner_text("main")
    assert public.context.cookies() == []
    for page in (public, editor, approver):
        page.context.close()
