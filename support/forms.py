"""What people without an account type in support/: the three steps of asking for help, messages, a ranking, consent."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corridors.models import Corridor
from foundation.contacts import ReplyBy, contact_problem
from foundation.figures import format_number
from foundation.plain import PlainCharField
from foundation.quiet import QuietForm
from reference.names import country_name
from support.actions.asking import Letter
from support.models import CaseParty, Referral, Request

LONGEST_NAME, LONGEST_CONTACT, LONGEST_WORDS = 80, 120, 2000
_NO_CONTACT = _("Write where we can reach you, or choose the receipt code above.")
_QUIET = {"autocomplete": "off"}
# Pages that were sent before and say something else by now.
SENT_BEFORE = _(
    "You sent this page before, and its first words stand. These new words were not sent: send them once more."
)
TAKEN_BACK = _("You took back what this page sent before. Nothing was sent now. To ask again, send it once more.")


class WhatForm(forms.Form):
    """Step 1: what is wrong."""

    request = forms.ChoiceField(label=_("What is wrong?"), choices=Request.choices, widget=forms.RadioSelect)
    words = PlainCharField(
        label=_("Tell us more"),
        help_text=_("In your own words and language. You may leave out names."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5, **_QUIET}),
    )


class WhereForm(forms.Form):
    """Step 2: where."""

    country = forms.ChoiceField(label=_("In which country are you now?"))
    place = PlainCharField(
        label=_("Town or province"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(_QUIET),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        ends = Corridor.objects.values_list("origin", "destination")
        known = sorted(((code, country_name(code, language)) for code in {c for both in ends for c in both}), key=_name)
        self.fields["country"].choices = [("", _("Choose")), *known, ("ZZ", _("another country"))]


class HowForm(QuietForm):
    """Step 3: how we may answer."""

    called = PlainCharField(
        label=_("What should we call you?"),
        help_text=_("Any name. It need not be the name on your papers."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(_QUIET),
    )
    reply_by = forms.ChoiceField(
        label=_("How may we answer?"),
        choices=ReplyBy.choices,
        initial=ReplyBy.RECEIPT.value,
        widget=forms.RadioSelect,
    )
    contact = PlainCharField(
        label=_("Your number, name or address there"),
        help_text=_("Leave this empty if you look with your receipt code."),
        required=False,
        max_length=LONGEST_CONTACT,
        widget=forms.TextInput(_QUIET),
    )
    when = PlainCharField(
        label=_("When is it safe to reach you?"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(_QUIET),
    )
    phrase = PlainCharField(
        label=_("A secret phrase of your own"),
        help_text=_(
            "Then nobody can read it with the code alone. If you forget the phrase, nobody can open it for you."
        ),
        required=False,
        max_length=100,
        widget=forms.TextInput({"spellcheck": "false", **_QUIET}),
    )
    consent = forms.BooleanField(
        label=_("I agree that a case worker of this site or of a partner organisation reads this to help me."),
        error_messages={"required": _("Without your yes nobody may read it.")},
    )

    def clean(self):
        cleaned = super().clean()
        way, contact = cleaned.get("reply_by"), cleaned.get("contact", "")
        if way == ReplyBy.RECEIPT:
            cleaned["contact"] = ""
        elif way and "contact" in cleaned and (problem := contact_problem(way, contact, _NO_CONTACT)):
            self.add_error("contact", problem)
        return cleaned


def letter_of(what: WhatForm, where: WhereForm, how: HowForm) -> Letter:
    """The letter of three valid steps."""
    told = how.cleaned_data
    return Letter(
        called=told["called"],
        reply_by=told["reply_by"],
        contact=told["contact"],
        when=told["when"],
        place=where.cleaned_data["place"],
        words=what.cleaned_data["words"],
    )


class WriteForm(QuietForm):
    """A message of a client."""

    words = PlainCharField(
        label=_("Your message"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 4, **_QUIET})
    )


class ComplaintForm(WriteForm):
    """A complaint, and about which of the helpers where there were several."""

    whom = forms.ChoiceField(label=_("Whom is it about?"), widget=forms.RadioSelect)
    field_order = ["whom", "words"]

    def __init__(self, *args, helpers: list[tuple[CaseParty, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.helpers = [helper for helper, _words in helpers]
        if len(helpers) < 2:
            del self.fields["whom"]
            return
        whom = self.fields["whom"]
        whom.choices = [*((str(helper.pk), words) for helper, words in helpers), ("all", _("I am not sure"))]
        # Also said to whoever opened the form while there was one helper.
        whom.error_messages |= dict.fromkeys(("required", "invalid_choice"), _("Say whom it is about."))

    def clean(self):
        if not self.helpers:
            self.add_error(None, _("Nobody has taken up your case yet. Your words were not sent."))
        return super().clean()

    def about(self) -> list[CaseParty]:
        """Whom it names; all who ever helped when the client is not sure."""
        whom = self.cleaned_data.get("whom", "all")
        return [helper for helper in self.helpers if whom in ("all", str(helper.pk))]


class RankForm(forms.Form):
    """Needs in the client's own order: one choice a place, as many places as there are needs."""

    def __init__(self, *args, names: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = [f"place_{number}" for number in range(1, len(names) + 1)]
        for number, place in enumerate(self.places, 1):
            self.fields[place] = forms.ChoiceField(
                label=_("Place %(number)s") % {"number": format_number(number, get_language() or "en")},
                choices=[("", "–"), *names.items()],
                required=False,
            )

    def ranked(self) -> list[str]:
        """The codes from the first place on, "" for an empty place."""
        return [self.cleaned_data.get(place, "") for place in self.places]

    def first(self):
        """The places shown at once."""
        return [self[place] for place in self.places[:5]]

    def others(self):
        """The places shown when asked for."""
        return [self[place] for place in self.places[5:]]


class ConsentForm(forms.Form):
    """Which parts of the letter one recipient may see, and for how long."""

    fields_told = forms.MultipleChoiceField(
        label=_("What may they see?"),
        choices=Referral.Field.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing they may see.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=[("30", _("30 days")), ("60", _("60 days")), ("90", _("90 days"))],
        coerce=int,
        initial="30",
    )


def _name(choice: tuple[str, str]) -> str:
    return choice[1]
