"""A registrar calls printed cards of a job or an agency back: asked twice, and in force at the next look at /verify/."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.desk_doors import for_registrars
from agencies.desk_forms import day_field
from foundation import cards, clock
from foundation.plain import PlainCharField
from jobs.cards import LONGEST_CODE, meaning_of, recall_cards
from jobs.desk_tables import recall_table


class RecallForm(forms.Form):
    """Which cards, and why; once it is valid, `subject` is the job or agency they are of."""

    code = forms.CharField(
        label=gettext_lazy("Number of the job or agency, or a code from one of its cards"), max_length=LONGEST_CODE
    )
    printed_before = day_field(
        gettext_lazy("Call back every card printed before this day"),
        help_text=gettext_lazy("Cards from this day on stay good. Tomorrow means: all there are today."),
    )
    reason = PlainCharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("One sentence, for other registrars. Name no worker."),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"printed_before": today + timedelta(days=1)}, **kwargs)
        self.today = today

    def clean_code(self):
        meant = meaning_of(self.cleaned_data["code"], self.today)
        self.subject = meant.opening or meant.agency
        if self.subject is None:
            raise forms.ValidationError(_("We know no job, agency or card by this code. Read it again, sign by sign."))
        return self.cleaned_data["code"]

    def clean_printed_before(self):
        day = self.cleaned_data["printed_before"]
        if not cards.DAY_ZERO < day <= self.today + timedelta(days=1):
            raise forms.ValidationError(_("No card was printed before this day, or the day lies ahead."))
        return day


@for_registrars
def call_back(request):
    """The form; then what it would do, to be said yes to; then done."""
    form = RecallForm(request.POST or None, today=clock.today())
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if request.POST.get("step") == "sure":
            recall_cards(form.subject, told["printed_before"], told["reason"], actor=request.user)
            messages.success(request, _("Called back. Whoever checks such a card reads so from now on."))
            return redirect("recall_cards")
        if request.POST.get("step") != "change":
            return render(request, "jobs/desk/recall_sure.html", {**context, "subject": form.subject, "told": told})
    return recall_table(request).answer("jobs/desk/recall.html", context, 422 if form.errors else 200)
