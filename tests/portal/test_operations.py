"""docs/operations.md keeps up with the code: every variable, command, figure and address it should name."""

import ast
import os
import re
import signal
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest
import yaml
from django.core.management import get_commands

from foundation.clock import BANGKOK
from tests.portal.test_metrics import NAMES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
TABLE = PAGE.partition("## Settings")[2].partition("\n## ")[0]
READERS = ("portal/settings.py", "portal/settings_production.py", "gunicorn.conf.py")


def variables_read() -> set[str]:
    """Names that settings and gunicorn's configuration ask the environment for."""
    found = set()
    for name in READERS:
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.Call) and re.match(r"env\.|os\.environ\.get$|kept_secret$", ast.unparse(node.func)):
                found |= {given.value for given in node.args[:1] if isinstance(given, ast.Constant)}
            elif isinstance(node, ast.Subscript) and ast.unparse(node).startswith("os.environ['"):
                found.add(node.slice.value)
    return found - {"PROMETHEUS_MULTIPROC_DIR"}  # set, not read


def test_every_variable_that_the_settings_read_is_in_the_table():
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", TABLE))
    read = variables_read()
    assert len(read) > 25
    assert not {name for name in read if name not in told}


def test_the_example_of_an_environment_names_only_what_is_told_and_holds_no_secret():
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    values = dict(line.split("=", 1) for line in lines)
    assert {name for name in values if f"`{name}`" not in TABLE} == set()
    assert {name: value for name, value in values.items() if value} == {"WEB_CONCURRENCY": "2"}


@pytest.mark.parametrize("name", ["docs/operations.md", "compose.yaml"])
def test_every_command_that_is_told_exists(name):
    told = set(re.findall(r"manage\.py,? ([a-z_]+)", (ROOT / name).read_text()))
    assert told and told <= set(get_commands())


def test_alert_rules_ask_for_figures_that_exist():
    asked = set(re.findall(r"fair_passage_\w+", (ROOT / "docs" / "alerts.yaml").read_text()))
    exist = NAMES | {f"{name}_total" for name in NAMES} | {f"{name}_bucket" for name in NAMES}
    assert asked and asked <= exist


def test_the_images_run_what_the_site_is_tested_with():
    compose, requirements = (ROOT / "compose.yaml").read_text(), (ROOT / "requirements.in").read_text()
    server = re.search(r"image: elasticsearch:(\d+)", compose)[1]
    client = re.search(r"elasticsearch==(\d+)", requirements)[1]
    assert server == client


SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OFTEN = re.compile(r"hourly|nightly|weekly|(?:each|every) (?:hour|night|week)", re.I)


def repeated() -> dict[str, set[str]]:
    """{a command that a page or the command itself says is run again and again: where}."""
    ours = {name for name, package in get_commands().items() if (ROOT / str(package)).is_dir()}
    found: dict[str, set[str]] = {}
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        # A line of Compose names a service, not how often.
        lines = [line for line in page.read_text().splitlines() if not line.startswith("    docker compose")]
        for line in filter(OFTEN.search, lines):
            for name in ours & set(re.findall(r"[a-z_]+", line)):
                found.setdefault(name, set()).add(page.name)
    for path in ROOT.glob("[a-z]*/management/commands/[a-z]*.py"):
        if OFTEN.search(path.read_text()):
            found.setdefault(path.stem, set()).add(path.name)
    return found


def test_whatever_is_said_to_run_again_and_again_is_run_so_and_told_so():
    by_compose = {
        word.split()[0]
        for name in ("hourly", "nightly", "weekly", "worker", "printer")
        for word in SERVICES[name]["command"][2:]
    } | {*re.search(r"for what in ([a-z_ ]+); do", HOURLY["command"][2])[1].split()}
    table = " ".join(re.findall(r"^\| (?:hourly|daily|nightly|weekly|worker|printer) \|.*$", PAGE, re.M))
    cron = set(re.findall(r"^    [0-9* ]+ \.venv/bin/python manage\.py ([a-z_]+)", PAGE, re.M))
    assert {"move_reviews", "find_look_alikes", "reassess_agencies", "purge", "send_alerts"} <= repeated().keys()
    for name, where in repeated().items():
        assert name in by_compose, (name, where)
        assert name in table, (name, where)
        assert name in cron | {"index_pending", "make_pdfs"}, (name, where)


