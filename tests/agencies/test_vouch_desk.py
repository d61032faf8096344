"""The CSO's desk as its officers use it: agenda, vouch, draft, withdrawal; and everybody who must not."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.actions import join_organisation, leave_organisation
from agencies import actions
from agencies.models import Concern, StandingChange, Vouch, VouchDraft
from agencies.reading import standing_of
from agencies.rules import Code, Standing
from agencies.waiting import waiting
from foundation.models import TrailEntry
from partners.actions import accredit_cso, record_tie, register_cso
from partners.models import AgencyTie
from tests.make import (
    TODAY,
    make_corridor,
    make_membership,
    make_organisation,
    make_second_factor,
    make_user,
    make_vetted_agency,
)

pytestmark = pytest.mark.django_db
GOOD = {
    **{f"answer_{number}": "seen" for number in "AB12345"},
    "note_1": "Nobody paid the office.",
    "visited": "2026-11-19",
    "interviewed": "6",
    "documents": "Nine contracts",
    "tie": "no",
    "last_day": "2027-11-20",
    "step": "vouch",
}


def enter(user) -> Client:
    make_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


def make_cso(name="Workers House", country="MM", accredited=True, **given):
    cso = register_cso(name, "trade_union", country, organisation=make_organisation(name=name), **given)
    return accredit_cso(cso, date(2026, 1, 1), None) if accredited else cso


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def agency(corridor):
    """Licence and fees in order, nobody vouches."""
    agency = make_vetted_agency(corridor, name="River Bend")
    Vouch.objects.all().delete()
    actions.reassess(agency, TODAY)
    return agency


@pytest.fixture
def cso():
    return make_cso()


@pytest.fixture
def officer(cso):
    return enter(make_membership(organisation=cso.organisation).user)


def page_of(cso, agency, corridor) -> str:
    return reverse("vouch", args=[cso.pk, agency.public_id, corridor.code])


def test_an_officer_finds_the_agency_vouches_and_reads_when_it_counts(officer, cso, agency, corridor):
    listed = officer.get(reverse("vouches")).content.decode()
    page = page_of(cso, agency, corridor)
    assert page in listed and "Nobody has vouched for it here." in listed
    form = officer.get(page).content.decode()
    assert "it counts from Monday, November 23, 2026" in form or "it counts from Monday, 23" in form
    told = officer.post(page, GOOD, follow=True).content.decode()
    assert "Your vouch counts from Monday" in told and "Nobody outside sees who vouched" in told
    vouch = Vouch.objects.get()
    assert (vouch.cso, vouch.agency, vouch.corridor) == (cso, agency, corridor)
    assert (vouch.given, vouch.expires) == (TODAY, date(2027, 11, 21))
    assert (vouch.visited, vouch.interviewed, vouch.evidence) == (date(2026, 11, 19), 6, "Nine contracts")
    assert vouch.checklist["1"] == {"answer": "seen", "note": "Nobody paid the office."}
    assert "Nobody paid the office." in told


def test_two_independent_csos_make_it_vetted_with_the_next_batch_and_no_sooner(officer, cso, agency, corridor, on_day):
    other = make_cso("Second House")
    officer.post(page_of(cso, agency, corridor), GOOD)
    enter(make_membership(organisation=other.organisation).user).post(page_of(other, agency, corridor), GOOD)
    assert Vouch.objects.count() == 2
    assert standing_of(agency, corridor, TODAY).standing is Standing.CONDITIONAL
    monday = TODAY + timedelta(days=1)
    on_day(monday)
    assert standing_of(agency, corridor, monday).standing is Standing.VETTED


def test_two_submits_give_one_vouch(officer, cso, agency, corridor):
    for _ in range(2):
        assert officer.post(page_of(cso, agency, corridor), GOOD).status_code == 302
    subject = f"agencies.Vouch/{Vouch.objects.get().pk}"
    assert TrailEntry.objects.filter(action="agencies.vouched", subject=subject).count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"answer_1": "not_looked"}, "with your own eyes"),
        ({"answer_4": "not_seen"}, "do not vouch"),
        ({"answer_2": ""}, "Answer each line"),
        ({"answer_2": "certainly"}, "valid choice"),
        ({"visited": ""}, "on which day you visited"),
        ({"visited": "2026-11-23"}, "must be over"),
        ({"visited": "2025-11-22"}, "half a year"),
        ({"visited": "soon"}, "valid date"),
        ({"interviewed": ""}, "how many workers"),
        ({"interviewed": "-1"}, "greater than or equal to 0"),
        ({"interviewed": "1" + "0" * 18}, "less than or equal to"),
        ({"interviewed": "0", "documents": ""}, "at least one worker"),
        ({"last_day": "2027-11-23"}, "twelve months at most"),
        ({"last_day": "9999-12-31"}, "twelve months at most"),
        ({"last_day": "2026-11-25"}, "before it counts"),
        ({"last_day": "2026-11-01"}, "end after it starts"),
        ({"last_day": ""}, "required"),
        ({"tie": "yes"}, "has a tie"),
        ({"tie": ""}, "required"),
        ({"scope": "x" * 301}, "300"),
    ],
)
def test_a_vouch_that_may_not_count_gets_a_sentence_and_loses_nothing(officer, cso, agency, corridor, typed, told):
    before = StandingChange.objects.count()
    response = officer.post(page_of(cso, agency, corridor), {**GOOD, **typed})
    assert response.status_code == 422
    body = response.content.decode()
    assert told.lower() in body.lower()
    assert "Nobody paid the office." in body and "checked" in body
    assert not Vouch.objects.exists()
    assert StandingChange.objects.count() == before


def test_a_refused_vouch_leaves_a_line_of_codes_and_no_words(officer, cso, agency, corridor):
    officer.post(page_of(cso, agency, corridor), {**GOOD, "tie": "yes"})
    entry = TrailEntry.objects.get(action="agencies.vouch_refused")
    assert entry.facts == {"reasons": ["cso_tied"]}
    assert "Nobody paid" not in str(list(TrailEntry.objects.values())) and cso.name not in str(
        list(TrailEntry.objects.values())
    )


@pytest.mark.parametrize("also_wrong", [{}, {"visited": ""}])
def test_a_tie_that_was_declared_once_counts_from_then_on(officer, cso, agency, corridor, also_wrong):
    page = page_of(cso, agency, corridor)
    assert officer.post(page, {**GOOD, "tie": "yes", **also_wrong}).status_code == 422
    assert AgencyTie.objects.values_list("agency", "origin", "until").get() == (agency.public_id, "declared", None)
    response = officer.post(page, GOOD)
    assert response.status_code == 422 and "has a tie" in response.content.decode()
    assert not Vouch.objects.exists()


def test_a_tie_declared_after_the_vouch_of_the_same_day_is_not_lost(officer, cso, agency, corridor):
    page = page_of(cso, agency, corridor)
    assert officer.post(page, GOOD).status_code == 302
    assert officer.post(page, {**GOOD, "tie": "yes"}).status_code == 422
    assert AgencyTie.objects.get().cso == cso


def test_the_trail_and_the_history_tell_nobody_who_vouches_for_whom(officer, cso, agency, corridor):
    person = str(cso.organisation.memberships.get().user_id)
    page = page_of(cso, agency, corridor)
    officer.get(page)
    officer.post(page, {**GOOD, "step": "draft"})
    officer.post(page, {**GOOD, "visited": ""})
    officer.post(page, {**GOOD, "answer_4": "not_seen"})
    officer.get(page_of(cso, agency, make_corridor("US-MX-H2A")))
    officer.post(page, GOOD)
    withdraw = reverse("withdraw_vouch", args=[Vouch.objects.get().pk])
    officer.post(withdraw, {"grave": "on"})
    officer.get(reverse("withdraw_vouch", args=[10**6]))
    lines = TrailEntry.objects.filter(at__gte=Vouch.objects.get().known_at - timedelta(minutes=5))
    told = [line for line in lines if "vouch" in line.action + line.subject or "concern" in line.action]
    assert {line.action for line in told} >= {
        "agencies.vouched", "agencies.vouch_refused", "agencies.vouch_withdrawn", "agencies.concern_raised", "portal.refused"
    }  # fmt: skip
    for line in told:
        assert line.actor == "" and not {"cso", "public_id", "pk"} & line.facts.keys(), line.action
        assert agency.public_id not in str(line.facts) and f"Agency/{agency.pk}" not in line.subject
    assert not ModelLogEntry.objects.filter(user_id=person, object_id=str(Vouch.objects.get().pk)).exists()


@pytest.mark.parametrize("wrong", ["tied", "not accredited", "accreditation ended"])
def test_a_cso_that_may_not_vouch_gets_the_sentence_and_nothing_is_written(agency, corridor, wrong):
    cso = make_cso(accredited=wrong == "tied")
    told = "not accredited"
    if wrong == "tied":
        record_tie(cso, agency.public_id, "known", date(2026, 2, 1))
        told = "has a tie to the agency"
    if wrong == "accreditation ended":
        accredit_cso(cso, date(2026, 1, 1), TODAY)
    officer = enter(make_membership(organisation=cso.organisation).user)
    page = page_of(cso, agency, corridor)
    assert told in officer.get(page).content.decode()  # before anybody fills in a long form
    response = officer.post(page, GOOD)
    assert response.status_code == 422 and told in response.content.decode()
    assert not Vouch.objects.exists()


def test_a_cso_whose_member_acts_for_the_agency_too_cannot_vouch_for_it(officer, cso, agency, corridor):
    bureau = make_organisation(kind="agency")
    actions.claim_agency(agency, bureau)
    shared = make_membership(organisation=cso.organisation, role="reader").user
    membership = make_membership(organisation=bureau, user=shared)
    page = page_of(cso, agency, corridor)
    assert "has a tie to the agency" in officer.get(page).content.decode()
    assert officer.post(page, GOOD).status_code == 422
    assert not Vouch.objects.exists()
    membership.until = TODAY
    membership.save()
    assert officer.post(page, GOOD).status_code == 302


def test_a_registrar_cannot_be_the_voucher_as_well(cso, agency, corridor):
    both = make_membership(organisation=cso.organisation).user
    make_membership(organisation=make_organisation(kind="desk"), user=both)
    client, page = enter(both), page_of(cso, agency, corridor)
    assert client.post(page, GOOD).status_code == 403
    assert client.post(page, {"step": "draft"}).status_code == 403
    assert not Vouch.objects.exists() and not VouchDraft.objects.exists()


def test_a_member_of_one_cso_cannot_act_for_another(officer, agency, corridor):
    other = make_cso("Second House")
    vouch = actions.vouch_for(agency, corridor, other, given=date(2026, 11, 1), expires=date(2027, 6, 1))
    before = TrailEntry.objects.count()
    page, withdraw = page_of(other, agency, corridor), reverse("withdraw_vouch", args=[vouch.pk])
    answers = [officer.get(page), officer.post(page, GOOD), officer.post(page, {"step": "draft"})]
    answers += [officer.post(page, {"step": "drop"}), officer.get(withdraw), officer.post(withdraw, {"grave": "on"})]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert other.name not in officer.get(reverse("vouches"), {"cso": other.pk}).content.decode()
    told = TrailEntry.objects.order_by("sequence")[before:]
    assert [(entry.action, entry.facts["status"]) for entry in told] == [("portal.refused", 404)] * 6
    assert Vouch.objects.get().withdrawn is None
    assert not VouchDraft.objects.exists() and not Concern.objects.exists()


@pytest.mark.parametrize("who", ["left", "switched off", "not yet"])
def test_the_officer_of_yesterday_or_tomorrow_cannot_vouch(cso, agency, corridor, who):
    spans = {"left": {"until": TODAY}, "not yet": {"since": TODAY + timedelta(days=1)}, "switched off": {}}
    membership = make_membership(organisation=cso.organisation, **spans[who])
    client = enter(membership.user)
    if who == "switched off":
        membership.user.is_active = False
        membership.user.save()
    response = client.post(page_of(cso, agency, corridor), GOOD)
    assert response.status_code in (302, 404)
    assert response.status_code == 404 or "/account/login/" in response["Location"]
    assert not Vouch.objects.exists()


def test_a_reader_looks_and_does_not_write(cso, agency, corridor):
    reader = enter(make_membership(organisation=cso.organisation, role="reader").user)
    vouch = actions.vouch_for(agency, corridor, cso, given=date(2026, 11, 1), expires=date(2027, 6, 1))
    page = page_of(cso, agency, corridor)
    assert reader.get(reverse("vouches")).status_code == 200
    assert "Only officers of your organisation vouch" in reader.get(page).content.decode()
    assert reader.post(page, {**GOOD, "step": "draft"}).status_code == 403
    assert reader.post(page, GOOD).status_code == 403
    assert reader.post(reverse("withdraw_vouch", args=[vouch.pk])).status_code == 403
    assert Vouch.objects.get().withdrawn is None and not VouchDraft.objects.exists()


def test_a_case_worker_of_the_cso_sees_neither_vouches_nor_drafts_and_none_wait(cso, agency, corridor):
    """Handed cases, and no word of whom the CSO vouches for."""
    people = [make_membership(organisation=cso.organisation, role=role).user for role in ("case_worker", "officer")]
    vouch = actions.vouch_for(agency, corridor, cso, given=date(2026, 1, 5), expires=TODAY + timedelta(days=20))
    actions.save_draft(agency, corridor, cso, {"seen": "kept"}, TODAY)
    helper, officer = (enter(person) for person in people)
    assert helper.get(reverse("vouches")).status_code == 403
    for page in (page_of(cso, agency, corridor), reverse("withdraw_vouch", args=[vouch.pk])):
        assert helper.get(page).status_code == helper.post(page, GOOD).status_code == 404
    waits = [[line.about for line in waiting(person, TODAY)] for person in people]
    assert waits == [[], ["vouches", "vouches"]]
    desks = [browser.get(reverse("desk")).content.decode() for browser in (helper, officer)]
    assert [agency.name in desk for desk in desks] == [reverse("vouches") in desk for desk in desks] == [False, True]


@pytest.mark.parametrize("kind", ["agency", "desk", "brand", ""])
def test_whoever_acts_for_no_cso_finds_nothing(cso, agency, corridor, kind):
    user = make_membership(organisation=make_organisation(kind=kind)).user if kind else make_user()
    client = enter(user)
    assert client.get(reverse("vouches")).status_code == 403
    assert client.get(page_of(cso, agency, corridor)).status_code == 404
    assert client.post(page_of(cso, agency, corridor), GOOD).status_code == 404
    assert not Vouch.objects.exists()


def test_a_stranger_is_asked_to_sign_in(cso, agency, corridor, client):
    for address in (reverse("vouches"), page_of(cso, agency, corridor)):
        assert "/account/login/" in client.get(address)["Location"]
        assert client.post(address, GOOD).status_code in (302, 405)
    assert not Vouch.objects.exists()


def test_routes_of_other_countries_and_unknown_agencies_are_not_there(officer, cso, agency):
    elsewhere = make_corridor("KH-JP-SSW")
    assert officer.get(page_of(cso, agency, elsewhere)).status_code == 404
    for public_id, code in [("12345678", "MM-TH-MOU"), (agency.public_id, "XX"), ("ကခ", "x"), ("\0", "\0")]:
        assert officer.post(reverse("vouch", args=[cso.pk, public_id, code]), GOOD).status_code == 404
    assert officer.get(f"/en/desk/vouches/{10**30}/{agency.public_id}/MM-TH-MOU/").status_code == 404


def test_a_draft_keeps_everything_right_or_wrong_and_has_no_effect(officer, cso, agency, corridor):
    page = page_of(cso, agency, corridor)
    before = StandingChange.objects.count()
    officer.post(
        page, {"step": "draft", "answer_1": "seen", "visited": "next week", "documents": "<b>half", "tie": "yes"}
    )
    body = officer.get(page).content.decode()
    assert "next week" in body and "&lt;b&gt;half" in body and "Your draft of" in body
    assert not Vouch.objects.exists() and StandingChange.objects.count() == before
    assert "There is a draft." in officer.get(reverse("vouches")).content.decode()
    officer.post(page, {"step": "draft", "documents": "later"})
    assert VouchDraft.objects.get().typed["documents"] == "later"
    officer.post(page, GOOD)
    assert not VouchDraft.objects.exists() and Vouch.objects.exists()


def test_a_draft_can_be_thrown_away_twice(officer, cso, agency, corridor):
    page = page_of(cso, agency, corridor)
    officer.post(page, {**GOOD, "step": "draft"})
    for _ in range(2):
        assert officer.post(page, {"step": "drop"}).status_code == 302
    assert not VouchDraft.objects.exists()


def test_a_withdrawal_is_silent_until_the_batch(officer, cso, agency, corridor, on_day):
    second = make_cso("Second House")
    given = date(2026, 11, 1)
    own = actions.vouch_for(agency, corridor, cso, given=given, expires=date(2027, 6, 1))
    actions.vouch_for(agency, corridor, second, given=given, expires=date(2027, 6, 1))
    to = reverse("withdraw_vouch", args=[own.pk])
    assert "stops counting on Monday" in officer.get(to).content.decode()
    assert Vouch.objects.get(pk=own.pk).withdrawn is None
    for _ in range(2):
        assert officer.post(to).status_code == 302
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED
    assert not Concern.objects.exists()
    assert TrailEntry.objects.filter(action="agencies.vouch_withdrawn").count() == 1
    assert cso.name not in Client().get(reverse("agency", args=[agency.public_id])).content.decode()
    on_day(TODAY + timedelta(days=1))
    assert standing_of(agency, corridor, TODAY + timedelta(days=1)).codes & {Code.QUORUM_MISSING}


def test_somebody_who_joins_both_csos_ends_their_independence_and_leaving_mends_it(cso, agency, corridor, on_day):
    second = make_cso("Second House")
    for each in (cso, second):
        make_membership(organisation=each.organisation)
        actions.vouch_for(agency, corridor, each, given=date(2026, 11, 1), expires=date(2027, 6, 1))
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED
    both = make_membership(organisation=cso.organisation).user
    shared = join_organisation(both, second.organisation, "reader", TODAY)
    stored = StandingChange.objects.current().get(agency=agency, corridor=corridor)
    assert stored.standing == "conditional"
    later = TODAY + timedelta(days=30)
    on_day(later)
    leave_organisation(shared, later)
    # The week in which they still shared a member does not count; the next one does.
    assert standing_of(agency, corridor, later).standing is Standing.CONDITIONAL
    assert standing_of(agency, corridor, later + timedelta(days=7)).standing is Standing.VETTED


def test_a_grave_withdrawal_raises_one_concern_at_once(officer, cso, agency, corridor):
    own = actions.vouch_for(agency, corridor, cso, given=date(2026, 11, 1), expires=date(2027, 6, 1))
    to = reverse("withdraw_vouch", args=[own.pk])
    for _ in range(2):
        officer.post(to, {"grave": "on"})
    concern = Concern.objects.get()
    assert (concern.agency, concern.corridor, concern.state) == (agency, corridor, "received")
    public = Client().get(reverse("agency", args=[agency.public_id])).content.decode()
    assert "looking into" not in public


def test_after_a_withdrawal_one_can_vouch_again_from_tomorrow(officer, cso, agency, corridor, on_day):
    page = page_of(cso, agency, corridor)
    officer.post(page, GOOD)
    officer.post(reverse("withdraw_vouch", args=[Vouch.objects.get().pk]))
    assert "It never counted." in officer.get(page).content.decode()
    again = officer.post(page, GOOD)
    assert again.status_code == 422 and "again from tomorrow" in again.content.decode()
    on_day(TODAY + timedelta(days=1))
    assert officer.post(page, GOOD).status_code == 302
    assert Vouch.objects.filter(withdrawn=None).count() == 1


def test_the_agenda_shows_what_runs_out_first_and_filters_by_the_address(officer, cso, corridor, agency):
    soon, later = make_vetted_agency(corridor, name="Soon Over"), make_vetted_agency(corridor, name="Long Still")
    actions.vouch_for(soon, corridor, cso, given=date(2026, 2, 1), expires=TODAY + timedelta(days=60))
    actions.vouch_for(later, corridor, cso, given=date(2026, 2, 1), expires=TODAY + timedelta(days=61))
    elsewhere = make_vetted_agency(make_corridor("KH-JP-SSW"), name="Not Ours")

    def names(**asked) -> list[str]:
        response = officer.get(reverse("vouches"), asked)
        assert response.status_code == 200
        return [line.standing.agency.name for line in response.context["page"].object_list]

    assert names() == ["Soon Over", "River Bend", "Long Still"]
    assert names(state="runs_out") == ["Soon Over"]
    assert names(state="awaits") == ["River Bend"]
    assert names(state="vouched") == ["Long Still"]
    assert names(words="river") == ["River Bend"]
    assert names(corridor=corridor.code, licensed="1") == ["Soon Over", "River Bend", "Long Still"]
    # What does not exist is told; nothing breaks.
    assert "Not Ours" not in names(state="nonsense", corridor="KH-JP-SSW", page="999")
    assert elsewhere.name not in names()


def test_a_suspended_agency_says_what_stands_in_the_way(officer, agency):
    one, two = make_user(), make_user()
    actions.impose_sanction(agency, by="portal", reason="x", starts=TODAY, proposed_by=one, confirmed_by=two)
    response = officer.get(reverse("vouches"))
    (line,) = response.context["page"].object_list
    assert line.hindrances[0].startswith("Two people of this site suspended it")
    assert not officer.get(reverse("vouches"), {"licensed": "1"}).context["page"].object_list


def test_a_cso_without_a_country_works_on_every_route(agency, corridor):
    cso = make_cso("Everywhere", "")
    kept = make_vetted_agency(make_corridor("KH-JP-SSW"), name="Far Away")
    listed = enter(make_membership(organisation=cso.organisation).user).get(reverse("vouches")).content.decode()
    assert kept.name in listed and agency.name in listed


def test_a_page_of_the_agenda_takes_as_many_queries_for_many_agencies_as_for_one(officer, corridor, agency):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert officer.get(reverse("vouches")).status_code == 200
        return len(counted)

    queries()  # what is remembered of helplines and the like is asked for once
    for_one = queries()
    for _ in range(12):
        make_vetted_agency(corridor)
    for_many = queries()
    assert len(officer.get(reverse("vouches")).context["page"].object_list) == 13
    assert for_many == for_one
    assert for_one <= 14


def test_the_desk_leads_to_the_vouch_that_runs_out(officer, cso, agency, corridor):
    actions.vouch_for(agency, corridor, cso, given=date(2026, 2, 1), expires=TODAY + timedelta(days=10))
    desk = officer.get(reverse("desk")).content.decode()
    assert page_of(cso, agency, corridor) in desk and reverse("vouches") in desk


def test_other_people_s_desks_do_not_lead_to_vouches():
    client = enter(make_membership(organisation=make_organisation(kind="agency")).user)
    assert reverse("vouches") not in client.get(reverse("desk")).content.decode()
