"""A CSO's officer signs in, reports a session by keyboard alone, adds an ambassador, and prints a kit for a township.

The pages are a laptop's and then a phone's, without script; a checker looks at each of them.
"""

import csv
import io
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.demo.people import code_now
from tests.browser.conftest import open_page
from tests.browser.test_pages import let_the_checker_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# More stops than any of these pages has.
STOPS = 120


def signed_in_desk(site, chromium, width: int = 1280):
    """The desk of an officer of one of the demo's two CSOs."""
    signin = site.signins["union"]
    desk = open_page(chromium, width=width)
    desk.goto(f"{site.url}/en/desk/")
    desk.fill("[name=login]", signin["username"])
    desk.fill("[name=password]", signin["password"])
    desk.locator("main form button").first.click()
    desk.fill("[name=code]", code_now(signin["totp"]))
    desk.locator("main form button").first.click()
    assert desk.inner_text("h1") == "Your desk"
    return desk


def tab_to(page, selector: str) -> None:
    """Press the tabulator until this element has the focus, and see that it can be seen to have it."""
    for _ in range(STOPS):
        if page.locator(f"{selector}:focus").count():
            assert page.locator(f"{selector}:focus-visible").count()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by keyboard")


def enter(page) -> None:
    """Press Enter, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def downloaded(page, selector: str) -> bytes:
    """The file that a click on this brings."""
    with page.expect_download() as waiting:
        page.locator(selector).click()
    return waiting.value.path().read_bytes()


def test_an_officer_reports_a_session_adds_an_ambassador_and_prints_a_kit(site, chromium):
    desk = signed_in_desk(site, chromium)

    # What waits: of sessions alone, the oldest first. The whole report is written without a mouse.
    tab_to(desk, "a.chip[href$='about=sessions']")
    enter(desk)
    due = desk.locator("main tbody tr").count()
    assert due >= 1 and desk.locator("main tbody tr:has-text('Report the session')").count() == due
    tab_to(desk, "main tbody tr:first-child a")
    enter(desk)
    tab_to(desk, "[name=people]")
    desk.keyboard.type("20")
    tab_to(desk, "[name=material][value=review_card]")
    desk.keyboard.press("Space")
    tab_to(desk, "main form button")
    enter(desk)
    assert "The session is reported." in desk.inner_text("body")
    sessions = desk.url
    desk.goto(f"{site.url}/en/desk/?about=sessions")
    assert desk.locator("main tbody tr:has-text('Report the session')").count() == due - 1

    desk.goto(f"{site.url}/en/desk/network/")
    network = desk.url
    before = int(desk.locator("dl.facts a[href$='/ambassadors/']").inner_text())
    desk.click("main a[href$='/ambassadors/new/']")
    desk.fill("[name=pseudonym]", "+95 9 123 456 789")
    desk.check("[name=kind][value=returnee]")
    desk.check("[name=where][value=home]")
    desk.select_option("[name=place]", "MMR003001")
    desk.check("[name=languages][value=my]")
    desk.check("[name=languages][value=ksw]")
    desk.fill("[name=helped]", "4")
    desk.locator("main form button").first.click()
    # What looks like a way to reach somebody is refused, and nothing else has to be typed again.
    assert "phone number" in desk.inner_text("main") and desk.input_value("[name=place]") == "MMR003001"
    assert desk.is_checked("[name=languages][value=ksw]") and desk.input_value("[name=helped]") == "4"
    desk.fill("[name=pseudonym]", "Quiet Harbour")
    desk.locator("main form button").first.click()
    ambassadors = desk.url
    assert "Quiet Harbour" in desk.inner_text("main table")
    people = downloaded(desk, "main a[download]").decode()
    assert "Quiet Harbour" not in people and "Hpa-An" not in people and "Kayin" in people
    desk.goto(network)
    assert int(desk.locator("dl.facts a[href$='/ambassadors/']").inner_text()) == before + 1

    townships = list(csv.DictReader(io.StringIO(downloaded(desk, "main a[download]").decode("utf-8-sig"))))
    assert len(townships) == int(desk.locator("dl.facts a[href='#townships']").inner_text())
    assert all(line["code"].startswith("MMR") for line in townships if line["country"] == "MM")

    desk.click("main a[href$='/kit/']")
    kit = desk.url
    desk.select_option("[name=place]", "MMR003001")
    desk.fill("[name=cards]", "2")
    paper = downloaded(desk, "main form button")
    text = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True).stdout.decode()
    assert text.count("\f") == 3 and "Union" not in text and "Hpa-An" not in text

    looked_at = open_page(chromium, width=1280, script=True)
    looked_at.context.add_cookies(desk.context.cookies())
    looked_at.route("**/*", let_the_checker_in)
    pages = [f"{site.url}/en/desk/", network, sessions, f"{sessions}new/", ambassadors, f"{ambassadors}new/", kit]
    for address in (*pages, f"{network}townships/", f"{site.url}/en/desk/cards/", f"{site.url}/en/network/"):
        for width in (1280, 360):
            looked_at.set_viewport_size({"width": width, "height": 760})
            looked_at.goto(address)
            assert Axe().run(looked_at).response["violations"] == [], (address, width)
            wide = looked_at.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width, wide)
    looked_at.context.close()
    desk.context.close()
