"""QuietForm: what every form open to everybody carries against floods, without a script and without a puzzle.

Write `{{ form.quiet_fields }}` inside the <form>; the sheet hides `.trap` from sight.
"""

import re
import secrets

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.limits import StampProblem, check_stamp, form_stamp

_SUBMISSION = re.compile(r"[A-Za-z0-9_-]{22}")
QUIET_NAMES = ("stamp", "submission", "topic")
_WORDS = {
    StampProblem.TOO_FAST: _("That was very quick. Please check your words, then send again."),
    StampProblem.TOO_OLD: _("This page was open for a long time. Please check your words, then send again."),
}
_AGAIN = _("We could not read this form. Please send it again.")


class QuietForm(forms.Form):
    """A form with a signed time, a field only machines fill in, and a one-time submission key.

    After `is_valid()`, `cleaned_data["submission"]` is 22 characters, the same when the same page is sent twice:
    store it under a unique constraint and answer the second with the first's result. The time is tied to it, so one
    page cannot feed many submissions. `settings.FORM_LEAST_SECONDS` (2 unless set) is the shortest time to fill it in.
    """

    most_seconds = 86400

    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    submission = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    topic = forms.CharField(
        required=False, label=_("Leave this empty"), widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        submission = secrets.token_urlsafe(16)
        self.initial = {**self.initial, "submission": submission, "stamp": form_stamp(submission)}

    def quiet_fields(self) -> SafeString:
        """The two hidden fields, and the trap out of the way of eyes, keyboards and screen readers."""
        trap = self["topic"]
        return format_html(
            '{}{}<div class="trap" aria-hidden="true">{}{}</div>',
            self["stamp"].as_widget(),
            self["submission"].as_widget(),
            trap.label_tag(),
            trap.as_widget(),
        )

    def visible_fields(self):
        return [field for field in super().visible_fields() if field.name not in QUIET_NAMES]

    def hidden_fields(self):
        return [field for field in super().hidden_fields() if field.name not in QUIET_NAMES]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        submission = cleaned.get("submission", "")
        if not _SUBMISSION.fullmatch(submission):
            self._refresh(secrets.token_urlsafe(16))
            raise forms.ValidationError(_AGAIN, code="submission")
        if cleaned.get("topic"):
            raise forms.ValidationError(_AGAIN, code="trap")
        least = getattr(settings, "FORM_LEAST_SECONDS", 2)
        problem = check_stamp(cleaned.get("stamp", ""), least, self.most_seconds, subject=submission)
        if problem:
            if problem is not StampProblem.TOO_FAST:
                self._refresh(submission)
            raise forms.ValidationError(_WORDS.get(problem, _AGAIN), code=problem.value)
        return cleaned

    def send_anew(self) -> None:
        """Before the form is shown again: its words stay, and it counts as a page that was not sent yet."""
        self._refresh(secrets.token_urlsafe(16))

    def _refresh(self, submission: str) -> None:
        """A page shown again carries a time that can be accepted; the person never has to start over."""
        self.data = self.data.copy()
        self.data[self.add_prefix("submission")] = submission
        self.data[self.add_prefix("stamp")] = form_stamp(submission)
