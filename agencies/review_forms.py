"""What people type about reviews: a card's code, a worker's report, a receipt. Those of desks stand in review_desk_forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actions.reviews import Item, Report
from agencies.models import Agency, AgencyAlias, Licence, Review, StandingChange
from agencies.names import LONGEST_QUESTION, ids_with_words
from agencies.review_wording import ANSWERS, FEES, QUESTIONS, STAGES
from agencies.routes import route_names
from agencies.rules.review_questions import HOME_CURRENCY, MOST_PAID, PAY_CURRENCY, Stage, months_offered, of_stage
from corridors.models import Corridor
from corridors.rules import Category
from corridors.wording import WORDS
from foundation import codes
from foundation.amounts import AmountField
from foundation.figures import format_partial_day
from foundation.money import Money
from foundation.partial import PartialDate
from foundation.plain import PlainCharField, plain_text
from foundation.quiet import QuietForm

LONGEST_WORDS = 1500
MOST_MATCHES = 12
# Of the countries of our routes, and what brokers there ask for.
CURRENCIES = ("MMK", "THB", "KHR", "LAK", "VND", "USD", "PHP", "IDR", "NPR", "BDT", "MYR", "SGD", "KRW", "JPY", "TWD")
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class CardForm(QuietForm):
    """The digits of a card."""

    code = forms.CharField(
        label=_("The code on your card"),
        help_text=_("12 digits. Spaces do not matter."),
        max_length=100,
        widget=forms.TextInput({"inputmode": "numeric", **_QUIET}),
    )


class TakeBackForm(QuietForm):
    """The digits of a receipt."""

    code = forms.CharField(
        label=_("Your receipt code"),
        help_text=_("16 digits. Spaces do not matter."),
        max_length=100,
        widget=forms.TextInput({"inputmode": "numeric", **_QUIET}),
    )


class ReportForm(forms.Form):
    """What is told about one journey, on the web, on paper or in a row of a file: this form alone says what is right.

    All but the agency, the route, the month and the choice on fees may stay empty.
    """

    corridor = forms.ChoiceField(label=_("Which way did you go?"))
    agency = PlainCharField(
        label=_("Which agency?"),
        help_text=_("Its name in any script, or its number here (8 digits)."),
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(_QUIET),
    )
    chosen = forms.ChoiceField(label=_("Which of these?"), required=False, widget=forms.RadioSelect)
    month = forms.ChoiceField(
        label=_("In which month did you leave?"),
        help_text=_("If you did not leave: when you last paid or talked to the agency. The day is not asked."),
    )
    fees = forms.ChoiceField(label=_("What did you pay to get this job?"), widget=forms.RadioSelect)
    earned = AmountField(
        most=MOST_PAID,
        label=_("What did you earn in the first month abroad?"),
        help_text=_("What you got before anything was taken off. Leave it empty if you do not know or did not go."),
    )
    earned_in = forms.ChoiceField(label=_("Currency"), required=False)
    words = PlainCharField(
        label=_("Anything else?"),
        help_text=_(
            "Nobody outside our desk ever reads this. It is locked, and deleted after 90 days at most. "
            "Write no names and no numbers of people."
        ),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4, **_QUIET}),
    )

    def __init__(self, *args, today, language: str, corridor: Corridor | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.language, self.found = today, language, None
        self.corridors = {one.code: one for one in Corridor.objects.all()}
        named = route_names(self.corridors.values(), language)
        routes = sorted(((code, named[one.pk]) for code, one in self.corridors.items()), key=lambda one: one[1])
        self.fields["corridor"].choices = [("", "–"), *routes]
        if corridor:
            self.initial["corridor"] = corridor.code
        months = [f"{month:%Y-%m}" for month in months_offered(today)]
        self.fields["month"].choices = [
            ("", "–"),
            *((month, format_partial_day(PartialDate.parse(month), language)) for month in months),
        ]
        self.fields["fees"].choices = list(FEES.items())
        self._add_questions()
        self._add_fees(corridor)
        self._offer_agencies()

    def _add_questions(self):
        for stage in Stage:
            for question in of_stage(stage):
                self.fields[question.code] = forms.ChoiceField(
                    label=QUESTIONS[question.code],
                    choices=[(answer.value, word) for answer, word in ANSWERS.items()],
                    required=False,
                    widget=forms.RadioSelect,
                )

    def _add_fees(self, corridor):
        home = HOME_CURRENCY.get(corridor.origin, "USD") if corridor else ""
        choices = [("", "–"), *((code, code) for code in CURRENCIES)]
        self.fields["earned_in"].choices = choices
        self.initial.setdefault("earned_in", PAY_CURRENCY.get(corridor.destination, "") if corridor else "")
        for category in Category:
            name = WORDS[Category][category]
            self.fields[f"paid_{category}"] = AmountField(most=MOST_PAID, label=_("You paid"))
            self.fields[f"receipt_{category}"] = AmountField(most=MOST_PAID, label=_("The receipt says"))
            self.fields[f"currency_{category}"] = forms.ChoiceField(
                label=_("Currency"), choices=choices, required=False, initial=home
            )
            for part in ("paid", "receipt", "currency"):
                self.fields[f"{part}_{category}"].category = name

    def _offer_agencies(self):
        """A name was typed: those of that name on the way that was chosen, to be ticked."""
        self.matches = []
        if not self.is_bound:
            del self.fields["chosen"]
            return
        typed = plain_text(self.typed("agency")[:LONGEST_QUESTION]).strip()
        corridor = self.corridors.get(self.typed("corridor"))
        self.found = agency_of_number(typed)
        if self.found is None and typed:
            self.matches = agencies_called(typed, corridor)
        if self.matches:
            self.fields["chosen"].choices = [
                (one.public_id, f"{one.name} ({codes.grouped(one.public_id)})") for one in self.matches
            ]
        else:
            del self.fields["chosen"]

    def stages(self):
        """(name of the stage, its fields) in order, for the page."""
        return [(STAGES[stage], [self[question.code] for question in of_stage(stage)]) for stage in Stage]

    def fee_rows(self):
        """(name, paid, receipt, currency) by ILO category, for the page."""
        return [
            (
                WORDS[Category][one],
                self[f"paid_{one}"],
                self[f"receipt_{one}"],
                self[f"currency_{one}"],
            )
            for one in Category
        ]

    def fees_open(self) -> bool:
        """Whether the lines of fees are unfolded: somebody wrote there, or said that they paid."""
        paid = self.is_bound and self.typed("fees") in (Review.Fees.ALL, Review.Fees.SOME)
        return paid or any(self.typed(f"paid_{category}") for category in Category if self.is_bound)

    def typed(self, name: str) -> str:
        """What stands in a field as it was sent."""
        return self.data.get(self.add_prefix(name)) or ""

    def clean(self):
        cleaned = super().clean()
        self._clean_agency(cleaned)
        self._clean_fees(cleaned)
        self._clean_earned(cleaned)
        told = [code for code in QUESTIONS if cleaned.get(code)]
        if cleaned.get("fees") == Review.Fees.UNTOLD and not told:
            self.add_error(None, _("Answer at least one question, or say what you paid."))
        return cleaned

    def _clean_agency(self, cleaned):
        if "agency" not in cleaned:
            return
        chosen = cleaned.get("chosen")
        if self.found is None and chosen:
            self.found = next((one for one in self.matches if one.public_id == chosen), None)
        if self.found is None and self.matches and "chosen" not in self.errors:
            self.add_error(
                "chosen", _("Tick the agency you went with. If it is not here, write its name in another way.")
            )
        elif self.found is None and not self.matches:
            self.add_error(
                "agency",
                _("We find no such agency on this way. Check the spelling, or type its number from its page here."),
            )

    def _clean_fees(self, cleaned):
        fees = cleaned.get("fees")
        lines = [category for category in Category if cleaned.get(f"paid_{category}") is not None]
        for category in Category:
            paid, receipt = cleaned.get(f"paid_{category}"), cleaned.get(f"receipt_{category}")
            if paid is None and receipt is not None and f"paid_{category}" not in self.errors:
                self.add_error(f"paid_{category}", _("Write also what you paid."))
            if paid and not cleaned.get(f"currency_{category}") and f"currency_{category}" not in self.errors:
                self.add_error(f"currency_{category}", _("Choose the currency."))
        above_zero = [category for category in lines if cleaned[f"paid_{category}"]]
        if fees in (Review.Fees.NOTHING, Review.Fees.UNTOLD) and above_zero:
            self.add_error("fees", _("You also wrote amounts. Choose what is true, or empty the amounts."))
        if fees in (Review.Fees.ALL, Review.Fees.SOME) and not above_zero and not self._fees_wrong():
            self.add_error("fees", _("Write at least one amount below, or choose another line."))

    def _clean_earned(self, cleaned):
        # Nothing earned divides nothing: it is the same as not told.
        if cleaned.get("earned") and not cleaned.get("earned_in") and "earned_in" not in self.errors:
            self.add_error("earned_in", _("Choose the currency."))

    def _fees_wrong(self) -> bool:
        return any(f"paid_{category}" in self.errors for category in Category)

    def report(self) -> Report:
        """What the worker told, once the form is valid."""
        told = self.cleaned_data
        items = tuple(
            Item(category.value, told[f"paid_{category}"], told[f"receipt_{category}"], told[f"currency_{category}"])
            for category in Category
            if told.get(f"paid_{category}") and told["fees"] in (Review.Fees.ALL, Review.Fees.SOME)
        )
        return Report(
            agency=self.found,
            corridor=self.corridors[told["corridor"]],
            month=PartialDate.parse(told["month"]).earliest,
            answers={code: told[code] for code in QUESTIONS if told.get(code)},
            fees=told["fees"],
            items=items,
            words=told.get("words", ""),
            earned=Money(told["earned"], told["earned_in"]) if told.get("earned") else None,
        )


class ReviewForm(ReportForm, QuietForm):
    """The worker's own page."""


def agency_of_number(typed: str) -> Agency | None:
    """The agency of a public id, merged ones among them."""
    digits = codes.normalise(typed)
    if len(digits) != 8 or not codes.is_valid(digits):
        return None
    alias = AgencyAlias.objects.filter(public_id=digits).select_related("agency").first()
    return Agency.objects.filter(public_id=digits).first() or (alias.agency if alias else None)


def agencies_called(words: str, corridor: Corridor | None) -> list[Agency]:
    """Agencies of that name, first those that a licence or a verdict ties to the corridor; all of them when none is."""
    ids = ids_with_words(words)
    if corridor and ids:
        judged = StandingChange.objects.filter(agency__in=ids, corridor=corridor).values_list("agency_id", flat=True)
        home = Agency.objects.filter(pk__in=ids, country__in=(corridor.origin, corridor.destination))
        licensed = Licence.objects.filter(agency__in=ids, known_to=None, covers__contains=corridor.origin)
        here = {*judged, *home.values_list("pk", flat=True), *licensed.values_list("agency_id", flat=True)}
        ids = here or ids
    return list(Agency.objects.filter(pk__in=ids).order_by("name", "pk")[:MOST_MATCHES])
