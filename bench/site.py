"""Throw-away sites to measure: a database, an index and a web server of their own, in one temporary folder.

bench.__main__ builds one site with examples, then copies it for every size; the other modules run inside a site's
environment as processes of their own, because settings are read once.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# Any day will do; a fixed one makes runs alike.
TODAY = "2026-08-01"
STARTING_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """One site in a folder; `root` holds the static files that all sites share."""

    folder: Path
    root: Path
    today: str = TODAY
    engine: str = "embedded"

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this site reads its settings from."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": f"sqlite:///{self.folder / 'site.sqlite3'}",
            "SEARCH_INDEX_DIR": str(self.folder / "index"),
            "SEARCH_ENGINE": self.engine,
            "ELASTICSEARCH_PREFIX": f"bench-{self.folder.name}",
            "STATIC_ROOT": str(self.root / "static"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "PORTAL_TODAY": self.today,
            "PORTAL_DEMO": "1",
            "CACHE_URL": "dbcache://site_cache",
        }

    def manage(self, *words: str) -> None:
        """`manage.py words` in this site; what it prints is shown only when it fails."""
        self._run([sys.executable, "manage.py", *words])

    def call(self, module: str, *words: str) -> dict:
        """`python -m module words` in this site; returns the JSON of its last line."""
        printed = self._run([sys.executable, "-m", module, *words]).strip()
        return json.loads(printed.splitlines()[-1])

    def copy(self, name: str, today: str | None = None) -> "Site":
        """The same database under another name, with no index yet."""
        folder = self.root / name
        folder.mkdir()
        for path in self.folder.glob("site.sqlite3*"):
            shutil.copy(path, folder / path.name)
        return Site(folder, self.root, today or self.today)

    def on_elasticsearch(self) -> "Site":
        """The same site with the other engine."""
        return replace(self, engine="elasticsearch")

    def forget(self) -> None:
        """Give its disk space back."""
        shutil.rmtree(self.folder)

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout


def new_site(root: Path) -> Site:
    """A migrated site with reference data and no agency, cost or opening."""
    folder = root / "base"
    folder.mkdir()
    site = Site(folder, root)
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_reference")
    # Only people's pages are measured; compressing the files of Wagtail's admin would take a minute.
    site.manage("collectstatic", "--noinput", "--verbosity", "0", "--ignore", "wagtail*", "--ignore", "admin")
    return site


@contextmanager
def served(workers: int = 1, server: str = "gunicorn"):
    """Serves the site of this process's environment as `make demo` does; yields (port, pids of the workers).

    server: "gunicorn", or "granian" with as many workers and threads, to compare.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = ["portal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "error"]
    granian = ["--interface", "wsgi", "portal.wsgi:application", "--port", str(port), "--blocking-threads", "4"]
    words = {"gunicorn": gunicorn, "granian": [*granian, "--no-log"]}[server]
    command = [sys.executable, "-m", server, *words, "--workers", str(workers)]
    process = subprocess.Popen(command, cwd=BASE_DIR)
    try:
        _wait_for(port, process)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, [int(pid) for pid in children]
    finally:
        process.terminate()
        process.wait(20)


def fetch(port: int, address: str, encoding: str = "gzip") -> tuple[int, dict[str, str], bytes]:
    """(status, headers by lower-case name, body as sent), over a connection of its own as a first visit has."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", address, headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if fetch(port, "/en/receipt/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site does not start.")
