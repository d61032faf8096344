"""The filters of the results page: one GET form whose fields are those of OpeningQuery. jobs.views.results calls this."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from corridors.models import Corridor
from foundation.figures import format_number
from reference.models import Name
from reference.names import country_name, names_of
from search.query import LONGEST_WORDS, OpeningQuery, Sort, write_number
from search.wording import BASES, HOUSING, SORTS

# Months of wages a person may choose from; any other number in an address works too.
COSTS = ("0", "0.5", "1", "2", "3")


class FilterForm(forms.Form):
    """Never validated: OpeningQuery reads the address, this form only shows what it read and offers what there is."""

    words = forms.CharField(
        label=gettext_lazy("What job?"), widget=forms.TextInput({"type": "search", "maxlength": LONGEST_WORDS})
    )
    origin = forms.ChoiceField(label=gettext_lazy("You come from"))
    destination = forms.ChoiceField(label=gettext_lazy("You want to work in"))
    cost_to = forms.ChoiceField(label=gettext_lazy("You pay at most"))
    wage_from = forms.DecimalField(
        label=gettext_lazy("Pay a month at least, in US dollars"),
        widget=forms.NumberInput({"min": 0, "step": "any", "inputmode": "decimal"}),
    )
    occupation = forms.ChoiceField(label=gettext_lazy("Kind of work"))
    housing = forms.ChoiceField(label=gettext_lazy("Housing"))
    start_from = forms.DateField(label=gettext_lazy("Starts on or after"), widget=forms.DateInput({"type": "date"}))
    start_to = forms.DateField(label=gettext_lazy("Starts by"), widget=forms.DateInput({"type": "date"}))
    channel = forms.ChoiceField(label=gettext_lazy("Legal way"))
    basis = forms.ChoiceField(label=gettext_lazy("Checked how?"))
    sort = forms.ChoiceField(label=gettext_lazy("Order"))

    use_required_attribute = False

    def __init__(self, query: OpeningQuery, facets: dict):
        super().__init__(initial=_initial(query), auto_id="f_%s")
        language = query.language
        ways = list(Corridor.objects.values_list("origin", "destination", "channel", "channel_name"))
        any_of = ("", _("any"))
        self.fields["origin"].choices = [any_of, *_countries({way[0] for way in ways} | set(query.origin), language)]
        destinations = {way[1] for way in ways} | {value for value, _count in facets.get("destination", ())}
        self.fields["destination"].choices = [any_of, *_countries(destinations | set(query.destination), language)]
        self.fields["channel"].choices = [any_of, *_channels(ways, facets, query)]
        self.fields["occupation"].choices = [any_of, *_occupations(facets, query, language)]
        self.fields["cost_to"].choices = [any_of, *_costs(query, language)]
        self.fields["housing"].choices = [any_of, *HOUSING.items()]
        self.fields["basis"].choices = [any_of, *BASES.items()]
        self.fields["sort"].choices = [(sort.value, words) for sort, words in SORTS.items()]
        for field in self.fields.values():
            field.required = False


def _initial(query: OpeningQuery) -> dict:
    held = dict(reversed(query.to_params()))
    return {"sort": Sort.BEST.value, **held}


def _countries(codes, language: str) -> list[tuple[str, str]]:
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1])


def _channels(ways, facets, query) -> list[tuple[str, str]]:
    named = {channel: name for _origin, _destination, channel, name in ways}
    codes = {value for value, _count in facets.get("channel", ())} | set(query.channel)
    return sorted((code, named.get(code, code)) for code in codes)


def _occupations(facets, query, language: str) -> list[tuple[str, str]]:
    counted = dict(facets.get("occupation", ()))
    codes = dict.fromkeys([*query.occupation, *counted])
    named = names_of(Name.Kind.OCCUPATION, codes, language, fallback=True)
    return [
        (
            code,
            f"{named.get(code, code)} ({format_number(counted[code], language)})"
            if code in counted
            else named.get(code, code),
        )
        for code in codes
    ]


def _costs(query, language: str) -> list[tuple[str, str]]:
    asked = None if query.cost_to is None else write_number(query.cost_to)
    numbers = sorted({*COSTS, *([asked] if asked else [])}, key=float)
    return [(number, _cost(Decimal(number), language)) for number in numbers]


def _cost(months: Decimal, language: str) -> str:
    if not months:
        return _("nothing")
    sentence = ngettext("%(number)s month of wages", "%(number)s months of wages", 1 if months == 1 else 2)
    return sentence % {"number": format_number(months, language)}
