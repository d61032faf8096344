"""Production starts only with every secret in place, and never with a moved clock or examples."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "SECRET_KEY": "x" * 60,
    "FIELD_KEYS": "k1:" + "A" * 43 + "=",
    "DATABASE_URL": "sqlite:///:memory:",
    "ALLOWED_HOSTS": "fair.example",
    "SITE_URL": "https://fair.example",
    "CACHE_URL": "locmemcache://",
    "PROXY_HOPS": "1",
}


def start(environment: dict) -> subprocess.CompletedProcess:
    """Import the production settings in a process of their own."""
    script = "from portal import settings_production as s; print(s.PORTAL_DEMO, s.DEBUG)"
    clean = {
        key: value for key, value in os.environ.items() if key not in GOOD and key not in ("PORTAL_TODAY", "DEBUG")
    }
    return subprocess.run([sys.executable, "-c", script], env={**clean, **environment}, capture_output=True, text=True)


def test_production_starts_with_everything_in_place():
    done = start(GOOD)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_secret_stops_production(name):
    done = start({key: value for key, value in GOOD.items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize("bad", [{"PORTAL_TODAY": "2021-11-15"}, {"DEBUG": "1"}, {"SITE_URL": "http://fair.example"}])
def test_what_belongs_to_demos_is_refused_in_production(bad):
    assert start({**GOOD, **bad}).returncode != 0
