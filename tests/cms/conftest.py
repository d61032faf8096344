"""What tests of pages stand on: the root of the collections, which a migration makes and a test that commits takes away."""

import pytest
from wagtail.models import Collection


@pytest.fixture(autouse=True)
def _root_of_collections(request):
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
