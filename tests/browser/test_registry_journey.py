"""A register is read in, two CSOs vouch, workers report with cards what they paid, a new list suspends the licence.

Everything goes through pages of a real browser without script, or through the product's own nightly commands. Days pass in
between, for the pages, the commands and the registry's history alike (tests.browser.moved).
"""

import json
import os
import re
import subprocess
from datetime import date, datetime, timedelta

import pytest

from foundation.clock import BANGKOK
from portal.demo.people import code_now
from tests.browser.conftest import MOVED, Site, free_port, open_page, served, signed_in
from tests.migrated import put_database

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASSWORD = "four words and a comma"
ROUTE = "MM-TH-MOU"
SOURCE = """
[source]
id = "mm-river"
country = "MM"
regulator = "Invented Department of Labour"
retrieved = 2026-01-01
licence = "Invented for a test."
check_days = 365
[key]
columns = "number"
[columns]
name = "name"
name_en = "name"
licence_number = "number"
last_day = "valid_until"
status = "status"
retrieved = "as_of"
[status]
"licence suspended" = "suspended"
[defaults]
country = "MM"
covers = "MM-TH-*"
"""
PEOPLE = """
import json
from portal.demo.people import sign_in_for
print(json.dumps({name: sign_in_for(name, name, staff=True)[1].told() for name in ("first", "second")}))
"""
SAID = (("recruitment_fee", "Service fee", "0"), ("medical", "Health check", "0"))
TRUE = (("recruitment_fee", "Service fee", "120000"), ("medical", "Health check", "30000"))
# Of five journeys: what differed, and the fee that was paid in the end.
JOURNEYS = (
    ({"told_costs": "yes", "borrowed": "no", "receipts": "yes", "was_met": "yes", "safe_housing": "yes"}, "150000"),
    ({"told_costs": "no", "borrowed": "yes", "contract_changed": "yes", "wage_cut": "no", "training": "no"}, "140000"),
    ({"free_choice": "yes", "kept_copy": "no", "receipts": "no", "same_job": "yes", "last_wage": "yes"}, "160000"),
    ({"paid_broker": "yes", "own_language": "yes", "passport_taken": "no", "may_go_out": "yes"}, "145000"),
    ({"signed_before": "yes", "papers_back": "yes", "hours_as_agreed": "no", "agency_helped": "no"}, "155000"),
)


class Town:
    """A site whose days pass when the test says so, with its letters and the pages people hold open."""

    def __init__(self, site: Site, days, log):
        self.site, self.days, self.log = site, days, log

    @property
    def today(self) -> date:
        """The site's day."""
        return datetime.now(BANGKOK).date() + timedelta(days=int(self.days.read_text()))

    def pass_days(self, count: int) -> None:
        """So many midnights, the last with the night's commands."""
        self.days.write_text(str(int(self.days.read_text()) + count))
        self.manage("reassess_agencies", "+", "move_reviews", "+", "purge", "+", "index_pending", "+", "send_alerts")

    def manage(self, *words: str) -> str:
        """A command on the site's day."""
        return self.site.manage(*words, by=MOVED)

    def last_letter(self) -> str:
        """The link of the newest invitation."""
        return re.findall(r"https?://\S+/account/invitation/\S+", self.log.read_text())[-1]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A site with the facts of migration and no agency at all."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "sources").mkdir()
    (folder / "sources" / "mm_river.toml").write_text(SOURCE)
    days, log, url = folder / "days", folder / "log", f"http://127.0.0.1:{free_port()}"
    days.write_text("0")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SEARCH_INDEX_DIR": str(folder / "index"),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": url,
        "REGISTER_SOURCES": str(folder / "sources"),
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "MOVED": str(days),
    }
    environment.pop("PORTAL_TODAY", None)
    put_database(folder / "site.sqlite3")
    town = Town(Site(url, environment, {}), days, log)
    told = town.manage(
        *("collectstatic", "--noinput", "--verbosity", "0", "+", "load_reference", "+", "load_corridors", "+"),
        *("reindex", "+", "shell", "-c", PEOPLE),
    )
    town.site.signins.update(json.loads(told.splitlines()[-1]))
    # A Wednesday, so that the batch is some days away.
    days.write_text(str((2 - town.today.weekday()) % 7))
    with log.open("w") as letters, served(town.site, "tests.browser.moved:application", letters):
        yield town


