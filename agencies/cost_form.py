"""The questions of the cost calculator: a plain GET form. What is wrong is said at its field, and what was typed stays."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.names import LONGEST_QUESTION
from corridors.models import Corridor
from corridors.wording import channel_in_words
from foundation.plain import PlainCharField
from reference.names import country_name
from search.text import ascii_digits

# More than any month's pay in the smallest money of our routes.
MOST_WAGE = Decimal(10) ** 9
MOST_INTEREST = Decimal(100)
LONGEST_NUMBER = 30
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class AmountField(forms.CharField):
    """A number of at least `least` and at most `most`, in digits of any script, with commas or blanks; None when empty."""

    def __init__(self, *, least: Decimal, most: Decimal, strictly: bool = False, **given):
        widget = forms.TextInput({"inputmode": "decimal", "class": "short", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, max_length=LONGEST_NUMBER, strip=True, **given)
        self.least, self.most, self.strictly = least, most, strictly

    def clean(self, value):
        typed = re.sub(r"[\s\u00a0\u202f_']", "", ascii_digits(str(value or "")))
        if not typed:
            return None
        if not _NUMBER.fullmatch(typed) or len(typed) > 1000:
            raise forms.ValidationError(self.error_messages["not_a_number"])
        try:
            number = Decimal(typed.replace(",", ""))
        except InvalidOperation:
            raise forms.ValidationError(self.error_messages["not_a_number"])
        if number < self.least or (self.strictly and number == self.least):
            raise forms.ValidationError(self.error_messages["too_little"])
        if number > self.most:
            raise forms.ValidationError(self.error_messages["too_much"])
        return number


class CostForm(forms.Form):
    """From, to, the way, an agency, a month's pay and its money, and the interest of a loan. `route` is what they name.

    Countries, ways and kinds of money are those of our own facts, so that the form offers nothing it cannot answer.
    """

    origin = forms.CharField(
        label=_("From"), widget=forms.Select, error_messages={"required": _("Choose the country you come from.")}
    )
    destination = forms.CharField(
        label=_("To"), widget=forms.Select, error_messages={"required": _("Choose the country you go to.")}
    )
    channel = forms.CharField(label=_("How you go"), required=False, widget=forms.Select)
    agency = PlainCharField(
        label=_("Agency"),
        help_text=_("Its name, licence number or our number."),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    wage = AmountField(
        label=_("Your pay in one month"),
        help_text=_("If you do not know it, we count with the lowest minimum wage."),
        least=Decimal(0),
        most=MOST_WAGE,
        strictly=True,
        error_messages={
            "not_a_number": _("Write your pay as a number, such as 12000."),
            "too_little": _("Pay is more than nothing. Write what you get in one month."),
            "too_much": _("That is more than anybody earns in a month. Count the zeros again."),
        },
    )
    currency = forms.CharField(label=_("In which money"), required=False, widget=forms.Select)
    interest = AmountField(
        label=_("Interest of a loan, per cent a month"),
        help_text=_("If you borrow. Empty means 3, which is only an example."),
        least=Decimal(0),
        most=MOST_INTEREST,
        error_messages={
            "not_a_number": _("Write the interest as a number, such as 3."),
            "too_little": _("Interest is not less than nothing."),
            "too_much": _("Write the interest of one month in per cent: at most 100."),
        },
    )

    def __init__(self, given, *, language: str, currencies):
        """`given`: the address's parameters. Until they name a country nothing is asked, and nothing is wrong yet."""
        asked = bool(given.get("origin") or given.get("destination"))
        super().__init__(given if asked else None, initial=given.dict(), auto_id="%s", use_required_attribute=False)
        self.language, self.route = language, None
        self.corridors = list(Corridor.objects.select_related("source"))
        self.currencies = sorted(currencies)
        asked = {name: self._typed(name).upper() for name in ("origin", "destination", "channel", "currency")}
        pair = [each for each in self.corridors if (each.origin, each.destination) == _pair(asked)]
        ways = {each.channel for each in pair or self.corridors}
        self._offer("origin", self._countries({each.origin for each in self.corridors}))
        self._offer("destination", self._countries({each.destination for each in self.corridors}))
        self._offer("channel", sorted(((way, channel_in_words(way)) for way in ways), key=lambda choice: choice[1]))
        self._offer("currency", [(code, code) for code in self.currencies])

    @property
    def pair(self) -> list[Corridor]:
        """The routes between the two countries."""
        held = getattr(self, "cleaned_data", {})
        return [each for each in self.corridors if (each.origin, each.destination) == _pair(held)]

    def clean_origin(self):
        return self._country("origin")

    def clean_destination(self):
        if self.cleaned_data["destination"].upper() == self._typed("origin").upper():
            raise forms.ValidationError(_("From and to are the same country. Choose two."))
        return self._country("destination")

    def clean_agency(self):
        asked = self.cleaned_data["agency"]
        if len(asked) > LONGEST_QUESTION:
            raise forms.ValidationError(_("This name is too long. Write only the name or the number."))
        return asked

    def clean_currency(self):
        code = self.cleaned_data["currency"].upper()
        if code and code not in self.currencies:
            raise forms.ValidationError(_("We know no exchange rate for this money. Choose one of the list."))
        return code

    def clean(self):
        held = super().clean()
        if self.errors.keys() & {"origin", "destination"}:
            return held
        way = held.get("channel", "").upper()
        between = {"origin": country_name(held["origin"], self.language)}
        between["destination"] = country_name(held["destination"], self.language)
        if not self.pair:
            told = _("We know no legal route from %(origin)s to %(destination)s. Do not pay anybody for it.")
            self.add_error("destination", told % between)
            return held
        fitting = [each for each in self.pair if way in ("", each.channel)]
        if not fitting:
            told = _("There is no such way from %(origin)s to %(destination)s. Choose one of the list.")
            self.add_error("channel", told % between)
        elif len(fitting) == 1:
            self.route = fitting[0]
        return held

    def _typed(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name) or "").strip()

    def _country(self, name: str) -> str:
        code = self.cleaned_data[name].upper()
        if code not in {getattr(each, name) for each in self.corridors}:
            raise forms.ValidationError(_("We know no route with this country. Choose one of the list."))
        return code

    def _countries(self, found) -> list[tuple[str, str]]:
        return sorted(((code, country_name(code, self.language)) for code in found), key=lambda choice: choice[1])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices of a select; what somebody wrote into the address and is none of them stays to be seen."""
        typed = self._typed(name)
        if typed not in dict(choices) and typed.upper() in dict(choices):
            self.data, self.initial = self.data.copy(), {**self.initial, name: typed.upper()}
            if self.is_bound:
                self.data[name] = typed.upper()
        elif typed and typed not in dict(choices):
            shown = country_name(typed.upper(), self.language) if name in ("origin", "destination") else typed
            choices = [(typed, shown[:LONGEST_NUMBER]), *choices]
        self.fields[name].widget.choices = [("", "–"), *choices]


def _pair(held) -> tuple[str, str]:
    return str(held.get("origin", "")).upper(), str(held.get("destination", "")).upper()
