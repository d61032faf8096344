"""The agency's desk: claim a record, read what would change its standing, tell fees and contacts. And nobody else's."""

from datetime import date

import pytest

from agencies import actions
from agencies.actions.claims import ask_to_claim, decide_claim
from agencies.actions.refused import Refused
from agencies.models import AgencyContact, ClaimRequest, DisclosedItem, FeeDisclosure
from agencies.rules.suspending import Objection
from foundation.models import TrailEntry
from tests.make import (
    make_agency,
    make_agency_officer,
    make_corridor,
    make_membership,
    make_organisation,
    make_registrar,
    make_second_factor,
    make_user,
    make_vetted_agency,
    sign_in,
)

TODAY = date(2026, 11, 22)


@pytest.fixture
def organisation(db):
    return make_organisation(kind="agency", name="Golden Dragon Company")


@pytest.fixture
def officer(organisation):
    user = make_user()
    make_membership(user=user, organisation=organisation)
    make_second_factor(user)
    return user


@pytest.fixture
def agency(db):
    return make_agency(organisation=None, name="Golden Dragon Overseas")


def asked(agency, organisation, officer, **given):
    told = {"evidence": "Licence 12/2020; call our office.", "by": officer, "today": TODAY, **given}
    return ask_to_claim(agency, organisation, **told)


def why(action, *args, **given):
    with pytest.raises(Refused) as caught:
        action(*args, **given)
    return caught.value.reasons


# --- claims --------------------------------------------------------------------------------------------------------


def test_asking_gives_nothing_until_a_registrar_says_yes(agency, organisation, officer):
    claim = asked(agency, organisation, officer)
    assert asked(agency, organisation, officer) == claim
    agency.refresh_from_db()
    assert agency.organisation is None
    decide_claim(claim, approve=True, answer="", by=make_registrar(), today=TODAY)
    agency.refresh_from_db()
    assert agency.organisation == organisation


def test_nobody_approves_their_own_claim(agency, organisation):
    registrar = make_registrar()
    make_membership(user=registrar, organisation=organisation)
    claim = asked(agency, organisation, registrar)
    assert why(decide_claim, claim, approve=True, answer="", by=registrar, today=TODAY) == (Objection.OWN_AGENCY,)


def test_a_claim_is_decided_once_and_a_no_says_why(agency, organisation, officer):
    claim, first, second = asked(agency, organisation, officer), make_registrar(), make_registrar()
    assert why(decide_claim, claim, approve=False, answer=" ", by=first, today=TODAY) == (Objection.NO_REASON,)
    decide_claim(claim, approve=False, answer="The number is another company's.", by=first, today=TODAY)
    assert why(decide_claim, claim, approve=True, answer="", by=second, today=TODAY) == (Objection.DECIDED_ALREADY,)
    agency.refresh_from_db()
    assert agency.organisation is None


def test_a_record_that_is_taken_and_an_organisation_that_has_one_are_refused(organisation, officer, agency):
    taken = make_agency()
    assert why(asked, taken, organisation, officer) == (Objection.CLAIMED_ALREADY,)
    asked(agency, organisation, officer)
    assert why(asked, make_agency(organisation=None), organisation, officer) == (Objection.CLAIM_WAITS,)
    brand = make_organisation(kind="brand")
    assert why(asked, agency, brand, officer) == (Objection.NOT_AN_AGENCY,)


def test_two_claims_of_one_record_end_in_one_yes(agency, organisation, officer):
    rival = make_organisation(kind="agency")
    first, second = asked(agency, organisation, officer), asked(agency, rival, make_user())
    decide_claim(first, approve=True, answer="", by=make_registrar(), today=TODAY)
    assert why(decide_claim, second, approve=True, answer="", by=make_registrar(), today=TODAY) == (
        Objection.CLAIMED_ALREADY,
    )


def test_the_journey_of_a_claim_by_pages(agency, organisation, officer):
    client, registrar = sign_in(officer), sign_in(make_registrar())
    assert "Claim your agency" in client.get("/en/desk/agency/").content.decode()
    typed = {"number": "1234 5678", "evidence": "Call our office."}
    wrong = client.post("/en/desk/agency/claim/", typed)
    assert wrong.status_code == 422 and "Call our office." in wrong.content.decode()
    spoken = f"{agency.public_id[:4]} {agency.public_id[4:]}"
    assert client.post("/en/desk/agency/claim/", {**typed, "number": spoken}).status_code == 302
    claim = ClaimRequest.objects.get()
    page = f"/en/desk/registry/claims/{claim.pk}/"
    assert "Call our office." in registrar.get(page).content.decode()
    assert registrar.post(page, {"step": "refuse", "words": ""}).status_code == 422
    assert registrar.post(page, {"step": "approve", "words": ""}).status_code == 302
    assert client.get(f"/en/desk/agency/{agency.public_id}/").status_code == 200
    assert "Call our office." not in str(list(TrailEntry.objects.values_list("facts", flat=True)))


