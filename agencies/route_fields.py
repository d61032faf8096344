"""The routes that a form offers: named in the reader's language, and only those that an agency can be concerned with."""

from django.db.models import Q
from django.forms import ModelChoiceField
from django.utils.translation import get_language

from agencies.routes import route_names
from corridors.models import Corridor


def offer_routes(field: ModelChoiceField, country: str) -> None:
    """Offer the routes from and to the agency's country; all of them where no route touches it."""
    every = Corridor.objects.order_by("code")
    own = every.filter(Q(origin=country) | Q(destination=country))
    rows = list(own) or list(every)
    named = route_names(rows, get_language() or "en")
    field.label_from_instance = lambda corridor: f"{named[corridor.pk]} ({corridor.code})"
    field.queryset = every.filter(pk__in=named)
