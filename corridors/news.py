"""What changed about routes, for feed readers: prices and steps by route and day, notices one by one, laws by country."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridors.models import Corridor, CorridorStatus, CostItem, FeeCeiling, MinimumWage, Step
from corridors.rules.facts import Status
from corridors.wording import WORDS
from foundation import clock
from foundation.figures import format_number
from foundation.news import News
from reference.names import country_name, phrases


def route_news(language: str, today: date, most: int) -> list[News]:
    """The newest changes of prices and steps, one entry a route and day; a handful of queries."""
    found: dict[tuple[int, date], dict] = defaultdict(dict)
    last: dict[tuple[int, date], datetime] = {}
    for model in (CostItem, Step):
        for corridor, day, count, moment in _by_day(model, "corridor", most):
            found[corridor, day][model] = count
            last[corridor, day] = max(moment, last.get((corridor, day), moment))
    corridors = Corridor.objects.in_bulk({corridor for corridor, _day in found})
    named = _names(corridors.values(), language)
    entries = [
        News(
            f"corridors/{corridors[corridor].code}/{day.isoformat()}",
            named[corridor],
            " ".join(_counted(model, count, language) for model, count in counts.items()),
            reverse("corridor", args=[corridors[corridor].code]),
            last[corridor, day],
        )
        for (corridor, day), counts in found.items()
    ]
    return sorted(entries, key=lambda entry: entry.moment, reverse=True)[:most]


def notice_news(language: str, today: date, most: int) -> list[News]:
    """The newest notices that opened, limited or stopped a route."""
    rows = CorridorStatus.objects.current().said_since().select_related("corridor")
    rows = list(rows.order_by("-since", "-first")[:most])
    named = _names({row.corridor for row in rows}, language)
    said = phrases({text for row in rows for text in (row.affected_group, row.detail)} - {""}, language)
    return [
        News(
            f"notices/{row.first}",
            f"{named[row.corridor_id]} · {WORDS[Status][Status(row.status)]}: "
            f"{said.get(row.affected_group, row.affected_group)}",
            said.get(row.detail, row.detail),
            reverse("corridor", args=[row.corridor.code]),
            row.since,
        )
        for row in rows
    ]


def law_news(language: str, today: date, most: int) -> list[News]:
    """The newest changes of fee ceilings and minimum wages, one entry a country and day."""
    told = {
        FeeCeiling: (_("What the law of %(country)s lets an agency charge"), "laws"),
        MinimumWage: (_("Minimum wages in %(country)s"), "wages"),
    }
    return [
        News(
            f"{kind}/{country}/{day.isoformat()}",
            sentence % {"country": country_name(country, language)},
            "",
            reverse("corridor_list"),
            moment,
        )
        for model, (sentence, kind) in told.items()
        for country, day, _count, moment in _by_day(model, "country", most)
    ]


def _by_day(model, of: str, most: int):
    """(of, day in Bangkok, how many facts, the last moment) of what we say now, by when we first said so, the newest first."""
    rows = model.objects.current().said_since().annotate(day=TruncDate("since", tzinfo=clock.BANGKOK))
    rows = rows.values(of, "day").annotate(count=Count("pk"), last=Max("since")).order_by("-last", of)
    return rows.values_list(of, "day", "count", "last")[:most]


def _counted(model, count: int, language: str) -> str:
    number = {"number": format_number(count, language)}
    if model is CostItem:
        return ngettext("%(number)s price is new.", "%(number)s prices are new.", count) % number
    return ngettext("%(number)s step is new.", "%(number)s steps are new.", count) % number


def _names(corridors, language: str) -> dict[int, str]:
    corridors = list(corridors)
    said = phrases({each.channel_name for each in corridors}, language)
    return {
        each.pk: f"{country_name(each.origin, language)} → {country_name(each.destination, language)}, "
        f"{said.get(each.channel_name, each.channel_name)}"
        for each in corridors
    }
