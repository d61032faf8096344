"""From asking for help in Khmer on a phone, without script, to a closed case of which nothing can be read any more."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.demo.people import code_now
from tests.browser.conftest import open_page
from tests.browser.test_pages import let_the_checker_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PURGE_AND_LOOK = """
import json
from datetime import timedelta
from django.db import connection
from foundation.clock import today
from support.actions.purging import purge_cases
from support.needs import needs

purge_cases(today() + timedelta(days={days}))
found = []
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT * FROM "{{table}}"')
        rows = [str(row) for row in cursor.fetchall() if "{key}" in str(row).replace("-", "")]
        told = table.startswith("support_") or any(need in row for need in needs() for row in rows)
        found += [table] if rows and told else []
print(json.dumps(found))
"""
WORDS = "ថៅកែមិនបានបើកប្រាក់ខែពីរខែហើយ។"


def look_up(page, site, code: str, language: str = "km") -> str:
    """Open the receipt; what the page says."""
    page.goto(f"{site.url}/{language}/receipt/")
    page.fill("[name=code]", code)
    page.locator("main form button").click()
    return page.inner_text("main")


def tables_with(site, key: str, after_days: int) -> list[str]:
    """The tables of support/ in which the case still stands once the purge of so many days later has run, and any other
    in which its key stands beside a need.
    """
    printed = site.manage("shell", "-c", PURGE_AND_LOOK.format(key=key, days=after_days))
    return json.loads(printed.strip().splitlines()[-1])


def test_a_worker_gets_help_and_after_the_limit_nothing_of_it_can_be_read(site, chromium, visitor):
    # Three steps on a phone; a step back keeps what was written.
    visitor.goto(f"{site.url}/km/help/")
    visitor.locator("main a[href$='/help/ask/']").click()
    assert visitor.locator("main a[href^='tel:']").count() >= 1
    visitor.check("[name=request][value=unpaid_wages]")
    visitor.fill("[name=words]", WORDS)
    visitor.locator("button[name=step][value='2']").click()
    visitor.locator("button[name=step][value='1']").click()
    assert visitor.input_value("[name=words]") == WORDS
    visitor.locator("button[name=step][value='2']").click()
    visitor.select_option("[name=country]", "TH")
    visitor.locator("button[name=step][value='3']").click()
    visitor.wait_for_timeout(2200)  # a form sent within two seconds is taken for a machine's
    visitor.fill("[name=called]", "សុខា")
    visitor.check("[name=reply_by][value=phone]")
    visitor.fill("[name=contact]", "+855 12 345 678")
    visitor.check("[name=consent]")
    visitor.locator("button[value=send]").click()
    code = re.sub(r"\D", "", visitor.inner_text(".receipt bdi"))
    assert len(code) == 16 and code not in visitor.url and visitor.context.cookies() == []

    # The case worker says why, reads, answers, and asks whether a law clinic may be told.
    signin = site.signins["caseworker"]
    desk = open_page(chromium, width=1280)
    desk.goto(f"{site.url}/en/desk/cases/?sort=-last&language=km&state=new")
    desk.fill("[name=login]", signin["username"])
    desk.fill("[name=password]", signin["password"])
    desk.locator("main form button").first.click()
    desk.fill("[name=code]", code_now(signin["totp"]))
    desk.locator("main form button").first.click()
    desk.locator("main table a[href*='/desk/cases/']").last.click()
    case = desk.url
    assert WORDS not in desk.inner_text("main")
    desk.check("[name=purpose][value=answer]")
    desk.locator("button[value=open]").click()
    assert WORDS in desk.inner_text("main") and "+855 12 345 678" in desk.inner_text("main")
    desk.wait_for_timeout(2200)
    desk.fill("[name=words]", "We write to your employer on Monday.")
    desk.locator("button[value=answer]").click()
    desk.select_option("[name=service]", index=1)
    desk.locator("button[value=refer]").click()

    # The worker reads it, ranks needs, and lets the clinic see a name alone.
    assert "We write to your employer on Monday." in look_up(visitor, site, code)
    visitor.locator("button[value=needs]").click()
    visitor.select_option("[name=place_1]", "recover_wages")
    visitor.select_option("[name=place_2]", "secure_work")
    visitor.locator("button[value=rank]").click()
    assert visitor.locator("main ol li").count() == 2
    visitor.check("[name=fields_told][value=called]")
    visitor.locator("button[value^='agree:']").click()

    # The clinic opens the link, sees no more than that, and accepts; the link is spent.
    desk.goto(case)
    desk.locator("button[value^='link:']").click()
    link = desk.inner_text("main code")
    clinic = open_page(chromium, width=768)
    clinic.goto(link)
    assert "សុខា" not in clinic.inner_text("main")
    clinic.locator("button[value=open]").click()
    assert "សុខា" in clinic.inner_text("main") and "+855" not in clinic.inner_text("main")
    clinic.locator("button[value=accept]").click()
    assert clinic.goto(link).status == 404
    clinic.context.close()

    # A need is marked as given. The client, and nobody else, closes the case.
    desk.goto(case)
    desk.locator("button[value='given:recover_wages']").click()
    desk.locator("button[value=ask_to_close]").click()
    look_up(visitor, site, code)
    visitor.locator("button[value=done]").click()
    assert visitor.locator("button[value=done]").count() == 0

    # After the limit, nothing of it can be read: not with the code, not at the desk, and in no table.
    key = case.rstrip("/").rsplit("/", 1)[1].replace("-", "")
    cases = ["support_case", "support_casemessage", "support_caseneed", "support_caseparty", "support_referral"]
    assert tables_with(site, key, after_days=89) == cases
    assert tables_with(site, key, after_days=90) == []
    assert "We write to your employer" not in look_up(visitor, site, code)
    assert visitor.locator("[name=code]").count() == 1
    assert desk.goto(case).status == 404
    assert visitor.context.cookies() == []
    assert not [each for each in visitor.watched.requests if not each.startswith(site.url)]
    desk.context.close()


@pytest.mark.parametrize("language", ["en", "km"])
def test_axe_finds_nothing_to_complain_of_where_help_is_asked_for(site, chromium, language):
    page = open_page(chromium, script=True)
    page.route("**/*", let_the_checker_in)
    page.goto(f"{site.url}/{language}/help/ask/")
    assert Axe().run(page).response["violations"] == []
    page.check("[name=request][value=health]")
    page.locator("button[name=step][value='2']").click()
    page.select_option("[name=country]", "TH")
    page.locator("button[name=step][value='3']").click()
    assert Axe().run(page).response["violations"] == []
    page.context.close()
