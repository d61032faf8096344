"""Sends what waits for e-mail: one letter a saved search with all its new openings, in the language it was saved in.

`manage.py send_alerts` calls `send_waiting` after jobs.alert_matching. A letter counts as sent from just before it is
handed over: who is killed in between tells nobody twice, and the openings stay in the search's own list. What the mail
server refuses goes back to wait.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.permissions import may_be_mailed
from foundation.figures import format_number
from jobs.alert_feed import lines_of, title_of
from jobs.alert_matching import batched
from jobs.alert_models import SavedSearch, Telling
from jobs.alert_reading import entries_of, in_words, results_path, tellings_on_show
from jobs.alert_secrets import stop_code

logger = logging.getLogger(__name__)
MOST_IN_A_LETTER = 20
# A server that refuses this many in a row refuses everybody: the rest waits for the next run.
MOST_REFUSALS = 3


@dataclass
class Sent:
    """What one run did: letters sent, (search, opening) pairs told in them, letters that the mail server did not take."""

    letters: int = 0
    told_by_mail: int = 0
    refused: int = 0


def send_waiting(today: date, stop: Callable[[], bool] = lambda: False) -> Sent:
    """Send one letter to each search that has openings waiting and still on show. Safe to repeat, and to run twice."""
    sent, refused, last = Sent(), 0, 0
    connection = get_connection()
    waiting = Telling.objects.filter(waits_for_mail=True).values("search")
    asks = SavedSearch.objects.live(today).filter(by_email=True, pk__in=waiting).order_by("pk")
    try:
        while refused < MOST_REFUSALS and not stop():
            search = asks.filter(pk__gt=last).first()
            if search is None:
                break
            last = search.pk
            claimed = claim(search.pk, today)
            if claimed is None:
                continue
            letter, tellings = claimed
            try:
                letter.connection = connection
                letter.send()
            except (SMTPException, OSError) as error:
                # Its words hold an address.
                logger.warning("A letter was not taken and waits: %s", type(error).__name__)
                connection.close()
                refused += 1
                sent.refused += 1
                _put_back(search.pk, tellings)
            else:
                refused = 0
                sent.letters += 1
                sent.told_by_mail += len(tellings)
    finally:
        connection.close()
    return sent


@transaction.atomic
def claim(search_pk: int, today: date) -> tuple[EmailMessage, list[int]] | None:
    """The letter that waits for a search, and the tellings that count as told by it from now on; None when there is
    nothing to say. Whether an opening is on show is asked here, last of all; one that is not goes on waiting.
    """
    search = SavedSearch.objects.select_for_update().filter(pk=search_pk, by_email=True).first()
    if search is None or not may_be_mailed(search.account):
        return None
    tellings = list(tellings_on_show(search, today).filter(waits_for_mail=True).values_list("pk", flat=True))
    if not tellings:
        return None
    with override(search.language):
        letter = letter_for(search, tellings, today)
    _set_waiting(search.pk, tellings, False)
    return letter, tellings


@transaction.atomic
def _put_back(search_pk: int, tellings: list[int]) -> None:
    # Whoever ended these mails meanwhile gets none later.
    if SavedSearch.objects.select_for_update().filter(pk=search_pk, by_email=True).exists():
        _set_waiting(search_pk, tellings, True)


def _set_waiting(search_pk: int, tellings: list[int], waits: bool) -> None:
    for some in batched(tellings):
        Telling.objects.filter(search=search_pk, pk__in=some).update(waits_for_mail=waits)


def letter_for(search: SavedSearch, tellings: list[int], today: date) -> EmailMessage:
    """The letter in the language that is active. Its subject says nothing of what it is about."""
    entries = entries_of(search, today, search.language, MOST_IN_A_LETTER, tellings)
    stop = settings.SITE_URL + reverse("stop_mails", args=[search.pk, stop_code(search.pk)])
    more = len(tellings) - len(entries)
    context = {
        "site": settings.SITE_NAME,
        "parts": in_words(search.question, search.language),
        "jobs": [
            {"title": title_of(card), "lines": lines_of(card), "url": _opening_url(card)} for card, _told in entries
        ],
        "more": more,
        "more_shown": format_number(more, search.language),
        "results": settings.SITE_URL + results_path(search.question, search.language),
        "own": settings.SITE_URL + reverse("saved_searches"),
        "last_day": search.last_day,
        "today": today,
        "stop": stop,
    }
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=_("News from %(site)s") % {"site": settings.SITE_NAME},
        body=render_to_string("jobs/alert_letter.txt", context),
        to=[search.account.email],
        headers={
            # The same again for the same openings, so that a letter sent twice after all is known to be one.
            "Message-ID": f"<search.{search.pk}.{max(tellings)}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _opening_url(card) -> str:
    return settings.SITE_URL + reverse("opening", args=[card.opening.public_id])
