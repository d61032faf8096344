"""A site on an Elasticsearch of its own, which the tests may stop, kill and break as they like."""

import pytest
from django.conf import settings as site_settings

from search.engine import engine
from setup.servers.elasticsearch import Elasticsearch
from tests.outage.site import Site
from tests.servers import elasticsearch_here


def pytest_collection_modifyitems(items):
    """One worker has them all, so that one server is started."""
    for item in items:
        if "tests/outage/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("outage"))


@pytest.fixture(scope="session")
def own_server(tmp_path_factory):
    """Started once, and gone with all it had at the end. Where none is configured, tests are not made to bring one."""
    elasticsearch_here()
    server = Elasticsearch(
        tmp_path_factory.mktemp("server"), site_settings.BASE_DIR / ".run" / "downloads", heap="512m"
    )
    try:
        server.start()
        yield server
    finally:
        server.forget()


@pytest.fixture
def server(own_server):
    """The same server, alive at the start of each test."""
    own_server.start()
    return own_server


@pytest.fixture
def site(server, settings, tmp_path, transactional_db, client):
    """Two dozen openings on the shelf and in the index, and every way to look at them."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "elasticsearch", tmp_path / "locks"
    settings.FORM_LEAST_SECONDS = 0
    made = Site(server, client, settings)
    made.fill()
    yield made
    server.start()
    made.wipe()


@pytest.fixture
def found_engine(site):
    """The engine the site asks."""
    return engine()
