"""The pages of corridors/: the list of routes, the guide to one route, and where to get help."""

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from corridors import guide, lines
from corridors.models import Corridor
from corridors.structured import guide_block
from corridors.wording import GO
from foundation import clock
from reference.names import country_name


@require_safe
def corridor_list(request, template: str = "corridors/corridor_list.html", **more):
    """Every route we know, by country pair; `?origin=MM&destination=TH` narrows it. Unknown values find nothing."""
    language = get_language() or "en"
    origin, destination = _asked(request, "origin"), _asked(request, "destination")
    every = list(Corridor.objects.all())
    wanted = [each for each in every if origin in ("", each.origin) and destination in ("", each.destination)]
    groups, phrases = guide.list_corridors(wanted, clock.today(), language)
    context = {
        "groups": groups,
        "phrases": phrases,
        "today": clock.today(),
        "origins": _choices({each.origin for each in every}, language),
        "destinations": _choices({each.destination for each in every}, language),
        "origin": origin,
        "destination": destination,
        "filtered": bool(origin or destination),
        **more,
    }
    return render(request, template, context)


@require_safe
def corridor(request, code: str, template: str = "corridors/corridor.html", **more):
    """The guide to one route: can I go today, what it costs, how long it takes, what is not known.

    A higher floor that has words of its own for it gives the template that adds them, and what that one needs.
    """
    if code != code.upper():
        return HttpResponsePermanentRedirect(reverse("corridor", args=[code.upper()]))
    found = get_object_or_404(Corridor.objects.select_related("source"), code=code)
    language = get_language() or "en"
    told = guide.guide_to(found, clock.today(), language)
    # Named one by one: shared pieces (_costs.html, _timeline.html) take `sheet`, `timeline` and `phrases` by name.
    context = {
        "guide": told,
        "corridor": found,
        "sheet": told.sheet,
        "timeline": told.timeline,
        "bar": told.bar,
        "phrases": told.phrases,
        "today": told.on,
        "go": GO[told.route.state],
        "structured": guide_block(told, settings.SITE_URL + request.path, language),
        **more,
    }
    return render(request, template, context)


@require_safe
def help_page(request):
    """Numbers to call, those of the reader's language first; what nobody has called stays hidden."""
    language = get_language() or "en"
    found = lines.lines_for(language, clock.today())
    context = {
        "mine": [line for line in found if language in line.languages],
        "others": [line for line in found if language not in line.languages],
        "hidden": lines.hidden_count(),
    }
    return render(request, "corridors/help.html", context)


def _asked(request, name: str) -> str:
    """A country code from the query, or nothing; anything else matches no route."""
    return request.GET.get(name, "").strip().upper()


def _choices(codes: set[str], language: str) -> list[tuple[str, str]]:
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda choice: choice[1])
