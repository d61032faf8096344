"""The table of needs asked for against given. A cell below five is told nowhere; a file rounds down to fives besides.

A page is read and gone; two files of two days could be subtracted, and one more of six is one person.
"""

from dataclasses import dataclass

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.desk_tables import Column, DeskTable
from partners.network_rules import publicly
from reference.names import country_name
from support.models import NeedTally
from support.needs import asked_and_given, need_names


@dataclass(frozen=True)
class Told:
    """A row in words: None stands for fewer than five."""

    need: str
    name: str
    country: str
    asked: int | None
    given: int | None


class NeedFilter(django_filters.FilterSet):
    """GET parameters of the table. It filters rows that are counted, so nothing here can ask below five."""

    need = django_filters.ChoiceFilter(label=_("Need"), empty_label=_("any"))
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))

    class Meta:
        model = NeedTally
        fields: list[str] = []

    def __init__(self, data, rows: list[Told]):
        super().__init__(data, queryset=NeedTally.objects.none())
        self.rows, language = rows, get_language() or "en"
        self.filters["need"].extra["choices"] = list({row.need: row.name for row in rows}.items())
        codes = sorted({row.country for row in rows if row.country})
        self.filters["country"].extra["choices"] = [(code, country_name(code, language)) for code in codes]

    @property
    def qs(self) -> list[Told]:
        """The rows that fit, in their order."""
        if not self.is_bound or not self.form.is_valid():
            return self.rows
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        return [row for row in self.rows if all(getattr(row, name) == value for name, value in asked.items())]


def need_table(request) -> DeskTable:
    """What most asked for and fewest got first."""
    names = need_names(get_language() or "en")
    rows = [
        Told(row.need, names.get(row.need, row.need), row.country, row.asked, row.given) for row in asked_and_given()
    ]
    return DeskTable(
        request,
        "needs",
        rows,
        (
            Column("need", _("Need"), lambda row: row.name, sort=("name",)),
            Column("country", _("Country"), lambda row: row.country, sort=("country",)),
            Column("asked", _("Asked for"), lambda row: publicly(row.asked or 0), sort=("asked",), number=True),
            Column("given", _("Given"), lambda row: publicly(row.given or 0), sort=("given",), number=True),
        ),
        "support/desk/_need_row.html",
        filters=NeedFilter(request.GET or None, rows),
        first="-asked",
        label=_("What clients need"),
        empty="" if rows else _("The clients have ranked nothing yet."),
    )
