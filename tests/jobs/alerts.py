"""What the tests of saved searches share: save one, and see what it was told and shows."""

from jobs import alerts
from jobs.alert_models import (
    SavedSearch,
)
from jobs.alert_reading import entries_of
from search.query import OpeningQuery

SECRET = "A" * 22


def asked(**params) -> OpeningQuery:
    return OpeningQuery.from_params(params, "en")[0]


def save(today, submission: str = SECRET, **params) -> SavedSearch:
    return alerts.by_secret(alerts.save_search(asked(**params), submission, today), today)


def told_to(search: SavedSearch) -> list[str]:
    return sorted(search.tellings.values_list("opening__title", flat=True))


def shown_to(search: SavedSearch, today) -> list[str]:
    return [entry.card.opening.title for entry in entries_of(search, today, "en")]
