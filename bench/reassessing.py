"""How long it takes to judge every agency again: `python -m bench.reassessing [agencies]`.

Run in the environment of a site with examples (bench.site); it plants agencies with licences, fees and vouches and prints
the seconds of `reassess_agencies --all` on three days as JSON: just after most were entered, when nothing changes, and
when the licences have run out.
"""

import json
import os
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

from bench.report import Line

COUNT = 10_000
LIMIT_SECONDS = 30
BATCH = 500
# The planted licences hold so long; nothing else of what is planted runs out before.
LICENCE_DAYS = 100
NAME = "Judged Agency"
LAPSED = "when licences have run out"


def plant(count: int, today: date) -> None:
    """Invented agencies: each with a licence, three in five telling fees with two vouches on a route, one in five on two."""
    from agencies.actions.registration import new_public_ids
    from agencies.models import Agency, DisclosedItem, FeeDisclosure, Licence, Vouch
    from corridors.models import Corridor
    from partners.models import CSO

    chance, now = random.Random(9), datetime.combine(today, datetime.min.time(), UTC)
    corridors = list(Corridor.objects.order_by("code"))
    csos = list(CSO.objects.accredited(today).order_by("pk"))
    for start in range(0, count, BATCH):
        numbers = new_public_ids(min(BATCH, count - start))
        agencies = Agency.objects.bulk_create(
            Agency(public_id=number, name=f"{NAME} {number}", country="MM", example=True, changed_at=now)
            for number in numbers
        )
        routes = [
            (agency, corridor)
            for agency in agencies
            for corridor in chance.sample(corridors, chance.choice((0, 0, 1, 1, 2)))
        ]
        Licence.objects.bulk_create(
            Licence(
                agency=agency, regulator="Regulator (invented)", country="MM", number=f"J/{agency.public_id}",
                covers=" ".join(route.code for one, route in routes if one is agency), known_from=now,
                issued=today - timedelta(days=300), last_day=today + timedelta(days=LICENCE_DAYS - 1),
                next_check=today + timedelta(days=300),
            )
            for agency in agencies
        )  # fmt: skip
        disclosures = FeeDisclosure.objects.bulk_create(
            FeeDisclosure(
                agency=agency, corridor=corridor, version=1, valid_from=today - timedelta(days=30), declared_at=now
            )
            for agency, corridor in routes
        )
        DisclosedItem.objects.bulk_create(
            DisclosedItem(
                disclosure=disclosure, order=1, category="recruitment_fee", name="Agency service fee",
                amount=Decimal(chance.choice((0, 10, 100, 200))), currency="USD", payer="worker",
            )
            for disclosure in disclosures
        )  # fmt: skip
        Vouch.objects.bulk_create(
            Vouch(
                cso=cso, agency=agency, corridor=corridor, known_at=now,
                given=today - timedelta(days=30), expires=today + timedelta(days=300),
            )
            for agency, corridor in routes
            for cso in chance.sample(csos, 2)
        )  # fmt: skip


def measure() -> dict:
    """{what: [seconds, seconds of the processor, agencies whose verdicts changed]}, in the order of the days."""
    from django.conf import settings
    from django.core.management import call_command

    from agencies.models import Agency
    from foundation import clock

    found, today = {}, clock.today()
    days = {"just entered": 0, "when nothing changes": 0, LAPSED: LICENCE_DAYS}
    for what, later in days.items():
        settings.PORTAL_TODAY = (today + timedelta(days=later)).isoformat()
        told, started, processor = StringIO(), time.perf_counter(), time.process_time()
        call_command("reassess_agencies", "--all", stdout=told)
        found[what] = [time.perf_counter() - started, time.process_time() - processor, int(told.getvalue().split()[0])]
    return {"agencies": Agency.objects.count(), "found": found}


def lines_of(told: dict) -> list[Line]:
    """The rows of the table, of what `main` printed."""
    return [
        Line(
            f"reassess of {told['agencies']:,} agencies, {what}",
            f"≤ {LIMIT_SECONDS} s",
            f"{seconds:.1f} s ({worked:.1f} of processor time; {changed:,} changed)",
            seconds <= LIMIT_SECONDS,
        )
        for what, (seconds, worked, changed) in told["found"].items()
    ]


def main(count: int) -> dict:
    """Plant up to `count` agencies in all, then measure."""
    from agencies.models import Agency
    from foundation import clock

    plant(max(0, count - Agency.objects.count()), clock.today())
    return measure()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
