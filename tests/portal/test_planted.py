"""A thousand people fill in every form that is open to everybody: their names, phones, streets and network addresses stand
nowhere in clear, in no table, no free page of the database's file, no log and no search index.
"""

import io
import itertools
import logging
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from pythonjsonlogger.json import JsonFormatter

from agencies.actions.leads import read_lead
from agencies.actions.review_moves import move_reviews
from agencies.models import Lead
from cms.models import LibraryPage, PaperRequest, PublicationPage
from cms.paper import mark_sent, read_address
from foundation.limits import form_stamp
from jobs import introductions
from jobs.alert_models import SavedSearch
from jobs.introduction_models import Introduction
from portal.logs import WithoutTraces
from portal.purging import purge_everything
from search.engine import engine
from support.actions import client as clients
from support.actions import handling, referring
from support.models import Case
from tests.cms.make import make_shelf
from tests.make import (
    TODAY,
    make_agency_officer,
    make_cards,
    make_case_worker,
    make_corridor,
    make_opening,
    make_organisation,
    make_rate,
    make_registrar,
    make_service,
    make_user,
    make_vetted_agency,
    sign_in,
)

pytestmark = pytest.mark.django_db
# On PostgreSQL the same forms write the same columns: some are enough.
PEOPLE = 1000 if connection.vendor == "sqlite" else 200
# Part of every planted name, in two scripts, and of every planted street.
MARKS = ("Plantedname", "မလှဝင်းနမူနာ", "Plantedstreet", "Plantedwords", "Plantedphrase")


class Person:
    """One of the thousand, with a phone and a network of their own."""

    def __init__(self, number: int):
        self.number = number
        self.name = f"{MARKS[number % 2]}{number:04d}"
        self.phone = f"+66 81 77{number:04d} 5"
        self.street = f"Plantedstreet {number:04d}"
        self.words = f"Plantedwords: {self.name}, {self.street}, {self.phone}"
        self.network = f"2001:db8:{number:x}:7::77"
        self.browser = Client(REMOTE_ADDR=self.network, HTTP_USER_AGENT=f"Plantedphone/{number}")
        self._pages = itertools.count()

    def post(self, path: str, **told) -> str:
        """Fill in a form as a browser does; its page must take what is typed."""
        submission = f"{self.number:010d}{next(self._pages):012d}"
        told |= {"stamp": form_stamp(submission), "submission": submission}
        response = self.browser.post(f"{path}?q={quote(self.name)}", told)
        assert response.status_code in (200, 302), (path, response.status_code, response.content.decode()[-3000:])
        return response.content.decode()


def code_in(page: str) -> str:
    return re.search(r"(?:\d{4} ){3}\d{4}", page)[0].replace(" ", "")


@pytest.fixture
def world(settings, tmp_path):
    """An opening of a vetted agency, a publication on paper, cards, and limits that are counted in the database."""
    settings.FORM_LEAST_SECONDS = 0
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}
    call_command("createcachetable", verbosity=0)
    make_rate("THB", "35")
    corridor = make_corridor()
    agency = make_vetted_agency(corridor, organisation=make_organisation(kind="agency"))
    library = make_shelf().add_child(instance=LibraryPage(title="Library", slug="library"))
    page = library.add_child(instance=PublicationPage(title="Leaflet", slug="leaflet", year=2026, on_paper=True))
    cards = [card for _sheet in range(4) for card in make_cards(50)]
    return {
        "agency": agency,
        "corridor": corridor,
        "opening": make_opening(agency=agency, corridor=corridor),
        "publication": page,
        "cards": iter(cards),
        "codes": [],
    }


def ask_help(person: Person, world: dict) -> None:
    told = {"called": person.name, "contact": person.phone, "place": person.street, "words": person.words}
    phrase = f"Plantedphrase {person.number}"
    more = {"request": "unpaid_wages", "country": "TH", "reply_by": "phone", "consent": "on", "step": "send"}
    code = code_in(person.post(reverse("ask_help"), **told, **more, phrase=phrase))
    world["codes"].append(code)
    world.setdefault("cases", []).append((person, code, phrase))


