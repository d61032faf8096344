"""Cards of openings and agencies: printing one, calling them back, and what a code that somebody reads out stands for.

The verify page and the printed card call it. A code is a number of ours, the digits of a card, or the token of its QR code.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency, AgencyAlias
from foundation import cards, clock, codes, trail
from foundation.cards import Card, CardError, CardProblem
from jobs.card_models import CardRecall
from jobs.models import Opening

RECALLED = trail.declare("jobs.cards_recalled", _("Cards called back"))
LONGEST_CODE = 300


class Doubt(StrEnum):
    """Why a code must not be trusted, though we may know what it is about."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    OLD_KEY = "old_key"
    NOT_HERE = "not_here"
    RECALLED = "recalled"
    FROM_THE_FUTURE = "from_the_future"


_DOUBTS = {
    CardProblem.UNREADABLE: Doubt.UNREADABLE,
    CardProblem.ALTERED: Doubt.ALTERED,
    CardProblem.UNKNOWN_KEY: Doubt.OLD_KEY,
}


@dataclass(frozen=True)
class Meant:
    """What a code stands for. issued: the day its card was printed, None for a bare number. doubt: why not to trust it."""

    opening: Opening | None = None
    agency: Agency | None = None
    issued: date | None = None
    doubt: Doubt | None = None


def card_of(subject: Opening | Agency, today: date) -> Card:
    """A card printed today."""
    kind = CardRecall.Kind.OPENING if isinstance(subject, Opening) else CardRecall.Kind.AGENCY
    return Card(kind.value, subject.public_id, max(today, cards.DAY_ZERO))


def meaning_of(typed: str, today: date) -> Meant:
    """What somebody's code stands for, typed in digits of any script and grouped in any way, or the token of a QR code."""
    typed = typed.strip()[:LONGEST_CODE]
    digits = codes.normalise(typed)
    try:
        if not digits:
            return _of_card(cards.read(typed), today)
        if len(digits) in cards.NUMBER_DIGITS.values():
            return _of_number(digits)
        return _of_card(cards.read_spoken(digits), today)
    except CardError as error:
        return Meant(doubt=_DOUBTS[error.problem])


def _of_number(digits: str) -> Meant:
    if not codes.is_valid(digits):
        return Meant(doubt=Doubt.UNREADABLE)
    kind = next(kind for kind, size in cards.NUMBER_DIGITS.items() if size == len(digits))
    return _found(kind, digits)


def _of_card(card: Card, today: date) -> Meant:
    found = _found(card.kind, card.number)
    doubt = found.doubt
    if card.issued > today:
        doubt = Doubt.FROM_THE_FUTURE
    elif CardRecall.objects.filter(kind=card.kind, number=card.number, printed_before__gt=card.issued).exists():
        doubt = Doubt.RECALLED
    return Meant(found.opening, found.agency, card.issued, doubt)


def _found(kind: str, number: str) -> Meant:
    if kind == CardRecall.Kind.OPENING:
        opening = Opening.objects.with_parts().filter(public_id=number).first()
        return Meant(opening=opening, doubt=None if opening else Doubt.NOT_HERE)
    agency = Agency.objects.filter(public_id=number).first()
    if agency is None:
        alias = AgencyAlias.objects.filter(public_id=number).select_related("agency").first()
        agency = alias.agency if alias else None
    return Meant(agency=agency, doubt=None if agency else Doubt.NOT_HERE)


@transaction.atomic
def recall_cards(subject: Opening | Agency, printed_before: date, reason: str, *, actor: User) -> CardRecall:
    """Call back every card of the subject printed before a day; safe to repeat. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why these cards are called back.")
    card = card_of(subject, clock.today())
    recall, created = CardRecall.objects.get_or_create(
        kind=card.kind,
        number=card.number,
        printed_before=printed_before,
        defaults={"reason": reason.strip(), "recalled_by": actor, "known_at": clock.now()},
    )
    if created:
        trail.record(RECALLED, recall, actor=actor, kind=card.kind, printed_before=printed_before)
    return recall