@pytest.fixture
def people(chromium, town):
    """people(): a new person's browser; all are closed at the end."""
    pages = []

    def arrive(width: int = 1280):
        page = open_page(chromium, width=width)
        pages.append(page)
        return page

    yield arrive
    for page in pages:
        page.context.close()


def send(page, button: str = "main form[method=post] button") -> str:
    """Press the form's button; the words of the page that follows."""
    page.locator(button).last.click()
    return page.inner_text("main")


def invited(registrar, guest, town, name: str, second=None) -> None:
    """From the open page of members: invite somebody, who follows the letter and sets up the second step.

    second: the registrar who confirms the first invitation to a CSO, from the desk.
    """
    registrar.fill("form[method=post] [name=email]", f"{name}@example.org")
    registrar.select_option("form[method=post] [name=language]", "en")
    said = send(registrar)
    if second:
        assert "Another registrar must confirm" in said
        second.goto(f"{town.site.url}/en/desk/")
        second.locator("main a[href*='/invitations/asked/']").first.click()
        assert f"{name}@example.org" in second.inner_text("main")
        second.locator("form:has([value=confirm]) button").click()
        said = second.inner_text("main")
    assert "on its way" in said
    guest.goto(town.last_letter())
    guest.fill("form[method=post] [name=username]", name)
    guest.fill("form[method=post] [name=password1]", PASSWORD)
    guest.fill("form[method=post] [name=password2]", PASSWORD)
    guest.locator("main form button").first.click()
    guest.goto(f"{town.site.url}/en/desk/")
    # Nothing at the desk opens before the second step.
    guest.fill("form[method=post] [name=code]", code_now(guest.input_value("#authenticator_secret")))
    guest.locator("main form button").first.click()
    guest.goto(f"{town.site.url}/en/desk/")
    assert guest.url.endswith("/en/desk/"), guest.inner_text("main")


