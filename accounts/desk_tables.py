"""The tables of the members' desk. Neither is a file: a list of an organisation's people is what a search looks for."""

from datetime import date

import django_filters
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from accounts.permissions import is_registrar, may_be_reset
from foundation.desk_tables import Column, DeskTable

PEOPLE = _("This table is never a file: it tells who works for whom.")


class OrganisationFilter(django_filters.FilterSet):
    """GET parameters of the table of organisations."""

    words = django_filters.CharFilter(
        label=_("Name of the organisation"), field_name="name", lookup_expr="icontains", max_length=80
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=Organisation.Kind.choices)

    class Meta:
        model = Organisation
        fields: list[str] = []


def organisation_table(request, rows) -> DeskTable:
    """Those whose members this user looks after."""
    return DeskTable(
        request,
        "members",
        rows,
        (
            Column("name", _("Organisation"), sort=("name",)),
            Column("kind", _("Kind"), sort=("kind", "name")),
        ),
        "accounts/_organisation_row.html",
        filters=OrganisationFilter(request.GET or None, queryset=rows),
        no_file=PEOPLE,
        first="name",
        label=_("Members"),
        empty=_("There is no organisation whose members you look after."),
    )


class MemberFilter(django_filters.FilterSet):
    """GET parameters of the table of an organisation's members."""

    name = django_filters.CharFilter(
        label=_("Called"), field_name="user__username", lookup_expr="icontains", max_length=60
    )
    role = django_filters.ChoiceFilter(label=_("Role"), empty_label=_("any"), choices=Membership.Role.choices)

    class Meta:
        model = Membership
        fields: list[str] = []


def member_table(request, organisation: Organisation, today: date) -> DeskTable:
    """Who acts for the organisation today, and whether they have a second factor."""
    rows = Membership.objects.live(today).filter(organisation=organisation).select_related("user")
    rows = rows.order_by("since", "pk")
    return DeskTable(
        request,
        "people",
        rows,
        (
            Column("called", _("Called"), sort=("user__username",)),
            Column("role", _("Role"), sort=("role", "since")),
            Column("since", _("Since"), sort=("since",)),
            Column("safe", _("Second step")),
            Column("do", _("What to do")),
        ),
        "accounts/_member_row.html",
        filters=MemberFilter(request.GET or None, queryset=rows),
        prepare=lambda found: _with_factors(found, request.user),
        no_file=PEOPLE,
        first="since",
        label=_("Members"),
        empty=_("Nobody yet."),
    )


def _with_factors(members: list[Membership], user) -> list[dict]:
    safe = set(Authenticator.objects.filter(user__in=[one.user_id for one in members]).values_list("user", flat=True))
    looks_after = is_registrar(user)
    return [
        {
            "membership": one,
            "safe": one.user_id in safe,
            "may_reset": looks_after and one.user_id in safe and may_be_reset(user, one.user),
        }
        for one in members
    ]
