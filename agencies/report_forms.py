"""What anybody can report without an account: what happened, or an advert to look at. Nothing asks who they are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actions.leads import Words
from agencies.desk_wording import INDICATORS
from agencies.rules.indicators import Indicator
from foundation.plain import PlainCharField
from foundation.quiet import QuietForm

LONGEST_TEXT, LONGEST_ABOUT = 4000, 200


class CorrectionForm(QuietForm):
    """What is wrong about an agency, and how somebody knows."""

    words = PlainCharField(
        label=_("What is wrong, and what is right?"),
        help_text=_("Say how you know: a licence number, a date, a public page. Write no names of workers."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )


class ReportForm(QuietForm):
    """The ILO's eleven indicators in plain words, or something else, and one's own words."""

    about = PlainCharField(
        label=_("Which agency or job?"),
        help_text=_("Its name, number, or where you saw it."),
        max_length=LONGEST_ABOUT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    what = forms.MultipleChoiceField(
        label=_("What happened?"),
        help_text=_("Choose all that fit. It may have happened to you or to somebody else."),
        choices=[(each.value, words) for each, words in INDICATORS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one. “Something else is wrong” always fits.")},
    )
    words = PlainCharField(
        label=_("Tell more, if you want"),
        help_text=_("When, where, how much. Write no names of workers and no passport numbers."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )

    def __init__(self, *args, subject_known: bool, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        if subject_known:
            del self.fields["about"]

    def report(self) -> Words:
        """What was written, once the form is valid."""
        held = self.cleaned_data
        text = "\n\n".join(filter(None, (held.get("about", ""), held["words"])))
        # In the order of the list, whatever order a browser sends.
        told = tuple(each.value for each in Indicator if each.value in held["what"])
        return Words(told, text, self.language)


class AdvertForm(QuietForm):
    """A text, a link, a phone number or a name."""

    text = PlainCharField(
        label=_("The text, link, phone number or name"),
        help_text=_("Copy it here as it is. We open no link."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )
