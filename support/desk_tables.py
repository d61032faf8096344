"""The table of cases. It is taken away only through support.export_views, by two people."""

from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.desk_tables import Column, DeskTable
from support.filters import ORDERS, CaseFilter, ordered
from support.permissions import cases_for

TWO_PEOPLE = _("A file of cases takes two people: ask for it under “Export”.")


def case_table(request) -> DeskTable:
    """All cases this person handles, what is due first unless asked otherwise."""
    handled = cases_for(request.user, clock.today(), request.helping)
    rows = ordered(handled, "").select_related("organisation").defer("letter")
    return DeskTable(
        request,
        "cases",
        rows,
        (
            Column("number", _("Number")),
            Column("about", _("About"), sort=ORDERS["about"]),
            Column("country", _("Country"), sort=ORDERS["country"]),
            Column("state", _("State"), sort=ORDERS["state"]),
            Column("whose", _("Handed to")),
            Column("received", _("Received"), sort=ORDERS["received"]),
            Column("last", _("Last written"), sort=ORDERS["last"]),
            Column("due", _("Answer due"), sort=ORDERS["due"]),
        ),
        "support/desk/_case_row.html",
        filters=CaseFilter(request.GET or None, rows),
        no_file=TWO_PEOPLE,
        first="due",
        label=_("Cases"),
        empty=_("No case fits."),
    )
