"""The public page of the network, its names and small numbers; the kit; and what a registrar sees of it."""

import subprocess

import pytest
from django.urls import reverse
from django.utils import translation

from agencies.models import ReviewBatch, ReviewToken
from partners import network
from partners.models import CSO
from partners.network_showing import targets
from partners.tiles import TILE_OF, TILES
from reference.models import Place
from tests.make import TODAY, make_cso, make_membership, make_registrar, make_user
from tests.partners.test_network import entered, places  # noqa: F401 - a fixture
from tests.world import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def five():
    csos = [make_cso(name=f"Hidden house {number}", kind="faith") for number in range(5)]
    for cso in csos:
        network.cover(cso, {"MMR003001"}, TODAY)
    network.cover(csos[0], {"MMR003001", "MMR014001"}, TODAY)
    return csos


def test_no_name_stands_there_until_its_own_officer_says_so_and_it_goes_again(client):
    cso = make_cso(officer=make_user(), name="House of Light")
    officer = entered(cso.organisation.memberships.get().user)
    page, desk = reverse("network"), reverse("cso_network", args=[cso.pk])
    assert "House of Light" not in client.get(page).content.decode()
    officer.post(desk, {"public": "1"})
    assert "House of Light" in client.get(page).content.decode()
    officer.post(desk, {"public": "0"})
    assert "House of Light" not in client.get(page).content.decode()


def test_a_registrar_cannot_name_a_cso(client):
    cso = make_cso()
    assert signed_in(make_registrar()).post(reverse("cso_network", args=[cso.pk]), {"public": "1"}).status_code == 404
    cso.refresh_from_db()
    assert not cso.public


def test_small_numbers_are_not_told_and_the_picture_says_the_same_as_the_table(client, five):
    response = client.get(reverse("network"))
    told = {tile.name: (tile.csos, tile.words) for tile in response.context["tiles"]}
    assert told["Kayin"] == (5, "half to three quarters")
    assert told["Shan"] == (None, "") and told["Bago"] == (None, "")
    kinds = {one.words: one.count for one in response.context["kinds"]}
    assert kinds["faith-based organisation"] == 5 and kinds["trade union"] is None
    text = response.content.decode()
    assert "Hidden house" not in text and "Set-Cookie" not in response
    network.cover(five[4], set(), TODAY)
    assert {tile.csos for tile in client.get(reverse("network")).context["tiles"]} == {None}


def test_one_more_or_one_less_changes_no_byte_between_five_and_nine(client, five):
    before = client.get(reverse("network")).content
    more = make_cso(kind="faith")
    network.cover(more, {"MMR003001"}, TODAY)
    assert client.get(reverse("network")).content == before


def test_every_state_of_the_data_has_its_tile_and_no_two_share_a_place():
    assert len({(tile.column, tile.row) for tile in TILES}) == len(TILES) == 15
    assert len(TILE_OF) == 18


def test_targets_are_data_of_the_model_network():
    assert {name: one.number for name, one in targets().items()} == {"states": 12, "townships": 53, "ambassadors": 500}
    assert all(one.whose == "model network" and one.source for one in targets().values())


def test_a_registrar_sees_sums_and_a_cso_sees_them_from_five_on(five):
    officer = entered(make_user_of(five[0]))
    mine = officer.get(reverse("cso_network", args=[five[0].pk])).context["progress"]
    assert [line.count for line in mine] == [2, 2, None]
    whole = signed_in(make_registrar()).get(reverse("network_desk")).context["progress"]
    assert [line.count for line in whole] == [2, 2, 0]
    network.cover(five[4], set(), TODAY)
    mine = officer.get(reverse("cso_network", args=[five[0].pk])).context["progress"]
    assert [line.count for line in mine] == [None, None, None]


def test_a_cso_whose_accreditation_has_ended_sees_its_own_but_is_none_of_the_network(client, five):
    lapsed = five[0]
    network.add_ambassador(lapsed, make_told(), "a" * 22, TODAY)
    CSO.objects.filter(pk=lapsed.pk).update(accredited_until=TODAY)
    mine = entered(make_user_of(lapsed)).get(reverse("cso_network", args=[lapsed.pk])).context
    assert mine["figures"].places == 2 and mine["figures"].ambassadors == 1
    assert {tile.name: tile.covered for tile in mine["tiles"]}["Shan"] == 1
    assert {tile.csos for tile in client.get(reverse("network")).context["tiles"]} == {None}
    whole = signed_in(make_registrar()).get(reverse("network_desk")).context
    assert [line.count for line in whole["progress"]] == [1, 1, 0]
    assert {tile.name: tile.covered for tile in whole["tiles"]}["Shan"] == 0


def make_told() -> network.Told:
    place = Place.objects.get(pk="MMR003001")
    return network.Told(pseudonym="Morning Star", kind="returnee", where="home", place=place, languages=("my",))


def make_user_of(cso: CSO):
    return make_membership(organisation=cso.organisation).user


def test_a_kit_is_one_file_in_the_languages_of_the_place_and_its_cards_work_once():
    cso = make_cso(officer=make_user(), name="House of Light")
    officer = entered(cso.organisation.memberships.get().user)
    page = reverse("township_kit", args=[cso.pk])
    asked = {"submission": "k" * 22, "place": "MMR003001", "cards": "3"}
    response = officer.post(page, asked)
    assert response["Content-Type"] == "application/pdf"
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True
    ).stdout.decode()
    assert text.count("\f") == 3 and "လူ" in text
    assert "House of Light" not in text and "Hpa-An" not in text
    assert (ReviewBatch.objects.get().language, ReviewToken.objects.count()) == ("my", 3)
    assert officer.post(page, asked).status_code == 409
    assert ReviewToken.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [{"place": "MMR777"}, {"cards": "1000000000000000000"}, {"cards": "-1"}, {"languages": ["xx"]}, {"submission": ""}],
)
def test_a_kit_asked_for_wrongly_is_told_and_draws_no_card(wrong):
    cso = make_cso(officer=make_user())
    officer = entered(cso.organisation.memberships.get().user)
    asked = {"submission": "k" * 22, "place": "MMR003001", "cards": "3", **wrong}
    assert officer.post(reverse("township_kit", args=[cso.pk]), asked).status_code == 422
    assert not ReviewToken.objects.exists()


def test_the_public_page_speaks_every_language(client):
    assert Place.objects.exists()
    for language in ("en", "my", "km", "lo", "th"):
        with translation.override(language):
            assert client.get(reverse("network")).status_code == 200
