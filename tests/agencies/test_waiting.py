"""What waits at a registrar's desk: one line for each thing this very person can do, none for anybody else."""

from datetime import date, timedelta

import pytest

from agencies.actions import close_concern
from agencies.actions.claims import ask_to_claim
from agencies.actions.leads import Words, close_lead, keep_advert, report_concern
from agencies.actions.suspending import answer_appeal, appeal_sanction, confirm_proposal, propose_sanction
from agencies.actions.uploading import drop_upload, take_upload
from agencies.actions.vouching import save_draft
from agencies.models import Concern, Lead, Licence, LookAlike, RegisterEntry, RegisterList
from agencies.waiting import waiting
from foundation import clock
from tests.make import (
    make_agency,
    make_agency_officer,
    make_corridor,
    make_cso,
    make_membership,
    make_organisation,
    make_registrar,
    make_user,
    sign_in,
)

TODAY = date(2026, 11, 22)
WORDS = Words(("deception",), "PLANTED", "en")


@pytest.fixture
def people(db):
    return [make_registrar() for _ in range(3)]


@pytest.fixture
def agency(db):
    return make_agency(name="Golden Dragon")


def titles(user, today=TODAY) -> list[str]:
    return [line.title for line in waiting(user, today)]


def test_a_report_waits_until_it_is_closed_and_its_words_stand_in_no_line(agency, people):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    report_concern(agency, WORDS, "b" * 22, TODAY)
    keep_advert("PLANTED", "en", None, "c" * 22, TODAY)
    assert titles(people[0]) == ["Read what workers report", "Look at adverts people asked about", "Look into concerns"]
    for lead in Lead.objects.all():
        close_lead(lead, TODAY, people[0])
    # A report that is closed leaves its concern behind until a person closes that too.
    assert titles(people[0]) == ["Look into concerns"]
    for concern in Concern.objects.all():
        close_concern(concern, TODAY)
    assert titles(people[0]) == []


def test_a_proposal_waits_for_everybody_but_who_made_it_and_an_appeal_for_a_third(agency, people):
    first, second, _third = people
    proposal = propose_sanction(agency, reason="x", ends=TODAY + timedelta(days=9), by=first, today=TODAY)
    assert [len(titles(person)) for person in people] == [0, 1, 1]
    sanction = confirm_proposal(proposal, by=second, today=TODAY)
    assert [len(titles(person)) for person in people] == [0, 0, 0]
    appeal_sanction(sanction, words="PLANTED", by=make_agency_officer(agency), today=TODAY)
    assert [titles(person) for person in people] == [[], [], ["Answer the appeal of Golden Dragon"]]


def test_claims_and_look_alikes_wait(agency, people):
    unclaimed = make_agency(organisation=None)
    organisation = make_organisation(kind="agency", name="Silver Wave")
    ask_to_claim(unclaimed, organisation, evidence="x", by=make_user(), today=TODAY)
    LookAlike.objects.create(suspect=agency, agency=unclaimed, score=80, found=TODAY)
    assert set(titles(people[0])) == {"Look at the claim of Silver Wave", "Look at agencies that look alike"}


def test_a_newer_list_of_a_few_rows_leaves_a_stale_register_waiting_and_a_whole_one_clears_it(agency, people):
    def on_list(day, key, complete=False):
        told = {"source": "x", "regulator": "Labour Office", "retrieved": day.isoformat(), "retrieved_on": day}
        told |= {"check_days": 180, "next_check": day + timedelta(days=180), "complete": complete}
        seen = RegisterList.objects.create(country="MM", imported_at=clock.now(), **told)
        entry = RegisterEntry.objects.create(source="x", key=key, agency=agency, seen=seen, digest="0")
        Licence.objects.create(
            agency=agency, entry=entry, regulator="Labour Office", country="MM", number=key, known_from=clock.now()
        )

    waits = "Look at this list of licences again: Labour Office"
    on_list(TODAY - timedelta(days=200), "old")
    assert titles(people[0]) == [waits]
    on_list(TODAY - timedelta(days=2), "new")
    assert titles(people[0]) == [waits]
    on_list(TODAY - timedelta(days=1), "whole", complete=True)
    assert titles(people[0]) == []
    RegisterList.objects.filter(complete=True).update(complete=False)
    assert titles(people[0]) == [waits]
    Licence.objects.filter(number="old").update(status=Licence.Status.NOT_LISTED)
    assert titles(people[0]) == []


def test_an_uploaded_list_waits_until_it_is_applied_or_dropped(people):
    rows = b"agency_id,licence_no,company_reg_no,name,address,country,as_of\n1,1,1,Tin Roof,1 Road,MY,\n"
    told = {"retrieved": TODAY, "complete": False, "by": people[0], "today": TODAY}
    upload = take_upload("new.csv", rows, "my_private_employment_agencies", **told)
    assert titles(people[1]) == ["Apply or drop an uploaded list: new.csv"]
    drop_upload(upload, by=people[0])
    assert titles(people[1]) == []


def test_an_answer_waits_to_be_read_for_a_month_and_a_draft_until_it_is_given(agency, people):
    proposal = propose_sanction(agency, reason="x", ends=TODAY + timedelta(days=60), by=people[0], today=TODAY)
    sanction, officer = confirm_proposal(proposal, by=people[1], today=TODAY), make_agency_officer(agency)
    appeal = appeal_sanction(sanction, words="PLANTED", by=officer, today=TODAY)
    answer_appeal(appeal, lift=False, words="PLANTED", by=people[2], today=TODAY)
    line = "Read the answer to your appeal: Golden Dragon"
    assert line in titles(officer) and line not in titles(officer, TODAY + timedelta(days=30))
    member = make_user()
    cso = make_cso(officer=member)
    draft = save_draft(agency, make_corridor(), cso, {"scope": "PLANTED"}, TODAY)
    assert [line.url for line in waiting(member, TODAY)] == [
        f"/en/desk/vouches/{cso.pk}/{agency.public_id}/{draft.corridor.code}/"
    ]


def test_nobody_else_is_told_what_waits_for_registrars(agency, people):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    propose_sanction(agency, reason="x", ends=TODAY + timedelta(days=9), by=people[0], today=TODAY)
    member = make_user()
    make_membership(user=member, organisation=make_organisation(kind="cso"))
    for user in (member, make_agency_officer(make_agency())):
        assert not {"Read what workers report", "Confirm or refuse: suspend Golden Dragon"} & set(titles(user))


def test_the_desk_leads_each_member_to_their_own_doors(agency, people):
    registrar = sign_in(people[0]).get("/en/desk/").content.decode()
    officer = sign_in(make_agency_officer(agency)).get("/en/desk/").content.decode()
    assert "/en/desk/registry/" in registrar and "/en/desk/agency/" not in registrar
    assert "/en/desk/agency/" in officer and "/en/desk/registry/" not in officer
