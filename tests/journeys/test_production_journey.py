"""The site as it runs for real: production settings, PostgreSQL, Elasticsearch, gunicorn behind a proxy's headers."""

import base64
import html
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from elasticsearch import Elasticsearch

from tests.browser.conftest import free_port
from tests.servers import elasticsearch_here, postgres_here

# One worker has them all, so that the site is filled once.
pytestmark = pytest.mark.xdist_group("production")
ROOT = Path(__file__).parents[2]
HOST = "fair.example"
PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
# A vetted agency with one opening, by the product's own actions; prints their public numbers.
OPEN = """
import django; django.setup()
from datetime import timedelta
from foundation import clock
from jobs.actions import post_opening, publish_opening, record_employer
from corridors.models import Corridor
from tests.make import make_organisation, make_vetted_agency
corridor, today = Corridor.objects.get(code="KH-TH-MOU"), clock.today()
agency = make_vetted_agency(corridor, today=today, name="Sandbank Overseas", organisation=make_organisation(kind="agency"))
opening = publish_opening(post_opening(
    agency, corridor, record_employer("Pier Seven Garments", "TH"), "Sewing machine operator",
    titles={"my": "စက်ချုပ်သမား", "th": "พนักงานเย็บผ้า"},
    wage_low=400, currency="THB", wage_per="day", hours_per_week=48,
    job_order_number="TH-5000", order_authority="Labour office", order_from=today - timedelta(days=20),
    order_until=today + timedelta(days=200),
))
print(agency.public_id, opening.public_id)
"""
CLOSE = """
import django; django.setup()
from jobs.actions import close_opening
from jobs.models import Opening
close_opening(Opening.objects.get(public_id="{opening}"))
"""


@dataclass
class Answer:
    """What came back: status, headers by lower-case name, text."""

    status: int
    headers: dict
    text: str


@dataclass
class Production:
    """A served site, and the environment of its processes."""

    port: int
    environment: dict
    processes: list = field(default_factory=list)
    agency: str = ""
    opening: str = ""

    def run(self, *words: str) -> str:
        """A command to its end, and what it prints."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *words: str) -> None:
        """A process that stays until the end."""
        self.processes.append(subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.environment))

    def ask(self, path: str, form: dict | None = None, headers: dict = PROXY) -> Answer:
        """What a browser behind the proxy is answered; a form is posted."""
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {**headers}
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        body = None if form is None else urlencode(form)
        door.request("GET" if form is None else "POST", path, body=body, headers=sent)
        answer = door.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        text = html.unescape(answer.read().decode())
        door.close()
        return Answer(answer.status, told, text)

    def page(self, path: str, form: dict | None = None) -> str:
        """The text of a page that must answer 200 and leave no trace in the browser."""
        answer = self.ask(path, form)
        assert answer.status == 200, (path, answer.status)
        assert "set-cookie" not in answer.headers, path
        return answer.text


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Migrated, filled by the product's own commands, indexed and served; gone without a trace at the end."""
    url, (elastic, password) = postgres_here(), elasticsearch_here()
    folder, name = tmp_path_factory.mktemp("production"), f"journey_{secrets.token_hex(6)}"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PORTAL_", "SEARCH_", "DJANGO_"))}
    site = Production(
        free_port(),
        clean
        | {
            "DJANGO_SETTINGS_MODULE": "portal.settings_production",
            "PYTHONPATH": str(ROOT),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "CARD_KEYS": "c1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "CACHE_URL": "dbcache://site_cache",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "PROXY_HOPS": "1",
            "EMAIL_URL": "dummymail://",
            "DEFAULT_FROM_EMAIL": f"Fair Passage <no-reply@{HOST}>",
            "SEARCH_ENGINE": "elasticsearch",
            "SEARCH_INDEX_DIR": str(folder / "index"),
            "ELASTICSEARCH_URL": elastic,
            "ELASTICSEARCH_PASSWORD": password,
            "ELASTICSEARCH_PREFIX": name.replace("_", "-"),
            "ELASTICSEARCH_TIMEOUT": "20",
            "STATIC_ROOT": str(folder / "static"),
        },
    )
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
    try:
        fill(site)
        site.start("-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{site.port}", "--workers", "2")
        site.start("manage.py", "index_pending", "--follow")
        assert becomes(lambda: is_ready(site))
        yield site
    finally:
        for process in site.processes:
            process.terminate()
        for process in site.processes:
            process.wait(60)
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")
        client = Elasticsearch(elastic, basic_auth=("elastic", password), request_timeout=60)
        for index in client.indices.get(index=f"{name.replace('_', '-')}-*", features="aliases").body:
            client.indices.delete(index=index)


