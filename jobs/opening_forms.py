"""What an agency types about a job it offers: a draft may lack much, and a wrong part never loses the rest."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.route_fields import offer_routes
from corridors.models import Corridor
from foundation import clock
from foundation.days import DayInput
from foundation.money import is_currency
from foundation.plain import PlainCharField
from jobs.models import Opening
from reference.models import Occupation

LONGEST_TEXT = 3000
# No job order runs longer; a year mistyped by a digit lies far beyond.
FARTHEST = timedelta(days=3653)
_TEXTS = ("wage_note", "overtime", "deductions", "housing_note", "requirements")
_LINES = ("title", "place_text", "job_order_number", "order_authority", "languages_needed")
_DAYS = ("starts", "ends", "apply_by", "order_from", "order_until")
_YES_NO = [("", _("not said")), ("true", _("yes")), ("false", _("no"))]


def _yes_no(label):
    return forms.TypedChoiceField(
        label=label,
        choices=_YES_NO,
        coerce=lambda value: {"true": True, "false": False}.get(value),
        empty_value=None,
        required=False,
    )


# More than any job order we read asks for: beyond it a key was held down.
MOST_WORKERS = 10_000


class OpeningForm(forms.ModelForm):
    """The job itself, the employer, and the job order; corridor and employer are fields of their own."""

    corridor = forms.ModelChoiceField(
        Corridor.objects.order_by("code"), label=_("Route"), help_text=_("From where to where, and by which channel.")
    )
    employer_name = PlainCharField(label=_("Employer"), max_length=200)
    employer_city = PlainCharField(label=_("Town of the employer"), max_length=120, required=False)
    occupation_code = forms.RegexField(
        "[0-9]{1,4}",
        label=_("Kind of work (ISCO-08)"),
        help_text=_("Up to four digits, such as 8153 for sewing machine operators. Empty: not known."),
        required=False,
        error_messages={"invalid": _("An ISCO-08 code has one to four digits.")},
    )
    housing = _yes_no(_("Housing given?"))
    meals = _yes_no(_("Meals given?"))

    class Meta:
        model = Opening
        fields = (
            "title", "positions", "place_text",
            "wage_low", "wage_high", "currency", "wage_per", "wage_note", "deductions",
            "hours_per_week", "rest_days_per_week", "overtime",
            "housing", "housing_note", "meals", "meals_charge",
            "contract_months", "starts", "ends", "apply_by",
            "experience_months", "languages_needed", "requirements",
            "job_order_number", "order_authority", "order_from", "order_until",
        )  # fmt: skip
        field_classes = dict.fromkeys((*_LINES, *_TEXTS), PlainCharField)
        widgets = {name: DayInput() for name in _DAYS}

    field_order = ("corridor", "employer_name", "employer_city", "title", "occupation_code")

    def __init__(self, *args, agency, **kwargs):
        super().__init__(*args, **kwargs)
        offer_routes(self.fields["corridor"], agency.country)
        for name in _TEXTS:
            self.fields[name].max_length = LONGEST_TEXT
            self.fields[name].widget.attrs |= {"rows": 3, "maxlength": LONGEST_TEXT}
        opening = self.instance
        if opening.pk:
            told = {True: "true", False: "false", None: ""}
            self.initial |= {
                "corridor": opening.corridor,
                "employer_name": opening.employer.name,
                "employer_city": opening.employer.city,
                "occupation_code": opening.occupation.code if opening.occupation else "",
                "housing": told[opening.housing],
                "meals": told[opening.meals],
            }

    def clean_positions(self):
        wanted = self.cleaned_data["positions"]
        if wanted is not None and not 0 < wanted <= MOST_WORKERS:
            raise forms.ValidationError(
                _("Write a number from 1 to %(most)s. For more workers, write several jobs."),
                params={"most": MOST_WORKERS},
            )
        return wanted

    def clean_currency(self):
        currency = self.cleaned_data["currency"].upper()
        if currency and not is_currency(currency):
            raise forms.ValidationError(_("We do not know this currency."))
        return currency

    def clean_occupation_code(self):
        code = self.cleaned_data["occupation_code"]
        self.occupation = Occupation.objects.filter(code=code).first() if code else None
        if code and self.occupation is None:
            raise forms.ValidationError(_("We do not know this ISCO-08 code."))
        return code

    def clean(self):
        cleaned = super().clean()
        for name in _TEXTS:
            if len(cleaned.get(name) or "") > LONGEST_TEXT:
                self.add_error(name, _("This is too long. Say it in fewer words."))
        low, high = cleaned.get("wage_low"), cleaned.get("wage_high")
        if high is not None and low is None and "wage_low" in cleaned:
            self.add_error("wage_low", _("Say the lowest wage too."))
        if low is not None and low < 0:
            self.add_error("wage_low", _("A wage cannot be less than zero."))
        if low is not None and high is not None and high < low:
            self.add_error("wage_high", _("The highest wage is lower than the lowest."))
        if low is not None and not cleaned.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        if low is not None and not cleaned.get("wage_per"):
            self.add_error("wage_per", _("Say for what time the wage is."))
        today = clock.today()
        for name in _DAYS:
            if cleaned.get(name) and abs(cleaned[name] - today) > FARTHEST:
                self.add_error(name, _("This day is too far away."))
        for first, last in (("starts", "ends"), ("order_from", "order_until")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, _("This day is before the first one."))
        for name, most in (("hours_per_week", 168), ("rest_days_per_week", 7)):
            if cleaned.get(name) is not None and not 0 <= cleaned[name] <= most:
                self.add_error(name, _("A week has 7 days and 168 hours."))
        if cleaned.get("meals_charge") is not None and cleaned["meals_charge"] < 0:
            self.add_error("meals_charge", _("An amount cannot be less than zero."))
        return cleaned

    def validate_constraints(self):
        """The action checks them on the whole row; half a row would be told in the database's words."""

    def details(self) -> dict:
        """The columns of Opening as typed, for jobs.actions."""
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**told, "occupation": getattr(self, "occupation", None)}
