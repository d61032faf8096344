"""Keeps the directory of services: add or change one with its places, make sure of it."""

from datetime import date

from django.db import transaction

from accounts.models import User
from foundation import trail
from support.models import HelpOrganization, Service, ServiceLocation

KEPT = trail.declare("support.service_kept", "Service written into the directory")
ASSURED = trail.declare("support.service_assured", "Somebody made sure of a service")


@transaction.atomic
def keep_service(
    service: Service, organization: str, locations: list[tuple[str, str | None]], by: User | None, example: bool = False
) -> Service:
    """Save a service under its organization's name, with (country, place code or None) of each location."""
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