def receipt(person: Person, world: dict) -> None:
    """Whoever asked for help writes again, ranks needs, and complains about the helper."""
    if not world.get("cases"):
        return ask_help(person, world)
    asked, code, phrase = world["cases"].pop()
    held = {"code": code, "phrase": phrase}
    asked.post(reverse("receipt"), **held, step="write", words=person.words)
    case = clients.by_receipt(code, phrase, TODAY)
    handling.assign(case, world["helper"].memberships.get().organisation, world["helper"], TODAY)
    asked.post(reverse("receipt"), **held, step="send_complaint", words=person.words)


def introduce(person: Person, world: dict) -> None:
    told = {"called": person.name, "reply_by": "phone", "contact": person.phone, "message": person.words}
    page = person.post(reverse("introduce", args=[world["opening"].public_id]), **told, consent="on")
    world["codes"].append(code_in(page))


def report(person: Person, world: dict) -> None:
    told = {"about": person.name, "what": ["retention_of_identity_documents"], "words": person.words}
    world["codes"].append(code_in(person.post(reverse("report"), **told)))


def advert(person: Person, world: dict) -> None:
    world["codes"].append(code_in(person.post(reverse("advert"), text=person.words)))


def ask_correction(person: Person, world: dict) -> None:
    page = person.post(reverse("ask_correction", args=[world["agency"].public_id]), words=person.words)
    world["codes"].append(code_in(page))


def review(person: Person, world: dict) -> None:
    card = next(world["cards"])
    told = {
        "corridor": world["corridor"].code, "agency": world["agency"].public_id, "month": "2026-05", "fees": "all",
        "paid_recruitment_fee": str(20_000 + person.number), "currency_recruitment_fee": "THB", "words": person.words,
    }  # fmt: skip
    world["codes"] += [card, code_in(person.post(reverse("review", args=[card]), **told))]


def ask_for_paper(person: Person, world: dict) -> None:
    person.post(
        reverse("ask_for_paper", args=[world["publication"].pk]), called=person.name, address=person.street, copies="1"
    )


def wrong_codes(person: Person, world: dict) -> None:
    """What is typed where only digits belong; each page refuses it."""
    for path in (reverse("review_door"), reverse("review_withdraw"), reverse("receipt"), reverse("handed", args=["x"])):
        person.browser.post(
            path, {"code": person.name, "phrase": person.phone, "words": person.words, "step": "accept"}
        )
    for path in ("search_pages", "results", "agency_list", "agency_check", "match", "cost", "verify_form"):
        person.browser.get(reverse(path), {"q": person.name, "words": person.phone})


# Whatever a form is called whose sender has no session: each must be filled in here, or said why not.
FORMS = {
    "ask_for_paper": ask_for_paper,
    "ask_help": ask_help,
    "receipt": receipt,
    "introduce": introduce,
    "report": report,
    "advert": advert,
    "ask_correction": ask_correction,
    "review": review,
    "review_door": wrong_codes,
}
OTHERS = {
    # Digits and secrets alone, in wrong_codes and below.
    "review_withdraw",
    "handed",
    # A button without a field.
    "forget_phone",
    "alert",
    "stop_mails",
    # Its words stand in clear, because the database compares them: the test of contacts below.
    "save_search",
}


def open_to_everybody(patterns) -> set[str]:
    """Our own forms that ask no session for a token."""
    found, ours = set(), {path.name for path in site_settings.BASE_DIR.iterdir()}
    for each in patterns:
        if isinstance(each, URLResolver):
            found |= open_to_everybody(each.url_patterns)
        elif getattr(each.callback, "csrf_exempt", False) and each.callback.__module__.partition(".")[0] in ours:
            found.add(each.name)
    return found


def test_every_form_that_is_open_to_everybody_is_filled_in():
    assert open_to_everybody(get_resolver().url_patterns) == set(FORMS) | OTHERS


