"""One page of the register as of a past day, over thousands of agencies: `python -m bench.past_register [agencies]`.

Run in the environment of a migrated site (bench.site); it plants agencies with a year of verdicts, asks for pages through
the site's own stack without a socket, and prints milliseconds, processor time and queries as JSON.
"""

import json
import os
import random
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta

from bench.report import Line

COUNT = 10_000
LIMIT_MS = 50
MOST_QUERIES = 12
WARMING, ASKED = 5, 60
ROUTES = 6
BATCH = 500


def plant(count: int) -> None:
    """Invented agencies: each judged three times over a year as such, one in five also on two routes, some renamed."""
    from agencies.actions.registration import new_public_ids
    from agencies.models import Agency, FieldChange, StandingChange
    from agencies.rules import RULES_VERSION, Standing
    from corridors.models import Corridor
    from foundation import clock

    chance, today = random.Random(5), clock.today()
    corridors = [
        Corridor.objects.get_or_create(
            code=f"MM-TH-BENCH{place}",
            defaults={"origin": "MM", "destination": "TH", "channel": f"BENCH{place}", "channel_name": "Invented",
                      "evidence": "read"},
        )[0]
        for place in range(ROUTES)
    ]  # fmt: skip
    days = [today - timedelta(days=gone) for gone in (360, 200, 30)]
    moments = [datetime.combine(day, datetime.min.time(), UTC) for day in days]
    for start in range(0, count, BATCH):
        numbers = new_public_ids(min(BATCH, count - start))
        agencies = Agency.objects.bulk_create(
            Agency(
                public_id=number, name=f"Invented Agency {number}", country=chance.choice(["MM", "KH", "LA", "TH"]),
                example=True, changed_at=moments[-1], known_at=moments[0],
            )
            for number in numbers
        )  # fmt: skip
        verdicts = []
        for agency in agencies:
            for corridor in (None, *(chance.sample(corridors, 2) if chance.random() < 0.2 else ())):
                for place, day in enumerate(days):
                    verdicts.append(
                        StandingChange(
                            agency=agency, corridor=corridor, standing=chance.choice(list(Standing)).value,
                            reasons=[{"code": "no_licence", "evidence": "", "day": None}], on=day,
                            rules_version=RULES_VERSION, known_at=moments[place],
                            replaced_at=moments[place + 1] if place + 1 < len(days) else None,
                        )
                    )  # fmt: skip
        StandingChange.objects.bulk_create(verdicts, batch_size=BATCH)
        FieldChange.objects.bulk_create(
            FieldChange(agency=agency, field="name", before="Before", after=agency.name, known_at=moments[-1])
            for agency in agencies[::10]
        )


def measure(today: date) -> dict:
    """Milliseconds of the whole answer (p50, worst), processor milliseconds (p50), the latter to those of the page that
    asks for nothing, asked in turn with it, and the most queries of one page.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, on = Client(HTTP_HOST="localhost"), today - timedelta(days=100)
    seconds, worked, empty, queries = [], [], [], []
    for number in range(WARMING + ASKED):
        day = on - timedelta(days=number)
        address = f"/en/agencies/?as_of={day.isoformat()}&page={number // 2 % 20 + 1}"
        started, processor = time.perf_counter(), time.process_time()
        answer = client.get(address)
        took, cost = time.perf_counter() - started, time.process_time() - processor
        started = time.process_time()
        client.get("/en/receipt/")
        empty.append(time.process_time() - started)
        assert answer.status_code == 200, answer.status_code
        if number >= WARMING:
            seconds.append(took)
            worked.append(cost)
    for query in ("", "&standing=vetted", "&country=KH&standing=unknown", "&corridor=MM-TH-BENCH1"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/agencies/?as_of={on.isoformat()}{query}")
        queries.append(len(asked))
    return {
        "ms": [statistics.median(seconds) * 1e3, max(seconds) * 1e3],
        "processor_ms": statistics.median(worked) * 1e3,
        "to_empty": statistics.median(worked) / statistics.median(empty[WARMING:]),
        "queries": max(queries),
    }


def lines_of(small: dict, large: dict) -> list[Line]:
    """The rows of the table, of what `main` printed for fewer and for more agencies."""
    middle, worst = large["ms"]
    times = large["agencies"] / small["agencies"]
    return [
        Line(
            f"register page of 50 as of a past day, with counts, {large['agencies']:,} agencies, p50",
            f"≤ {LIMIT_MS} ms",
            f"{middle:.0f} ms (worst {worst:.0f}, {large['processor_ms']:.0f} of processor time)",
            middle <= LIMIT_MS,
        ),
        Line(
            f"the same to that of {small['agencies']:,} agencies",
            f"≤ {times:.0f} ×",
            f"{middle / small['ms'][0]:.2f} ×",
            middle / small["ms"][0] <= times,
        ),
        Line("its processor time to that of the empty page", "", f"{large['to_empty']:.1f} ×"),
        Line("queries of such a page", f"≤ {MOST_QUERIES}", f"{large['queries']}", large["queries"] <= MOST_QUERIES),
    ]


def main(count: int) -> dict:
    """Plant what is missing up to `count`, then measure."""
    from agencies.models import Agency
    from foundation import clock

    plant(max(0, count - Agency.objects.filter(name__startswith="Invented Agency").count()))
    return {"agencies": count} | measure(clock.today())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
