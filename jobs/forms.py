"""What people type in jobs/: the filters of a search, the letter to an agency, an agency's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.contacts import ReplyBy, contact_problem
from foundation.plain import PlainCharField
from foundation.quiet import QuietForm
from jobs.consent import consent_text
from jobs.introduction_models import Outcome
from jobs.introductions import Answer, Letter

LONGEST_NAME, LONGEST_CONTACT, LONGEST_MESSAGE = 80, 120, 2000
_NO_CONTACT = _("Write where the agency can reach you, or choose the receipt code above.")


class IntroduceForm(QuietForm):
    """A worker's letter to one agency. No account, and nothing here is ever kept outside the seal."""

    called = PlainCharField(
        label=_("What should the agency call you?"),
        help_text=_("Any name. It need not be the name on your papers."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reply_by = forms.ChoiceField(
        label=_("How should the agency answer?"),
        choices=ReplyBy.choices,
        initial=ReplyBy.RECEIPT.value,
        widget=forms.RadioSelect,
    )
    contact = PlainCharField(
        label=_("Your number, name or address there"),
        help_text=_("Leave this empty if you look with your receipt code."),
        required=False,
        max_length=LONGEST_CONTACT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    message = PlainCharField(
        label=_("What do you want to say or ask?"),
        help_text=_("Send no passport number and no money."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
    )
    consent = forms.BooleanField(error_messages={"required": _("Without your yes we give the agency nothing.")})

    def __init__(self, *args, agency: str, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        self.fields["consent"].label = consent_text(agency)

    def clean(self):
        cleaned = super().clean()
        way, contact = cleaned.get("reply_by"), cleaned.get("contact", "")
        if way == ReplyBy.RECEIPT:
            cleaned["contact"] = ""
        elif way and "contact" in cleaned and (problem := contact_problem(way, contact, _NO_CONTACT)):
            self.add_error("contact", problem)
        return cleaned

    def letter(self) -> Letter:
        """The letter, once the form is valid."""
        held = self.cleaned_data
        return Letter(held["called"], held["reply_by"], held["contact"], held["message"], self.language)


class AnswerForm(forms.Form):
    """An agency's answer: one sentence every worker reads in their own language, and words of its own."""

    outcome = forms.ChoiceField(
        label=_("Your answer"),
        help_text=_("The worker reads this sentence in their own language."),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    words = PlainCharField(
        label=_("Your own words"),
        help_text=_("Ask for no fee and no papers here. Every fee is on the page of the job."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, reply_by: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if reply_by == ReplyBy.RECEIPT:
            # Who left no contact must not be told to wait for a call.
            kept = [choice for choice in Outcome.choices if choice[0] != Outcome.WILL_CONTACT]
            self.fields["outcome"].choices = kept

    def reply(self) -> Answer:
        """The answer, once the form is valid."""
        return Answer(self.cleaned_data["outcome"], self.cleaned_data["words"])
