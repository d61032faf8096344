"""The only writers of requests for printed copies: ask, read at the desk, mark as sent, purge."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cms.models.library import DAYS_A_REQUEST_IS_KEPT, PaperRequest, PublicationPage
from foundation import clock, purges, trail
from foundation.seal import context_of, seal, unseal

READ = trail.declare("cms.paper_address_read", _("Postal address read"))
SENT = trail.declare("cms.paper_sent", _("Printed copies sent"))
GONE = purges.declare("cms.paper_request", PaperRequest)
WIPED = purges.declare("cms.paper_address", PaperRequest, lambda keys: _wipe_again(keys))


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: a name for the envelope, an address, how many, and the language of the page."""

    called: str
    address: str
    copies: int
    language: str


def ask(publication: PublicationPage, wish: Wish, submission: str, today: date) -> PaperRequest:
    """Seal and keep the wish; the same page sent twice is one wish."""
    key = _submission_key(submission, publication.pk)
    request = PaperRequest(
        publication=publication, submission=key, language=wish.language, copies=wish.copies, asked=today
    )
    plain = json.dumps({"called": wish.called, "address": wish.address}, ensure_ascii=False)
    request.address = seal(plain, _place_of(request))
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        return PaperRequest.objects.get(submission=key)
    return request


@transaction.atomic
def read_address(request: PaperRequest, reader) -> tuple[str, str]:
    """(name, address) for the one who packs; every reading is recorded. ("", "") when it was sent."""
    request = PaperRequest.objects.select_for_update().get(pk=request.pk)
    if not request.address:
        return "", ""
    words = json.loads(unseal(request.address, _place_of(request)))
    trail.record(READ, request, actor=reader)
    return words["called"], words["address"]


@transaction.atomic
def mark_sent(request: PaperRequest, sender, today: date) -> None:
    """Wipe the address; what stays until the purge is that copies went out. Safe to repeat."""
    request = PaperRequest.objects.select_for_update().get(pk=request.pk)
    if request.sent is None:
        WIPED.note(PaperRequest.objects.filter(pk=request.pk))
        _wipe(request, today)
        trail.record(SENT, request, actor=sender, copies=request.copies)


def purge_requests(today: date) -> int:
    """Delete what is older than 60 days, sent or not; how many."""
    kept = PaperRequest.objects.kept(today).values("pk")
    return GONE.purge(PaperRequest.objects.exclude(pk__in=kept))


def _wipe(request: PaperRequest, today: date) -> None:
    request.address, request.sent = "", max(today, request.asked)
    request.save(update_fields=["address", "sent"])


def _wipe_again(keys: list) -> None:
    for request in PaperRequest.objects.filter(pk__in=keys, sent=None):
        _wipe(request, clock.today())


def _place_of(request: PaperRequest) -> str:
    return context_of("cms.PaperRequest", request.pk, "address")


def _submission_key(submission: str, publication: int) -> str:
    """A keyed hash: a dump of the table tells nothing about the page that was sent."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"cms.paper/{publication}/{submission}".encode(), hashlib.sha256
    ).hexdigest()


__all__ = ["DAYS_A_REQUEST_IS_KEPT", "Wish", "ask", "mark_sent", "purge_requests", "read_address"]
