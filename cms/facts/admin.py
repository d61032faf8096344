"""Registers the facts in Wagtail's admin: lists, addresses, menu, report and the panel of the admin's first page."""

from functools import partial

import django_filters
from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from cms.facts import delete_views, digest_views, proposal_views, sheet_views, views
from cms.facts.panels import FactsPanel
from cms.facts.policy import FactsPolicy
from cms.facts.reports import OverdueFactsView, overdue_results
from cms.facts.words import NAMES, fact_in_words, plain_number, proposal_in_words
from corridors import cells
from corridors.models import Corridor, Fact, Source
from corridors.permissions import may_draft, may_read
from corridors.proposal_models import FactProposal


class _List(IndexView):
    """Wagtail's list without its boxes to tick: no action on many rows is open to anybody."""

    @cached_property
    def columns(self):
        return [column for column in super().columns if column.name != "bulk_actions"]


class FactIndex(_List):
    """Wagtail's list of the versions in force; each leads to our own screen of the fact."""

    def get_base_queryset(self):
        rows = super().get_base_queryset().select_related("source")
        return rows.current() if issubclass(self.model, Fact) else rows

    @property
    def file(self):
        return cells.BY_MODEL[self.model]

    def get_edit_url(self, instance):
        return reverse("facts_fact", args=[self.file.name, instance.pk])

    def get_list_more_buttons(self, instance):
        buttons = [Button(_("Look at it"), url=self.get_edit_url(instance), icon_name="view", priority=5)]
        if may_draft(self.request.user):
            url = reverse("facts_propose", args=[self.file.name, instance.pk])
            buttons.append(Button(_("Propose a change"), url=url, icon_name="edit", priority=10))
        return buttons

    @property
    def header_buttons(self):
        buttons = []
        if may_draft(self.request.user):
            add = reverse("facts_add", args=[self.file.name])
            buttons.append(HeaderButton(_("Propose a new one"), url=add, icon_name="plus"))
        return buttons

    @property
    def header_more_buttons(self):
        name = self.file.name
        export, sheet = reverse("facts_export", args=[name]), reverse("facts_import", args=[name])
        buttons = [Button(_("Export as CSV"), url=export, icon_name="download", priority=20)]
        if may_draft(self.request.user):
            buttons.append(Button(_("Import a CSV"), url=sheet, icon_name="upload", priority=30))
        return buttons


class _FactViewSet(SnippetViewSet):
    """What the lists of all kinds share."""

    index_view_class = FactIndex
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    list_export = ()
    ordering = ("key",)
    search_backend_name = None

    def get_permissions_to_register(self):
        return Permission.objects.none()


def _title(row) -> str:
    return fact_in_words(row)


def _plain(field: str, row) -> str:
    """An amount without the zeros of its column."""
    return plain_number(getattr(row, field))


def _view_set(model: type[Fact] | type[Corridor], icon: str) -> type[SnippetViewSet]:
    """A view set a kind: they differ by their columns and filters alone."""
    is_fact = issubclass(model, Fact)
    name = cells.BY_MODEL[model].name
    fields = {field.name for field in model._meta.fields}
    columns = [TitleColumn("title", label=_("fact"), accessor=_title, get_url=_url_of)]
    columns += [
        Column(field, label=label, sort_key=field, accessor=partial(_plain, field))
        for field, label in (("amount_min", _("from")), ("amount_max", _("to")), ("amount", _("amount")))
        if field in fields
    ]
    columns += [Column("currency", label=_("currency"))] if "currency" in fields else []
    columns += [Column("evidence", label=_("evidence"), sort_key="evidence")]
    columns += [DateColumn("review_on", label=_("look again by"), sort_key="review_on")] if is_fact else []
    filters = [each for each in ("country", "origin", "destination", "corridor", "evidence") if each in fields]
    return type(
        f"{model.__name__}ViewSet",
        (_FactViewSet,),
        {
            "model": model,
            "icon": icon,
            "menu_label": NAMES[name],
            "url_prefix": f"facts/{name}",
            "admin_url_namespace": f"facts_{name}",
            "ordering": ("key",) if is_fact else ("code",),
            "list_display": columns,
            "list_filter": filters,
            "search_fields": ["key", "note"] if is_fact else ["code", "channel_name"],
        },
    )


def _url_of(row) -> str:
    return reverse("facts_fact", args=[cells.BY_MODEL[type(row)].name, row.pk])


class SourceIndex(_List):
    """Sources are rows that facts share: a source is changed by proposing the facts that rest on it."""

    def get_edit_url(self, instance):
        return None


