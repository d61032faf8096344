"""A whole site of its own: migrated, seeded and served by the product's own commands, looked at by a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from portal.demo.people import code_now
from tests.migrated import put_database

ROOT = Path(__file__).resolve().parents[2]
# What runs a command on the day of a site whose clock is moved (tests.browser.moved).
MOVED = ("-m", "tests.browser.moved")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A served site: its address, its environment (for manage.py), and the demo's sign-ins."""

    url: str
    environment: dict
    signins: dict

    def manage(self, *words: str, by: tuple[str, ...] = ("manage.py",)) -> str:
        """Run a command of the site and give what it prints; `by`: what Python runs it with."""
        done = subprocess.run(
            [sys.executable, *by, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demo, served on a port of its own until the last browser test is done."""
    folder = tmp_path_factory.mktemp("site")
    url = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "SEARCH_INDEX_DIR": str(folder / "index"),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": url,
    }
    environment.pop("PORTAL_TODAY", None)
    site = Site(url, environment, {})
    put_database(folder / "site.sqlite3")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.manage("seed_demo", "--signins", str(folder / "signins.json"))
    site.signins.update(json.loads((folder / "signins.json").read_text()))
    site.manage(by=("-m", "bench.every_block"))
    with served(site):
        yield site


@contextmanager
def served(site: Site, application: str = "portal.wsgi", letters=None):
    """The site behind gunicorn with one worker until the block ends; `letters`: a file for what it would send."""
    bind = site.url.removeprefix("http://")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, "--bind", bind, "--workers", "1"],
        cwd=ROOT, env=site.environment, stdout=letters,
    )  # fmt: skip
    try:
        wait_for(site.url, server)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def signed_in(page: Page, site: Site, name: str) -> Page:
    """A member at the desk, after the second step."""
    told = site.signins[name]
    page.goto(f"{site.url}/en/desk/")
    page.fill("[name=login]", told["username"])
    page.fill("[name=password]", told["password"])
    page.locator("main form button").first.click()
    page.fill("[name=code]", code_now(told["totp"]))
    page.locator("main form button").first.click()
    assert page.url.endswith("/en/desk/"), page.inner_text("main")
    return page


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Until the site answers; a server that ended or is silent for a minute fails the test."""
    for _ in range(240):
        assert server.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(f"{url}/en/help/", timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise AssertionError("the site did not answer within a minute")


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """Debian's Chromium (or $CHROMIUM)."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "No Chromium here: install the package chromium, or set CHROMIUM to the path of one."
    # Playwright keeps an event loop in this thread until the session ends; the other tests of this worker are no
    # asynchronous code for that, so Django must not take them for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class Watched:
    """Everything a page asked for, and every complaint in its console."""

    def __init__(self, page: Page):
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


def open_page(chromium: Browser, width: int = 360, script: bool = False, language: str = "en") -> Page:
    """A fresh visitor: no cookies, this width, script off unless asked for."""
    context = chromium.new_context(
        viewport={"width": width, "height": 760}, java_script_enabled=script, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    page.watched = Watched(page)
    return page


@pytest.fixture
def visitor(chromium):
    """A worker's phone: 360 px wide, no script, no cookies."""
    page = open_page(chromium)
    yield page
    page.context.close()
