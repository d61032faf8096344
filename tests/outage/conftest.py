"""A site on an Elasticsearch of its own, which the tests may stop, kill and break as they like."""

from pathlib import Path

import pytest

from setup.servers.elasticsearch import Elasticsearch
from tests.outage.site import Site, thaw
from tests.servers import elasticsearch_here

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items):
    """One worker has them all, so that one server is started."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("outage"))


@pytest.fixture(scope="session")
def own_server(tmp_path_factory):
    """Started once, and gone with all it had at the end. Where no Elasticsearch is configured, none is brought."""
    elasticsearch_here()
    server = Elasticsearch(
        tmp_path_factory.mktemp("server"), ROOT / ".run" / "downloads", heap="512m", quick_start=True
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
    """A dozen openings on the shelf and in the index, and every way to look at them."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "elasticsearch", tmp_path / "locks"
    settings.FORM_LEAST_SECONDS = 0
    made = Site(server, client, settings)
    made.fill()
    yield made
    thaw(server.pid)
    server.start()
    made.wipe()
