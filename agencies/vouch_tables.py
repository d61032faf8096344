"""The table of a CSO's vouches. It is never a file: agencies.desk_tables says why."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from agencies.desk_tables import WHO_VOUCHED
from agencies.vouch_forms import AgendaFilter
from agencies.vouching import agenda, corridors_of, lines_of
from foundation.desk_tables import Column, DeskTable
from partners.models import CSO

A_PAGE = 25


def agenda_table(request, cso: CSO, today: date, language: str) -> DeskTable:
    """Agencies on the CSO's routes: vouches that run out first, then those that await one."""
    rows = agenda(cso, today)
    return DeskTable(
        request,
        "vouches",
        rows,
        (
            Column("agency", _("Agency and route"), sort=("agency__name", "corridor_id")),
            Column("vouch", _("Your vouch"), sort=("own_expires", "agency__name")),
            Column("hindrances", _("What stands in the way")),
        ),
        "agencies/_vouch_row.html",
        filters=AgendaFilter(request.GET or None, queryset=rows, corridors=corridors_of(cso)),
        prepare=lambda found: lines_of(found, today, language),
        no_file=WHO_VOUCHED,
        kept={"cso": cso.pk},
        a_page=A_PAGE,
        label=_("Vouches"),
        empty=_("No agency on your routes fits."),
        stack=True,
    )
