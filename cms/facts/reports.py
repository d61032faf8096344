"""The report of what must be looked at again, by kind, country and days; Wagtail's own report view shows and exports it."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms.facts.overdue import PAGES, overdue_on
from cms.facts.words import NAMES
from corridors.models import Corridor
from corridors.permissions import may_read
from corridors.proposal_models import FactProposal
from foundation import clock
from reference.names import country_name

KINDS = [(name, label) for name, label in NAMES.items() if name != "corridors"] + [(PAGES, _("Pages"))]


def _countries() -> list[tuple[str, str]]:
    codes = {code for pair in Corridor.objects.values_list("origin", "destination") for code in pair}
    return sorted(((code, country_name(code, get_language() or "en")) for code in codes), key=lambda each: each[1])


class OverdueFilters(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=KINDS, widget=forms.CheckboxSelectMultiple)
    country = django_filters.ChoiceFilter(label=_("country"), choices=_countries)
    days = django_filters.NumberFilter(label=_("overdue by at least (days)"), min_value=0, max_value=36_500)

    class Meta:
        model = FactProposal
        fields = []


class OverdueFactsView(ReportView):
    """Facts and pages past their review date, the longest first."""

    page_title = _("Facts to check again")
    header_icon = "time"
    filterset_class = OverdueFilters
    index_url_name = "facts_overdue"
    index_results_url_name = "facts_overdue_results"
    verbose_name_plural = _("facts to check again")
    export_filename = "facts-to-check-again"
    list_export = ("name", "title", "country", "due", "checked")
    export_headings = {
        "name": _("Kind"),
        "title": _("Fact"),
        "country": _("Country"),
        "due": _("Look again by"),
        "checked": _("Last checked"),
    }
    columns = (
        TitleColumn("title", label=_("Fact"), get_url=lambda row: row.url),
        Column("name", label=_("Kind")),
        Column("country", label=_("Country")),
        DateColumn("due", label=_("Look again by")),
        DateColumn("checked", label=_("Last checked")),
    )

    def dispatch(self, request, *args, **kwargs):
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self) -> dict:
        """What the filters hold; a value they do not know filters nothing, and the form says so."""
        return self.filters.form.cleaned_data if self.filters.is_valid() else {}

    def get_queryset(self):
        asked = self.asked
        days = int(asked.get("days") or 0)
        return overdue_on(clock.today(), asked.get("kind") or (), asked.get("country") or "", days)

    def get_filtered_queryset(self):
        return self.get_queryset()

    def get_filterset_kwargs(self):
        return super().get_filterset_kwargs() | {"queryset": FactProposal.objects.none()}


overdue_results = OverdueFactsView.as_view(results_only=True)
