"""A case desk with 20,000 cases: SQL queries and seconds of a page, for every filter and order. `python -m bench.case_desk [COUNT]`.

Wants the site of `make demo` (or any migrated one with collected files). Nothing is written: what is planted is rolled back.
"""

import json
import os
import secrets
import sys
import time
from datetime import timedelta

LIMIT_QUERIES = 12
PAGES = (
    "",
    "?waits=us",
    "?waits=late&country=TH&sort=-received",
    "?page=300&sort=last",
    "?sort=-due&state=new",
    "?number=1",
)


def main(count: int = 20_000) -> dict:
    """{page: queries and seconds (the middle of three)} of the list, and of the desk's own first page."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic():
        client, told = Client(HTTP_HOST="localhost"), {}
        client.force_login(_plant(count))
        for address in (*(f"/en/desk/cases/{asked}" for asked in PAGES), "/en/desk/"):
            client.get(address)
            seconds = []
            for _ in range(3):
                start = time.perf_counter()
                with CaptureQueriesContext(connection) as taken:
                    status = client.get(address).status_code
                seconds.append(time.perf_counter() - start)
            told[address] = {"status": status, "queries": len(taken), "seconds": round(sorted(seconds)[1], 3)}
        transaction.set_rollback(True)
    lists = [one["queries"] for address, one in told.items() if "cases" in address]
    return {"cases": count, "pages": told, "most_queries": max(lists), "limit": LIMIT_QUERIES}


def _plant(count: int):
    """A case worker with a second factor, and so many open cases at the desk."""
    from allauth.mfa.models import Authenticator

    from accounts.models import Membership, Organisation, User
    from foundation import clock
    from support.actions.asking import Letter
    from support.models import Case, Request
    from support.sealing import seal_into

    today = clock.today()
    desk = Organisation.objects.create(name="Bench", kind=Organisation.Kind.DESK)
    worker = User.objects.create(username=secrets.token_hex(6))
    Membership.objects.create(user=worker, organisation=desk, role="case_worker", since=today)
    Authenticator.objects.create(user=worker, type="totp", data={"secret": ""})
    rows = []
    for number in range(count):
        case = Case(
            number=f"{number:08d}",
            request=Request.values[number % len(Request.values)],
            country=("TH", "MY", "JP")[number % 3],
            language=("my", "km", "lo")[number % 3],
            submission=secrets.token_hex(16),
            receipt=secrets.token_hex(16),
            received=today - timedelta(days=number % 300),
            last_written=today,
            due=today + timedelta(days=number % 9 - 4),
        )
        seal_into(case, "letter", vars(Letter("Bench", "receipt", "", "", "", f"Words {number}")))
        rows.append(case)
    Case.objects.bulk_create(rows, batch_size=1000)
    return worker


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000), indent=1))
