"""The table of the sheets of review cards that a CSO printed. A file of it tells how many cards, never whose."""

import django_filters
from django.conf import settings
from django.db.models import Count, F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models import ReviewBatch
from agencies.routes import route_names
from corridors.models import Corridor
from foundation.desk_tables import Column, DeskTable
from partners.models import CSO


class SheetFilter(django_filters.FilterSet):
    """GET parameters of the table of sheets."""

    left = django_filters.ChoiceFilter(
        label=_("Unused"),
        empty_label=_("any"),
        method="by_left",
        choices=[("1", _("some are left")), ("0", _("none is left"))],
    )
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("any"), choices=settings.LANGUAGES)

    class Meta:
        model = ReviewBatch
        fields: list[str] = []

    def by_left(self, rows, name, value):
        """With cards that can still be handed out, or without."""
        return rows.filter(left__gt=0) if value == "1" else rows.filter(left=0)


def sheet_table(request, csos: list[CSO]) -> DeskTable:
    """All sheets of these CSOs, newest first."""
    rows = ReviewBatch.objects.filter(cso__in=csos).defer("tallies").annotate(left=Count("tokens"))
    rows = rows.annotate(used=F("cards") - F("left") - F("voided")).order_by("-made", "-pk")
    return DeskTable(
        request,
        "sheets",
        rows,
        (
            Column("made", _("Made"), lambda sheet: sheet.made, sort=("made",)),
            Column("way", _("Way"), lambda sheet: sheet.route, sort=("corridor__code", "made")),
            Column("language", _("Language"), lambda sheet: sheet.read_in, sort=("language", "made")),
            Column("cards", _("Cards"), lambda sheet: sheet.cards, sort=("cards", "made"), number=True),
            Column("used", _("Used"), lambda sheet: sheet.used, sort=("used", "made"), number=True),
            Column("unused", _("Unused"), lambda sheet: sheet.left, sort=("left", "made"), number=True),
            Column("last_day", _("Good until"), lambda sheet: sheet.last_day, sort=("expires", "made")),
            Column("do", _("What to do"), private=True),
        ),
        "agencies/_sheet_row.html",
        filters=SheetFilter(request.GET or None, queryset=rows),
        prepare=_worded,
        first="-made",
        label=_("Sheets"),
        empty=_("No sheet yet."),
        stack=True,
    )


def _worded(sheets: list[ReviewBatch]) -> list[ReviewBatch]:
    ways = {sheet.corridor_id for sheet in sheets} - {None}
    named = route_names(Corridor.objects.filter(pk__in=ways), get_language() or "en")
    for sheet in sheets:
        sheet.route = named.get(sheet.corridor_id, "")
        sheet.read_in = dict(settings.LANGUAGES).get(sheet.language, sheet.language)
    return sheets
