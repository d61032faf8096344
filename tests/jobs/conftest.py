"""Tests of jobs/ that touch the index have one of their own."""

import pytest
from hypothesis import HealthCheck, settings

from search.engine import engine

settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


@pytest.fixture
def index(settings, tmp_path):
    """An empty search index of this test alone."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engine().clear()
    return engine()
