"""The registrar's tables of concerns, which are never a file, and of suspensions, which stand on public pages as well."""

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agencies.desk_tables import ONE_PERSON
from agencies.desk_wording import INDICATORS
from agencies.models import Concern, Sanction
from agencies.rules.facts import ONE_DAY
from agencies.rules.indicators import Indicator
from foundation.desk_tables import Column, DeskTable


class ConcernFilter(django_filters.FilterSet):
    """GET parameters of the table of concerns."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Concern.State.choices)
    said = django_filters.ChoiceFilter(
        label=_("What is said"),
        empty_label=_("any"),
        field_name="indicator",
        choices=[(code.value, INDICATORS[code]) for code in Indicator],
    )
    agency = django_filters.CharFilter(
        label=_("Name of the agency"), field_name="agency__name", lookup_expr="icontains", max_length=80
    )

    class Meta:
        model = Concern
        fields: list[str] = []


def concern_table(request) -> DeskTable:
    """Every concern, those that nobody has closed first, oldest first."""
    rows = Concern.objects.select_related("agency").order_by(F("closed").asc(nulls_first=True), "received", "pk")
    return DeskTable(
        request,
        "concerns",
        rows,
        (
            Column("received", _("Received"), sort=("received",)),
            Column("agency", _("Agency"), sort=("agency__name", "received")),
            Column("said", _("What is said"), sort=("indicator", "received")),
            Column("state", _("State"), sort=("state", "received")),
        ),
        "agencies/desk/_concern_row.html",
        filters=ConcernFilter(request.GET or None, queryset=rows),
        prepare=_with_indicators,
        no_file=ONE_PERSON,
        label=_("Concerns"),
        empty=_("Nothing waits here."),
        stack=True,
    )


def _with_indicators(concerns: list[Concern]) -> list[Concern]:
    for concern in concerns:
        concern.about = INDICATORS[Indicator(concern.indicator)]
    return concerns


class SanctionFilter(django_filters.FilterSet):
    """GET parameters of the table of suspensions."""

    by = django_filters.ChoiceFilter(label=_("By"), empty_label=_("any"), choices=Sanction.By.choices)
    agency = django_filters.CharFilter(
        label=_("Name of the agency"), field_name="agency__name", lookup_expr="icontains", max_length=80
    )
    route = django_filters.ChoiceFilter(label=_("Route"), empty_label=_("any"), field_name="corridor__code")

    class Meta:
        model = Sanction
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.queryset.exclude(corridor=None).order_by("corridor__code")
        codes = held.values_list("corridor__code", flat=True).distinct()
        self.filters["route"].extra["choices"] = [(code, code) for code in codes]


def sanction_table(request) -> DeskTable:
    """Every suspension, newest first."""
    rows = Sanction.objects.select_related("agency", "corridor").order_by("-starts", "-pk")
    return DeskTable(
        request,
        "suspensions",
        rows,
        (
            Column("number", _("Number"), lambda one: one.agency.public_id, file_only=True),
            Column("agency", _("Agency"), lambda one: one.agency.name, sort=("agency__name", "starts")),
            Column("route", _("Route"), lambda one: one.corridor and one.corridor.code, sort=("corridor__code", "starts")),
            Column("by", _("By"), lambda one: one.get_by_display(), sort=("by", "starts")),
            Column("authority", _("Authority"), lambda one: one.authority, file_only=True),
            Column("from", _("From"), lambda one: one.starts, sort=("starts",)),
            Column("last_day", _("Last day"), lambda one: one.ends and one.ends - ONE_DAY, sort=("ends", "starts")),
            Column("reason", _("Reason"), lambda one: one.reason, file_only=True),
        ),
        "agencies/desk/_sanction_row.html",
        filters=SanctionFilter(request.GET or None, queryset=rows),
        first="-from",
        label=_("All suspensions"),
        empty=_("No agency was suspended yet."),
        stack=True,
    )  # fmt: skip
