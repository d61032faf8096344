"""A small folder of facts for the tests of this room."""

import pytest

from tests.cut_content import cut_content


@pytest.fixture
def content(tmp_path):
    """One route's facts, as files."""
    return cut_content(tmp_path)