def test_a_reader_and_a_member_of_a_cso_cannot_claim(agency, db):
    for kind, role in (("agency", "reader"), ("cso", "officer")):
        user = make_user()
        make_membership(user=user, organisation=make_organisation(kind=kind), role=role)
        make_second_factor(user)
        told = {"number": agency.public_id, "evidence": "x"}
        assert sign_in(user).post("/en/desk/agency/claim/", told).status_code == 404
    assert not ClaimRequest.objects.exists()


# --- standing, fees, contacts --------------------------------------------------------------------------------------


def test_the_desk_says_each_reason_and_what_would_change_it(db):
    corridor = make_corridor("MM-TH-AGENCY")
    agency = actions.register_agency("Golden", "MM", organisation=make_organisation(kind="agency"))
    actions.grant_licence(agency, regulator="R", country="MM", number="1", covers=corridor.code,
                          next_check=date(2027, 6, 1), last_day=date(2027, 6, 1))  # fmt: skip
    page = sign_in(make_agency_officer(agency)).get(f"/en/desk/agency/{agency.public_id}/").content.decode()
    for told in ("It has not told us what workers pay.", "Tell us below what workers pay.",
                 "Ask civil-society organisations on this route to visit you."):  # fmt: skip
        assert told in page


def lines(*rows, total=12) -> dict:
    told = {"line-TOTAL_FORMS": total, "line-INITIAL_FORMS": 0}
    for place, (name, amount, payer) in enumerate(rows):
        told |= {
            f"line-{place}-category": "recruitment_fee",
            f"line-{place}-name": name,
            f"line-{place}-amount": amount,
            f"line-{place}-payer": payer,
        }
    return told


def fees(corridor, *rows, **given) -> dict:
    return {"corridor": corridor.pk, "valid_from": "2026-11-22", "currency": "thb", **lines(*rows), **given}


@pytest.fixture
def vetted(db):
    return make_vetted_agency(organisation=make_organisation(kind="agency"))


def test_fees_told_by_page_are_a_new_version_and_an_empty_amount_is_unknown(vetted):
    corridor, client = make_corridor("MM-TH-AGENCY"), sign_in(make_agency_officer(vetted))
    told = fees(corridor, ("Service", "1500.50", "worker"), ("Passport", "", "worker"), ("Ticket", "0", "employer"))
    for _ in range(2):
        assert client.post(f"/en/desk/agency/{vetted.public_id}/fees/", told).status_code == 302
    newest = FeeDisclosure.objects.filter(agency=vetted).latest("version")
    assert newest.version == 2
    rows = list(newest.items.values_list("name", "amount", "currency", "payer"))
    assert [(name, None if amount is None else str(amount), c, p) for name, amount, c, p in rows] == [
        ("Service", "1500.50", "THB", "worker"), ("Passport", None, "THB", "worker"), ("Ticket", "0.00", "THB", "employer"),
    ]  # fmt: skip


def test_a_line_of_fees_without_a_kind_of_cost_says_so(vetted):
    client, before = sign_in(make_agency_officer(vetted)), DisclosedItem.objects.count()
    told = fees(make_corridor("MM-TH-AGENCY"), ("Service", "5", "worker"))
    page = client.post(f"/en/desk/agency/{vetted.public_id}/fees/", {**told, "line-0-category": ""})
    assert page.status_code == 422
    assert "Say what kind of cost this is." in page.content.decode()
    assert DisclosedItem.objects.count() == before


@pytest.mark.parametrize(
    "row",
    [
        ("Service", "-1", "worker"),
        ("Service", "1" + "0" * 18, "worker"),
        ("Service", "NaN", "worker"),
        ("Service", "1e30", "worker"),
        ("Service", "5", "somebody"),
        ("Service", "5", ""),
        ("", "5", "worker"),
        ("x" * 201, "5", "worker"),
    ],
)
def test_a_wrong_line_of_fees_says_why_and_keeps_the_rest(vetted, row):
    corridor, client = make_corridor("MM-TH-AGENCY"), sign_in(make_agency_officer(vetted))
    before = DisclosedItem.objects.count()
    page = client.post(
        f"/en/desk/agency/{vetted.public_id}/fees/", fees(corridor, row, ("Kept as typed", "7", "agency"))
    )
    assert page.status_code == 422
    assert "Kept as typed" in page.content.decode()
    assert DisclosedItem.objects.count() == before


