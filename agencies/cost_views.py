"""The cost calculator at /cost/: every question stands in the address, so it can be sent and printed; nothing is stored."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.checking import FoundBy, check
from agencies.cost_form import CostForm
from agencies.models import Agency
from agencies.reckoning import Asked, reckon
from corridors.reading import rates_on
from corridors.wording import channel_in_words
from foundation import clock

# A longer list is no choice but a register.
MOST_AGENCIES = 6
_ASKED = ("origin", "destination", "channel", "agency", "wage", "currency", "interest")


@require_safe
def cost(request):
    """Who pays what on a route, at first and in the end. A bounded number of queries whatever is asked."""
    language, today = get_language() or "en", clock.today()
    form = CostForm(request.GET, language=language, currencies={*rates_on(today), "USD"})
    context = {"form": form, "ways": (), "agencies": (), "today": today}
    if not form.is_bound:
        return render(request, "agencies/cost.html", context)
    valid = form.is_valid()
    agency, candidates = _agency(form)
    context |= {"agency": agency, "agencies": candidates}
    if not form.route and not form.errors.keys() & {"origin", "destination"}:
        context["ways"] = [(channel_in_words(each.channel), _with(form, channel=each.channel)) for each in form.pair]
    context["agencies"] = [(each, _with(form, agency=each.public_id)) for each in candidates]
    if valid and form.route and not form.errors:
        held = form.cleaned_data
        asked = Asked(form.route, agency, held["wage"], held["currency"], held["interest"])
        shown = reckon(asked, today, language)
        told = {"channel": form.route.channel, "agency": agency.public_id if agency else held["agency"]}
        context |= {
            "shown": shown,
            "corridor": form.route,
            "sheet": shown.sheet,
            "timeline": shown.timeline,
            "phrases": shown.phrases,
            "bar": shown.bar,
            "notice": shown.notice,
            "share": settings.SITE_URL + _with(form, **told),
        }
    return render(request, "agencies/cost.html", context)


def _agency(form: CostForm) -> tuple[Agency | None, list[Agency]]:
    """(the agency that is meant, those that may be). What cannot be found is said at the field."""
    asked = form.cleaned_data.get("agency", "")
    if not asked:
        return None, []
    answer = check(asked)
    if len(answer.agencies) == 1:
        return answer.agencies[0], []
    if answer.agencies:
        form.add_error("agency", _("Several agencies fit. Choose one below."))
        return None, answer.agencies[:MOST_AGENCIES]
    if answer.found_by is FoundBy.NOTHING:
        form.add_error("agency", _("We found no such agency. Look it up, or leave the field empty."))
    return None, []


def _with(form: CostForm, **changed) -> str:
    """This page's address with what was asked, and these answers in place of the typed ones."""
    asked = {name: str(form.data.get(name) or "").strip() for name in _ASKED} | changed
    return f"{reverse('cost')}?{urlencode({name: value for name, value in asked.items() if value})}"
