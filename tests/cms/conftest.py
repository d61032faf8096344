"""What tests of pages stand on: the first tree in every language, planted once for a module."""

import pytest

from cms.planting import plant_tree
from cms.translation.groups import plant_translator_groups
from tests.make import make_corridor


@pytest.fixture(scope="module")
def _tree(for_module):
    make_corridor("MM-TH-MOU")
    plant_tree()
    plant_translator_groups()


@pytest.fixture
def planted(_tree, db):
    """All pages of plant_pages, one corridor with its guide, and the groups of translators."""
