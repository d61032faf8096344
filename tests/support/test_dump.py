"""A thousand people ask for help, write, are answered, handed on, complain: their names, phones, addresses and words stand
nowhere in clear, in no table, no log and no search index.
"""

import io
import logging
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from foundation.limits import form_stamp
from portal.logs import WithoutTraces
from support.actions import client as clients
from support.actions import handling, referring
from support.actions.asking import Letter, ask_for_help, complain
from support.models import Case
from tests.make import TODAY, make_case_worker, make_corridor, make_opening, make_service

pytestmark = pytest.mark.django_db
# On PostgreSQL the same forms write the same columns: some are enough.
PEOPLE, BY_PAGE = 1000 if connection.vendor == "sqlite" else 200, 40


def person(number: int) -> dict[str, str]:
    return {
        "called": f"Plantedname{number:04d}",
        "contact": f"+66 81 77{number:04d} 5",
        "place": f"Plantedstreet {number:04d}",
        "words": f"Plantedwords {number:04d}",
    }


def everything() -> str:
    """Every cell of every table, as a dump holds it."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


@pytest.fixture
def logged():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutTraces())
    logging.root.addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "portal.requests", "django.request")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.root.removeHandler(handler)


def test_nothing_a_thousand_people_wrote_stands_anywhere_in_clear(settings, logged, tmp_path):
    settings.FORM_LEAST_SECONDS = 0
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    make_corridor()
    make_opening()
    worker, service, phone = make_case_worker(), make_service(), Client(REMOTE_ADDR="203.0.113.77")
    desk = Client()
    desk.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    codes = []
    for number in range(PEOPLE):
        told = person(number)
        if number < BY_PAGE:
            codes.append(by_page(phone, told, number))
        else:
            letter = Letter(told["called"], "phone", told["contact"], "", told["place"], told["words"])
            codes.append(
                ask_for_help("health", "TH", "my", letter, f"Plantedphrase {number}", f"dump{number:018d}", TODAY)
            )
        cache.clear()
    secrets = []
    for number in range(0, PEOPLE, 25):
        phrase = f"Plantedphrase {number}"
        case = clients.by_receipt(codes[number], phrase, TODAY)
        handling.answer(case, f"Plantedwords answer {number}", f"a{number:021d}", worker, TODAY)
        handling.note(case, f"Plantedwords note {number}", f"n{number:021d}", worker, TODAY)
        clients.client_writes(case, f"Plantedwords reply {number}", f"r{number:021d}", TODAY)
        desk.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": "answer"}, follow=True)
        referral = referring.consent(
            referring.ask_to_refer(case, service, worker, TODAY), ["called", "contact", "words"], 30, TODAY
        )
        secrets.append(referring.make_link(referral, worker, TODAY))
        phone.post(f"/en/help/handed/{secrets[-1]}/", {"step": "open"})
        referring.answer_handed(referral, True, f"Plantedwords accepted {number}", TODAY)
        handling.assign(case, worker.memberships.get().organisation, worker, TODAY)
        case.refresh_from_db()
        complain(
            case.parties.all(),
            case,
            Letter("Plantedname", "receipt", "", "", "", "Plantedwords"),
            f"c{number:021d}",
            TODAY,
        )
    logging.getLogger("django.request").warning("%s", f"Receipt {codes[0]} from 203.0.113.77")
    assert Case.objects.count() == PEOPLE + PEOPLE // 25 and len(set(codes)) == PEOPLE

    files = [path.read_bytes().decode("utf-8", "replace") for path in Path(tmp_path).rglob("*") if path.is_file()]
    held = "\n".join([everything(), logged.getvalue(), *files])
    assert re.findall(r"Planted\w+", held, re.IGNORECASE) == []
    digits = re.sub(r"[ +-]", "", held)
    for number in range(PEOPLE):
        assert person(number)["contact"].replace(" ", "").lstrip("+") not in digits
    for secret in (*codes, *secrets, "203.0.113.77"):
        assert secret not in held, secret


def by_page(phone, told: dict[str, str], number: int) -> str:
    submission = f"{number:022d}"
    page = phone.post(
        "/en/help/ask/",
        {
            **told,
            "request": "unpaid_wages",
            "country": "TH",
            "reply_by": "phone",
            "phrase": f"Plantedphrase {number}",
            "consent": "on",
            "stamp": form_stamp(submission),
            "submission": submission,
            "step": "send",
        },
    )
    return re.search(r"(?:\d{4} ){3}\d{4}", page.content.decode())[0].replace(" ", "")
