"""What a saved search has to show at this moment: its question in words, and the openings told to it that still stand.

Its page, its feed and its mails ask here, so that no more than the database allows today is in any of them.
"""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.permissions import who_may_be_mailed
from agencies.models import StandingChange
from jobs.alert_matching import on_show, question_of
from jobs.alert_models import SavedSearch, Telling
from jobs.asking import chips_of
from jobs.grounds import grounds_on
from jobs.judging import verdict_on
from jobs.models import Opening
from jobs.reading import shown_of
from jobs.showing import Card, cards_of
from jobs.wording import HIDDEN

MOST_ENTRIES = 50


class Entry(NamedTuple):
    """One opening that was told: ready for a template, and the moment it was told."""

    card: Card
    told: datetime


class Gone(NamedTuple):
    """One opening that was told and may not be shown: its number, since when as far as we know, and why."""

    number: str
    moment: datetime
    why: str


def entries_of(
    search: SavedSearch, today: date, language: str, most: int = MOST_ENTRIES, only: list[int] | None = None
) -> list[Entry]:
    """The newest openings told to this search that may be shown today, newest first; `only`: of these tellings."""
    told = tellings_on_show(search, today)
    if only is not None:
        told = told.filter(pk__in=sorted(only)[-most:])
    moments = dict(told.values_list("opening__public_id", "told")[:most])
    cards = cards_of(shown_of(moments, today, language), language, asks_origin="origin=" in search.question)
    return [Entry(card, moments[card.opening.public_id]) for card in cards]


def gone_of(search: SavedSearch, today: date) -> list[Gone]:
    """Of the newest openings told to this search, those that may not be shown today: a reader that kept one learns it."""
    newest = search.tellings.order_by("-pk").values_list("pk")[:MOST_ENTRIES]
    told = dict(
        Telling.objects.filter(~on_show(today), pk__in=[pk for (pk,) in newest]).values_list("opening_id", "told")
    )
    openings = Opening.objects.filter(pk__in=told)
    judged = StandingChange.objects.current().filter(agency__in=openings.values("agency"))
    known = {(row.agency_id, row.corridor_id): row.known_at for row in judged}
    grounds = grounds_on(today)
    found = []
    for opening in openings.order_by("-pk"):
        moment = max(told[opening.pk], known.get((opening.agency_id, opening.corridor_id), told[opening.pk]))
        reasons = [str(HIDDEN[reason]) for reason in verdict_on(opening, today, grounds).reasons]
        found.append(Gone(opening.public_id, moment, " ".join(reasons)))
    return found


def tellings_on_show(search: SavedSearch, today: date):
    """What was told to this search of openings that may be shown today, newest first."""
    return Telling.objects.filter(on_show(today), search=search).order_by("-pk")


def counts_on_show(searches, today: date) -> dict[int, int]:
    """{pk of a search: how many openings told to it may be shown today}, for a queryset of searches."""
    rows = Telling.objects.filter(on_show(today), search__in=searches).order_by().values("search")
    return dict(rows.annotate(count=Count("pk")).values_list("search", "count"))


def waiting_for_mail(today: date):
    """Tellings that a letter can hold today: of openings on show, for searches whose account may be written to."""
    searches = SavedSearch.objects.live(today).filter(by_email=True, account__in=who_may_be_mailed())
    return Telling.objects.filter(on_show(today), waits_for_mail=True, search__in=searches)


def in_words(question: str, language: str) -> list[str]:
    """What a search asks for, one part each: `“cook”`, `in Thailand`; “every job” when it asks for nothing."""
    query = question_of(question)
    with override(language):
        words = [_("“%(words)s”") % {"words": query.words}] if query.words else []
        return [*words, *(chip.text for chip in chips_of(query, language))] or [_("every job")]


def results_path(question: str, language: str) -> str:
    """The path and query of the results page for a question."""
    with override(language):
        return f"{reverse('results')}?{question}" if question else reverse("results")
