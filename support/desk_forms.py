"""What case workers type: why they open a case, an answer or a note, whom to hand it to, a service, a finding, an export."""

from collections.abc import Collection
from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from foundation import clock
from foundation.figures import format_day
from foundation.plain import PlainCharField
from foundation.quiet import QuietForm
from partners.models import CSO
from reference.models import Place
from reference.names import country_name
from support.actions.handling import Purpose
from support.models import Service
from support.permissions import HELPING_ROLES

PURPOSES = {
    Purpose.ANSWER: _("to answer the client"),
    Purpose.ASSIGN: _("to find who can help"),
    Purpose.REFER: _("to refer the client to a service"),
    Purpose.REVIEW: _("to review how it was handled"),
}


class PurposeForm(forms.Form):
    """Why a case is opened; without a reason it stays closed."""

    purpose = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=[(purpose.value, words) for purpose, words in PURPOSES.items()],
        widget=forms.RadioSelect,
    )


class AnswerForm(QuietForm):
    """An answer to the client, or a note for helpers."""

    words = PlainCharField(
        label=_("Your answer"),
        help_text=_("Write in the language of the client if you can."),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, to_client: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not to_client:
            self.fields["words"].label, self.fields["words"].help_text = _("Note for helpers"), ""


class AssignForm(forms.Form):
    """Whom to hand a case to: a CSO accredited today, or a desk of this site; never one that a complaint is kept from."""

    organisation = forms.ModelChoiceField(label=_("Hand it to"), queryset=Organisation.objects.none())

    def __init__(self, *args, kept_from: Collection[int] = (), desks=(), **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        able = CSO.objects.accredited(today).exclude(organisation=None).values("organisation")
        # Where nobody would see it, a case is not sent.
        people = Membership.objects.live(today).filter(role__in=HELPING_ROLES).values("organisation")
        offered = Q(pk__in=able) & Q(pk__in=people) | Q(pk__in=[one.pk for one in desks])
        self.fields["organisation"].queryset = Organisation.objects.filter(offered).exclude(pk__in=kept_from)


class ReferForm(forms.Form):
    """Which service to ask the client about."""

    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.none())

    def __init__(self, *args, country: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(active=True).select_related("organization")
        if country:
            services = services.filter(locations__country=country).distinct()
        self.fields["service"].queryset = services
        self.fields["service"].label_from_instance = _say_service


class FindingForm(forms.Form):
    """A suspension that a second person must confirm."""

    reason = PlainCharField(label=_("What was found"), help_text=_("The agency reads this."), max_length=300)
    ends = forms.DateField(label=_("Suspended until"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends", clock.today() + timedelta(days=90))


class ExportForm(forms.Form):
    """What a file of the list is for."""

    reason = PlainCharField(label=_("What is the file for?"), max_length=200)


class ServiceForm(forms.ModelForm):
    """One service of the directory with where it is given."""

    organization = PlainCharField(label=_("Organization"), max_length=200)
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=forms.CheckboxSelectMultiple)
    place = forms.ModelChoiceField(label=_("State or province"), queryset=Place.objects.none(), required=False)

    class Meta:
        model = Service
        fields = ["name", "kind", "description", "languages", "email", "phone", "active"]

    field_order = ["organization", "name", "kind", "description", "countries", "place"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = Place.objects.values_list("country", flat=True).distinct().order_by()
        told = get_language() or "en"
        codes = {*codes, "TH", "MY", "MM", "KH", "LA"}
        self.fields["countries"].choices = sorted(((code, country_name(code, told)) for code in codes), key=_name)
        self.fields["place"].queryset = Place.objects.filter(parent=None)
        if self.instance.pk:
            held = list(self.instance.locations.all())
            self.initial |= {
                "organization": self.instance.organization.name,
                "countries": [one.country for one in held],
                "place": next((one.place_id for one in held if one.place_id), None),
            }

    def clean(self):
        """One service a name, as the table has it: the organization is no field of the row, so the form looks itself."""
        cleaned = super().clean()
        same = Service.objects.filter(organization__name=cleaned.get("organization"), name=cleaned.get("name"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This organization has a service of this name already."))
        return cleaned

    def clean_languages(self):
        """Codes with one space between, as the forms of clients know them."""
        return " ".join(self.cleaned_data["languages"].replace(",", " ").lower().split())

    def locations(self) -> list[tuple[str, str | None]]:
        """(country, place code or None) of each location."""
        place = self.cleaned_data["place"]
        told = [(country, None) for country in self.cleaned_data["countries"] if not place or country != place.country]
        return [*told, *([(place.country, place.pk)] if place else [])]


def _say_service(service: Service) -> str:
    """With the day on which somebody last made sure: a client is sent there."""
    assured = format_day(service.assured_date, get_language() or "en") if service.assured_date else gettext("never")
    return f"{service} · {gettext('last made sure')}: {assured}"


def _name(choice: tuple[str, str]) -> str:
    return choice[1]