def upload(page, town, rows: list[str], name: str) -> str:
    """Upload a list; the words of the page that shows what it would change."""
    page.goto(f"{town.site.url}/en/desk/registry/lists/")
    page.select_option("form[method=post] [name=source]", "mm_river")
    text = "\n".join(["number,name,valid_until,status,as_of", *rows, ""])
    page.set_input_files(
        "form[method=post] [name=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.fill("form[method=post] [name=retrieved]", town.today.isoformat())
    return send(page)


def row(town, status: str = "") -> str:
    """The agency's line in the regulator's list of today."""
    return f"R-77,River Bend Overseas,{town.today.year + 1}-12-31,{status},{town.today.isoformat()}"


def tell_fees(page, town, number: str, lines) -> None:
    """The agency's officer tells what workers pay."""
    page.goto(f"{town.site.url}/en/desk/agency/{number}/fees/")
    page.locator("[name=corridor]").select_option(label=page.locator(f"option:has-text('{ROUTE}')").inner_text())
    page.fill("form[method=post] [name=currency]", "MMK")
    for place, (category, name, amount) in enumerate(lines):
        page.select_option(f"[name=line-{place}-category]", category)
        page.fill(f"[name=line-{place}-name]", name)
        page.fill(f"[name=line-{place}-amount]", amount)
        page.select_option(f"[name=line-{place}-payer]", "worker")
    assert "recorded" in send(page)


def post_job(page, town, number: str) -> str:
    """A job as a draft, then published; its number."""
    page.goto(f"{town.site.url}/en/desk/openings/new/{number}/")
    page.locator("[name=corridor]").select_option(label=page.locator(f"option:has-text('{ROUTE}')").inner_text())
    day = town.today
    told = {
        "employer_name": "Tin Works", "title": "Fish cannery worker", "occupation_code": "8160", "positions": "12",
        "wage_low": "400", "currency": "THB", "hours_per_week": "48", "rest_days_per_week": "1",
        "contract_months": "24", "starts": f"{day + timedelta(days=90)}", "apply_by": f"{day + timedelta(days=80)}",
        "job_order_number": "RB-1", "order_authority": "Invented office", "order_from": f"{day}",
        "order_until": f"{day + timedelta(days=200)}",
    }  # fmt: skip
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    page.select_option("form[method=post] [name=wage_per]", "day")
    assert "draft" in send(page)
    page.locator("form:has([value=publish]) button").click()
    return re.search(r"/openings/(\d+)/", page.url)[1]


def cards(page, town, count: int) -> list[str]:
    """A printed sheet: the codes on it."""
    page.goto(f"{town.site.url}/en/desk/cards/")
    page.fill("form[method=post] [name=count]", str(count))
    page.select_option("form[method=post] [name=corridor]", ROUTE)
    with page.expect_download() as got:
        page.locator("form[action$='/print/'] button").click()
    text = subprocess.run(["pdftotext", "-raw", got.value.path(), "-"], capture_output=True, text=True).stdout
    found = re.findall(r"^\d{4} \d{4} \d{4}$", text, re.MULTILINE)
    assert len(found) == count
    return found


def vouch(page, town, number: str) -> None:
    """From the agenda to the form and through it."""
    page.goto(f"{town.site.url}/en/desk/vouches/?state=awaits")
    line = page.locator("tr", has_text="River Bend")
    assert "not given" in line.first.inner_text()
    page.locator(f"main a[href*='/{number}/{ROUTE}/']").first.click()
    for principle in "AB12345":
        page.check(f"[name=answer_{principle}][value=seen]")
    page.fill("form[method=post] [name=visited]", f"{town.today - timedelta(days=2)}")
    page.fill("form[method=post] [name=interviewed]", "7")
    page.check("form[method=post] [name=tie][value=no]")
    page.locator("[name=step][value=vouch]").click()
    assert "counts from Monday" in page.inner_text("main")


def report(page, town, code: str, answers: dict, paid: str) -> None:
    """A returned worker with a card."""
    page.goto(f"{town.site.url}/my/review/")
    page.wait_for_timeout(2200)  # a form sent within two seconds is taken for a machine's
    page.fill("form[method=post] [name=code]", code)
    send(page)
    assert page.input_value("[name=corridor]") == ROUTE
    page.fill("form[method=post] [name=agency]", "River Bend")
    page.locator("[name=month]").select_option(index=1)
    for question, answer in answers.items():
        page.check(f"[name={question}][value={answer}]")
    page.check("form[method=post] [name=fees][value=all]")
    page.locator("main form details summary").click()
    page.fill("form[method=post] [name=paid_recruitment_fee]", paid)
    page.wait_for_timeout(2200)
    send(page)
    # The name was typed, not the number: she ticks which agency it is.
    page.locator("[name=chosen]").first.check()
    send(page)
    assert re.search(r"\d{4}", page.inner_text(".receipt"))
    assert page.context.cookies() == []


def test_a_register_becomes_jobs_with_prices_and_a_suspension_is_told_everywhere(town, people):
    url = town.site.url
    first, second = signed_in(people(), town.site, "first"), signed_in(people(), town.site, "second")
    public = people(360)

    # One registrar reads a list in and sees what it would change; another looks at the same and applies it.
    assert "River Bend Overseas" in upload(first, town, [row(town)], "list.csv")
    public.goto(f"{url}/en/agencies/")
    assert "River Bend" not in public.inner_text("main")
    second.goto(first.url)
    second.locator("main form button", has_text="Apply").click()
    public.goto(f"{url}/en/agencies/?words=river+bend")
    public.locator("main a[href*='/agencies/']", has_text="River Bend").first.click()
    number = re.search(r"/agencies/(\d{8})/", public.url)[1]

    # The agency is enrolled, its officer claims the record, a registrar approves; it tells its fees and a job.
    first.goto(f"{url}/en/desk/members/")
    first.fill("form[method=post] [name=name]", "River Bend Company")
    send(first)
    officer = people()
    invited(first, officer, town, "heron")
    officer.goto(f"{url}/en/desk/agency/claim/?agency={number}")
    officer.fill("form[method=post] [name=evidence]", "Licence R-77; call our office.")
    send(officer)
    second.goto(f"{url}/en/desk/registry/claims/")
    second.locator("main tr", has_text="River Bend Company").locator("a").click()
    second.locator("[name=step][value=approve]").click()
    assert "Approved" in second.inner_text("main")
    tell_fees(officer, town, number, SAID)
    job = post_job(officer, town, number)
    assert "Workers do not see it today" in officer.inner_text("main")
    officer.locator("main a[href$='/desk/agency/" + number + "/']").click()
    assert "Nobody has vouched for it" in officer.inner_text("main")

    # Two CSOs are accredited; an officer of each is invited, signs in, prints cards, and vouches.
    codes, csos = [], []
    for name, kind, size in (("Border House", "grassroots", 3), ("Mercy Circle", "faith", 2)):
        first.goto(f"{url}/en/desk/csos/")
        first.fill("form[method=post] [name=name]", name)
        first.select_option("form[method=post] [name=kind]", kind)
        first.select_option("form[method=post] [name=country]", "MM")
        send(first)
        first.locator("form:has([value=accredit]) [name=last_day]").fill(f"{town.today + timedelta(days=400)}")
        first.locator("form:has([value=accredit]) button").click()
        first.locator("main a.button[href*='/members/']").click()
        cso = people()
        invited(first, cso, town, name.split()[0].lower(), second)
        codes += cards(cso, town, size)
        vouch(cso, town, number)
        csos.append(cso)
    opening = f"{url}/en/jobs/{job}/"
    assert public.goto(opening).status == 410
    public.goto(f"{url}/en/jobs/?words=cannery")
    public.locator("main a[href*='/alerts/']").click()
    public.wait_for_timeout(2200)
    send(public)
    alert = public.url
    assert "Fish cannery" not in public.inner_text("main")

    # Monday's batch: the job is in search, on the saved search's page and in its feed; nothing tells who vouched.
    town.pass_days(5)
    public.goto(f"{url}/en/jobs/?words=cannery")
    assert "Fish cannery worker" in public.inner_text("main")
    assert public.goto(opening).status == 200
    assert "Border House" not in public.content()
    feed = public.request.get(f"{alert}feed/")
    assert "Fish cannery worker" in feed.text()

    # Five returned workers type in the codes of their cards what they really paid.
    worker = people(360)
    for code, (answers, paid) in zip(codes, JOURNEYS, strict=True):
        report(worker, town, code, answers, paid)
    assert "used" in _refused(worker, town, codes[0])
    public.goto(f"{url}/en/agencies/{number}/")
    assert "150,000" not in public.inner_text("main")

    # The night moves them: three prices stand side by side, the gap is severe, and the job is gone for it.
    town.pass_days(1)
    public.goto(f"{url}/en/agencies/{number}/")
    page = public.inner_text("main")
    assert "far more than the agency says" in page
    assert "150,000" in page
    assert public.goto(opening).status == 410
    assert "paying more" in public.inner_text("main")

    # The agency tells the truth: the job may be shown again.
    tell_fees(officer, town, number, TRUE)
    assert public.goto(opening).status == 200
    assert public.request.get(f"{url}/en/jobs/{job}/card.pdf").headers["content-type"] == "application/pdf"
    yesterday = town.today

    # The next day a new list says that the licence is suspended: every door says so with the next request.
    town.pass_days(1)
    shown = upload(first, town, [row(town, "licence suspended")], "newer.csv")
    assert "suspended" in shown.lower()
    assert public.goto(opening).status == 200
    first.locator("main form button", has_text="Apply").click()
    assert public.goto(opening).status == 410
    assert "suspended" in public.inner_text("main")
    public.goto(f"{url}/en/jobs/?words=cannery")
    assert "Fish cannery worker" not in public.inner_text("main")
    public.goto(f"{url}/en/verify/{job}/")
    assert "This job is not shown" in public.inner_text("main")
    assert "suspended" in public.inner_text("main")
    drawn = public.request.get(f"{url}/en/agencies/{number}/card.pdf")
    told = subprocess.run(["pdftotext", "-", "-"], input=drawn.body(), capture_output=True).stdout.decode()
    assert "suspended" in told.lower()
    assert public.request.get(f"{url}/en/jobs/{job}/card.pdf").headers["content-type"].startswith("text/html")
    feed = public.request.get(f"{alert}feed/").text()
    assert "Fish cannery worker" not in feed
    assert "No longer shown" in feed
    public.goto(f"{url}/en/agencies/{number}/")
    assert "suspended" in public.inner_text("main").lower()

    # Yesterday it stood, and can still be seen to have stood; today's past is not green and gives no number to call.
    public.goto(f"{url}/en/agencies/{number}/?as_of={yesterday}")
    past = public.inner_text("main")
    assert "suspended" not in past.lower()
    assert "Vetted" in past


def _refused(page, town, code: str) -> str:
    page.goto(f"{town.site.url}/en/review/")
    page.wait_for_timeout(2200)
    page.fill("form[method=post] [name=code]", code)
    return send(page)
