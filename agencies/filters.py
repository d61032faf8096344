"""The filters of the register, all GET parameters: words, country, corridor, standing, example. agencies.views uses it."""

import django_filters
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.names import LONGEST_QUESTION, ids_with_words
from agencies.reading import ids_with_standing
from agencies.routes import route_names
from agencies.rules import Standing
from agencies.wording import NAMES
from corridors.models import Corridor
from foundation import clock
from reference.names import country_name


class AgencyFilter(django_filters.FilterSet):
    """A value that does not exist is told to the person; the other filters go on."""

    words = django_filters.CharFilter(
        label=_("Name"),
        method="by_words",
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput({"type": "search"}),
    )
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("any"))
    corridor = django_filters.ChoiceFilter(label=_("Route"), empty_label=_("any"), method="by_standing")
    standing = django_filters.ChoiceFilter(
        label=_("Standing"),
        empty_label=_("any"),
        method="by_standing",
        choices=[(standing.value, NAMES[standing]) for standing in reversed(Standing)],
    )
    example = django_filters.ChoiceFilter(
        label=_("Examples"),
        empty_label=_("show all"),
        choices=[("0", _("real agencies only")), ("1", _("examples only"))],
        method="by_example",
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def __init__(self, *args, past: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        # Of an earlier day, the view asks agencies.past_register for route and standing.
        self.past = past
        language = get_language() or "en"
        codes = Agency.objects.order_by("country").values_list("country", flat=True).distinct()
        self.filters["country"].extra["choices"] = sorted(
            ((code, country_name(code, language)) for code in codes), key=lambda one: one[1]
        )
        self.corridors = {corridor.code: corridor for corridor in Corridor.objects.all()}
        self.route_names = route_names(self.corridors.values(), language)
        self.filters["corridor"].extra["choices"] = [
            (code, self.route_names[corridor.pk]) for code, corridor in self.corridors.items()
        ]

    def by_words(self, rows, name, value):
        """Agencies that are called so, in any script."""
        return rows.filter(pk__in=ids_with_words(value))

    def by_standing(self, rows, name, value):
        """Route and standing together: vetted on this route, not merely somewhere. Asked once for the two."""
        standing, corridor = self.asked_standing()
        if self.past or (name == "standing" and corridor):
            return rows  # the route's turn did both
        return rows.filter(pk__in=ids_with_standing(standing, corridor, clock.today()))

    def asked_standing(self) -> tuple[Standing | None, Corridor | None]:
        """The standing and the route that were asked for; what does not exist is none."""
        self.form.is_valid()  # fills cleaned_data with what is right, whatever else is wrong
        told = self.form.cleaned_data
        standing = told.get("standing")
        return Standing(standing) if standing else None, self.corridors.get(told.get("corridor"))

    def by_example(self, rows, name, value):
        """Invented agencies, or all but them."""
        return rows.filter(example=value == "1")
