"""The whole journey on a worker's phone: Burmese, 360 px, no script; and the agency's officer at the desk."""

import re

import pytest

from foundation.codes import grouped
from tests.browser.conftest import open_page, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_worker_finds_a_job_is_introduced_and_reads_the_answer(site, chromium, visitor):
    # A link in a chat: an agency's jobs in Thailand that cost her less than half a month's wages.
    visitor.goto(f"{site.url}/my/jobs/?words=Blue+Heron&destination=TH&cost_to=0.5")
    visitor.locator(".hit a").first.click()
    assert re.search(r"/my/jobs/\d{10}/$", visitor.url)
    opening_url, body = visitor.url, visitor.inner_text("main")
    assert "Blue Heron Overseas" in body
    assert "၁၅၅,၀၀၀" in body  # what the agency says it costs, in kyat and in Burmese digits
    assert visitor.locator("svg").count() > 0

    # She asks to be introduced, without an account and without a cookie.
    visitor.locator("a[href$='/introduce/']").first.click()
    visitor.wait_for_timeout(2200)  # a form sent within two seconds is taken for a machine's
    visitor.fill("[name=called]", "မေ")
    visitor.check("[name=reply_by][value=receipt]")
    visitor.fill("[name=message]", "ဘယ်နေ့ စလုပ်ရမလဲ။")
    visitor.check("[name=consent]")
    visitor.locator("main form button").click()
    code = re.sub(r"\D", "", visitor.inner_text(".receipt bdi"))
    assert len(code) == 16
    assert code not in visitor.url
    assert visitor.context.cookies() == []

    # The officer signs in with the second step, finds the letter at the desk, and answers.
    officer = signed_in(open_page(chromium, width=1280), site, "heron")
    officer.locator("main a[href*='/desk/introductions/']").first.click()
    officer.goto(f"{site.url}/en/desk/introductions/")
    # The demo sent letters too; hers is the last one about this job.
    number = grouped(re.search(r"(\d{10})/$", opening_url)[1])
    officer.locator("main tr", has_text=number).last.locator("a").click()
    letter = officer.inner_text("main")
    assert "မေ" in letter
    assert "ဘယ်နေ့" in letter
    officer.locator("[name=outcome]").first.check()
    officer.fill("[name=words]", "Come on 5 January. Pay nothing.")
    officer.locator("main form button").last.click()
    assert "Come on 5 January" in officer.inner_text("main")
    officer.context.close()

    # She reads the answer with her code, and sees whom to call.
    visitor.goto(f"{site.url}/my/receipt/")
    visitor.fill("[name=code]", " ".join(code[start : start + 4] for start in range(0, 16, 4)))
    visitor.locator("main form button").click()
    assert "Come on 5 January" in visitor.inner_text("main")
    assert visitor.locator("footer a[href^='tel:']").count() >= 1
    assert visitor.locator("main a[href$='/help/']").count() >= 1

    # She takes her letter back; nothing of it is left.
    visitor.locator("[name=step][value=ask]").click()
    visitor.locator("[name=step][value=withdraw]").click()
    assert "မေ" not in visitor.inner_text("dl") if visitor.locator("main dl").count() else True
    visitor.goto(f"{site.url}/my/receipt/")
    visitor.fill("[name=code]", code)
    visitor.locator("main form button").click()
    assert "Come on 5 January" not in visitor.inner_text("main")
    assert visitor.context.cookies() == []
    assert opening_url.startswith(f"{site.url}/my/")


def test_a_burmese_query_in_zawgyi_and_in_unicode_gives_the_same_jobs(site, visitor):
    found = []
    for words in ("ဆောက်လုပ်ရေးလုပ်သား", "ေဆာက္လုပ္ေရးလုပ္သား"):
        visitor.goto(f"{site.url}/my/jobs/?words={words}")
        found.append(
            [link.get_attribute("href").split("?")[0] for link in visitor.locator(".hit h2 a, .hit h3 a").all()]
        )
    assert found[0]
    assert found[0] == found[1]


def test_choosing_filters_needs_no_script(site, visitor):
    visitor.goto(f"{site.url}/en/jobs/")
    visitor.locator("details summary").first.click()
    visitor.select_option("[name=destination]", "JP")
    visitor.locator("details form button, details button, form:has(details) button").last.click()
    assert "destination=JP" in visitor.url
    assert visitor.locator(".chip").count() >= 1
    visitor.locator("a.chip, .chip a").first.click()
    assert "destination=JP" not in visitor.url


def test_a_search_is_saved_read_and_stopped_without_script_account_or_cookie(site, visitor):
    visitor.goto(f"{site.url}/my/jobs/?destination=TH")
    visitor.locator("main a[href*='/alerts/']").click()
    visitor.wait_for_timeout(2200)  # a form sent within two seconds is taken for a machine's
    visitor.locator("main form button").click()
    page = visitor.url
    visitor.wait_for_load_state()
    assert re.search(r"/my/alerts/[a-z2-7]{32}/$", page)
    assert visitor.title() and page.split("/")[5] not in visitor.title()
    assert "application/atom+xml" in visitor.locator("link[rel=alternate]").get_attribute("type")
    site.manage("send_alerts")
    visitor.reload()
    visitor.locator("button[name=step][value=stop]").click()
    assert visitor.goto(page).status == 404
    assert visitor.context.cookies() == []
