"""The tables of the registrar's desk and of a CSO's vouches: columns, filters, and what may never leave as a file.

Never a file: reports of workers (held reviews, reports, adverts), because each row is one person's; and vouches, because a
file that says who vouched for whom is what somebody would press a CSO for.
"""

import django_filters
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.desk_wording import INDICATORS, WHY_ALIKE
from agencies.models import ClaimRequest, Lead, LookAlike, RegisterUpload, Review
from agencies.review_showing import held_reports
from agencies.rules.indicators import Indicator
from agencies.rules.likeness import Why
from foundation import clock
from foundation.desk_tables import Column, DeskTable

ONE_PERSON = _("This table is never a file: each row is what one person told us.")
WHO_VOUCHED = _("This table is never a file: nobody should be able to ask you for a list of whom you vouched for.")


class LeadFilter(django_filters.FilterSet):
    """GET parameters of the tables of reports and adverts."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Lead.State.choices)
    agency = django_filters.CharFilter(
        label=_("Name of the agency"), field_name="agency__name", lookup_expr="icontains", max_length=80
    )

    class Meta:
        model = Lead
        fields: list[str] = []


def lead_table(request, kind: str) -> DeskTable:
    """Reports (or adverts): the waiting ones first, oldest first. Their words show only when one is opened."""
    rows = Lead.objects.at_the_desk(clock.today()).filter(kind=kind).select_related("agency", "concern").defer("words")
    rows = rows.order_by(_waiting_first("closed"), "received", "pk")
    said = [Column("said", _("What is said"), sort=("concern__indicator", "received"))] if kind == "concern" else []
    return DeskTable(
        request,
        "reports" if said else "adverts",
        rows,
        (
            Column("received", _("Received"), sort=("received",)),
            Column("about", _("About"), sort=("agency__name", "received")),
            *said,
            Column("state", _("State"), sort=("state", "received")),
            Column("gone", _("Deleted on")),
        ),
        "agencies/desk/_lead_row.html",
        filters=LeadFilter(request.GET or None, queryset=rows),
        prepare=_with_indicators,
        no_file=ONE_PERSON,
        label=_("Reports of workers") if said else _("Adverts people asked about"),
        empty=_("Nothing waits here."),
    )


def _with_indicators(leads):
    for lead in leads:
        lead.said = INDICATORS[Indicator(lead.concern.indicator)] if lead.concern else ""
    return leads


class ClaimFilter(django_filters.FilterSet):
    """GET parameters of the table of claims."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=ClaimRequest.State.choices)
    agency = django_filters.CharFilter(
        label=_("Name of the agency"), field_name="agency__name", lookup_expr="icontains", max_length=80
    )

    class Meta:
        model = ClaimRequest
        fields: list[str] = []


def claim_table(request) -> DeskTable:
    """Claims of records, waiting ones first."""
    rows = ClaimRequest.objects.select_related("agency", "organisation").defer("evidence", "answer")
    rows = rows.order_by(_waiting_first("decided"), "received", "pk")
    return DeskTable(
        request,
        "claims",
        rows,
        (
            Column("received", _("Received"), lambda claim: claim.received, sort=("received",)),
            Column("agency", _("Agency"), lambda claim: claim.agency.name, sort=("agency__name", "received")),
            Column("by", _("Claimed by"), lambda claim: claim.organisation, sort=("organisation__name", "received")),
            Column("state", _("State"), lambda claim: claim.get_state_display(), sort=("state", "received")),
        ),
        "agencies/desk/_claim_row.html",
        filters=ClaimFilter(request.GET or None, queryset=rows),
        label=_("Claims of records"),
        empty=_("Nothing waits here."),
    )


class LookAlikeFilter(django_filters.FilterSet):
    """GET parameters of the table of look-alikes."""

    name = django_filters.CharFilter(label=_("Name of the agency"), method="by_name", max_length=80)
    seen = django_filters.ChoiceFilter(
        label=_("Looked at"),
        empty_label=_("any"),
        method="by_seen",
        choices=[("1", _("one person has looked")), ("0", _("nobody has looked"))],
    )
    least = django_filters.NumberFilter(label=_("At least, out of 100"), field_name="score", lookup_expr="gte", min_value=0, max_value=100)  # fmt: skip

    class Meta:
        model = LookAlike
        fields: list[str] = []

    def by_name(self, rows, name, value):
        """Either of the two is called so."""
        return rows.filter(suspect__name__icontains=value) | rows.filter(agency__name__icontains=value)

    def by_seen(self, rows, name, value):
        """Whether one person has looked; never what they found."""
        return rows.exclude(proposed="") if value == "1" else rows.filter(proposed="")


