"""The site under gunicorn as it is shipped: workers' figures add up and outlive a worker, and logs keep no trace."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.test_production import GOOD

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-that-nobody-guesses"
STARTING_SECONDS = 180


class Server:
    """One gunicorn with two workers."""

    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def get(self, path, **headers):
        """(status, text); redirects are not followed."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figure(self, pattern: str) -> float:
        """The sum of the figures whose line begins so."""
        text = self.get("/metrics", Authorization=f"Bearer {TOKEN}")[1]
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(pattern, line))

    def workers(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def wait_until(self, true):
        until = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if true():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        pytest.fail(f"It never came to that: {self.log.read_text()[-2000:]}")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given):
        return None


@pytest.fixture
def serve(tmp_path, unused_port):
    """Call it with what the environment holds besides; the server ends with the test."""
    started = []

    def start(**environment) -> Server:
        log = tmp_path / "log"
        given = {"METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path / "figures"), **environment}
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "portal.wsgi",
            "--bind",
            f"127.0.0.1:{unused_port}",
            "--workers",
            "2",
        ]
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **given}, stdout=output, stderr=output)
        started.append(process)
        server = Server(process, unused_port, log)
        server.wait_until(lambda: server.get("/health/live")[0] == 200)
        return server

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_workers_figures_add_up_and_outlive_a_worker_and_a_new_server_starts_from_nothing(serve, tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "counter_1.db").write_text("what an earlier server left")
    server = serve(DJANGO_SETTINGS_MODULE="portal.settings", DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    for _ in range(20):
        assert server.get("/")[0] == 302
    counted = r"fair_passage_requests_total\{.*choose_language"
    assert server.figure(counted) == 20
    assert server.figure("fair_passage_requests_in_progress ") == 0
    assert "fair_passage" not in server.get("/metrics")[1]
    killed = server.workers()[0]
    os.kill(killed, signal.SIGKILL)
    server.wait_until(lambda: len(server.workers()) == 2 and killed not in server.workers())
    assert server.figure(counted) == 20
    assert not list((tmp_path / "figures").glob(f"gauge_live*_{killed}.db"))


def test_production_s_log_is_json_without_who_asked_and_what(serve):
    production = {**GOOD, "DJANGO_SETTINGS_MODULE": "portal.settings_production"}
    server = serve(**{**production, "DATABASE_URL": "postgres://fair:secret@127.0.0.1:1/fair"})
    https = {"Host": "fair.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.77"}
    assert server.get("/", **https)[0] == 302
    # Without its database the site has no page to show, and says so in the log.
    assert server.get("/en/receipt/planted?words=plantedword", **https)[0] == 500
    assert server.get("/?words=plantedword", Host="evil.example")[0] >= 400
    assert server.get("/health/live", Host="10.0.0.7")[0] == 200
    status, told = server.get("/health/ready", Host="10.0.0.7")
    assert (status, json.loads(told)["database"]) == (503, "unavailable")
    text = server.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"portal.requests"} <= {line["logger"] for line in lines}
    assert next(line["view"] for line in lines if "view" in line) == "portal.doors.choose_language"
    assert not re.search("planted|203[.]0[.]113|127[.]0[.]0[.]1", text)
