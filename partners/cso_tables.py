"""The registrar's table of CSOs. A file of it names only those that are named in public."""

from datetime import date, timedelta

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.desk_tables import Column, DeskTable
from partners.models import CSO
from reference.names import country_name

ONE_DAY = timedelta(days=1)


class CSOFilter(django_filters.FilterSet):
    """GET parameters of the registrar's table."""

    words = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=80)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=CSO.Kind.choices)
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))
    accredited = django_filters.ChoiceFilter(
        label=_("Accredited"), empty_label=_("any"), method="by_day", choices=[("1", _("today")), ("0", _("not today"))]
    )

    class Meta:
        model = CSO
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        codes = CSO.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
        self.filters["country"].extra["choices"] = [(code, country_name(code, language)) for code in codes]

    def by_day(self, rows, name, value):
        """Accredited today, or not."""
        live = CSO.objects.accredited(clock.today())
        return rows.filter(pk__in=live) if value == "1" else rows.exclude(pk__in=live)


def cso_table(request, today: date) -> DeskTable:
    """All of them by name, with the last day of their accreditation."""
    rows = CSO.objects.order_by("name", "pk")
    return DeskTable(
        request,
        "organisations",
        rows,
        (
            Column("number", _("Number"), lambda row: row["cso"].pk, file_only=True),
            Column("name", _("Organisation"), lambda row: row["cso"].name if row["cso"].public else "", sort=("name",)),
            Column("kind", _("Kind"), lambda row: row["cso"].get_kind_display(), sort=("kind", "name")),
            Column("country", _("Country"), lambda row: row["cso"].country, sort=("country", "name")),
            Column("accredited", _("Accredited"), lambda row: row["live"], sort=("accredited_until", "name")),
            Column("last_day", _("Last day"), lambda row: row["last_day"], file_only=True),
        ),
        "partners/_cso_row.html",
        filters=CSOFilter(request.GET or None, queryset=rows),
        prepare=lambda found: [{"cso": cso, **accreditation(cso, today)} for cso in found],
        first="name",
        label=_("Partner organisations"),
        empty=_("Nobody yet."),
    )


def accreditation(cso: CSO, today: date) -> dict:
    """Whether it is accredited that day, and until when."""
    until = cso.accredited_until
    live = cso.accredited_from is not None and cso.accredited_from <= today and (until is None or until > today)
    return {"live": live, "last_day": until - ONE_DAY if until else None}
