"""Seeds about three hundred invented openings, spread over the invented agencies, their corridors and trades."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from agencies.models import Agency
from corridors.models import Corridor
from foundation.contacts import ReplyBy
from jobs.actions import post_opening, publish_opening, record_employer
from jobs.introduction_models import Introduction
from jobs.introductions import Letter, introduce
from jobs.models import Opening
from portal.demo.registry import marked
from portal.demo.world import AGENCIES, COUNT, EMPLOYERS, MARKETS
from reference.models import Name, Occupation, Place

LETTERS = (
    ("Example worker", "Example: I worked two years in a cannery. Is the place still free?"),
    ("Another example", "Example: who pays for the health check?"),
)
# Where the law asks for an attested demand letter or job order, the example has one.
NEEDS_ORDER = ("MOU", "EPS", "SEASONAL")


def invented_openings(today: date) -> Iterator[tuple[dict, dict]]:
    """(employer, opening) as values of their tables; the same every time but for the days, which follow today."""
    pick = random.Random(2026)  # noqa: S311 - the examples must come out the same each time
    titles = dict(Occupation.objects.values_list("code", "title_en"))
    plain = plain_names()
    places = {place.code: place for place in Place.objects.filter(country="TH")}
    corridors = {corridor.code: corridor for corridor in Corridor.objects.all()}
    agencies = {agency.name: agency for agency in Agency.objects.filter(example=True)}
    pairs = [(agencies[marked(told.name)], code) for told in AGENCIES for code in told.corridors]
    turns: dict[str, int] = {}
    for number in range(COUNT):
        agency, code = pairs[number % len(pairs)]
        corridor = corridors[code]
        market = MARKETS[corridor.destination]
        # In turn, not by chance: every trade and occupation of a market has its openings.
        turn = turns[corridor.destination] = turns.get(corridor.destination, -1) + 1
        trade = "Household" if corridor.channel == "MDW" else list(market.trades)[turn % len(market.trades)]
        isco = market.trades[trade][turn // len(market.trades) % len(market.trades[trade])]
        low, high, step = market.wages
        wage = Decimal(pick.randrange(low, high + 1, step))
        where = pick.choice(market.places)
        place = places.get(where)
        employer = {
            "name": marked(f"{pick.choice(EMPLOYERS)} {trade}"),
            "country": corridor.destination,
            "city": place.name_en if place else where,
            "region": place,
            "example": True,
        }
        starts = today + timedelta(days=pick.randrange(25, 150))
        months = 24 if corridor.channel in ("MOU", "WORK_PERMIT", "MDW", "AGENCY") else pick.choice((12, 36))
        housing = pick.random() < 0.7
        opening = {
            "agency": agency,
            "corridor": corridor,
            "occupation_id": isco,
            "title": f"{plain.get(isco) or titles[isco]}, {trade.lower()}",
            "title_language": "en",
            "wage_low": wage,
            "wage_high": wage + step * pick.randrange(0, 5) or None,
            "currency": market.currency,
            "wage_per": market.per,
            "hours_per_week": Decimal(market.hours),
            "rest_days_per_week": Decimal(1 if market.hours > 44 else 2),
            "overtime": pick.choice(("", "Paid one and a half times the wage.")),
            "deductions": pick.choice(
                ("", "Social security as the law says.", "Social security; electricity as used.")
            ),
            "housing": housing,
            "housing_note": "Shared room near the workplace, free." if housing else "",
            "meals": pick.choice((True, False, None)),
            "contract_months": Decimal(months),
            "starts": starts,
            "ends": starts + timedelta(days=int(months * 30.4)),
            "apply_by": starts - timedelta(days=pick.randrange(5, 20)),
            "place": place,
            "place_text": "" if place else where,
            "positions": pick.randrange(*market.positions),
            "experience_months": pick.choice((0, 0, 0, 6, 12)),
            "languages_needed": pick.choice(
                ("", "", {"TH": "th", "JP": "ja", "KR": "ko"}.get(corridor.destination, "en"))
            ),
        }
        if corridor.channel in NEEDS_ORDER:
            opening |= {
                "job_order_number": f"EX-{corridor.destination}-{5000 + number}",
                "order_authority": "Example labour office (invented)",
                "order_from": today - timedelta(days=pick.randrange(10, 90)),
                "order_until": starts + timedelta(days=30),
            }
        yield employer, opening


def seed_openings(today: date) -> int:
    """Write and publish the invented openings, unless there are some; gives how many there are."""
    if not Opening.objects.filter(example=True).exists():
        for employer, opening in invented_openings(today):
            posted = post_opening(employer=record_employer(**employer), **opening)
            publish_opening(posted)
    return Opening.objects.filter(example=True).count()


def seed_drafts(today: date, agency: Agency) -> None:
    """Two openings that the agency has written and not published."""
    if Opening.objects.filter(agency=agency, state=Opening.State.DRAFT).exists():
        return
    own = (one for one in invented_openings(today) if one[1]["agency"].pk == agency.pk)
    for employer, opening in islice(own, 2):
        post_opening(employer=record_employer(**employer), **opening)


def seed_letters(today: date, agency: Agency) -> None:
    """Two introductions that the agency has not answered."""
    if Introduction.objects.filter(agency=agency).exists():
        return
    shown = Opening.objects.visible(today).filter(agency=agency).order_by("pk")[: len(LETTERS)]
    for opening, (called, words) in zip(shown, LETTERS, strict=False):
        letter = Letter(called, ReplyBy.RECEIPT.value, "", words, "en")
        introduce(opening, letter, f"example-letter-{opening.pk}", today)


def plain_names() -> dict[str, str]:
    """{ISCO code: plain English name} of the commonest migrant occupations."""
    rows = Name.objects.filter(kind=Name.Kind.OCCUPATION, field=Name.Field.NAME, language="en")
    return dict(rows.values_list("key", "text"))
