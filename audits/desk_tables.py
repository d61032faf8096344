"""The tables of brands, and of a brand's lists and dossiers. What is free text, or may name a person, stands in no file."""

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audits.models import Brand, Dossier, SupplierList
from foundation import clock
from foundation.desk_tables import Column, DeskTable
from reference.names import country_name

TODAY_OR_NOT = [("1", _("today")), ("0", _("not today"))]


class BrandFilter(django_filters.FilterSet):
    """GET parameters of the registrar's table."""

    words = django_filters.CharFilter(
        label=_("Name"), field_name="organisation__name", lookup_expr="icontains", max_length=80
    )
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"), field_name="organisation__country")
    verified = django_filters.ChoiceFilter(
        label=_("Verified"), empty_label=_("any"), method="by_day", choices=TODAY_OR_NOT
    )

    class Meta:
        model = Brand
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["country"].extra["choices"] = countries_in(self.queryset, "organisation__country")

    def by_day(self, rows, name, value):
        """Verified today, or not."""
        live = Brand.objects.live(clock.today())
        return rows.filter(pk__in=live) if value == "1" else rows.exclude(pk__in=live)


def brand_table(request) -> DeskTable:
    """All brands by name."""
    rows = Brand.objects.select_related("organisation").order_by("organisation__name", "pk")
    return DeskTable(
        request,
        "brands",
        rows,
        (
            Column("name", _("Brand"), lambda one: one.organisation.name, sort=("organisation__name",)),
            Column(
                "country",
                _("Country"),
                lambda one: one.organisation.country,
                sort=("organisation__country", "organisation__name"),
            ),
            Column("verified", _("Verified"), lambda one: one.verified_on, sort=("verified_on",)),
            Column("ended", _("ended"), lambda one: one.ended_on, file_only=True),
            # Free text: it may say who was telephoned.
            Column("evidence", _("How we know"), private=True),
            Column("do", _("What to do"), private=True),
        ),
        "audits/_brand_row.html",
        filters=BrandFilter(request.GET or None, queryset=rows),
        first="name",
        label=_("Brands"),
        empty=_("Nobody yet."),
    )


class ListFilter(django_filters.FilterSet):
    """GET parameters of the table of a brand's lists."""

    name = django_filters.CharFilter(label=_("File"), field_name="file_name", lookup_expr="icontains", max_length=80)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("any"),
        method="by_state",
        choices=[("waiting", _("Not applied yet")), ("applied", _("Applied"))],
    )

    class Meta:
        model = SupplierList
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Applied, or not yet."""
        return rows.filter(applied=None) if value == "waiting" else rows.exclude(applied=None)


def list_table(request, brand: Brand) -> DeskTable:
    """What a brand uploaded, newest first."""
    rows = SupplierList.objects.filter(brand=brand).defer("content").order_by("-uploaded", "file_name", "pk")
    return DeskTable(
        request,
        "supplier-lists",
        rows,
        (
            Column("file", _("File"), lambda one: one.file_name, sort=("file_name",)),
            Column("uploaded", _("Uploaded"), lambda one: one.uploaded, sort=("uploaded", "file_name")),
            Column("applied", _("Applied"), lambda one: one.applied, sort=("applied", "file_name")),
        ),
        "audits/_list_row.html",
        filters=ListFilter(request.GET or None, queryset=rows),
        first="-uploaded",
        label=_("Supplier lists"),
        empty=_("No list yet."),
    )


class DossierFilter(django_filters.FilterSet):
    """GET parameters of the table of a brand's dossiers."""

    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))
    recipient = django_filters.CharFilter(label=_("For whom"), lookup_expr="icontains", max_length=80)
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=Dossier.State.choices)

    class Meta:
        model = Dossier
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["country"].extra["choices"] = countries_in(self.queryset, "country")


def dossier_table(request, brand: Brand) -> DeskTable:
    """What was asked for, newest first. A file holds the whole digests, by which a dossier is proved, and no recipient."""
    rows = Dossier.objects.filter(brand=brand).defer("content", "pdf").order_by("-asked", "pk")
    return DeskTable(
        request,
        "dossiers",
        rows,
        (
            Column("day", _("About the day"), lambda one: one.as_of, sort=("as_of", "asked")),
            Column("country", _("Country"), lambda one: one.country, sort=("country", "asked")),
            # A person's name as often as not.
            Column("recipient", _("For whom"), sort=("recipient", "asked"), private=True),
            Column("state", _("State"), lambda one: one.get_state_display(), sort=("state", "asked")),
            Column("digest", _("Digest"), lambda one: one.digest),
        ),
        "audits/_dossier_row.html",
        filters=DossierFilter(request.GET or None, queryset=rows),
        label=_("Dossiers"),
    )


def countries_in(rows, field: str) -> list[tuple[str, str]]:
    """The countries that rows hold, as a filter offers them."""
    language = get_language() or "en"
    codes = rows.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    return [(code, country_name(code, language)) for code in codes]
