"""What tests of pages stand on: the roots of pages and collections, which migrations make and a test that commits takes away."""

import pytest
from wagtail.models import Collection, Locale, Page


@pytest.fixture(autouse=True)
def _roots(request):
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if Page.get_first_root_node() is None:
        locale, _new = Locale.objects.get_or_create(language_code="en")
        Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
