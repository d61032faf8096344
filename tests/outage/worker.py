"""Processes beside the tests, on the same database and index: the follower and other commands, killed where wanted."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.browser.conftest import free_port, wait_for

ROOT = Path(__file__).parents[2]


def environment_of(site) -> dict:
    """What a process needs to stand on the tests' own database and the site's own index."""
    told, cluster = connection.settings_dict, site.settings.ELASTICSEARCH
    if connection.vendor == "postgresql":
        url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    else:
        url = f"sqlite:///{told['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.outage.settings",
        "DATABASE_URL": url,
        "SEARCH_ENGINE": "elasticsearch",
        "SEARCH_INDEX_DIR": str(site.settings.SEARCH_INDEX_DIR),
        "ELASTICSEARCH_URL": cluster["hosts"][0],
        "ELASTICSEARCH_PASSWORD": cluster["password"],
        "ELASTICSEARCH_PREFIX": cluster["prefix"],
        "ELASTICSEARCH_TIMEOUT": str(cluster["seconds"]),
    }


def start(site, *words: str) -> subprocess.Popen:
    """A command of manage.py, started."""
    return _process(site, "manage.py", *words)


def _process(site, *words):
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment_of(site))


@contextmanager
def follower(site):
    """`index_pending --follow` for the block; ended as an operator ends it."""
    process = start(site, "index_pending", "--follow")
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def served(site):
    """The address at which gunicorn serves the site for the block."""
    url = f"http://127.0.0.1:{free_port()}"
    process = _process(site, "-m", "gunicorn", "portal.wsgi", "--bind", url.removeprefix("http://"), "--workers", "1")
    try:
        wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(60)
