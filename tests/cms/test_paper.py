"""Printed copies: asked for without an account, sealed, wiped when sent, deleted by age."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms import paper
from cms.models import LibraryPage, PaperRequest, PublicationPage
from foundation.models import TrailEntry
from tests.cms.make import make_shelf
from tests.make import make_membership, make_organisation, make_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication():
    library = make_shelf().add_child(instance=LibraryPage(title="Library", slug="library"))
    return library.add_child(instance=PublicationPage(title="Leaflet", slug="leaflet", year=2026, on_paper=True))


@pytest.fixture
def registrar():
    member = make_membership(organisation=make_organisation(kind="desk"))
    make_second_factor(member.user)
    return member.user


def filled(client, address: str, settings, **changed) -> dict:
    settings.FORM_LEAST_SECONDS = 0
    form = client.get(address).context["form"]
    return {"stamp": form.initial["stamp"], "submission": form.initial["submission"], "called": "Ma Hnin",
            "address": "12 Bogyoke Road\nYangon", "copies": "3", **changed}  # fmt: skip


def test_a_request_is_sealed_and_sent_twice_is_one(client, publication, settings):
    address = reverse("ask_for_paper", args=[publication.pk])
    data = filled(client, address, settings)
    for _ in range(2):
        response = client.post(address, data)
        assert response.status_code == 200 and "Leaflet" in response.content.decode()
        assert not response.cookies
    request = PaperRequest.objects.get()
    assert request.copies == 3 and "Bogyoke" not in request.address and "Hnin" not in request.address


def test_bad_input_is_told_and_loses_nothing(client, publication, settings):
    address = reverse("ask_for_paper", args=[publication.pk])
    response = client.post(address, filled(client, address, settings, copies="5000"))
    assert response.status_code == 422 and "Bogyoke" in response.content.decode()
    assert not PaperRequest.objects.exists()


def test_only_publications_that_are_printed_can_be_asked_for(client, publication):
    PublicationPage.objects.update(on_paper=False)
    assert client.get(reverse("ask_for_paper", args=[publication.pk])).status_code == 404


def test_the_desk_opens_an_address_with_a_trace_and_wipes_it_when_sent(client, publication, registrar):
    paper.ask(publication, paper.Wish("Ma Hnin", "12 Bogyoke Road", 2, "my"), "s" * 22, date(2026, 11, 20))
    client.force_login(registrar)
    assert "Leaflet" in client.get(reverse("paper_requests")).content.decode()
    assert "Leaflet" in client.get(reverse("desk")).content.decode()
    one = reverse("paper_request", args=[PaperRequest.objects.get().pk])
    assert "Bogyoke" in client.post(one).content.decode()
    assert TrailEntry.objects.filter(action=paper.READ, actor=str(registrar.pk)).count() == 1
    assert client.post(one, {"step": "sent"}).status_code == 302
    assert PaperRequest.objects.get().address == ""
    assert client.post(one).status_code == 404


def test_what_is_too_old_counts_as_gone_and_is_deleted(client, publication, registrar, on_day, capsys):
    paper.ask(publication, paper.Wish("Ma Hnin", "12 Bogyoke Road", 2, "my"), "s" * 22, date(2026, 11, 20))
    on_day(date(2027, 1, 19))
    client.force_login(registrar)
    assert client.post(reverse("paper_request", args=[PaperRequest.objects.get().pk])).status_code == 404
    call_command("purge")
    assert "Requests for printed copies: 1 deleted" in capsys.readouterr().out
    assert not PaperRequest.objects.exists()


def test_the_library_is_filtered_by_plain_links_and_nonsense_finds_nothing(client, publication):
    assert "Leaflet" in client.get("/en/read/library/?year=2026").content.decode()
    for query in ("year=1999", "topic=x", "language=zz", "year=%00", "language=my"):
        response = client.get(f"/en/read/library/?{query}")
        assert response.status_code == 200 and "<b>Leaflet</b>" not in response.content.decode()
