"""Fills a site for measuring: invented vetted agencies through the registry's actions, openings by bulk inserts.

`python -m bench.planting agencies COUNT` and `python -m bench.planting openings COUNT`, in the environment of a site.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from decimal import Decimal

from bench.openings import _PHRASES, _SYLLABLES, OCCUPATIONS, opening

CHUNK = 2000
EMPLOYERS = 2000
LANGUAGES = ("en", "th", "my", "km", "lo")
FEES = {"MM": "MMK", "KH": "USD", "LA": "LAK"}


def plant_agencies(count: int) -> dict:
    """That many agencies, each with a licence, fees told and two vouches on one route that is open."""
    from django.db import transaction

    from agencies import actions
    from agencies.reading import vetted_pairs
    from corridors.models import Corridor
    from foundation import clock
    from foundation.money import Money
    from jobs.grounds import grounds_on
    from partners.models import CSO
    from search import outbox

    today, pick = clock.today(), random.Random(1)
    routes = sorted({corridor for _agency, corridor in vetted_pairs(today)} - grounds_on(today).closed)
    corridors = list(Corridor.objects.filter(pk__in=routes).order_by("code"))
    csos = list(CSO.objects.accredited(today).order_by("pk"))
    with transaction.atomic(), outbox.gathered():
        for number in range(count):
            corridor = corridors[number % len(corridors)]
            agency = actions.register_agency(
                f"Agency {_name(pick, 3)} {number} (example)", corridor.origin, example=True
            )
            actions.grant_licence(
                agency,
                regulator="Regulator (invented)",
                country=corridor.origin,
                number=f"B/{number}",
                covers=corridor.code,
                issued=today - timedelta(days=300),
                last_day=today + timedelta(days=300),
                next_check=today + timedelta(days=100),
            )
            fee = Decimal(pick.choice((0, 0, 10, 100, 200)))
            money = Money(fee, FEES.get(corridor.origin, "USD"))
            items = [actions.Item("recruitment_fee", "Agency service fee", money, "worker")]
            actions.disclose_fees(agency, corridor, items, today - timedelta(days=30))
            for cso in pick.sample(csos, 2):
                given = today - timedelta(days=pick.randrange(10, 60))
                actions.vouch_for(agency, corridor, cso, given=given, expires=given + timedelta(days=300))
    return {"vetted_pairs": len(vetted_pairs(today))}


def plant_openings(count: int) -> dict:
    """That many openings of vetted agencies and certified orders, most of them visible, and the index of them."""
    from foundation import clock
    from jobs.grounds import grounds_on
    from jobs.models import Employer, Opening
    from jobs.recruitments import remember
    from reference.models import Occupation
    from search import outbox

    today, pick = clock.today(), random.Random(2)
    grounds = grounds_on(today)
    pairs = sorted(pair for pair in grounds.vetted if pair[1] not in grounds.closed)
    corridors = {row.pk: row for row in _corridors(pairs)}
    occupations = set(Occupation.objects.values_list("code", flat=True))
    Employer.objects.bulk_create(
        Employer(key=f"bench {n}", name=f"{_name(pick, 3)} {n} (example)", country="TH", example=True)
        for n in range(EMPLOYERS)
    )
    employers = list(Employer.objects.filter(key__startswith="bench ").values_list("pk", flat=True))
    started, made = time.perf_counter(), 0
    while made < count:
        size = min(CHUNK, count - made)
        rows = Opening.objects.bulk_create(
            _opening(number, pick, today, pairs, corridors, occupations, employers)
            for number in range(made + 1, made + size + 1)
        )
        remember(row.pk for row in rows)
        made += size
    inserted = time.perf_counter()
    indexed = outbox.rebuild()
    return {
        "openings": Opening.objects.count(),
        "visible": Opening.objects.visible(today, grounds).count(),
        "indexed": indexed,
        "insert_seconds": inserted - started,
        "index_seconds": time.perf_counter() - inserted,
    }


def plant_nothing(_count: int) -> dict:
    """An index that is there and holds nothing."""
    from search.engine import engine

    engine().clear()
    return {"indexed": engine().count()}


def _corridors(pairs):
    from corridors.models import Corridor

    return Corridor.objects.filter(pk__in={corridor for _agency, corridor in pairs})


def _opening(number, pick, today, pairs, corridors, occupations, employers):
    from foundation.codes import with_check
    from jobs.models import Opening

    told = opening(number)
    code, names = pick.choice(OCCUPATIONS)
    language = pick.choice(LANGUAGES)
    starts = today + timedelta(days=pick.randrange(10, 200))
    common = {
        # The product's own numbers never start with zero: none of the examples' is met.
        "public_id": with_check(f"{number:08d}"),
        "employer_id": pick.choice(employers),
        "occupation_id": code if code in occupations else None,
        "title": f"{names[LANGUAGES.index(language)]} {_name(pick, 2)}",
        "title_language": language,
        "wage_per": "month",
        "hours_per_week": 48,
        "housing": told.housing,
        "housing_note": pick.choice(_PHRASES),
        "requirements": told.text,
        "starts": starts,
        "apply_by": None if pick.random() < 0.5 else starts - timedelta(days=5),
        "place_text": _name(pick, 3),
        "state": "published" if pick.random() < 0.95 else "closed",
        "published_on": today - timedelta(days=pick.randrange(300)),
        "example": True,
    }
    order = {
        "job_order_number": f"B-{number}",
        "order_status": "certified",
        "order_from": today - timedelta(days=pick.randrange(5, 60)),
        "order_until": today + timedelta(days=pick.randrange(5, 300)),
    }
    if pick.random() < 0.1:
        certified = {"basis": "certified_order", "destination": "US", "channel": "H2A", "currency": "USD"}
        return Opening(**common, **order, **certified, order_authority="Authority", wage_low=pick.randrange(1800, 3000))
    agency, corridor = pick.choice(pairs)
    route = corridors[corridor]
    return Opening(
        **common,
        **order,
        basis="vetted_agency",
        agency_id=agency,
        corridor_id=corridor,
        origin=route.origin,
        destination=route.destination,
        channel=route.channel,
        currency="THB" if route.destination == "TH" else "USD",
        wage_low=pick.randrange(9000, 20000) if route.destination == "TH" else pick.randrange(300, 2000),
    )


def _name(pick, syllables: int) -> str:
    return "".join(pick.choice(_SYLLABLES) for _ in range(syllables)).title()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    plant = {"agencies": plant_agencies, "openings": plant_openings, "nothing": plant_nothing}[sys.argv[1]]
    print(json.dumps(plant(int(sys.argv[2]))))
