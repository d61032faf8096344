"""A kit for a township as one PDF: cards with the helplines, a leaflet, and review cards, in the township's languages.

It stands on this floor because review cards do. Neither the organisation nor the township is named on the paper:
whoever is found with it should not tell by it who works where.
"""

import secrets

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agencies.actions.reviews import print_cards
from agencies.models.reviews import MOST_CARDS
from agencies.review_cards import bare, cards_to_draw, qr_drawing
from agencies.review_codes import new_card_codes
from agencies.review_wording import REFUSALS
from agencies.rules.review_refusals import ReviewRefused
from corridors.lines import footer_lines
from foundation import clock, limits
from foundation.pdf import draw
from partners.network_doors import for_its_keepers
from partners.network_forms import OnceForm, PlaceField
from partners.places import grouped_places

# What people read where, of the languages that this site has: those who left for Thailand read their own.
READ_IN = {"MM": ("my",), "KH": ("km",), "LA": ("lo",), "TH": ("my", "km", "lo", "th")}
HELPLINE_CARDS = 8
DRAWN, WINDOW = 20, 3600


class KitForm(OnceForm):
    """For which township, in which languages, with how many review cards."""

    place = PlaceField(label=gettext_lazy("Township or province"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: those of the place."),
    )
    cards = forms.IntegerField(
        label=gettext_lazy("How many review cards?"),
        min_value=0,
        max_value=MOST_CARDS,
        initial=10,
        help_text=gettext_lazy("They come in the first language. 0 for none."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *grouped_places(get_language() or "en")]

    def read_there(self) -> list[str]:
        """The languages ticked, else those of the place."""
        return self.cleaned_data["languages"] or list(READ_IN.get(self.cleaned_data["place"].country, ("en",)))


@for_its_keepers
def township_kit(request, cso):
    """The form, and the PDF: the only time that its review codes can be seen. It is drawn first, so that none is lost."""
    form = KitForm(
        request.POST if request.method == "POST" else None, initial={"submission": secrets.token_urlsafe(16)}
    )
    if form.is_valid():
        if not limits.allow("agencies.kit", str(request.user.pk), limit=DRAWN, seconds=WINDOW):
            form.add_error(None, _("You have printed very much in this hour. Go on in the next one."))
            return _page(request, cso, form, 429)
        told, languages = form.cleaned_data, form.read_there()
        drawn = new_card_codes(told["cards"]) if told["cards"] else []
        pdf = draw(kit_page(languages, drawn))
        try:
            if drawn:
                print_cards(
                    cso,
                    len(drawn),
                    told["submission"],
                    clock.today(),
                    codes_drawn=drawn,
                    language=languages[0],
                    actor=request.user,
                )
        except ReviewRefused as refused:
            form.add_error(None, REFUSALS[refused.reason])
            return _page(request, cso, form, 409)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="kit.pdf"'
        return answer
    return _page(request, cso, form, 422 if form.is_bound else 200)


def kit_page(languages: list[str], drawn: list[str]) -> str:
    """The HTML of a kit, ready for foundation.pdf."""
    parts = []
    for place, language in enumerate(languages):
        with translation.override(language):
            cards = cards_to_draw(drawn if place == 0 else [])
            help_page, home = (settings.SITE_URL + reverse("help"), f"{settings.SITE_URL}/{language}/")
            parts.append(
                render_to_string(
                    "partners/_kit_language.html",
                    {
                        **cards,
                        "language": language,
                        "times": range(HELPLINE_CARDS),
                        "lines": [line for line in footer_lines(language) if line.phone][:2],
                        "help": (qr_drawing(help_page), bare(help_page)),
                        "home": (qr_drawing(home), bare(home)),
                        "printed": clock.today(),
                    },
                )
            )
    with translation.override(languages[0]):
        return render_to_string(
            "partners/kit.html", {"language": languages[0], "site": settings.SITE_NAME, "parts": parts}
        )


def _page(request, cso, form, status: int):
    return render(request, "partners/township_kit.html", {"cso": cso, "form": form}, status=status)