@pytest.mark.parametrize(
    "given",
    [{"currency": "XYZ"}, {"currency": "bitcoin"}, {"valid_from": "2031-01-01"}, {"valid_from": "2020-01-01"},
     {"corridor": "0"}, {"line-TOTAL_FORMS": "5000"}, {"line-TOTAL_FORMS": "x"}],
)  # fmt: skip
def test_wrong_fees_are_refused_whole(vetted, given):
    corridor, client = make_corridor("MM-TH-AGENCY"), sign_in(make_agency_officer(vetted))
    before = FeeDisclosure.objects.count()
    told = fees(corridor, ("Service", "5", "worker")) | given
    assert client.post(f"/en/desk/agency/{vetted.public_id}/fees/", told).status_code == 422
    assert FeeDisclosure.objects.count() == before


def test_no_line_at_all_is_refused(vetted):
    client = sign_in(make_agency_officer(vetted))
    page = client.post(f"/en/desk/agency/{vetted.public_id}/fees/", fees(make_corridor("MM-TH-AGENCY")))
    assert page.status_code == 422 and "Name at least one cost" in page.content.decode()


def test_contacts_told_by_page_end_the_others(vetted):
    actions.set_contacts(vetted, [("phone", "09 777 111 111"), ("line", "@golden")], date(2026, 1, 1))
    client = sign_in(make_agency_officer(vetted))
    page = f"/en/desk/agency/{vetted.public_id}/contacts/"
    assert "09 777 111 111" in client.get(page).content.decode()
    assert client.post(page, {"phone": "09 777 222 222\n\n 09 777 333 333 ", "line": "@golden"}).status_code == 302
    held = set(vetted.contacts.filter(until=None).values_list("value", flat=True))
    assert held == {"09 777 222 222", "09 777 333 333", "@golden"}
    assert AgencyContact.objects.get(value="09 777 111 111").until == TODAY


@pytest.mark.parametrize("path", ["", "fees/", "contacts/"])
@pytest.mark.parametrize("who", ["other agency", "reader", "cso", "registrar", "left", "nobody"])
def test_another_persons_agency_is_not_there(vetted, path, who, client):
    if who != "nobody":
        user = make_registrar() if who == "registrar" else make_user()
        given = {"organisation": vetted.organisation}
        if who in ("other agency", "cso"):
            given = {"organisation": make_organisation(kind="agency" if who == "other agency" else "cso")}
        if who == "reader":
            given["role"] = "reader"
        if who == "left":
            given["until"] = TODAY
        if who != "registrar":
            make_membership(user=user, **given)
            make_second_factor(user)
        client = sign_in(user)
    before = (FeeDisclosure.objects.count(), AgencyContact.objects.count())
    address = f"/en/desk/agency/{vetted.public_id}/{path}"
    wanted = 302 if who == "nobody" else 404
    assert client.get(address).status_code == wanted
    told = fees(make_corridor("MM-TH-AGENCY"), ("Service", "5", "worker"), phone="666666")
    assert client.post(address, told).status_code == wanted
    assert (FeeDisclosure.objects.count(), AgencyContact.objects.count()) == before


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("phone", "nonsense"),
        ("phone", "12"),
        ("phone", "9" * 45),
        ("email", "x"),
        ("website", "javascript:alert(1)"),
        ("website", "golden"),
        ("website", "https://bank.example@evil.example/"),
        ("line", "x" * 500),
        ("facebook", "data:text/html,x"),
        ("line", "\n".join(f"@golden{number}" for number in range(11))),
    ],
)
def test_what_nobody_can_be_reached_by_is_no_contact_and_stays_in_the_form(vetted, kind, typed):
    client = sign_in(make_agency_officer(vetted))
    answer = client.post(f"/en/desk/agency/{vetted.public_id}/contacts/", {kind: typed})
    assert answer.status_code == 422 and typed.split("\n")[0][:60] in answer.content.decode()
    assert not vetted.contacts.exists()


def test_contacts_of_every_kind_are_taken_and_saving_them_again_says_that_nothing_changed(vetted):
    client = sign_in(make_agency_officer(vetted))
    page = f"/en/desk/agency/{vetted.public_id}/contacts/"
    told = {
        "phone": "+95 9 777 123 456\n၀၉ ၇၇၇ ၁၂၃ ၄၅၇\n+1 202 555 0110",
        "email": "desk@agency.example",
        "website": "https://agency.example/jobs",
        "line": "@golden\nhttps://line.me/ti/p/golden",
        "viber": "+95 9 777 123 456",
        "facebook": "Golden Dragon\nhttps://www.facebook.com/golden",
    }
    assert client.post(page, told).status_code == 302
    assert vetted.contacts.filter(until=None).count() == 10
    entries = TrailEntry.objects.count()
    assert "Nothing was changed" in client.post(page, told, follow=True).content.decode()
    assert TrailEntry.objects.count() == entries