@pytest.fixture
def logged():
    """Everything that is logged, as the site's own handlers write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutTraces())
    handler.setFormatter(JsonFormatter())
    logging.root.addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "portal.requests", "django.request", "django")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.root.removeHandler(handler)


def work_at_desks(world: dict) -> None:
    """Those who may read do read, answer and hand on; nights pass."""
    registrar, officer = make_registrar(), make_agency_officer(world["agency"])
    for lead in Lead.objects.all()[:30]:
        assert "Planted" in read_lead(lead, registrar, TODAY).text
    for letter in Introduction.objects.all()[:30]:
        introductions.read_letter(letter, officer, TODAY)
        introductions.answer(letter, introductions.Answer("will_contact", "Plantedwords"), officer, TODAY)
    for request in PaperRequest.objects.all()[:30]:
        assert read_address(request, registrar)[1]
        mark_sent(request, registrar, TODAY)
    service, helper = make_service(), world["helper"]
    for number, case in enumerate(Case.objects.filter(origin="client").exclude(organisation=None)[:20]):
        handling.read_case(case, helper, handling.Purpose.ANSWER)
        handling.answer(case, "Plantedwords", f"a{number:021d}", helper, TODAY)
        asked = referring.consent(referring.ask_to_refer(case, service, helper, TODAY), ["called", "words"], 30, TODAY)
        secret = referring.make_link(asked, helper, TODAY)
        world["codes"].append(secret)
        stranger = Client(REMOTE_ADDR="2001:db8:ffff:7::77")
        assert "Planted" in stranger.post(reverse("handed", args=[secret]), {"step": "open"}).content.decode()
        stranger.post(reverse("handed", args=[secret]), {"step": "accept", "words": f"Plantedwords {number}"})
    move_reviews(TODAY)
    for _sentence in purge_everything(TODAY + timedelta(days=40)):
        pass


def cells() -> str:
    """Every cell of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                cell.tobytes().decode("utf-8", "replace") if isinstance(cell, memoryview) else str(cell)
                for row in cursor.fetchall()
                for cell in row
            ]
    return "\n".join(found)


def raw_bytes() -> bytes:
    """The database's file with its free pages, where it has one."""
    return connection.connection.serialize() if connection.vendor == "sqlite" else b""


def test_nothing_a_thousand_people_typed_stands_anywhere_in_clear(world, logged, tmp_path):
    world["helper"] = make_case_worker()
    people = [Person(number) for number in range(PEOPLE)]
    sent = dict.fromkeys(FORMS, 0)
    for person, (name, send) in zip(people, itertools.cycle(FORMS.items()), strict=False):
        send(person, world)
        sent[name] += 1
    assert min(sent.values()) >= PEOPLE // len(FORMS)
    assert len(world["codes"]) > PEOPLE // 2 and Lead.objects.count() >= 3 * (PEOPLE // len(FORMS))
    work_at_desks(world)
    call_command("reindex", verbosity=0)
    call_command("reindex_pages", verbosity=0)

    kept = [path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file()]
    kept += [path.read_bytes() for path in Path(site_settings.PURGE_LOG_DIR).rglob("*") if path.is_file()]
    raw = b"\n".join([raw_bytes(), *kept])
    text = "\n".join([cells(), logged.getvalue()])
    assert text.count("\n") > 1000 and "introduce" in logged.getvalue()
    for mark in MARKS:
        for written in {mark, quote(mark), mark.encode("unicode_escape").decode()}:
            assert written.casefold() not in text.casefold(), written
            assert written.encode() not in raw, written
        assert mark.encode("utf-16-le") not in raw
    everything = text + raw.decode("latin-1")
    assert not re.search(r"66[ -]?81[ -]?77\d{4}[ -]?5|0817 ?7\d{4}5", everything)
    assert not re.search(r"2001:0?db8:|Plantedphone", everything, re.IGNORECASE)
    for secret in world["codes"]:
        assert secret not in everything
        assert " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) not in everything
    # A search index holds words packed: it is asked for them.
    assert engine().known_words(" ".join([*MARKS[:1], people[0].name, people[0].street])) == set()
    cache.clear()


@pytest.mark.parametrize("words", ["cook +66 81 770 0015", "၀၉၇၇၇၆၆၆၅၅၅", "cook ma.hla@example.org"])
def test_a_saved_search_takes_no_phone_number_and_no_address(settings, words):
    settings.FORM_LEAST_SECONDS = 0
    phone, path = Client(), f"{reverse('save_search')}?words={quote(words)}"
    told = {"stamp": form_stamp("s" * 22), "submission": "s" * 22}
    page = phone.post(path, told)
    assert page.status_code == 422 and "phone numbers and e-mail addresses" in page.content.decode()
    person = make_user()
    assert (
        "phone numbers and e-mail addresses"
        in sign_in(person).post(f"{reverse('save_own_search')}?words={quote(words)}", follow=True).content.decode()
    )
    assert not SavedSearch.objects.exists()
    assert phone.post(f"{reverse('save_search')}?words=line+cook+12+hours", told).status_code == 302
