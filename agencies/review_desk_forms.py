"""What desks type about reviews: a CSO's sheet of cards, the registrar's decisions, an agency's reply."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.models.reviews import MOST_CARDS
from agencies.routes import route_names
from corridors.models import Corridor
from foundation.plain import PlainCharField

LONGEST_REPLY = 1500


class SheetForm(forms.Form):
    """A CSO's officer asks for a sheet of cards."""

    submission = forms.CharField(max_length=40, widget=forms.HiddenInput)
    count = forms.IntegerField(label=_("How many cards?"), min_value=1, max_value=MOST_CARDS, initial=20)
    language = forms.ChoiceField(label=_("Language of the cards"), choices=settings.LANGUAGES)
    corridor = forms.ChoiceField(
        label=_("For which way?"),
        required=False,
        help_text=_("The page then offers this way first. Any other can be chosen."),
    )

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.corridors = {one.code: one for one in Corridor.objects.all()}
        named = route_names(self.corridors.values(), language)
        routes = sorted(((code, named[one.pk]) for code, one in self.corridors.items()), key=lambda one: one[1])
        self.fields["corridor"].choices = [("", _("any")), *routes]


class DecisionForm(forms.Form):
    """The registrar's decision about a held report or a reply."""

    step = forms.ChoiceField(choices=[("release", ""), ("reject", "")])
    reason = PlainCharField(label=_("Reason"), max_length=300, required=False)


class ReplyForm(forms.Form):
    """An agency's reply."""

    words = PlainCharField(
        label=_("Your reply"),
        help_text=_(
            "Everybody can read it on your page. It may name or describe no worker. We read it before it is shown."
        ),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea({"rows": 6}),
    )
