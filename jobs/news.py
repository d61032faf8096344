"""The newest openings of vetted agencies, for feed readers. An opening that may not be shown any more is gone at once."""

from datetime import date, datetime, time

from django.urls import reverse

from foundation import clock
from foundation.news import News
from jobs.alert_feed import lines_of, title_of
from jobs.models import Opening
from jobs.reading import shown_of
from jobs.showing import cards_of


def opening_news(language: str, today: date, most: int) -> list[News]:
    """Openings that a vetted agency stands behind; certified job orders come by the thousand and are left to search."""
    rows = Opening.objects.visible(today).filter(basis="vetted_agency").order_by("-published_on", "-pk")
    numbers = list(rows.values_list("public_id", flat=True)[:most])
    return [
        News(
            f"jobs/{card.opening.public_id}",
            title_of(card),
            " · ".join(lines_of(card)),
            reverse("opening", args=[card.opening.public_id]),
            datetime.combine(card.opening.published_on, time.min, clock.BANGKOK),
        )
        for card in cards_of(shown_of(numbers, today, language), language)
    ]
