"""Pages kept on a phone, in a real Chromium whose network is cut: chosen first, told with their day, forgotten whole."""

import re

import pytest

from bench.public_pages import first_of
from tests.browser.conftest import open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
KEEP = "Keep pages on this phone"


def keep(page, site, more: str = "", language: str = "en") -> None:
    """Press the button of the page, and wait until it says that all is kept."""
    page.goto(f"{site.url}/{language}/phone/{more}")
    page.locator("#keep").click()
    page.locator("#kept").wait_for(state="visible")


def held(page) -> list[str]:
    """The paths of all kept copies."""
    return page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            return found.filter((path) => !path.startsWith("/static/")).sort();
        }"""
    )


@pytest.fixture
def phone(chromium):
    """A phone with script, as most are."""
    page = open_page(chromium, script=True)
    yield page
    page.context.close()


def test_nothing_is_kept_before_somebody_chooses_so(site, phone):
    for path in ("", "help/", "corridors/", "corridors/MM-TH-MOU/", "phone/"):
        phone.goto(f"{site.url}/en/{path}")
    assert phone.evaluate("caches.keys()") == []
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    phone.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.goto(f"{site.url}/en/help/")


def test_helplines_and_opened_routes_are_read_without_network_with_their_day(site, phone):
    keep(phone, site)
    phone.goto(f"{site.url}/en/corridors/MM-TH-MOU/")
    phone.wait_for_function("caches.match('/en/corridors/MM-TH-MOU/').then(Boolean)")
    phone.context.set_offline(True)
    for path, words in (
        ("help/", "Get help"),
        ("corridors/", "What should it cost?"),
        ("corridors/MM-TH-MOU/", "Can I go today?"),
    ):
        phone.goto(f"{site.url}/en/{path}")
        assert words in phone.inner_text("main")
        assert re.search(r"This is a copy of \d+ \w+ \d{4}", phone.locator("main > .warn").first.inner_text())
        assert phone.evaluate("getComputedStyle(document.querySelector('header .name')).textDecorationLine") == "none"
    phone.goto(f"{site.url}/en/corridors/KH-TH-MOU/")
    assert "There is no network now" in phone.inner_text("main"), "a route that was never opened is not kept"


def test_a_job_is_kept_only_by_a_tap_and_says_that_it_is_a_copy(site, phone):
    address = "/en/" + first_of(site.url, "en", "jobs/", r"jobs/\d{10}/")
    keep(phone, site)
    phone.goto(site.url + address)
    assert address not in held(phone)
    phone.get_by_role("link", name="Keep this page on this phone").click()
    phone.locator("#keep").click()
    phone.locator("#kept").wait_for(state="visible")
    assert address in held(phone)
    phone.goto(site.url + address)
    assert "This is a copy" not in phone.inner_text("main")
    phone.context.set_offline(True)
    phone.goto(site.url + address)
    assert "On that day the job was shown here." in phone.locator("main > .warn").first.inner_text()
    ink = "getComputedStyle(document.body).getPropertyValue('--good').trim() === getComputedStyle(document.body).getPropertyValue('--ink').trim()"
    assert phone.evaluate(ink), "what was vetted that day is not drawn in green"


def test_a_copy_of_a_job_past_its_last_day_is_gone(site, phone):
    address = "/en/" + first_of(site.url, "en", "jobs/", r"jobs/\d{10}/")
    keep(phone, site, f"?page={address}")
    phone.evaluate(
        """async (path) => {
            const pages = await caches.open("pages-1"), copy = await pages.match(path), headers = new Headers(copy.headers);
            headers.set("X-Kept-Until", "2020-01-01T00:00:00+07:00");
            await pages.put(path, new Response(await copy.text(), { headers }));
        }""",
        address,
    )
    phone.context.set_offline(True)
    phone.goto(site.url + address)
    assert "There is no network now" in phone.inner_text("main")
    assert address not in held(phone)


def test_answers_receipts_and_searches_leave_nothing(site, phone):
    keep(phone, site)
    before = held(phone)
    for path in ("receipt/", "report/", "verify/", "jobs/", "jobs/?words=cook", "cost/", "search/?words=visa", "account/login/", "match/", "review/", "corridors/?origin=MM"):  # fmt: skip
        phone.goto(f"{site.url}/en/{path}")
    assert held(phone) == before == ["/en/corridors/", "/en/help/", "/en/phone/"]


def test_without_network_the_first_page_leads_to_what_is_kept(site, phone):
    keep(phone, site)
    phone.context.set_offline(True)
    phone.goto(f"{site.url}/en/")
    assert "There is no network now" in phone.inner_text("main")
    phone.locator("#pages a").first.wait_for(state="visible")
    assert phone.locator("#pages a").count() == 2
    phone.get_by_role("link", name=re.compile("Get help · ")).click()
    assert phone.locator("h1").inner_text() == "Get help"


@pytest.mark.parametrize("script", [True, False])
def test_forgetting_takes_everything_off_the_phone(site, chromium, script):
    page = open_page(chromium, script=True)
    keep(page, site)
    if script:
        page.get_by_role("button", name="Forget everything on this phone").click()
    else:
        # What a form alone does, as a browser without script sends it.
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('forget'))")
    page.get_by_role("heading", name="Nothing is kept on this phone now").wait_for()
    page.goto(f"{site.url}/en/attributions/")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.watched.complaints == []
    page.context.close()


def test_without_script_the_page_says_what_else_helps(site, visitor):
    visitor.goto(f"{site.url}/en/phone/")
    assert not visitor.get_by_role("button", name=KEEP).is_visible()
    assert "This browser cannot keep pages." in visitor.inner_text("main")
    visitor.get_by_role("button", name="Forget everything on this phone").click()
    assert visitor.locator("h1").inner_text() == "Nothing is kept on this phone now"
