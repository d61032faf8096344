"""Writes what speaks for an agency on a corridor: fees it declares, and vouches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from agencies.actions.amending import amend
from agencies.actions.gravity import raise_concern
from agencies.actions.refused import Refused
from agencies.actions.registration import locked
from agencies.actions.standing import reassess
from agencies.gathering import csos_of
from agencies.models import Agency, DisclosedItem, FeeDisclosure, Vouch
from agencies.rules.vouching import Refusal, vouch_refusals
from corridors.models import Corridor
from foundation import clock, receipts, trail
from foundation.money import Money
from partners.models import CSO
from reference.models import Occupation


@dataclass(frozen=True)
class Item:
    """One line of a disclosure: category (ILO 2019), name, cost (its amount may be unknown) and who pays."""

    category: str
    name: str
    cost: Money
    payer: str


@transaction.atomic
def disclose_fees(
    agency: Agency,
    corridor: Corridor,
    items: Iterable[Item],
    valid_from: date,
    *,
    valid_until: date | None = None,
    occupation: Occupation | None = None,
    declared_by: User | None = None,
) -> FeeDisclosure:
    """Record the next version of what the agency says a worker pays; the version before ends where this one starts.

    A version that has not begun yet may be replaced by one of any day since what holds now: it stays in the history and
    never holds. The same items from the same day twice give the first one. Raises Refused.
    """
    agency, items = locked(agency), tuple(items)
    _check_items(items, valid_from, valid_until)
    held = FeeDisclosure.objects.filter(agency=agency, corridor=corridor, occupation=occupation)
    last = held.order_by("-version").first()
    if last and (last.valid_from, last.valid_until) == (valid_from, valid_until) and _items_of(last) == items:
        return last
    begun = held.filter(valid_from__lte=clock.today()).order_by("-version").first()
    if begun and valid_from < begun.valid_from:
        raise Refused(Refusal.STARTS_BEFORE_THE_LAST)
    disclosure = FeeDisclosure.objects.create(
        agency=agency,
        corridor=corridor,
        occupation=occupation,
        version=(held.aggregate(last=Max("version"))["last"] or 0) + 1,
        valid_from=valid_from,
        valid_until=valid_until,
        declared_by=declared_by,
        declared_at=clock.now(),
    )
    DisclosedItem.objects.bulk_create(
        DisclosedItem(
            disclosure=disclosure,
            order=order,
            category=item.category,
            name=item.name,
            amount=item.cost.amount,
            currency=item.cost.currency,
            payer=item.payer,
        )
        for order, item in enumerate(items)
    )
    trail.record("agencies.fees_disclosed", disclosure, actor=declared_by, version=disclosure.version)
    reassess(agency)
    return disclosure


@transaction.atomic
def vouch_for(
    agency: Agency,
    corridor: Corridor,
    cso: CSO,
    *,
    given: date,
    expires: date,
    scope: str = "",
    checklist: dict | None = None,
    visited: date | None = None,
    interviewed: int | None = None,
    evidence: str = "",
    tie_declared: bool = False,
) -> Vouch:
    """Record a CSO's word; it counts from the batch after `given`. The same CSO, route and day twice give the first.

    A declared tie is recorded and does not count. What it rests on is judged before, by actions.vouching.give_vouch,
    the only way from a desk. Raises Refused.
    """
    agency = locked(agency)
    held = Vouch.objects.filter(agency=agency, corridor=corridor, cso=cso, given=given).first()
    if held:
        return held
    if refusals := vouch_refusals(csos_of([cso.pk])[cso.pk], agency.public_id, given, expires):
        raise Refused(*refusals)
    vouch = Vouch.objects.create(
        agency=agency,
        corridor=corridor,
        cso=cso,
        given=given,
        expires=expires,
        scope=scope,
        checklist=checklist or {},
        visited=visited,
        interviewed=interviewed,
        evidence=evidence,
        tie_declared=tie_declared,
        known_at=clock.now(),
    )
    # Who writes it acts for a CSO: named beside the vouch, they would tell whose it is.
    trail.record("agencies.vouched", vouch, expires=expires)
    reassess(agency)
    return vouch


@transaction.atomic
def withdraw_vouch(vouch: Vouch, on: date, *, grave: bool = False) -> Vouch:
    """Take a vouch back; it stops counting with the next batch, silently. A grave reason becomes a concern at once.

    Nobody learns who said so: the concern holds a keyed hash of the vouch, and no line of the trail names a person for it.
    """
    agency = locked(vouch.agency)
    vouch = Vouch.objects.select_for_update(of=("self",)).get(pk=vouch.pk)
    if vouch.withdrawn is None:
        amend(vouch, "withdrawn", max(on, vouch.given))
        trail.record("agencies.vouch_withdrawn", vouch)
    if grave:
        raise_concern(
            agency,
            indicator="other",
            received=on,
            submission=receipts.submission_key("agencies.vouches", str(vouch.pk), "concern")[:40],
            corridor=vouch.corridor,
        )
    reassess(agency)
    return vouch


def _check_items(items: tuple[Item, ...], valid_from: date, valid_until: date | None) -> None:
    if not items:
        raise Refused(Refusal.NO_ITEMS)
    if any(item.cost.amount is not None and item.cost.amount < Decimal(0) for item in items):
        raise Refused(Refusal.NEGATIVE_AMOUNT)
    if valid_until is not None and valid_until <= valid_from:
        raise Refused(Refusal.ENDS_BEFORE_IT_STARTS)


def _items_of(disclosure: FeeDisclosure) -> tuple[Item, ...]:
    return tuple(
        Item(row.category, row.name, Money(row.amount, row.currency), row.payer) for row in disclosure.items.all()
    )
