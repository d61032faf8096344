"""What registrars and agencies' officers type at their desks. Every form keeps what was typed when it is refused."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actions.registration import CORRECTABLE
from agencies.contact_rules import LONGEST, MOST_OF_A_KIND, contact_problem
from agencies.known_sources import known_sources
from agencies.models import Agency, AgencyContact, DisclosedItem, LookAlike
from agencies.route_fields import offer_routes
from agencies.rules.suspending import LONGEST_SUSPENSION
from corridors.models import Corridor
from corridors.rules.facts import Category
from corridors.wording import WORDS
from foundation.days import DayInput
from foundation.money import Money, is_currency
from foundation.plain import PlainCharField
from reference.models import Place

LONGEST_WORDS = 4000
LINES = 12
CATEGORIES = [(category.value, words) for category, words in WORDS[Category].items()]


def day_field(label, **more):
    """A day as browsers ask for it."""
    return forms.DateField(label=label, widget=DayInput(), **more)


class UploadForm(forms.Form):
    """One of the known lists, the file, and the day on which it was taken from the regulator."""

    source = forms.ChoiceField(label=_("Which list is it?"))
    file = forms.FileField(
        label=_("The list"),
        help_text=_(
            "CSV, Excel (.xlsx, without macros) or JSON, at most 10 MB. Nothing changes until you have seen it."
        ),
        allow_empty_file=True,
    )
    retrieved = day_field(
        _("On what day was it taken from the regulator?"),
        help_text=_("Where the rows carry their own day, that one counts."),
    )
    complete = forms.BooleanField(
        label=_("This is the whole list: who is missing is no longer licensed."), required=False
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["source"].choices = [
            (stem, f"{source.country} · {source.regulator} ({source.id})") for stem, source in known_sources().items()
        ]

    def clean_retrieved(self):
        day = self.cleaned_data["retrieved"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day.year < 1990:
            raise forms.ValidationError(_("This day is too long ago for a list in use."))
        return day


class ProposalForm(forms.Form):
    """A suspension: on which route, why, until when."""

    corridor = forms.ModelChoiceField(
        Corridor.objects.order_by("code"), label=_("Route"), required=False, empty_label=_("every route")
    )
    reason = PlainCharField(
        label=_("Why?"),
        help_text=_("One sentence. The agency reads it, and so may a court. Name no person."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    ends = day_field(_("First day on which it no longer holds"), help_text=_("90 days at most."))

    def __init__(self, *args, today, agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends", today + LONGEST_SUSPENSION)
        offer_routes(self.fields["corridor"], agency.country)


class WordsForm(forms.Form):
    """Words of one's own: a reason, an appeal, an answer."""

    words = PlainCharField(label=_("Your words"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 5}))


class ReasonForm(forms.Form):
    """One sentence that says why."""

    words = PlainCharField(label=_("Why?"), max_length=300, widget=forms.Textarea({"rows": 3}))


class FindingForm(forms.Form):
    """What one person makes of a pair that looks alike."""

    finding = forms.ChoiceField(label=_("What are they?"), choices=LookAlike.Finding.choices, widget=forms.RadioSelect)


class AgencyNumberForm(forms.Form):
    """Which agency; once it is valid, `agency` is its record."""

    number = forms.CharField(label=_("Our number of the agency"), help_text=_("8 digits, on its page."), max_length=40)
    agency: Agency

    def clean_number(self):
        agency = Agency.objects.numbered(self.cleaned_data["number"])
        if agency is None:
            raise forms.ValidationError(_("We know no agency with this number. Read it again, digit by digit."))
        self.agency = agency
        return self.cleaned_data["number"]


