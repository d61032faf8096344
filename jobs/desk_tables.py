"""The tables of an agency's desk, introductions (never a file) and its own jobs; and the registrar's of cards called back."""

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from foundation import codes
from foundation.desk_tables import Column, DeskTable
from jobs.card_models import CardRecall
from jobs.grounds import grounds_on
from jobs.introduction_models import Introduction
from jobs.judging import verdict_on
from jobs.models import Opening
from jobs.waiting import introductions_for
from jobs.wording import HIDDEN

OUTLIVES = _("This table is never a file: letters are deleted after thirty days, and a file would not be.")


class IntroductionFilter(django_filters.FilterSet):
    """GET parameters of the table of introductions."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Introduction.State.choices)
    job = django_filters.CharFilter(label=_("Job"), field_name="opening__title", lookup_expr="icontains", max_length=80)

    class Meta:
        model = Introduction
        fields: list[str] = []


def introduction_table(request, today) -> DeskTable:
    """Introductions of the agencies this user is an officer of: waiting ones first, oldest first."""
    rows = introductions_for(request.user, today).defer("letter", "answer")
    rows = rows.order_by(F("closed").asc(nulls_first=True), "sent", "pk")
    return DeskTable(
        request,
        "introductions",
        rows,
        (
            Column("sent", _("Sent"), sort=("sent",)),
            Column("job", _("Job"), sort=("opening__title", "sent")),
            Column("state", _("State"), sort=("state", "sent")),
            Column("gone", _("Deleted on")),
        ),
        "jobs/_introduction_row.html",
        filters=IntroductionFilter(request.GET or None, queryset=rows),
        prepare=lambda found: [_stands(one, today) for one in found],
        no_file=OUTLIVES,
        label=_("Introductions"),
        empty=_("Nobody has asked to be introduced."),
    )


def _stands(introduction: Introduction, today) -> dict:
    urgent = introduction.is_urgent(today) and today < introduction.closes
    return {"introduction": introduction, "state": state_of(introduction, today), "urgent": urgent}


def state_of(introduction: Introduction, today) -> str:
    """The state in words; one that ran out today and was not purged yet counts as closed."""
    if introduction.state == Introduction.State.OPEN and today >= introduction.closes:
        return Introduction.State.EXPIRED.label
    return introduction.get_state_display()


class OpeningFilter(django_filters.FilterSet):
    """GET parameters of the table of an agency's jobs."""

    words = django_filters.CharFilter(label=_("Job"), field_name="title", lookup_expr="icontains", max_length=80)
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Opening.State.choices)
    corridor = django_filters.ChoiceFilter(label=_("Route"), empty_label=_("any"), field_name="corridor__code")

    class Meta:
        model = Opening
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = self.queryset.order_by("corridor__code").values_list("corridor__code", flat=True).distinct()
        self.filters["corridor"].extra["choices"] = [(code, code) for code in codes]


def opening_table(request, agencies, today) -> DeskTable:
    """Every job of these agencies, each with whether it is shown today."""
    rows = Opening.objects.filter(agency__in=agencies, source="").select_related("agency", "corridor").order_by("-pk")
    return DeskTable(
        request,
        "jobs",
        rows,
        (
            Column("number", _("Number"), lambda one: one.public_id, file_only=True),
            Column("job", _("Job"), lambda one: one.title, sort=("title",)),
            Column("route", _("Route"), lambda one: one.corridor.code, sort=("corridor__code",)),
            Column("state", _("State"), lambda one: one.get_state_display(), sort=("state",)),
            Column("closes", _("Apply by"), lambda one: one.apply_by, sort=("apply_by",)),
            Column("shown", _("Do workers see it?"), lambda one: one.shown),
            Column("why", _("Why not"), lambda one: one.why, file_only=True),
        ),
        "jobs/desk/_opening_row.html",
        filters=OpeningFilter(request.GET or None, queryset=rows),
        prepare=lambda found: _judged(found, today),
        label=_("Your jobs"),
        empty=_("No job yet."),
    )


def _judged(openings: list[Opening], today) -> list[Opening]:
    grounds = grounds_on(today)
    for opening in openings:
        verdict = verdict_on(opening, today, grounds)
        opening.shown = verdict.visible
        opening.why = HIDDEN[verdict.reasons[0]] if verdict.reasons else ""
    return openings


class RecallFilter(django_filters.FilterSet):
    """GET parameters of the table of cards called back."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=CardRecall.Kind.choices)
    number = django_filters.CharFilter(label=_("Number"), method="by_number", max_length=40)

    class Meta:
        model = CardRecall
        fields: list[str] = []

    def by_number(self, rows, name, value):
        """However the digits are grouped."""
        digits = codes.normalise(value)
        return rows.filter(number__startswith=digits) if digits else rows.none()


def recall_table(request) -> DeskTable:
    """All that was called back, the latest first."""
    rows = CardRecall.objects.order_by("-known_at", "-pk")
    return DeskTable(
        request,
        "recalls",
        rows,
        (
            Column("number", _("Number"), lambda one: one.number, sort=("number", "printed_before")),
            Column("kind", _("Kind"), lambda one: one.get_kind_display(), file_only=True),
            Column("printed_before", _("Printed before"), lambda one: one.printed_before, sort=("printed_before",)),
            Column("why", _("Why"), lambda one: one.reason),
        ),
        "jobs/desk/_recall_row.html",
        filters=RecallFilter(request.GET or None, queryset=rows),
        label=_("Called back before"),
        empty=_("No card was called back yet."),
        stack=True,
    )
