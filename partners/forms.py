"""What a registrar types about CSOs."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation import clock, codes
from foundation.days import DayInput
from foundation.plain import PlainCharField
from partners.models import CSO, AgencyTie

LONGEST_ACCREDITATION = timedelta(days=3 * 366)


class CSOForm(forms.Form):
    """A CSO to register. The country says which routes stand on its desk."""

    name = PlainCharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=CSO.Kind.choices)
    country = forms.ChoiceField(
        label=_("Country it works in"),
        required=False,
        help_text=_("Its desk shows the routes from and to this country. Leave it empty for all routes."),
    )

    def __init__(self, *args, countries: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("several")), *countries]

    def clean_name(self):
        """Something to read, on one line."""
        name = self.cleaned_data["name"]
        if not any(sign.isalnum() for sign in name):
            raise forms.ValidationError(_("Write a name with letters."))
        return " ".join(name.split())


class AccreditForm(forms.Form):
    """From which day, and the last day on which its vouches count."""

    since = forms.DateField(label=_("From"), widget=DayInput())
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("Three years at most. On the day after it, its vouches stop counting."),
    )

    def clean(self):
        """In this order, and not for ever."""
        cleaned = super().clean()
        since, last = cleaned.get("since"), cleaned.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("It must end after it starts."))
        elif since and last and last - since > LONGEST_ACCREDITATION:
            self.add_error("last_day", _("Three years at most. Then look at the organisation again."))
        elif since and since - clock.today() > LONGEST_ACCREDITATION:
            self.add_error("since", _("This day is too far ahead."))
        elif last and last < clock.today():
            self.add_error("last_day", _("This day has passed."))
        return cleaned


class TieForm(forms.Form):
    """That a CSO is tied to an agency: it cannot vouch for it."""

    agency = forms.CharField(
        label=_("Number of the agency"), max_length=20, help_text=_("Eight digits, as on the agency's page.")
    )
    origin = forms.ChoiceField(label=_("How do we know?"), choices=AgencyTie.Origin.choices)

    def clean_agency(self):
        """Eight digits whose check digits are right."""
        number = codes.normalise(self.cleaned_data["agency"])
        if len(number) != 8 or not codes.is_valid(number):
            raise forms.ValidationError(_("This is no number of an agency. Look at the digits again."))
        return number
