"""Keeps the directory of services: add or change one with its places, make sure of it."""

from datetime import date

from django.db import transaction

from accounts.models import User
from foundation import trail
from support.models import HelpOrganization, Referral, Service, ServiceLocation
from support.rules.states import RUNNING

KEPT = trail.declare("support.service_kept", "Service written into the directory")
ASSURED = trail.declare("support.service_assured", "Somebody made sure of a service")


class StandsForConsent(Exception):  # noqa: N818 - it says why nothing was written
    """Clients were asked about this service under its name: with another name their yes would be somebody else's."""


@transaction.atomic
def keep_service(
    service: Service, organization: str, locations: list[tuple[str, str | None]], by: User | None, example: bool = False
) -> Service:
    """Save a service under its organization's name, with (country, place code or None) of each location.

    Raises StandsForConsent for another name or organization while a referral to it runs.
    """
    if service.pk:
        held = Service.objects.select_for_update(of=("self",)).select_related("organization").get(pk=service.pk)
        renamed = (held.organization.name, held.name) != (organization, service.name)
        if renamed and Referral.objects.filter(service=held, state__in=RUNNING).exists():
            raise StandsForConsent
    service.organization, _made = HelpOrganization.objects.get_or_create(
        name=organization, defaults={"example": example}
    )
    service.save()
    service.locations.all().delete()
    for country, place in locations:
        ServiceLocation.objects.create(service=service, country=country, place_id=place)
    trail.record(KEPT, service, actor=by)
    return service


@transaction.atomic
def assure(service: Service, by: User, today: date) -> Service:
    """Somebody called or visited: the service is offered as it stands here."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    service.assured_date = today
    service.save(update_fields=["assured_date"])
    trail.record(ASSURED, service, actor=by)
    return service
