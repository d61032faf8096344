"""A registrar accredits two CSOs, and two registrars invite their officers, who sign in, visit and vouch; at the batch the job appears.

Every step is a page and a form, as somebody without script would use them.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agencies import actions
from agencies.models import StandingChange, Vouch
from jobs.indexing import everything
from partners.models import CSO
from portal.demo.people import code_now
from search.engine import engine
from tests.make import TODAY, make_corridor, make_opening, make_registrar, make_vetted_agency, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"
MONDAY = TODAY + timedelta(days=1)


def accredited(registrar: Client, name: str, kind: str) -> CSO:
    page = registrar.post(reverse("csos"), {"name": name, "kind": kind, "country": "MM"})["Location"]
    told = {"step": "accredit", "since": TODAY.isoformat(), "last_day": (TODAY + timedelta(days=400)).isoformat()}
    assert registrar.post(page, told).status_code == 302
    return CSO.objects.get(name=name)


def joined(registrar: Client, second: Client, cso: CSO, name: str) -> Client:
    """The officer's browser, after two registrars, the letter, the password and the second factor."""
    told = {"email": f"{name}@example.org", "role": "officer", "language": "my"}
    letters = len(mail.outbox)
    assert registrar.post(reverse("members", args=[cso.organisation_id]), told).status_code == 302
    assert len(mail.outbox) == letters
    waits = re.search(r'href="([^"]+/invitations/asked/\d+/)"', second.get(reverse("desk")).content.decode())[1]
    assert f"{name}@example.org" in second.get(waits).content.decode()
    assert second.post(waits, {"step": "confirm"}).status_code == 302
    link = "/" + re.search(r"https?://[^/]+/(\S+)", mail.outbox[-1].body)[1]
    assert link.startswith("/my/account/invitation/")
    officer = Client()
    assert officer.get(link).status_code == 200
    officer.post(link, {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    # Nothing at the desk opens before the second factor.
    led = officer.get(reverse("vouches"))["Location"]
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]{16,})"', officer.get(led).content.decode())[1]
    officer.post(led, {"code": code_now(secret)})
    translation.activate("en")  # reverse() would go on in the language of the letter
    return officer


def vouch(officer: Client, agency) -> str:
    """From the list to the form and through it; the page that follows."""
    listed = officer.get(reverse("vouches"), {"state": "awaits", "words": agency.name}).content.decode()
    page = re.search(rf'href="([^"]+/{agency.public_id}/[^"]+)"', listed)[1]
    assert officer.get(page).status_code == 200
    told = {f"answer_{number}": "seen" for number in "AB12345"}
    told |= {"visited": TODAY.isoformat(), "interviewed": "7", "tie": "no", "step": "vouch"}
    told["last_day"] = (TODAY + timedelta(days=300)).isoformat()
    response = officer.post(page, told, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_two_vouches_bring_a_job_to_the_public_with_the_next_batch(on_day):
    engine().clear()
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(corridor, name="River Bend")
    opening = make_opening(agency=agency, corridor=corridor, title="Sewing machine operator")
    Vouch.objects.all().delete()
    StandingChange.objects.all().delete()
    actions.reassess(agency, TODAY)
    public, page = Client(), reverse("opening", args=[opening.public_id])
    registrar, other = sign_in(make_registrar()), sign_in(make_registrar())

    first = joined(registrar, other, accredited(registrar, "Border House", "grassroots"), "hla")
    assert "counts from Monday" in vouch(first, agency)
    on_day(MONDAY)
    actions.reassess_due(MONDAY)
    assert public.get(page).status_code == 410  # one is not enough
    on_day(TODAY)

    second = joined(registrar, other, accredited(registrar, "Mercy Circle", "faith"), "mya")
    vouch(second, agency)
    assert public.get(page).status_code == 410  # not before the batch

    on_day(MONDAY)
    actions.reassess_due(MONDAY)
    engine().rebuild(everything())
    assert public.get(page).status_code == 200
    assert opening.title in public.get(reverse("results"), {"words": "sewing"}).content.decode()

    # One of them takes the vouch back: the job stays for the week, and is gone with the next batch.
    held = Vouch.objects.get(cso__name="Mercy Circle")
    second.post(reverse("withdraw_vouch", args=[held.pk]))
    assert public.get(page).status_code == 200
    on_day(MONDAY + timedelta(days=7))
    assert public.get(page).status_code == 410
    assert opening.title not in public.get(reverse("results"), {"words": "sewing"}).content.decode()
