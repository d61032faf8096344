"""The table of exports of cases that were asked for. Each export is itself a file that takes two people; their list is none."""

from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext_lazy as _

from foundation.desk_tables import Column, DeskTable
from support.models import CaseExport

# The filters of the cases to export travel as one parameter, apart from those of this table.
CASES = "cases"
MOST = 300


class ExportFilter(django_filters.FilterSet):
    """GET parameters of the table."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=CaseExport.State.choices)

    class Meta:
        model = CaseExport
        fields: list[str] = []


def export_table(request) -> DeskTable:
    """What was asked for at the organisations one helps at, newest first."""
    rows = CaseExport.objects.filter(organisation__in=request.helping).select_related("asked_by", "decided_by")
    cases = cases_asked(request)
    return DeskTable(
        request,
        "exports",
        rows,
        (
            Column("asked", _("Asked for"), sort=("asked",)),
            Column("by", _("By"), sort=("asked_by__called", "asked_by__username")),
            Column("reason", _("What is the file for?")),
            Column("state", _("State"), sort=("state", "asked")),
            Column("do", _("What to do")),
        ),
        "support/desk/_export_row.html",
        filters=ExportFilter(request.GET or None, queryset=rows),
        no_file=_("This table is never a file: it tells who wanted which cases, and what for."),
        first="-asked",
        kept={CASES: cases} if cases else {},
        label=_("Export"),
    )


def cases_asked(request) -> str:
    """The filters of the list of cases that somebody came from."""
    return request.GET.get(CASES, "")[:MOST]


def query_for(request) -> str:
    """From the list of cases as it is filtered to its export."""
    asked = request.GET.urlencode()[:MOST]
    return f"?{urlencode({CASES: asked})}" if asked else ""