def look_alike_table(request) -> DeskTable:
    """Pairs that wait, likeliest first; those one person has looked at stand first of all."""
    rows = LookAlike.objects.filter(finding="").select_related("suspect", "agency")
    rows = rows.order_by("-proposed", "-score", "pk")
    return DeskTable(
        request,
        "look-alikes",
        rows,
        (
            Column("suspect", _("Under a sanction, or without its licence"), sort=("suspect__name",)),
            Column("agency", _("Looks like it"), sort=("agency__name",)),
            Column("why", _("Why")),
            Column("score", _("Out of 100"), sort=("score",), number=True),
        ),
        "agencies/desk/_look_alike_row.html",
        filters=LookAlikeFilter(request.GET or None, queryset=rows),
        prepare=_with_reasons,
        # What a machine found, and two people have not: an accusation, once it is on paper.
        no_file=_("This table is never a file: a machine found these pairs, and it may be wrong."),
        label=_("Look-alikes"),
        empty=_("Nothing waits here."),
    )


def _with_reasons(rows):
    for row in rows:
        row.why = [WHY_ALIKE[Why(code)] for code in row.reasons]
    return rows


class UploadFilter(django_filters.FilterSet):
    """GET parameters of the table of uploaded lists."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("any"),
        method="by_state",
        choices=[("waiting", _("Not applied yet")), ("applied", _("Applied"))],
    )
    source = django_filters.AllValuesFilter(label=_("Whose list?"), empty_label=_("any"))

    class Meta:
        model = RegisterUpload
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Applied, or not yet."""
        return rows.filter(applied=None) if value == "waiting" else rows.exclude(applied=None)


def upload_table(request) -> DeskTable:
    """Lists that were uploaded: those that wait first."""
    rows = RegisterUpload.objects.defer("content").select_related("uploaded_by", "applied_by")
    rows = rows.order_by(_waiting_first("applied"), "-uploaded", "pk")
    return DeskTable(
        request,
        "lists",
        rows,
        (
            Column("file", _("File"), lambda one: one.file_name, sort=("file_name",)),
            Column("source", _("Whose list?"), lambda one: one.source, sort=("source", "uploaded")),
            Column("retrieved", _("Date of the list"), lambda one: one.retrieved, sort=("retrieved",)),
            Column("uploaded", _("Uploaded"), lambda one: one.uploaded, sort=("uploaded",)),
            Column("applied", _("Applied"), lambda one: one.applied, sort=("applied",)),
        ),
        "agencies/desk/_upload_row.html",
        filters=UploadFilter(request.GET or None, queryset=rows),
        label=_("Lists"),
        empty=_("No list yet."),
    )


class HeldFilter(django_filters.FilterSet):
    """GET parameters of the table of reports held back."""

    agency = django_filters.CharFilter(
        label=_("Name of the agency"), field_name="agency__name", lookup_expr="icontains", max_length=80
    )
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)

    class Meta:
        model = Review
        fields: list[str] = []


def held_table(request) -> DeskTable:
    """Reports held back, by agency."""
    rows = Review.objects.held().select_related("agency", "corridor").order_by("agency__name", "corridor", "pk")
    return DeskTable(
        request,
        "held",
        rows,
        (
            Column("agency", _("Agency"), sort=("agency__name", "corridor")),
            Column("way", _("Way"), sort=("corridor__code", "agency__name")),
            Column("month", _("Month"), sort=("year", "month")),
            Column("why", _("Why it is held")),
        ),
        "agencies/_held_row.html",
        filters=HeldFilter(request.GET or None, queryset=rows),
        prepare=lambda rows: held_reports(rows, get_language() or "en"),
        no_file=ONE_PERSON,
        label=_("Reports held back"),
        empty=_("Nothing is held back."),
    )


def _waiting_first(column: str):
    """What nobody has finished stands first, on SQLite and PostgreSQL alike."""
    return F(column).asc(nulls_first=True)