def fill(site: Production) -> None:
    """What docs/operations.md says, in its order, then one vetted agency with an opening."""
    site.run("manage.py", "migrate", "--noinput", "--verbosity", "0")
    site.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    for command in ("load_reference", "load_corridors", "plant_pages"):
        site.run("manage.py", command)
    register = "th_licensed_recruitment_agencies"
    site.run(
        "manage.py", "import_agencies", f"agencies/content/registers/{register}.csv",
        "--source", f"agencies/sources/{register}.toml",
    )  # fmt: skip
    site.run("manage.py", "import_openings", "jobs/content/us_h2b.csv", "--source", "jobs/sources/us_h2b.toml")
    site.agency, site.opening = site.run("-c", OPEN).split()
    site.run("manage.py", "reindex")


def is_ready(site: Production) -> bool:
    """As a balancer asks: by address, in the clear."""
    try:
        return site.ask("/health/ready", headers={}).status == 200
    except OSError:
        return False


def becomes(true, patience: float = 60.0) -> bool:
    """Whether it becomes true; patience is generous because it only bounds a failure."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_it_is_alive_ready_and_has_its_engine(production):
    assert production.ask("/health/live", headers={}).status == 200
    # "slow" is told while a process still makes its first connection to the engine.
    well = {"ready": True, "database": "ok", "migrations": "ok", "search": "ok"}
    assert becomes(lambda: json.loads(production.ask("/health/ready", headers={}).text) == well)


def test_examples_are_refused(production):
    done = subprocess.run(
        [sys.executable, "manage.py", "seed_demo"], cwd=ROOT, env=production.environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "refused" in done.stderr


def test_who_comes_in_the_clear_is_sent_to_https_and_foreign_hosts_are_refused(production):
    answer = production.ask("/en/", headers={**PROXY, "X-Forwarded-Proto": "http"})
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/en/")
    assert production.ask("/en/", headers={**PROXY, "Host": "other.example"}).status == 400


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_the_first_page_and_its_sheet_are_served(production, language):
    answer = production.ask(f"/{language}/")
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert "set-cookie" not in answer.headers
    (sheet,) = re.findall(r'<link rel="stylesheet" href="(/static/[^"]+)"', answer.text)
    assert "immutable" in production.ask(sheet).headers["cache-control"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "sewing"), ("my", "စက်ချုပ်"), ("th", "เย็บผ้า"), ("en", "พนักงานเย็บผ้า")]
)
def test_the_opening_is_found_by_its_words(production, language, words):
    page = production.page(f"/{language}/jobs/?words={quote(words)}")
    assert f"/{language}/jobs/{production.opening}/" in page
    assert f'value="{words}"' in page
    assert 'class="warn"' not in page.partition("<main")[2].partition("<article")[0]  # search is not limited


def test_the_opening_tells_its_price_and_its_own_address(production):
    page = production.page(f"/en/jobs/{production.opening}/")
    assert "Sewing machine operator" in page
    assert f"https://{HOST}/en/jobs/{production.opening}/" in page
    assert "Sandbank Overseas" in page


def test_an_agency_is_checked_by_name_and_by_number(production):
    assert "Sandbank Overseas" in production.ask(f"/en/agencies/check/?q={quote('sandbank')}").text
    assert "Sandbank Overseas" in production.page(f"/km/agencies/{production.agency}/")


def test_a_letter_is_sent_and_its_receipt_is_read(production):
    path = f"/my/jobs/{production.opening}/introduce/"
    form = hidden_fields(production.page(path)) | {"called": "May", "reply_by": "receipt", "consent": "on"}

    def send() -> bool:
        """The form takes no letter that was filled in faster than a person can."""
        answers.append(production.ask(path, form))
        return answers[-1].status == 200

    answers: list[Answer] = []
    assert becomes(send)
    (code,) = re.findall(r'class="receipt"><bdi>([^<]+)</bdi>', answers[-1].text)
    assert "set-cookie" not in answers[-1].headers
    read = production.page("/my/receipt/", hidden_fields(production.page("/my/receipt/")) | {"code": code})
    assert "Sandbank Overseas" in read


def test_what_is_closed_leaves_the_results_and_its_page_says_so(production):
    production.run("-c", CLOSE.format(opening=production.opening))
    assert production.ask(f"/en/jobs/{production.opening}/").status == 410
    assert production.opening not in production.page("/en/jobs/?words=sewing")
    # The worker takes it out of the index, so that it is counted nowhere either.
    client = Elasticsearch(elasticsearch_here()[0], basic_auth=("elastic", elasticsearch_here()[1]))
    ((_, told),) = client.indices.get_alias(name=f"{production.environment['ELASTICSEARCH_PREFIX']}-*").body.items()
    (alias,) = told["aliases"]
    assert becomes(lambda: client.count(index=alias)["count"] == 0)


def hidden_fields(page: str) -> dict:
    """What a form carries by itself."""
    return {
        name: value
        for tag in re.findall(r'<input type="hidden"[^>]*>', page)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', tag)
    }
