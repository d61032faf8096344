"""Saving a search, and telling it of new openings: each opening once, none lost, none that has lost its standing."""

import pytest

from jobs import alerts
from jobs.alert_matching import tell_new
from jobs.alert_models import SavedSearch
from search.query import OpeningQuery
from tests.make import make_opening

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


def save(today, n="A", **params) -> SavedSearch:
    query, _ = OpeningQuery.from_params(params, "en")
    secret = alerts.save_search(query, n * 22, today)
    return alerts.by_secret(secret, today)


def told_to(search) -> list[str]:
    return list(search.tellings.order_by("opening__title").values_list("opening__title", flat=True))


def test_only_what_came_after_it_was_saved_is_told(today):
    make_opening(title="Old cook")
    search = save(today, words="cook")
    make_opening(title="New cook")
    make_opening(title="New welder")
    tell_new(today)
    assert told_to(search) == ["New cook"]
