"""Verifies brands, ends them, and takes in who accepted the terms of use. The registrar's desk and the brand's desk call it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import found_organisation
from accounts.models import Organisation, User
from audits.models import Brand, TermsAccepted
from foundation import trail

VERIFIED = trail.declare("audits.brand_verified", _("Brand verified"))
ENDED = trail.declare("audits.brand_ended", _("Brand ended"))
ACCEPTED = trail.declare("audits.terms_accepted", _("Terms accepted by a brand"))
# Goes up with every change of what the terms say: whoever accepted an older version is asked again.
TERMS_VERSION = 1


@transaction.atomic
def verify_brand(
    name: str, country: str, evidence: str, today: date, actor: User | None, example: bool = False
) -> tuple[Brand, bool]:
    """(brand, whether anything changed): an organisation of kind brand that may work here from today. Its people are
    invited at the members' desk. The same name and country is the same brand; an ended one is verified anew.
    """
    held = Organisation.objects.filter(kind=Organisation.Kind.BRAND, name__iexact=name, country=country).first()
    organisation = held or found_organisation(name, Organisation.Kind.BRAND, country, actor=actor, example=example)
    brand = Brand.objects.select_for_update().filter(organisation=organisation).first()
    if brand and brand.ended_on is None:
        return brand, False
    if brand is None:
        brand = Brand(organisation=organisation)
    brand.evidence, brand.verified_on, brand.verified_by, brand.ended_on = evidence, today, actor, None
    brand.save()
    trail.record(VERIFIED, brand, actor=actor)
    return brand, True


@transaction.atomic
def end_brand(brand: Brand, today: date, actor: User | None) -> Brand:
    """Nobody acts for it from today on; what it uploaded stays its own. Safe to repeat."""
    brand = Brand.objects.select_for_update().get(pk=brand.pk)
    if brand.ended_on is None:
        brand.ended_on = today
        brand.save(update_fields=["ended_on"])
        trail.record(ENDED, brand, actor=actor)
    return brand


@transaction.atomic
def accept_terms(brand: Brand, user: User, version: int, today: date) -> bool:
    """Whether the newest terms are accepted now: False for an older version, which is then asked again."""
    if version != TERMS_VERSION:
        return False
    _, new = TermsAccepted.objects.get_or_create(
        brand=brand, user=user, version=version, defaults={"accepted_on": today}
    )
    if new:
        trail.record(ACCEPTED, brand, actor=user, version=version)
    return True


def has_accepted(brand: Brand, user: User) -> bool:
    """Whether the user accepted the newest terms for this brand."""
    return TermsAccepted.objects.filter(brand=brand, user=user, version=TERMS_VERSION).exists()
