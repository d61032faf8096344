"""What the tests of e-mail to accounts share: a saved search with e-mail, an opening named in five languages, a run."""

from jobs import alerts
from jobs.alert_mail import send_waiting
from jobs.alert_matching import tell_new
from jobs.alert_models import SavedSearch
from reference.models import Name
from search.query import OpeningQuery
from tests.make import make_opening, make_user

TITLES = {"my": "စက်ချုပ်သမား", "km": "អ្នកដេរ", "lo": "ຄົນຫຍິບເຄື່ອງ", "th": "พนักงานเย็บผ้า"}


def save(today, language: str = "en", user=None, **params) -> SavedSearch:
    query, _ = OpeningQuery.from_params(params or {"words": "sewing"}, language)
    return alerts.save_for(user or make_user(), query, True, today)


def named_opening(**given):
    """An opening with its title in five languages."""
    opening = make_opening(title="Sewing machine operator", **given)
    for language, text in TITLES.items():
        Name.objects.create(kind=Name.Kind.OPENING, key=opening.public_id, language=language, text=text, source="test")
    return opening


def run(today):
    tell_new(today)
    return send_waiting(today)