HOURLY = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["hourly"]
# Stands for Python: begins, and ends in its own time when it is told to.
COMMAND = """#!/bin/sh
trap 'echo "$2 told" >> said; sleep 0.2; echo "$2 ended" >> said; exit 0' TERM
echo "$2 began" >> said
[ "$2" = purge ] && exit 1
[ "$2" = take_up_work ] && exit 0
while true; do sleep 0.05; done
"""


@pytest.fixture
def hourly(tmp_path):
    """Starts the shell of the hourly container as Compose does, with a script in Python's place; leaves nothing behind."""
    shells = []

    def start(command: str) -> subprocess.Popen:
        program, flag, script = HOURLY["command"]
        (tmp_path / "python").write_text(command)
        (tmp_path / "python").chmod(0o755)
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        given = [program, flag, script.replace("$$", "$")]
        shells.append(subprocess.Popen(given, cwd=tmp_path, env=environment, start_new_session=True))
        return shells[-1]

    yield start
    for shell in shells:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        shell.wait()


def said_by(folder, line: str) -> list[str]:
    """What was said once that line is among it."""
    for _ in range(400):
        said = (folder / "said").read_text().splitlines() if (folder / "said").exists() else []
        if line in said:
            return said
        sleep(0.05)
    return pytest.fail(f"{line} was never said")


def test_the_hourly_container_ends_when_the_command_at_hand_has_ended(tmp_path, hourly):
    shell = hourly(COMMAND)
    said_by(tmp_path, "send_alerts began")
    shell.terminate()
    assert shell.wait(20) == 0
    assert said_by(tmp_path, "send_alerts began") == [
        "purge began",
        "take_up_work began",
        "send_alerts began",
        "send_alerts told",
        "send_alerts ended",
    ]


def test_the_hourly_container_ends_at_once_between_two_hours(tmp_path, hourly):
    shell = hourly('#!/bin/sh\necho "$2 ended" >> said\n')
    said_by(tmp_path, "clearsessions ended")
    shell.terminate()
    assert shell.wait(20) == 0


@pytest.mark.parametrize("name", ["nightly", "weekly"])
def test_what_runs_by_night_waits_for_its_hour_and_then_runs_every_command(tmp_path, name):
    program, flag, script, *given = SERVICES[name]["command"]
    stubs = {
        "date": f"#!/bin/sh\necho {given[2] if name == 'weekly' else int(given[2]) - 60}\n",
        "sleep": '#!/bin/sh\n[ -f slept ] && exec /bin/sleep 60\necho "$1" > slept\n',
        "python": '#!/bin/sh\nshift\necho "$@" >> said\n',
    }
    for stub, text in stubs.items():
        (tmp_path / stub).write_text(text)
        (tmp_path / stub).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = [program, flag, script.replace("$$", "$"), *given]
    shell = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    try:
        said = said_by(tmp_path, given[-1])
        shell.terminate()
        assert shell.wait(20) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    assert said == given[3:]
    # A whole round when the hour has just come, since it ran then; else until it comes.
    assert (tmp_path / "slept").read_text().strip() == ("604800" if name == "weekly" else "60")


def test_the_hours_of_the_night_are_those_of_bangkok():
    at = {name: SERVICES[name]["command"][5] for name in ("nightly", "weekly")}
    night = datetime.fromtimestamp(int(at["nightly"]), UTC).astimezone(BANGKOK)
    monday = datetime.fromtimestamp(int(at["weekly"]), UTC).astimezone(BANGKOK)
    assert (night.hour, night.minute) == (2, 17)
    assert (monday.isoweekday(), monday.hour, monday.minute) == (1, 3, 17)


def test_the_proxy_closes_what_is_for_machines_and_adds_no_header():
    caddyfile = (ROOT / "Caddyfile").read_text()
    closed = re.search(r"@inside path (.*)", caddyfile)[1].split()
    assert {"/health/*", "/metrics"} <= set(closed) and "respond @inside 404" in caddyfile
    added = [line.strip() for line in caddyfile.splitlines() if re.match(r"\s*header(_down)? [^-]", line)]
    assert added == []
