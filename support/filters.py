"""The filters of the list of cases, all GET parameters, and the order of its columns. support.desk_views uses it."""

import django_filters
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation import clock
from reference.names import country_name, language_name
from support.models import Case, Request

# Names of columns as an address says them, and what they sort by; what is due first comes first.
ORDERS = {
    "due": ("due", "received", "id"),
    "received": ("received", "id"),
    "last": ("last_written", "id"),
    "country": ("country", "received", "id"),
    "about": ("request", "received", "id"),
    "state": ("state", "received", "id"),
}


class CaseFilter(django_filters.FilterSet):
    """A value that does not exist is told to the person; the other filters go on."""

    number = django_filters.CharFilter(label=_("Number"), method="by_number", max_length=20)
    waits = django_filters.ChoiceFilter(
        label=_("Waits for"),
        empty_label=_("any"),
        method="by_waits",
        choices=[
            ("us", _("us")),
            ("client", _("the client")),
            ("late", _("us, and is overdue")),
            ("nobody", _("nobody")),
        ],
    )
    about = django_filters.ChoiceFilter(
        label=_("About"), empty_label=_("any"), field_name="request", choices=Request.choices
    )
    origin = django_filters.ChoiceFilter(label=_("Comes from"), empty_label=_("any"), choices=Case.Origin.choices)
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Case.State.choices)
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("any"))
    whose = django_filters.ChoiceFilter(
        label=_("Handed to"), empty_label=_("any"), choices=[("nobody", _("nobody yet"))], method="by_whose"
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        told = get_language() or "en"
        pairs = list(self.queryset.values_list("country", "language").order_by().distinct())
        for name, codes, say in (
            ("country", {pair[0] for pair in pairs}, country_name),
            ("language", {pair[1] for pair in pairs}, language_name),
        ):
            self.filters[name].extra["choices"] = sorted((code, say(code, told)) for code in codes if code)

    def by_number(self, rows, name, value):
        """The number as helpers say it, with or without spaces."""
        return rows.filter(number="".join(value.split()))

    def by_waits(self, rows, name, value):
        """Whose turn it is: a case that is due waits for us."""
        if value == "nobody":
            return rows.exclude(closed=None)
        rows = rows.filter(closed=None)
        if value == "client":
            return rows.filter(due=None)
        return rows.filter(due__lt=clock.today()) if value == "late" else rows.filter(~Q(due=None))

    def by_whose(self, rows, name, value):
        """Those that nobody has taken."""
        return rows.filter(organisation=None, closed=None)


def ordered(rows, asked: str):
    """The rows in the order asked for, `-` in front turns it; what is unknown sorts by due day."""
    name = asked.removeprefix("-")
    first, *rest = ORDERS.get(name, ORDERS["due"])
    by = F(first).desc(nulls_last=True) if asked.startswith("-") else F(first).asc(nulls_last=True)
    return rows.order_by(by, *rest)