class ClaimForm(AgencyNumberForm):
    """Which record, and why it is one's own."""

    evidence = PlainCharField(
        label=_("How can a registrar see that you act for it?"),
        help_text=_(
            "Licence number, company number, an official e-mail address or telephone we can call. No passport."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
    )


class FeesForm(forms.Form):
    """From when the fees hold, and on which route; the lines follow."""

    corridor = forms.ModelChoiceField(Corridor.objects.order_by("code"), label=_("Route"))
    valid_from = day_field(_("From which day do these fees hold?"))
    currency = forms.CharField(
        label=_("Currency"), help_text=_("Three letters, such as THB or MMK."), min_length=3, max_length=3
    )

    def __init__(self, *args, today, agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        offer_routes(self.fields["corridor"], agency.country)

    def clean_currency(self):
        currency = self.cleaned_data["currency"].upper()
        if not is_currency(currency):
            raise forms.ValidationError(_("We do not know this currency."))
        return currency

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day > self.today + timedelta(days=366) or day.year < 2000:
            raise forms.ValidationError(_("This day is too far away."))
        return day


class FeeLineForm(forms.Form):
    """One line: what for, how much, who pays. A line without a name is left out."""

    category = forms.ChoiceField(label=_("Kind of cost"), choices=CATEGORIES, required=False)
    name = PlainCharField(label=_("For what"), max_length=200, required=False)
    amount = forms.DecimalField(
        label=_("How much"), min_value=Decimal(0), max_digits=12, decimal_places=2, required=False
    )
    payer = forms.ChoiceField(label=_("Who pays"), choices=DisclosedItem.Payer.choices, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("amount") is not None and not cleaned.get("name") and "name" in cleaned:
            self.add_error("name", _("Say what this amount is for."))
        if cleaned.get("name") and not cleaned.get("category") and "category" in cleaned:
            self.add_error("category", _("Say what kind of cost this is."))
        if cleaned.get("name") and not cleaned.get("payer"):
            self.add_error("payer", _("Say who pays this."))
        return cleaned

    def cost(self, currency: str) -> Money:
        """The amount, unknown when none was typed."""
        return Money(self.cleaned_data["amount"], currency)


FeeLines = forms.formset_factory(FeeLineForm, extra=LINES, max_num=LINES, validate_max=True, absolute_max=LINES)


class ContactsForm(forms.Form):
    """The only valid ways to reach the agency, one a line."""

    def __init__(self, *args, country, **kwargs):
        super().__init__(*args, **kwargs)
        self.country = country
        for kind, label in AgencyContact.Kind.choices:
            self.fields[kind] = PlainCharField(
                label=label,
                required=False,
                max_length=MOST_OF_A_KIND * (LONGEST + 1),
                help_text=_("One a line."),
                widget=forms.Textarea({"rows": 2}),
            )

    @staticmethod
    def of(agency: Agency) -> dict[str, str]:
        """The contacts of the agency that are valid today, as the fields show them."""
        held: dict[str, list[str]] = {}
        for contact in agency.contacts.filter(until=None):
            held.setdefault(contact.kind, []).append(contact.value)
        return {kind: "\n".join(values) for kind, values in held.items()}

    def clean(self):
        cleaned = super().clean()
        for kind, _label in AgencyContact.Kind.choices:
            lines = _lines(cleaned.get(kind, ""))
            if len(lines) > MOST_OF_A_KIND:
                self.add_error(kind, _("At most %(number)s lines.") % {"number": MOST_OF_A_KIND})
            # What a register told stands as it was told, until somebody writes another.
            kept = _lines(self.initial.get(kind, ""))
            for line in lines[:MOST_OF_A_KIND]:
                if line not in kept and (problem := contact_problem(kind, line, self.country)):
                    self.add_error(kind, f"“{line[:60]}”: {problem}")
        return cleaned

    def contacts(self) -> list[tuple[str, str]]:
        """(kind, value) of every line that is not empty."""
        return [(kind, line) for kind, _label in AgencyContact.Kind.choices for line in _lines(self.cleaned_data[kind])]


class CorrectionForm(ContactsForm):
    """What a registrar knows better than the record, and why."""

    name = PlainCharField(label=_("Name"), max_length=250)
    address = PlainCharField(label=_("Address"), max_length=500, required=False)
    registration_number = PlainCharField(label=_("Company number"), max_length=60, required=False)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), required=False)

    def __init__(self, *args, agency: Agency, **kwargs):
        initial = {**ContactsForm.of(agency), **{name: getattr(agency, name) for name in CORRECTABLE}}
        super().__init__(*args, initial=initial, country=agency.country, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(country=agency.country).order_by("name_en", "code")
        self.fields["reason"] = PlainCharField(
            label=_("Why?"),
            help_text=_("One sentence. Everybody can read it. Name no person."),
            max_length=200,
            widget=forms.Textarea({"rows": 2}),
        )

    def told(self) -> dict:
        """The fields of the record as they should be."""
        return {name: self.cleaned_data[name] for name in CORRECTABLE}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
