"""Sends what waits for e-mail: one letter a saved search with all its new openings, in the language it was saved in.

`manage.py send_alerts` calls `send_waiting` after jobs.alert_matching. A letter counts as sent from just before it is
handed over: who is killed in between tells nobody twice, and the openings stay in the search's own list. What the mail
server refuses goes back to wait, and its account is left alone until the next run. A mailbox that is refused for good
gets no more e-mail until its account asks for it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.permissions import may_be_mailed
from foundation.figures import format_number
from jobs import alerts
from jobs.alert_feed import lines_of, title_of
from jobs.alert_matching import batched
from jobs.alert_models import SavedSearch, Telling
from jobs.alert_reading import entries_of, in_words, results_path, tellings_on_show
from jobs.alert_secrets import stop_code

logger = logging.getLogger(__name__)
MOST_IN_A_LETTER = 20
# A server that fails this many accounts in a row fails everybody: the rest waits for the next run.
MOST_FAULTS = 3
# What a server says before it has heard who the letter is to; a fault of the network (OSError) is the like.
_SERVER_FAULTS = (
    *(SMTPServerDisconnected, SMTPConnectError, SMTPHeloError, SMTPAuthenticationError),
    SMTPSenderRefused,
)


@dataclass
class Sent:
    """What one run did: letters sent, (search, opening) pairs told in them, letters that the mail server did not take
    and that wait, accounts whose e-mail ended because their mailbox is refused for good.
    """

    letters: int = 0
    told_by_mail: int = 0
    refused: int = 0
    ended: int = 0


def send_waiting(today: date, stop: Callable[[], bool] = lambda: False) -> Sent:
    """Send one letter to each search that has openings waiting and still on show. Safe to repeat, and to run twice."""
    sent, faults, last = Sent(), 0, 0
    # Accounts to leave alone until the next run, and the addresses that are refused for good.
    apart: set[int] = set()
    dead: dict[int, str] = {}
    connection = get_connection()
    waiting = Telling.objects.filter(waits_for_mail=True).values("search")
    asks = SavedSearch.objects.live(today).filter(by_email=True, pk__in=waiting).order_by("pk")
    try:
        while faults < MOST_FAULTS and not stop():
            search = asks.filter(pk__gt=last).first()
            if search is None:
                break
            last = search.pk
            if search.account_id in apart or (claimed := _claimed(search.pk, today)) is None:
                continue
            letter, tellings = claimed
            try:
                # Once for all letters: servers count how often somebody comes in.
                connection.open()
                letter.connection = connection
                letter.send()
            except (SMTPException, OSError) as error:
                # Its words hold an address.
                logger.warning("A letter was not taken and waits: %s", type(error).__name__)
                connection.close()
                _put_back(search.pk, tellings)
                apart.add(search.account_id)
                faults = faults + 1 if _is_of_the_server(error) else 0
                if _is_for_good(error):
                    dead[search.account_id] = letter.to[0]
                else:
                    sent.refused += 1
            else:
                faults = 0
                sent.letters += 1
                sent.told_by_mail += len(tellings)
    finally:
        connection.close()
    if sent.letters:
        sent.ended = sum(alerts.end_mails_to(account, address) for account, address in dead.items())
    else:
        # A server that is set up wrongly says of everybody what is said of a dead mailbox: nobody's wish ends by that.
        sent.refused += len(dead)
    return sent


def _claimed(search: int, today: date):
    """What `claim` gives; None as well when its letter cannot be made, so that nobody behind it waits for ever."""
    try:
        return claim(search, today)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The letter of a saved search cannot be made")
        return None


def _is_of_the_server(error: OSError) -> bool:
    """Whether it says that no letter can be sent now, whoever it is to."""
    return isinstance(error, _SERVER_FAULTS) or not isinstance(error, SMTPException)


def _is_for_good(error: OSError) -> bool:
    """Whether the mailbox is refused for good: 5xx, where 4xx asks to come back later."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _words in error.recipients.values())


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
