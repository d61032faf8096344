"""The table of the directory of services. Its file tells neither contact nor town: a search for who hid starts from both."""

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.desk_tables import Column, DeskTable
from reference.names import country_name
from support.models import Service, ServiceLocation


class ServiceFilter(django_filters.FilterSet):
    """GET parameters of the directory."""

    words = django_filters.CharFilter(label=_("Name"), method="by_words", max_length=80)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=Service.Kind.choices)
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"), method="by_country")
    active = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("any"), choices=[("1", _("offered today")), ("0", _("not offered now"))]
    )
    assured = django_filters.ChoiceFilter(
        label=_("last made sure"), empty_label=_("any"), method="by_assured", choices=[("never", _("never"))]
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        codes = ServiceLocation.objects.order_by("country").values_list("country", flat=True).distinct()
        self.filters["country"].extra["choices"] = [(code, country_name(code, language)) for code in codes]

    def by_words(self, rows, name, value):
        """The service or who offers it is called so."""
        return rows.filter(name__icontains=value) | rows.filter(organization__name__icontains=value)

    def by_country(self, rows, name, value):
        """Given there, in one place or in all of it."""
        return rows.filter(pk__in=ServiceLocation.objects.filter(country=value).values("service"))

    def by_assured(self, rows, name, value):
        """Those that nobody ever made sure of."""
        return rows.filter(assured_date=None)


def service_table(request) -> DeskTable:
    """Every service; what nobody has made sure of for longest stands first in its kind."""
    rows = Service.objects.select_related("organization").prefetch_related("locations")
    rows = rows.order_by("-active", "kind", "assured_date", "name", "pk")
    return DeskTable(
        request,
        "services",
        rows,
        (
            Column("service", _("Service"), lambda one: one.name, sort=("name",)),
            Column(
                "organization",
                _("Organisation"),
                lambda one: one.organization.name,
                sort=("organization__name", "name"),
            ),
            Column("kind", _("Kind"), lambda one: one.get_kind_display(), sort=("kind", "name")),
            Column("where", _("Where"), private=True),
            Column("countries", _("Country"), _countries, file_only=True),
            Column("languages", _("Languages"), lambda one: one.languages, file_only=True),
            Column("contact", _("Contact"), private=True),
            Column("assured", _("last made sure"), lambda one: one.assured_date, sort=("assured_date", "name")),
            Column("offered", _("offered today"), lambda one: one.active, file_only=True),
        ),
        "support/desk/_service_row.html",
        filters=ServiceFilter(request.GET or None, queryset=rows),
        label=_("Services"),
    )


def _countries(service: Service) -> str:
    return " ".join(sorted({one.country for one in service.locations.all()}))
