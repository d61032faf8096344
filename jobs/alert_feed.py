"""The private Atom feed of a saved search: what was told to it and still stands, fifty openings at most; then, without
title or wage, what does not: a reader that kept an entry shows its new words in the old one's place.

jobs.alert_views serves it. Numbers of feed and entries never change, so that a reader shows each opening once.
"""

from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from foundation import clock, codes
from jobs.alert_models import SavedSearch
from jobs.alert_reading import Entry, Gone, in_words, results_path
from jobs.showing import Card
from search.query import clean_words


class _Feed(Atom1Feed):
    """Django's, but a feed without entries is as old as its search and not as young as the request."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=self.feed["saved"])


def feed_of(search: SavedSearch, entries: list[Entry], gone: list[Gone], address: str, language: str) -> bytes:
    """The feed as bytes, in UTF-8; the same again until something in it changes. `address` is the feed's own."""
    feed = _Feed(
        title=_("New jobs: %(search)s") % {"search": " · ".join(in_words(search.question, language))},
        link=settings.SITE_URL + results_path(search.question, language),
        description="",
        language=language,
        feed_url=address,
        feed_guid=_tag(search.saved.isoformat(), f"searches/{search.pk}"),
        author_name=settings.SITE_NAME,
        saved=datetime.combine(search.saved, time.min, clock.BANGKOK),
    )
    for card, told in entries:
        number = card.opening.public_id
        feed.add_item(
            title=title_of(card),
            link=settings.SITE_URL + reverse("opening", args=[number]),
            description=escape(" · ".join(lines_of(card))),
            unique_id=_tag("2026", f"jobs/{number}"),
            updateddate=told.replace(microsecond=0),
            pubdate=told.replace(microsecond=0),
        )
    for number, moment, why in gone:
        feed.add_item(
            title=_("No longer shown: job %(number)s") % {"number": codes.grouped(number)},
            link=settings.SITE_URL + reverse("opening", args=[number]),
            description=why,
            unique_id=_tag("2026", f"jobs/{number}"),
            updateddate=moment.replace(microsecond=0),
        )
    return feed.writeString("utf-8").encode()


def title_of(card: Card) -> str:
    """The title in the reader's language on one line; what is invented says so."""
    title = clean_words(card.title.text)
    return _("%(title)s (example)") % {"title": title} if card.opening.example else title


def lines_of(card: Card) -> list[str]:
    """Where, what it pays, what one pays, and why it may be shown: one sentence each."""
    pay = card.wage.stated if card.wage else _("Pay not known")
    return [clean_words(part) for part in (card.place, pay, card.cost_text, card.trust) if part]


def _tag(day: str, name: str) -> str:
    """A tag: address (RFC 4151) of this site."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day}:{name}"
