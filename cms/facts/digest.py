"""The weekly letter on what must be looked at again: numbers by kind and a link, nothing about anybody.

`manage.py send_fact_letters` calls it. A letter counts as sent just before it is handed over; what the mail server
refuses goes back and is tried by the next run.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.permissions import may_be_mailed
from cms.facts.overdue import overdue_on
from cms.facts.reports import KINDS
from corridors import letters
from corridors.proposal_models import FactProposal

logger = logging.getLogger(__name__)


@dataclass
class Sent:
    """What one run did."""

    letters: int = 0
    refused: int = 0
    without_address: int = 0


def send_letters(today: date) -> Sent:
    """One letter a week to each editor who wants it, also when there is nothing to look at: silence would say too much
    or too little.
    """
    sent, body = Sent(), None
    for letter in letters.waiting(today):
        if not may_be_mailed(letter.user):
            sent.without_address += 1
            continue
        body = body or letter_on(today)
        if not letters.claim(letter, today):
            continue
        try:
            with override("en"):
                subject = _("Facts to check again")
            EmailMessage(subject=f"{settings.SITE_NAME}: {subject}", body=body, to=[letter.user.email]).send()
            sent.letters += 1
        except (SMTPException, OSError) as error:
            letters.give_back(letter)
            sent.refused += 1
            # Its words hold an address.
            logger.warning("A letter on facts was not taken by the mail server: %s", type(error).__name__)
    return sent


def letter_on(today: date) -> str:
    """The words of the letter."""
    counted = Counter(each.kind for each in overdue_on(today))
    with override("en"):
        told = {
            "kinds": [(label, counted[kind]) for kind, label in KINDS if counted[kind]],
            "count": counted.total(),
            "waiting": FactProposal.objects.filter(state=FactProposal.State.AWAITING).count(),
            "stopped": FactProposal.objects.filter(state=FactProposal.State.STOPPED).count(),
            "link": settings.SITE_URL.rstrip("/") + reverse("facts_overdue"),
            "site": settings.SITE_NAME,
        }
        return render_to_string("cms/facts/letter.txt", told)
