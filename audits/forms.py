"""What a registrar types of a brand, and a brand's auditor of lists, columns, matches and dossiers."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audits.list_reading import FIELDS, REQUIRED
from audits.wording import FIELDS as FIELD_WORDS
from foundation.days import DayInput
from foundation.figures import format_day
from foundation.plain import PlainCharField
from reference.names import country_name

COUNTRIES = [
    "MM",
    "KH",
    "LA",
    "TH",
    "MY",
    "SG",
    "JP",
    "KR",
    "HK",
    "TW",
    "VN",
    "ID",
    "PH",
    "CN",
    "BD",
    "IN",
    "LK",
    "PK",
    "US",
    "CA",
    "GB",
    "IE",
    "FR",
    "DE",
    "NL",
    "BE",
    "ES",
    "IT",
    "PT",
    "SE",
    "NO",
    "DK",
    "FI",
    "CH",
    "AT",
    "PL",
    "TR",
    "AU",
    "NZ",
]


class BrandForm(forms.Form):
    """A brand, and how the registrar knows that it is one."""

    name = PlainCharField(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    evidence = PlainCharField(
        label=_("How do you know?"),
        help_text=_("Such as: company register seen, called back at the number on its own site."),
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        named = sorted(((code, country_name(code, language)) for code in COUNTRIES), key=lambda one: one[1])
        self.fields["country"].choices = named

    def clean_name(self):
        """Something to read, on one line."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(sign.isalnum() for sign in name):
            raise forms.ValidationError(_("Write a name with letters."))
        return name


class ListForm(forms.Form):
    """A file with a supplier list."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or Excel (.xlsx), 20,000 rows and 10 MB at most."))
    whole = forms.BooleanField(
        label=_("This is our whole list"),
        help_text=_("Suppliers that are not on it will leave your list."),
        required=False,
        initial=True,
    )


class ColumnsForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(self, *args, headings: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=FIELD_WORDS[field],
                required=field in REQUIRED,
                choices=[("", _("no column")), *((name, name) for name in dict.fromkeys(headings))],
            )

    def clean(self):
        """No column holds two things."""
        told = super().clean()
        chosen = [name for name in told.values() if name]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("You chose one column twice."))
        return told


class DossierForm(forms.Form):
    """A dossier to be made."""

    as_of = forms.DateField(label=_("About the day"), widget=DayInput())
    country = forms.ChoiceField(label=_("Country"), required=False)
    recipient = PlainCharField(
        label=_("For whom"), help_text=_("The name stands on every page of the PDF."), max_length=120
    )

    def __init__(self, *args, today, first_list, countries: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.first_list, language = today, first_list, get_language() or "en"
        self.fields["country"].choices = [
            ("", _("all countries")),
            *((code, country_name(code, language)) for code in countries),
        ]

    def clean_as_of(self):
        """A day that has come."""
        day = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        # The past is read back as it was known: before the first list there is nothing to tell.
        if self.first_list is None:
            raise forms.ValidationError(_("Apply a supplier list first."))
        if day < self.first_list:
            raise forms.ValidationError(
                _("Your first list was applied on %(day)s. About days before it there is nothing to tell.")
                % {"day": format_day(self.first_list, get_language() or "en")}
            )
        return day
