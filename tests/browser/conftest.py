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
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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

    def manage(self, *words: str) -> str:
        """Run a command of the site and give what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
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
        "SITE_URL": url,
    }
    environment.pop("PORTAL_TODAY", None)
    site = Site(url, environment, {})
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.manage("seed_demo", "--signins", str(folder / "signins.json"))
    site.signins.update(json.loads((folder / "signins.json").read_text()))
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", url.removeprefix("http://"), "--workers", "1"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        wait_for(url, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)


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
