"""What a CSO types of its townships, ambassadors and sessions; and the filters of the two tables."""

import secrets
from datetime import timedelta

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.contacts import tells_contact
from foundation.days import DayInput
from foundation.plain import PlainCharField
from partners.models import Ambassador, Coverage, EducationSession
from partners.network import Told
from partners.network_models import MOST_HELPED, Material, Topic
from partners.network_rules import Band
from partners.tiles import TILE_OF
from reference.models import Place
from reference.names import language_name

LONGEST_AHEAD = timedelta(days=365)
LONGEST_AGO = timedelta(days=5 * 366)
# What ambassadors speak: the languages of this site, and those of the states and regions people leave.
SPOKEN = (*dict(settings.LANGUAGES), "shn", "mnw", "kac", "ksw", "rki", "pwo", "kyu", "cnh", "ms")
# CLDR has no names for these.
_UNNAMED = {
    "rki": _("Rakhine"),
    "mnw": _("Mon"),
    "pwo": _("Pwo Karen"),
    "kyu": _("Kayah"),
    "ksw": _("S’gaw Karen"),
    "cnh": _("Hakha Chin"),
}


def spoken(code: str) -> str:
    """A language in the reader's language."""
    return str(_UNNAMED[code]) if code in _UNNAMED else language_name(code, get_language() or "en")


class OnceForm(forms.Form):
    """A form that carries a key, so that sending it twice writes one row."""

    submission = forms.RegexField(r"^[A-Za-z0-9_-]{22}$", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"submission": secrets.token_urlsafe(16), **self.initial}


class PlaceField(forms.ChoiceField):
    """A township, or a province where we hold none; gives the place."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("We know no such place. Choose one of the list.")

    def clean(self, value):
        """The place behind the code."""
        code = super().clean(value)
        return Place.objects.get(pk=code) if code else None


class AmbassadorForm(OnceForm):
    """An ambassador; nothing that says who it is."""

    pseudonym = PlainCharField(
        label=_("Pseudonym"),
        max_length=40,
        help_text=_("A made-up name: no real name, no number, no name of a village. Nobody should know who it is."),
    )
    kind = forms.ChoiceField(label=_("Who"), choices=Ambassador.Kind.choices, widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("Where now?"), choices=Ambassador.Where.choices, widget=forms.RadioSelect)
    place = PlaceField(
        label=_("Township or province"),
        help_text=_("Where this person talks to others. Abroad, where the list has no place: the home township."),
    )
    languages = forms.MultipleChoiceField(label=_("Speaks"), widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(
        label=_("Trained on"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    trained = forms.DateField(label=_("Last trained on"), required=False, widget=DayInput())
    helped = forms.IntegerField(
        label=_("People helped so far"), min_value=0, max_value=MOST_HELPED, initial=0, help_text=_("About how many.")
    )
    edition = forms.IntegerField(min_value=0, max_value=10**9, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *places]
        self.fields["languages"].choices = [(code, spoken(code)) for code in SPOKEN]

    def clean_pseudonym(self):
        """Letters, and nothing by which somebody could be reached."""
        told = " ".join(self.cleaned_data["pseudonym"].split())
        if tells_contact(told):
            raise forms.ValidationError(_("This looks like a phone number or an address. Choose a made-up name."))
        if not any(sign.isalpha() for sign in told):
            raise forms.ValidationError(_("Write a name with letters."))
        return told

    def clean(self):
        """Training has topics and a day, which is not to come."""
        told = super().clean()
        topics, day = told.get("topics"), told.get("trained")
        if "trained" in told and "topics" in told and bool(topics) != bool(day):
            self.add_error("trained" if topics else "topics", _("Say both: what the training was about, and when."))
        if day and not clock.today() - 10 * LONGEST_AGO <= day <= clock.today():
            self.add_error("trained", _("This day is still to come, or very long ago."))
        return told

    def told(self) -> Told:
        """For the actions."""
        kept = ("pseudonym", "kind", "where", "place", "trained", "helped")
        given = {name: self.cleaned_data[name] for name in kept}
        return Told(languages=tuple(self.cleaned_data["languages"]), topics=tuple(self.cleaned_data["topics"]), **given)


PEOPLE = [(band.value, band.value.replace("-", " – ")) for band in Band]


class ReportForm(forms.Form):
    """How a session went."""

    people = forms.ChoiceField(label=_("How many people came?"), choices=[("", _("Choose")), *PEOPLE])
    material = forms.MultipleChoiceField(
        label=_("What did they get or see?"),
        choices=Material.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SessionForm(OnceForm, ReportForm):
    """A session that was held, or one that is planned: the day tells which."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    topic = forms.ChoiceField(label=_("About"), choices=[("", _("Choose")), *Topic.choices])
    place = PlaceField(label=_("Township or province"))
    field_order = ("submission", "day", "topic", "place", "people", "material")

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *places]
        self.fields["people"].required = False
        self.fields["people"].help_text = _("Leave this empty for a session that is still to come.")

    def clean(self):
        """People have come to what was held, and to nothing that is to come."""
        told, today = super().clean(), clock.today()
        day, came = told.get("day"), told.get("people")
        if day is None:
            return told
        if not today - LONGEST_AGO <= day <= today + LONGEST_AHEAD:
            self.add_error("day", _("Within five years back and one year ahead."))
        elif day > today and (came or told.get("material")):
            self.add_error("day", _("This day is still to come. Report the session when it was held."))
        elif day < today and not came and "people" in told:
            self.add_error("people", _("This day has passed. How many people came?"))
        return told


