"""Refers a client to a service: ask for consent, hand over by a one-time link, hear the answer, revoke, finish.

A recipient has no account. The link's secret is kept only as a keyed hash; it is shown once to the case worker.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from foundation import clock, purges, trail
from foundation.contacts import ReplyBy
from support.actions.stepping import Unlawful, locked
from support.models import Case, Referral, Service
from support.rules.keeping import DAYS_OF_CONSENT, DAYS_OF_LINK
from support.rules.states import RUNNING, Hand, after_handing
from support.sealing import opened, seal_into

ASKED = trail.declare("support.referral_asked", "Client asked about a referral")
CONSENTED = trail.declare("support.referral_consented", "Client agreed to a referral")
LINKED = trail.declare("support.referral_linked", "Link to a referral made")
OPENED = trail.declare("support.referral_opened", "Referral opened by its recipient")
ANSWERED = trail.declare("support.referral_answered", "Referral answered by its recipient")
REVOKED = trail.declare("support.referral_revoked", "Referral revoked by the client")
DONE = trail.declare("support.referral_done", "Referral done")
HANDING_GONE = purges.declare("support.referral", Referral, lambda keys: _wipe(Referral.objects.filter(pk__in=keys)))
REVOKED_ONES = purges.declare("support.referral_revoked", Referral, lambda keys: _revoke_again(keys))


@transaction.atomic
def ask_to_refer(case: Case, service: Service, by: User, today: date) -> Referral:
    """Ask the client whether the case may be handed to a service. Nobody outside learns of it. Safe to repeat."""
    case = locked(case)
    if case.closed:
        raise Unlawful(case.state)
    held = case.referrals.select_for_update().filter(service=service, state__in=RUNNING).first()
    if held:
        return held
    referral = Referral.objects.create(case=case, service=service, by=by, asked=today)
    trail.record(ASKED, referral, actor=by)
    return referral


@transaction.atomic
def consent(referral: Referral, fields: list[str], days: int, today: date) -> Referral:
    """The client agrees: to these fields, for so many days. Raises Unlawful."""
    referral = _stepped(referral, Hand.CONSENT)
    if referral.case.closed:
        raise Unlawful(referral.case.state)
    told = [each for each in Referral.Field.values if each in fields]
    if not told:
        raise Unlawful("Consent to nothing is no consent.")
    referral.fields = " ".join(told)
    referral.consented, referral.consent_until = today, today + timedelta(days=min(days, DAYS_OF_CONSENT))
    referral.save()
    trail.record(CONSENTED, referral)
    return referral


@transaction.atomic
def make_link(referral: Referral, by: User, today: date) -> str:
    """A fresh secret for the recipient; an older one stops working. Raises Unlawful without consent of today."""
    referral = _locked(referral)
    if referral.state != Referral.State.IN_PROGRESS or not referral.agreed(today) or referral.case.closed:
        raise Unlawful(referral.state)
    secret = secrets.token_urlsafe(24)
    referral.secret = secret_hash(secret)
    referral.link_until = min(today + timedelta(days=DAYS_OF_LINK), referral.consent_until)
    referral.save(update_fields=["secret", "link_until"])
    trail.record(LINKED, referral, actor=by)
    return secret


def by_secret(secret: str, today: date) -> Referral | None:
    """The referral of a live link. None for wrong, used, run out, revoked and of a closed case alike; by keyed hash."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashes = [secret_hash(secret, key) for key in keys]
    live = Referral.objects.filter(link_until__gt=today, state=Referral.State.IN_PROGRESS, case__closed=None)
    found = live.filter(secret__in=hashes)
    referral = found.select_related("case", "service__organization").first()
    return referral if referral and referral.agreed(today) else None


@transaction.atomic
def open_handed(referral: Referral, today: date) -> dict[str, str]:
    """{field: text} of what the client agreed to, and nothing else; each opening is recorded. Raises Unreadable."""
    referral = _locked(referral)
    agreed = referral.agreed(today)
    if referral.opened is None:
        referral.opened = today
        referral.save(update_fields=["opened"])
    trail.record(OPENED, referral)
    letter = opened(referral.case, "letter") or {}
    told = {**letter, "request": str(referral.case.get_request_display())}
    if letter.get("contact"):
        told["contact"] = f"{ReplyBy(letter['reply_by']).label}: {letter['contact']}"
    return {field: told.get(field, "") for field in agreed}


@transaction.atomic
def answer_handed(referral: Referral, accept: bool, words: str, today: date) -> Referral:
    """The recipient's yes or no; the link is spent. Raises Unlawful."""
    referral = _stepped(referral, Hand.ACCEPT if accept else Hand.REJECT)
    referral.secret, referral.answered = None, today
    if words:
        seal_into(referral, "answer", {"words": words})
    referral.save()
    trail.record(ANSWERED, referral)
    return referral


@transaction.atomic
def revoke(referral: Referral, today: date) -> Referral:
    """The client takes consent back: the link is dead at once. Raises Unlawful when it has ended."""
    referral = _stepped(referral, Hand.REVOKE)
    REVOKED_ONES.note(Referral.objects.filter(pk=referral.pk))
    referral.secret, referral.consent_until = None, None
    referral.save()
    trail.record(REVOKED, referral)
    return referral


@transaction.atomic
def finish(referral: Referral, by: User) -> Referral:
    """The service has done what it was asked for. Raises Unlawful."""
    referral = _stepped(referral, Hand.FINISH)
    referral.save()
    trail.record(DONE, referral, actor=by)
    return referral


def secret_hash(secret: str, key: str = "") -> str:
    """What is stored of a link (64 hex)."""
    message = f"support.referrals/{secret}".encode("utf-8", "replace")
    return hmac.new((key or settings.SECRET_KEY).encode(), message, hashlib.sha256).hexdigest()


def _wipe(referrals) -> None:
    """Whoever has ended leaves no row; of one that ran it stays that it is revoked."""
    referrals.filter(state__in=(Referral.State.DONE, Referral.State.REJECTED)).delete()
    referrals.update(state=Referral.State.REVOKED.value, secret=None, fields="", answer="", consent_until=None)


def _revoke_again(keys: list) -> None:
    for referral in Referral.objects.filter(pk__in=keys, state__in=RUNNING):
        revoke(referral, clock.today())


def _locked(referral: Referral) -> Referral:
    held = Referral.objects.select_for_update(of=("self",)).select_related("case", "service__organization")
    return held.get(pk=referral.pk)


def _stepped(referral: Referral, hand: Hand) -> Referral:
    referral = _locked(referral)
    target = after_handing(referral.state, hand)
    if target is None:
        raise Unlawful(f"{referral.state} {hand}")
    referral.state = target.value
    return referral
