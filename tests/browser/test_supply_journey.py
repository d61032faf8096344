"""An auditor uploads a list, confirms matches, reads the picture, fetches a dossier; a licence is suspended, and the next dossier
differs in exactly that.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.demo.people import code_now
from tests.browser.conftest import open_page
from tests.browser.test_pages import let_the_checker_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SUSPEND = (
    "from agencies.models import Agency; from agencies.actions import impose_sanction; from foundation import clock; "
    "impose_sanction(Agency.objects.get(public_id='%s'), by='regulator', reason='Licence suspended', "
    "starts=clock.today(), ends=None)"
)


def dossier_of(desk, site, supply: str) -> dict:
    """Ask for a dossier, let the worker make it, fetch its JSON."""
    desk.goto(f"{supply}dossiers/")
    desk.fill("form[method=post] [name=recipient]", "Jane Auditor")
    desk.locator("main form[method=post] button").last.click()
    assert desk.locator("progress").count() == 1
    site.manage("db_worker", "--backend", "background", "--batch")
    # The page looks again by itself until the dossier is there.
    desk.locator("main a[href$='/json/']").wait_for()
    with desk.expect_download() as waiting:
        desk.locator("main a[href$='/json/']").click()
    with waiting.value.path().open(encoding="utf-8") as file:
        return json.load(file)


def test_an_auditor_goes_from_a_list_to_two_dossiers_that_differ_in_one_suspension(site, chromium):
    signin = site.signins["brand"]
    desk = open_page(chromium, width=1280)
    desk.goto(f"{site.url}/en/desk/supply/")
    desk.fill("[name=login]", signin["username"])
    desk.fill("[name=password]", signin["password"])
    desk.locator("main form button").first.click()
    desk.fill("[name=code]", code_now(signin["totp"]))
    desk.locator("main form button").first.click()
    supply = desk.url
    assert supply.count("/desk/supply/") == 1 and "Your suppliers" in desk.inner_text("h1")

    # A list beside the first one: the columns are remembered, nothing changes before it is confirmed.
    desk.goto(f"{supply}lists/")
    content = b"No,Factory,Country,Address,Migrant workers\nS-900,Fresh Mill,Laos,Vientiane,12\nS-901,=cmd,TH,,\n"
    desk.set_input_files(
        "form[method=post] [name=file]", {"name": "autumn.csv", "mimeType": "text/csv", "buffer": content}
    )
    desk.uncheck("form[method=post] [name=whole]")
    desk.locator("main form[method=post] button").last.click()
    desk.locator("main form:has(input[value=columns]) button").click()
    assert "begins like a formula" in desk.inner_text("main")
    desk.locator("main form:has(input[name=digest]) button").click()
    assert desk.url == supply and "Fresh Mill" in desk.inner_text("main")
    site.manage("db_worker", "--backend", "background", "--batch")

    # What is certain is looked at and confirmed; one match is taken back and confirmed again.
    desk.reload()
    desk.locator("main a[href='?certain=1']").click()
    assert desk.locator("main [name=pair]:checked").count() >= 1
    desk.locator("main form:has(input[value=certain]) button").click()
    assert "Each can be taken back" in desk.inner_text("body")
    desk.locator("main tbody tr:has(a[href*='/agencies/']) a[href*='/suppliers/']").first.click()
    desk.locator("button[value=undo]").first.click()
    desk.locator("main table button[value=same]").first.click()
    assert "Who recruits for it" in desk.inner_text("main")

    before = dossier_of(desk, site, supply)
    looked_at = open_page(chromium, width=1280, script=True)
    looked_at.context.add_cookies(desk.context.cookies())
    looked_at.route("**/*", let_the_checker_in)
    for address in (supply, f"{supply}lists/", desk.url):
        looked_at.goto(address)
        assert Axe().run(looked_at).response["violations"] == [], address
    looked_at.context.close()
    agency = next(
        one["number"] for one in before["agencies"] if one["routes"][0]["standing"]["word"] in ("vetted", "conditional")
    )
    site.manage("shell", "--no-imports", "-c", SUSPEND % agency)
    after = dossier_of(desk, site, supply)
    assert before != after
    for told in (before, after):
        for one in told["agencies"]:
            if one["number"] == agency:
                word = {route.pop("standing")["word"] for route in one["routes"]}
                assert ("suspended" in word) is (told is after)
                for route in one["routes"]:
                    route.pop("history")
        for one in told["suppliers"]:
            if any(each["agency"] == agency for each in one["recruiters"]):
                one.pop("finding")
        told["not_known"].pop("insufficient")
    assert before == after
