"""What readers type into pages of cms/: a wish for printed copies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.paper import Wish
from foundation.plain import PlainCharField
from foundation.quiet import QuietForm


class AskForPaperForm(QuietForm):
    """Who wants how many copies, and where they go. Any name will do."""

    called = PlainCharField(label=_("Name on the envelope"), max_length=80, help_text=_("Any name will do."))
    address = PlainCharField(
        label=_("Postal address"), max_length=400, widget=forms.Textarea({"rows": 4}), help_text=_("With the country.")
    )
    copies = forms.IntegerField(label=_("How many copies"), min_value=1, max_value=50, initial=1)

    def wish(self, language: str) -> Wish:
        data = self.cleaned_data
        return Wish(data["called"], data["address"], data["copies"], language)