class CoverageForm(forms.Form):
    """Every place the CSO works in."""

    places = forms.MultipleChoiceField(label=_("Townships and provinces"), required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = places
        self.fields["places"].choices = places
        self.fields["places"].error_messages["invalid_choice"] = _("We know no such place. Choose one of the list.")


class OfStateFilter(django_filters.FilterSet):
    """For rows with a place: those in the townships of a tile."""

    state = django_filters.ChoiceFilter(label=_("State or region"), empty_label=_("any"), method="by_state")

    def __init__(self, *args, states: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["state"].extra["choices"] = sorted(states, key=lambda one: one[1])

    def by_state(self, rows, name, value):
        """A tile may be made of several states of the P-codes."""
        return rows.filter(place__parent__in=TILE_OF[value].codes)


class CoverageFilter(OfStateFilter):
    """GET parameters of the table of townships."""

    class Meta:
        model = Coverage
        fields: list[str] = []


class AmbassadorFilter(OfStateFilter):
    """GET parameters of the table of ambassadors."""

    kind = django_filters.ChoiceFilter(label=_("Who"), empty_label=_("any"), choices=Ambassador.Kind.choices)
    where = django_filters.ChoiceFilter(label=_("Where now?"), empty_label=_("any"), choices=Ambassador.Where.choices)
    language = django_filters.ChoiceFilter(
        label=_("Speaks"), empty_label=_("any"), method="by_language", choices=lambda: [(c, spoken(c)) for c in SPOKEN]
    )
    trained = django_filters.ChoiceFilter(
        label=_("Trained on"), empty_label=_("any"), method="by_topic", choices=Topic.choices
    )

    class Meta:
        model = Ambassador
        fields: list[str] = []

    def by_language(self, rows, name, value):
        """Codes stand with one space between, and none is a part of another with a space around it."""
        return _with_word(rows, "languages", value)

    def by_topic(self, rows, name, value):
        """Trained on this."""
        return _with_word(rows, "topics", value)


class SessionFilter(django_filters.FilterSet):
    """GET parameters of the table of sessions."""

    state = django_filters.ChoiceFilter(label=_("How it stands"), empty_label=_("any"), method="by_stand", choices=[
        ("due", _("waits for a report")), *EducationSession.State.choices
    ])  # fmt: skip
    topic = django_filters.ChoiceFilter(label=_("About"), empty_label=_("any"), choices=Topic.choices)
    since = django_filters.DateFilter(label=_("From"), field_name="day", lookup_expr="gte", widget=DayInput())
    last_day = django_filters.DateFilter(label=_("Last day"), field_name="day", lookup_expr="lte", widget=DayInput())

    class Meta:
        model = EducationSession
        fields: list[str] = []

    def by_stand(self, rows, name, value):
        """Its state, or planned for a day that has come."""
        if value == "due":
            return rows.filter(state=EducationSession.State.PLANNED, day__lte=clock.today())
        return rows.filter(state=value)


def _with_word(rows, column: str, word: str):
    spaced = Concat(Value(" "), column, Value(" "))
    return rows.annotate(**{f"spaced_{column}": spaced}).filter(**{f"spaced_{column}__contains": f" {word} "})
