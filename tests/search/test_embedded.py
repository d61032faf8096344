"""What the engine inside the process does alone: its files and its forks; and which engine the settings name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bench.openings import opening
from search.elastic import ElasticEngine
from search.embedded import EmbeddedEngine
from search.engine import engine

ROOT = Path(__file__).parents[2]
FORK = """
import os, sys
from search.embedded import EmbeddedEngine
engine = EmbeddedEngine(sys.argv[1])
assert engine.count() == 1  # opened before the fork, as a server that loads first would
child = os.fork()
if child == 0:
    os._exit(0 if engine.count() == 1 and engine._reader.process == os.getpid() else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_worker_opens_the_index_for_itself(tmp_path):
    """In a process of its own: a writer's threads may hold the index's lock at the moment of a fork, for good."""
    EmbeddedEngine(tmp_path / "index").put([opening(1)])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings_tests", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", FORK, str(tmp_path / "index")]
    assert subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=False).returncode == 0


def test_settings_name_the_engine(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path
    settings.SEARCH_ENGINE = "embedded"
    assert engine() is engine()
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH = {"hosts": ()}
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_URL"):
        engine()
    settings.ELASTICSEARCH = {"hosts": ("http://127.0.0.1:9",)}
    assert isinstance(engine(), ElasticEngine)
    settings.SEARCH_ENGINE = "whoosh"
    with pytest.raises(ImproperlyConfigured, match="whoosh"):
        engine()
