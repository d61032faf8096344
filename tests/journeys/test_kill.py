"""kill -9 at any moment: every letter whose receipt was shown is there, and a killed import leaves no half of itself."""

import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.migrated import put_database

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).parents[2]
LETTERS = """
import django; django.setup()
import uuid
from jobs.introductions import Letter, introduce
from jobs.models import Opening
from foundation import clock
opening = Opening.objects.select_related("agency").get()
for turn in range(2000):
    code = introduce(opening, Letter("May", "receipt", "", f"letter {turn}", "my"), uuid.uuid4().hex, clock.today())
    print(code, flush=True)
"""
PREPARE = """
import django; django.setup()
from tests.make import make_corridor, make_opening, make_organisation, make_vetted_agency
corridor = make_corridor("MM-TH-AGENCY")
make_opening(agency=make_vetted_agency(corridor, organisation=make_organisation(kind="agency")), corridor=corridor)
"""
COUNT = """
import django; django.setup()
import sys
from foundation import clock, trail
from jobs.introductions import by_receipt
from jobs.introduction_models import Introduction
codes = sys.stdin.read().split()
print(sum(by_receipt(code, clock.today()) is not None for code in codes), len(codes), Introduction.objects.count(), trail.verify_trail()[0])
"""
ORDERS = """
import django; django.setup()
from jobs.models import Employer, Opening
print(Opening.objects.exclude(source="").count(), Employer.objects.count())
"""
SEARCHES = """
import django; django.setup()
from foundation import clock
from jobs import alerts
from search.query import OpeningQuery
from tests.make import make_agency, make_corridor, make_employer, make_opening, make_standing, make_user
for number in range(30):
    alerts.save_for(make_user(), OpeningQuery(words="cook"), True, clock.today())
agency, corridor, employer = make_agency(), make_corridor(), make_employer()
make_standing(agency, corridor)
for number in range(40):
    make_opening(agency=agency, corridor=corridor, employer=employer, title=f"Cook {number}")
"""
ALERTS = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from jobs import alert_matching
settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
telling = alert_matching._tell
def told(*given):
    done = telling(*given)
    print("told", flush=True)
    return done
alert_matching._tell = told
call_command("send_alerts", "--json")
"""
TELLINGS = """
import django; django.setup()
from jobs.alert_models import Telling
print(Telling.objects.count(), Telling.objects.values("search", "opening").distinct().count(), Telling.objects.filter(waits_for_mail=True).count())
"""


def environment_of(database: Path) -> dict:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings_tests",
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(ROOT),
    }


def run_in(environment: dict, *words: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def site(tmp_path):
    """An empty database of this test alone; call it to run a script or manage.py there."""
    database = put_database(tmp_path / "site.sqlite3")
    run = partial(run_in, environment_of(database))
    run.environment = environment_of(database)
    return run


def start(site, *words: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True)


def test_no_acknowledged_letter_is_lost(site):
    site("-c", PREPARE)
    receipts = []
    for letters in (1, 7, 20):
        writer = start(site, "-c", LETTERS)
        try:
            receipts += [writer.stdout.readline().strip() for _ in range(letters)]
            time.sleep(0.003 * letters)
        finally:
            writer.send_signal(signal.SIGKILL)
            receipts += writer.communicate()[0].split()
    found, asked, kept, chain_is_whole = site("-c", COUNT, stdin="\n".join(receipts)).split()
    assert found == asked
    assert int(asked) == len(set(receipts)) >= 28
    assert int(kept) >= int(asked)
    assert chain_is_whole == "True"


@pytest.mark.parametrize("seconds", [0.9, 1.6, 2.6])
def test_a_killed_import_leaves_the_table_as_it_was_and_can_be_run_again(site, seconds):
    words = ("manage.py", "import_openings", "jobs/content/us_h2a.csv", "--source", "jobs/sources/us_h2a.toml")
    writer = start(site, *words)
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    openings = int(site("-c", ORDERS).split()[0])
    assert openings in (0, 2249)  # nothing of it, or all of it
    assert "2249 rows read" in site(*words)


def test_killed_alerts_tell_everybody_of_everything_once(site):
    """A letter that was being handed over when its sender died may be missing, and stands in the list; none comes twice."""
    site("-c", SEARCHES)
    printed = ""
    for line, count in (("told", 5), ("To: ", 2), ("To: ", 15)):
        writer = start(site, "-c", ALERTS)
        try:
            while count and (text := writer.stdout.readline()):
                printed += text
                count -= text.startswith(line)
        finally:
            writer.send_signal(signal.SIGKILL)
            printed += writer.communicate()[0]
        assert count == 0
    printed += site("-c", ALERTS)
    assert site("-c", TELLINGS).split() == ["1200", "1200", "0"]
    letters = re.findall(r"^To: (\S+)$", printed, re.M)
    assert len(letters) == len(set(letters))
    assert 30 - 2 <= len(letters) <= 30
