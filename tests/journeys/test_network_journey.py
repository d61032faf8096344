"""A CSO officer signs in with a second factor, finds a session to report, adds an ambassador and prints a kit.

Every step is a page and a form as it is sent by a browser without script: hidden fields are read from the page.
"""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import ReviewToken
from partners.models import Ambassador, EducationSession
from partners.network import plan_session
from portal.demo.people import code_now
from reference.models import Place
from tests.make import TODAY, make_cso, make_second_factor, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"
HIDDEN = re.compile(r'<input type="hidden" name="(submission|edition|step)" value="([^"]*)"')


@pytest.fixture
def cso():
    Place.objects.create(code="MMR003", country="MM", kind="state", name_en="Kayin")
    Place.objects.create(code="MMR003001", country="MM", kind="township", parent_id="MMR003", name_en="Hpa-An")
    cso = make_cso(officer=make_user(username="officer", password=PASSWORD), country="MM", kind="trade_union")
    plan_session(cso, TODAY - timedelta(days=20), "rights", Place.objects.get(pk="MMR003001"), "p" * 22)
    return cso


def sent(browser: Client, page: str, **typed):
    """Open the page, then send its first form with its own hidden fields."""
    form = browser.get(page).content.decode().split("<main")[1]
    hidden = dict(HIDDEN.findall(form.split("</form>")[0]))
    return browser.post(page, {**hidden, **typed})


def test_an_officer_reports_adds_and_prints(cso):
    browser = Client()
    secret = make_second_factor(cso.organisation.memberships.get().user)
    asked = browser.post(reverse("account_login"), {"login": "officer", "password": PASSWORD})
    browser.post(asked["Location"], {"code": code_now(secret)})

    desk = browser.get(reverse("desk")).content.decode()
    line = re.search(r'<a href="([^"]+)">Report the session: rights at work, Hpa-An</a>', desk)
    assert line and "soon" in desk and reverse("network_desk") in desk
    home = browser.get(reverse("network_desk"))["Location"]
    assert "1 session waits for a report" in browser.get(home).content.decode()
    assert sent(browser, line[1], people="20-49", material=["review_card"]).status_code == 302
    assert EducationSession.objects.get().people == "20-49"
    assert "Report the session" not in browser.get(reverse("desk")).content.decode()

    add = reverse("add_ambassador", args=[cso.pk])
    assert add in browser.get(home).content.decode()
    told = {"pseudonym": "River Stone", "kind": "returnee", "where": "home", "place": "MMR003001", "languages": ["my"]}
    assert sent(browser, add, **told, helped="4").status_code == 302
    assert Ambassador.objects.get().helped == 4
    page = browser.get(home).content.decode()
    assert "between 20 and 49" in page and ">4<" in page

    kit = sent(browser, reverse("township_kit", args=[cso.pk]), place="MMR003001", cards="2")
    assert (kit.status_code, kit["Content-Type"]) == (200, "application/pdf")
    assert kit.content.startswith(b"%PDF") and ReviewToken.objects.count() == 2
    assert "no-store" in kit["Cache-Control"]
