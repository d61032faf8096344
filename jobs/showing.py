"""Openings as pages show them: title, place, wage, what one pays, and why it may be shown at all.

Views of jobs/ call it with what jobs.reading found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from corridors.costbar import CostBar
from foundation.figures import format_day, format_number, whole_days
from foundation.money import Money, format_money
from jobs.costs import Cost
from jobs.models import Opening
from jobs.reading import Shown, opening_of
from jobs.rules import MonthlyWage, tidy_title
from jobs.titles import Title
from jobs.wording import ASSUMPTIONS
from reference.models import Name
from reference.names import country_name, language_name, names_of
from search.fit import Reason
from search.wording import say_reason

MOST_REASONS = 3
WAGES = {
    "hour": gettext_lazy("%(money)s an hour"),
    "day": gettext_lazy("%(money)s a day"),
    "week": gettext_lazy("%(money)s a week"),
    "fortnight": gettext_lazy("%(money)s every two weeks"),
    "month": gettext_lazy("%(money)s a month"),
    "year": gettext_lazy("%(money)s a year"),
    "piece": gettext_lazy("%(money)s a piece"),
}


@dataclass(frozen=True)
class Wage:
    """The wage as stated (`฿400 a day`), and the lowest as a month's pay before anything is taken off, None if not told.

    assumption: in words, how the month's pay was reckoned from a wage for another period.
    """

    stated: str
    month: Money | None
    is_monthly: bool
    assumption: str = ""


@dataclass(frozen=True)
class Card:
    """One opening, ready for a template. `certified`: never shown in green, because nobody vetted it here."""

    opening: Opening
    title: Title
    place: str
    wage: Wage | None
    cost: Cost
    cost_text: str
    bar: CostBar
    trust: str
    certified: bool
    reasons: tuple[str, ...] = ()
    # Said where somebody asked for jobs for people from a country, and this one names none.
    origin_unsaid: bool = False


def opening_or_404(typed: str) -> Opening:
    """The opening of a number as somebody typed it, in any digits and groups. Raises Http404 for every other text."""
    opening = opening_of(typed)
    if opening is None:
        raise Http404
    return opening


def cards_of(hits: Iterable[Shown], language: str, asks_origin: bool = False) -> list[Card]:
    """A page of results, in its order; places are looked up once for all of them. `asks_origin`: the search was for
    jobs for people from a country.
    """
    hits = list(hits)
    places = _places([hit.opening for hit in hits], language)
    return [_card(hit, places, language, asks_origin) for hit in hits]


def reckoned_by(cards: Iterable[Card]) -> list[str]:
    """How the months' pay on a page of results was reckoned: each sentence once."""
    wages = (card.wage for card in cards if card.wage and card.wage.month and not card.wage.is_monthly)
    return list(dict.fromkeys(wage.assumption for wage in wages))


def _card(hit: Shown, places: Mapping[str, str], language: str, asks_origin: bool) -> Card:
    opening = hit.opening
    return Card(
        opening=opening,
        title=hit.title,
        place=place_of(opening, places, language),
        wage=wage_of(opening, hit.wage, language),
        cost=hit.cost,
        cost_text=cost_in_words(hit.cost, language),
        bar=CostBar(agency=hit.cost.months),
        trust=trust_of(opening, hit.verdict.until, language),
        certified=opening.basis == Opening.Basis.CERTIFIED_ORDER,
        reasons=tuple(reason_in_words(reason, language) for reason in hit.reasons[:MOST_REASONS]),
        origin_unsaid=asks_origin and not opening.origin,
    )


def place_of(opening: Opening, places: Mapping[str, str], language: str) -> str:
    """Town, region and country of work, as far as they are told."""
    region = places.get(opening.place_id or "", "")
    town = tidy_title(opening.place_text)
    parts = [town, region if region != town else "", country_name(opening.destination, language)]
    return ", ".join(part for part in parts if part)


def _places(openings: Iterable[Opening], language: str) -> dict[str, str]:
    named = {opening.place_id: opening.place.name_en for opening in openings if opening.place_id}
    return named if language == "en" else named | names_of(Name.Kind.PLACE, named, language)


def wage_of(opening: Opening, month: MonthlyWage | None, language: str) -> Wage | None:
    """The wage as told, and the lowest wage as a month's pay; None when the opening tells none."""
    if opening.wage_low is None:
        return None
    text = format_money(Money(opening.wage_low, opening.currency), language)
    if opening.wage_high is not None and opening.wage_high != opening.wage_low:
        text = f"{text} – {format_money(Money(opening.wage_high, opening.currency), language)}"
    return Wage(
        stated=str(WAGES[opening.wage_per]) % {"money": text},
        month=month.money if month else None,
        is_monthly=opening.wage_per == "month",
        assumption=str(ASSUMPTIONS[month.assumption]) if month else "",
    )


def cost_in_words(cost: Cost, language: str) -> str:
    """`You pay nothing`, `You pay ฿2,450 (5 days of pay)`, or `What you pay is not known`."""
    if not cost.is_known:
        return _("What you pay is not known")
    if cost.paid.amount == 0:
        return _("You pay nothing")
    money = format_money(cost.paid, language)
    if cost.months is None:
        return _("You pay %(money)s") % {"money": money}
    days = whole_days(cost.months)
    sentence = ngettext("You pay %(money)s (%(number)s day of pay)", "You pay %(money)s (%(number)s days of pay)", days)
    return sentence % {"money": money, "number": format_number(Decimal(days), language)}


def left_out_in_words(count: int, language: str) -> str:
    """How many openings a ceiling on cost leaves out because nobody told their cost; empty for none."""
    if not count:
        return ""
    sentence = ngettext(
        "%(count)s more job fits, but what you would pay is not known. It is left out.",
        "%(count)s more jobs fit, but what you would pay is not known. They are left out.",
        count,
    )
    return sentence % {"count": format_number(count, language)}


def partial_in_words(count: int, language: str) -> str:
    """How many of the openings on a page hold some of the words only, where few hold all; empty for none."""
    if not count:
        return ""
    sentence = ngettext(
        "Few jobs have all your words. %(count)s more job below has some of them.",
        "Few jobs have all your words. %(count)s more jobs below have some of them.",
        count,
    )
    return sentence % {"count": format_number(count, language)}


def trust_of(opening: Opening, until: date | None, language: str) -> str:
    """Why it may be shown: a vetted agency, or an authority that certified the order and vetted nobody; and until when.

    `until` is exclusive, people are shown the last day.
    """
    last = format_day(until - timedelta(days=1), language) if until else ""
    if opening.basis == Opening.Basis.CERTIFIED_ORDER:
        sentence = (
            _("Certified by %(name)s until %(day)s; not vetted here")
            if last
            else _("Certified by %(name)s; not vetted here")
        )
        return sentence % {"name": opening.order_authority, "day": last}
    sentence = _("%(name)s is vetted; shown until %(day)s") if last else _("%(name)s is vetted")
    return sentence % {"name": opening.agency.name, "day": last}


def reason_in_words(reason: Reason, language: str) -> str:
    """A reason of the search with its values written as this page writes numbers, money and days."""
    shown = {}
    for name, value in reason.values:
        if name in ("start", "published"):
            shown[name] = format_day(date.fromisoformat(value), language)
        elif name == "months":
            # Never rounded down to nothing.
            shown[name] = format_number(max(round(Decimal(value), 1), Decimal("0.1")), language)
        elif name == "languages":
            shown[name] = ", ".join(language_name(code, language) for code in value.split(", "))
        elif name == "usd":
            shown[name] = format_number(Decimal(value), language)
    return say_reason(reason, shown)
