"""The table of a brand's suppliers, with who recruits for them.

Its file holds the brand's own list and the employers its people confirmed. Agencies, standings and findings leave as a
dossier alone: that says about which day, by which method, for whom, and what is not known; a bare column would not.
"""

from datetime import date
from functools import partial

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.routes import route_names
from agencies.wording import MARKS, NAMES
from audits.desk_tables import countries_in
from audits.models import Brand, Link, Suggestion, SupplierEntry
from audits.picture import AgencyThen, Supplied, moment_for, supply
from audits.wording import FINDING_MARKS, FINDINGS
from corridors.models import Corridor
from foundation.desk_tables import Column, DeskTable


class SupplierFilter(django_filters.FilterSet):
    """GET parameters of the table. By findings nothing is filtered: a file would tell them by its rows."""

    words = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=80)
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))
    employer = django_filters.ChoiceFilter(
        label=_("Employer"),
        empty_label=_("any"),
        method="by_employer",
        choices=[("known", _("confirmed")), ("waits", _("to be confirmed")), ("unknown", _("not known"))],
    )

    class Meta:
        model = SupplierEntry
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["country"].extra["choices"] = countries_in(self.queryset, "country")

    def by_employer(self, rows, name, value):
        """Whether a person said which employer it is, or has one to look at."""
        same = Link.objects.filter(supplier=OuterRef("supplier"), undone_at=None, word=Link.Word.SAME.value)
        if value == "known":
            return rows.filter(Exists(same))
        offered = Exists(Suggestion.objects.filter(supplier=OuterRef("supplier")))
        return rows.exclude(Exists(same)).filter(offered if value == "waits" else ~offered)


def supplier_table(request, brand: Brand, today: date) -> DeskTable:
    """What the lists say now, by country and name."""
    rows = SupplierEntry.objects.current().filter(supplier__brand=brand).order_by("country", "name", "address", "pk")
    return DeskTable(
        request,
        "suppliers",
        rows,
        (
            Column("supplier", _("Supplier"), lambda line: line["entry"].name, sort=("name", "country")),
            Column("country", _("Country"), lambda line: line["entry"].country, sort=("country", "name", "address")),
            Column("address", _("Address"), lambda line: line["entry"].address, file_only=True),
            Column("os_id", _("OS ID"), lambda line: line["entry"].os_id, file_only=True),
            Column("number", _("Your own number"), lambda line: line["entry"].number, file_only=True),
            Column("workers", _("Migrant workers there"), lambda line: line["entry"].workers, file_only=True),
            Column("employer", _("Employer"), lambda line: line["employer"]),
            Column("recruiters", _("Agencies and routes"), private=True),
            Column("finding", _("What the evidence amounts to"), private=True),
        ),
        "audits/_supplier_row.html",
        filters=SupplierFilter(request.GET or None, queryset=rows),
        prepare=_with_employers if request.GET.get("file") else partial(_pictured, brand=brand, today=today),
        first="country",
        label=_("Your suppliers"),
    )


def _pictured(entries: list[SupplierEntry], brand: Brand, today: date) -> list[dict]:
    """The rows as the picture of today tells them, in their order."""
    ids = [entry.supplier_id for entry in entries]
    offered = set(Suggestion.objects.filter(supplier__in=ids).values_list("supplier_id", flat=True).distinct())
    found = {one.entry.pk: one for one in supply(brand, today, moment_for(today), suppliers=ids).suppliers}
    routes = {corridor.pk: corridor for one in found.values() for _agency, corridor in one.recruiters}
    named = route_names(routes.values(), get_language() or "en")
    return [line_of(found[entry.pk], named, offered) for entry in entries if entry.pk in found]


def _with_employers(entries: list[SupplierEntry]) -> list[dict]:
    """What a file tells: for it no agency's history has to be read."""
    ids = [entry.supplier_id for entry in entries]
    same = Link.objects.filter(supplier__in=ids, undone_at=None, word=Link.Word.SAME.value).select_related("employer")
    employers = {link.supplier_id: link.employer for link in same}
    return [{"entry": entry, "employer": employers.get(entry.supplier_id)} for entry in entries]


def line_of(one: Supplied, named: dict[int, str], offered: set) -> dict:
    """One row of the picture in words; `offered`: suppliers with an employer to look at."""
    css, icon = FINDING_MARKS[one.coverage.finding]
    return {
        "one": one,
        "entry": one.entry,
        "employer": one.employer,
        "words": FINDINGS[one.coverage.finding],
        "css": css,
        "icon": icon,
        "waits": one.link is None and one.entry.supplier_id in offered,
        "recruiters": [_recruiter(agency, corridor, named) for agency, corridor in one.recruiters],
    }


def _recruiter(agency: AgencyThen, corridor: Corridor, named: dict[int, str]) -> dict:
    recorded = agency.standing_on(corridor.pk)
    holds = recorded is not None and recorded.holds
    return {
        "agency": agency,
        "corridor": corridor,
        "route": named.get(corridor.pk, corridor.code),
        "standing": NAMES[recorded.standing] if holds else None,
        "icon": MARKS[recorded.standing][1] if holds else "unknown",
        "prices": agency.prices.get(corridor.pk, ()),
        "history": [(day, NAMES.get(word, word)) for day, word in agency.history_on(corridor.pk)],
    }