class SourceViewSet(_FactViewSet):
    model = Source
    index_view_class = SourceIndex
    icon = "link"
    menu_label = _("Sources")
    url_prefix = "facts/sources"
    admin_url_namespace = "facts_sources"
    ordering = ("title",)
    list_display = ("title", "dated", "url")
    search_fields = ["title", "url"]


class ProposalFilters(WagtailFilterSet):
    file = django_filters.ChoiceFilter(label=_("kind of fact"), choices=list(NAMES.items()))
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=FactProposal.State.choices)

    class Meta:
        model = FactProposal
        fields = ["file", "state"]


class ProposalIndex(_List):
    def get_edit_url(self, instance):
        return reverse("facts_proposal", args=[instance.pk])

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("drafted_by", "decided_by")


class ProposalViewSet(_FactViewSet):
    model = FactProposal
    index_view_class = ProposalIndex
    icon = "clipboard-list"
    menu_label = _("Proposals")
    url_prefix = "facts/proposals/list"
    admin_url_namespace = "facts_proposals"
    ordering = ("-drafted_at",)
    list_display = (
        TitleColumn(
            "title",
            label=_("proposal"),
            accessor=proposal_in_words,
            get_url=lambda row: reverse("facts_proposal", args=[row.pk]),
        ),
        Column("reason", label=_("reason")),
        Column("get_state_display", label=_("state"), sort_key="state"),
        Column("drafted_by", label=_("drafted by")),
        DateColumn("drafted_at", label=_("drafted"), sort_key="drafted_at"),
        DateColumn("go_live_on", label=_("publish on"), sort_key="go_live_on"),
    )
    filterset_class = ProposalFilters
    search_fields = ["reason"]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="corridors", codename__in=["draft_facts", "approve_facts"]
        )


_ICONS = {
    "corridors": "globe",
    "cost_items": "tag",
    "timeline_steps": "list-ol",
    "fee_ceilings": "lock",
    "minimum_wages": "calendar",
    "exchange_rates": "rotate",
    "corridor_status": "warning",
    "helplines": "mail",
    "rights": "check",
    "survey_benchmarks": "clipboard-list",
}
KINDS = [_view_set(file.model or Corridor, _ICONS[file.name]) for file in cells.FILES]


class FactsGroup(SnippetViewSetGroup):
    """One menu for all of it."""

    items = (ProposalViewSet, *KINDS, SourceViewSet)
    menu_label = _("Facts")
    menu_icon = "list-ul"
    menu_order = 150
    menu_name = "facts"


for _model in (FactProposal, Source, *(file.model or Corridor for file in cells.FILES)):
    register_permission_policy(_model, FactsPolicy(_model), exact_class=True)
register_snippet(FactsGroup)


@hooks.register("register_admin_urls")
def fact_addresses():
    """Under /admin/facts/; each view asks by itself who may."""
    fact = "facts/<slug:file_name>/"
    return [
        path("facts/proposals/<int:pk>/", proposal_views.show_proposal, name="facts_proposal"),
        path("facts/proposals/<int:pk>/edit/", views.edit, name="facts_edit"),
        path("facts/proposals/<int:pk>/decide/", proposal_views.decide, name="facts_decide"),
        path("facts/overdue/", OverdueFactsView.as_view(), name="facts_overdue"),
        path("facts/overdue/results/", overdue_results, name="facts_overdue_results"),
        path("facts/letters/", digest_views.choose_letters, name="facts_letters"),
        path("facts/corridors/<int:pk>/remove/", delete_views.delete_corridor, name="facts_delete_corridor"),
        path(f"{fact}propose/", views.propose, name="facts_add"),
        path(f"{fact}export.csv", sheet_views.export, name="facts_export"),
        path(f"{fact}import/", sheet_views.bring, name="facts_import"),
        path(f"{fact}<int:pk>/", views.show_fact, name="facts_fact"),
        path(f"{fact}<int:pk>/propose/", views.propose, name="facts_propose"),
        path(f"{fact}<int:pk>/checked/", views.confirm, name="facts_confirm"),
        path(f"{fact}<int:pk>/withdraw/", views.withdraw, name="facts_withdraw"),
    ]


class ReadersItem(MenuItem):
    """Shown to those who draft or approve."""

    def is_shown(self, request):
        return may_read(request.user)


@hooks.register("register_reports_menu_item")
def overdue_in_the_menu():
    return ReadersItem(
        _("Facts to check again"), reverse("facts_overdue"), name="facts-overdue", icon_name="time", order=650
    )


@hooks.register("construct_homepage_panels")
def facts_on_the_first_page(request, panels):
    if may_read(request.user):
        panels.append(FactsPanel())
