"""Tests of jobs/ that touch the index have one of their own."""

import pytest
from hypothesis import HealthCheck, settings

from search.engine import engine
from tests.make import make_rate

settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


@pytest.fixture
def index(settings, tmp_path):
    """An empty search index of this test alone."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engine().clear()
    return engine()


@pytest.fixture
def empty_index(db):
    """The tests' own index, with nothing in it."""
    engine().clear()


@pytest.fixture
def baht(db):
    """A rate for the currency in which most openings pay."""
    make_rate("THB", "32.5")
