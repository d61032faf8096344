"""Suspending takes two people, an appeal a third, and every step stays: actions on a real database, then the desk's pages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.actions import Refused
from agencies.actions.suspending import (
    answer_appeal,
    appeal_sanction,
    confirm_proposal,
    end_sanction,
    propose_sanction,
    refuse_proposal,
)
from agencies.desk_wording import OBJECTIONS, REMEDIES, say_refused
from agencies.models import Amendment, Appeal, Sanction, SanctionProposal
from agencies.reading import standing_of
from agencies.rules import GRADE, Standing
from agencies.rules.suspending import LONGEST_SUSPENSION, Objection, may_answer, proposal_objections
from foundation.models import TrailEntry
from tests.make import (
    make_agency_officer,
    make_corridor,
    make_membership,
    make_organisation,
    make_registrar,
    make_user,
    make_vetted_agency,
    sign_in,
)

TODAY = date(2026, 11, 22)
ENDS = TODAY + timedelta(days=30)
days = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@given(days, days)
def test_a_proposal_ends_after_today_and_within_ninety_days(ends, today):
    objections = proposal_objections("fees above the law", ends, today)
    assert (objections == ()) == (timedelta(0) < ends - today <= LONGEST_SUSPENSION)


@given(st.sets(st.integers(1, 9)), st.integers(1, 9))
def test_only_who_had_no_part_answers_an_appeal(had_a_part, person):
    assert (may_answer(person, had_a_part) is None) == (person not in had_a_part)


def test_every_objection_and_every_bad_reason_has_words():
    assert set(OBJECTIONS) == set(Objection)
    bad = {code for code, grade in GRADE.items() if grade is not Standing.VETTED}
    assert bad - set(REMEDIES) <= {code for code in bad if code.value == "only_for_routes"}


@pytest.fixture
def corridor(db):
    return make_corridor("MM-TH-AGENCY")


@pytest.fixture
def agency(corridor):
    return make_vetted_agency(corridor, organisation=make_organisation(kind="agency"))


@pytest.fixture
def people(db):
    return [make_registrar() for _ in range(3)]


def proposed(agency, person, **given):
    told = {"reason": "Workers report paying twice.", "ends": ENDS, "by": person, "today": TODAY, **given}
    return propose_sanction(agency, **told)


def suspended(agency, people):
    return confirm_proposal(proposed(agency, people[0]), by=people[1], today=TODAY)


def refusal(action, *args, **given):
    with pytest.raises(Refused) as caught:
        action(*args, **given)
    return caught.value.reasons


def test_a_proposal_alone_changes_nothing(agency, corridor, people):
    proposed(agency, people[0])
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED
    assert not Sanction.objects.exists()


def test_a_second_person_suspends_and_time_ends_it(agency, corridor, people):
    suspended(agency, people)
    assert standing_of(agency, corridor, TODAY).standing is Standing.SUSPENDED
    assert standing_of(agency, corridor, ENDS - timedelta(days=1)).standing is Standing.SUSPENDED
    assert standing_of(agency, corridor, ENDS).standing is not Standing.SUSPENDED


def test_one_person_is_never_two(agency, people):
    proposal = proposed(agency, people[0])
    assert refusal(confirm_proposal, proposal, by=people[0], today=TODAY) == (Objection.SAME_PERSON,)
    assert not Sanction.objects.exists()


def test_nobody_decides_about_an_agency_they_act_for(agency, people):
    make_membership(user=people[1], organisation=agency.organisation, role="reader")
    proposal = proposed(agency, people[0])
    assert refusal(confirm_proposal, proposal, by=people[1], today=TODAY) == (Objection.OWN_AGENCY,)
    assert refusal(proposed, agency, people[1]) == (Objection.OWN_AGENCY,)


def test_the_same_proposal_twice_is_one_and_another_one_waits_its_turn(agency, people):
    assert proposed(agency, people[0]) == proposed(agency, people[0])
    assert refusal(proposed, agency, people[1]) == (Objection.PROPOSED_ALREADY,)
    assert SanctionProposal.objects.count() == 1


def test_confirming_twice_suspends_once(agency, people):
    proposal = proposed(agency, people[0])
    first = confirm_proposal(proposal, by=people[1], today=TODAY)
    assert confirm_proposal(proposal, by=people[1], today=TODAY) == first
    assert refusal(confirm_proposal, proposal, by=people[2], today=TODAY) == (Objection.DECIDED_ALREADY,)
    assert Sanction.objects.count() == 1


def test_a_proposal_that_waited_past_its_end_is_not_confirmed(agency, people):
    proposal = proposed(agency, people[0])
    assert refusal(confirm_proposal, proposal, by=people[1], today=ENDS) == (Objection.ENDS_TOO_SOON,)


def test_a_refused_proposal_needs_a_reason_and_stays_readable(agency, people):
    proposal = proposed(agency, people[0])
    assert refusal(refuse_proposal, proposal, why=" ", by=people[1], today=TODAY) == (Objection.NO_REASON,)
    refuse_proposal(proposal, why="One report only.", by=people[1], today=TODAY)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("refused", "One report only.")
    assert refusal(confirm_proposal, proposal, by=people[2], today=TODAY) == (Objection.DECIDED_ALREADY,)


def test_who_had_a_part_is_told_that_a_third_person_answers(agency, corridor, people):
    proposal = propose_sanction(agency, reason="x", ends=TODAY + timedelta(days=9), by=people[0], today=TODAY)
    sanction = confirm_proposal(proposal, by=people[1], today=TODAY)
    appeal_sanction(sanction, words="We paid back.", by=make_agency_officer(agency), today=TODAY)
    pages = [sign_in(one).get(f"/en/desk/registry/sanctions/{sanction.pk}/").content.decode() for one in people[:3]]
    assert ["a third person answers" in page for page in pages] == [True, True, False]
    assert ['value="uphold"' in page for page in pages] == [False, False, True]


def test_an_appeal_is_answered_by_a_third_person_only(agency, corridor, people):
    sanction = suspended(agency, people)
    officer = make_agency_officer(agency)
    appeal = appeal_sanction(sanction, words="We paid back.", by=officer, today=TODAY)
    assert appeal_sanction(sanction, words="We paid back.", by=officer, today=TODAY) == appeal
    for person in people[:2]:
        why = refusal(answer_appeal, appeal, lift=True, words="Yes.", by=person, today=TODAY)
        assert why == (Objection.THIRD_PERSON_NEEDED,)
    assert standing_of(agency, corridor, TODAY).standing is Standing.SUSPENDED
    answer_appeal(appeal, lift=True, words="Receipts seen.", by=people[2], today=TODAY)
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED


def test_lifting_keeps_what_the_end_was_and_why(agency, people):
    sanction = suspended(agency, people)
    end_sanction(sanction, reason="Paid back, receipts seen.", by=people[0], today=TODAY)
    change = Amendment.objects.of(sanction).get()
    assert (change.before, change.after, change.reason, change.by) == (
        ENDS,
        TODAY,
        "Paid back, receipts seen.",
        people[0],
    )
    assert refusal(end_sanction, sanction, reason="Again.", by=people[0], today=TODAY) == (Objection.NOT_IN_FORCE,)
    assert Amendment.objects.of(sanction).count() == 1


def test_what_a_government_imposed_is_not_ours_to_lift(agency, people):
    from agencies.actions import impose_sanction

    sanction = impose_sanction(agency, by="regulator", reason="Licence suspended", starts=TODAY)
    officer = make_agency_officer(agency)
    assert refusal(end_sanction, sanction, reason="No.", by=people[0], today=TODAY) == (Objection.NOT_OURS,)
    assert refusal(appeal_sanction, sanction, words="No.", by=officer, today=TODAY) == (Objection.NOT_OURS,)


def test_the_trail_holds_no_words_of_anybody(agency, people):
    sanction = suspended(agency, people)
    appeal = appeal_sanction(sanction, words="SECRETWORDS", by=make_agency_officer(agency), today=TODAY)
    answer_appeal(appeal, lift=False, words="SECRETANSWER", by=people[2], today=TODAY)
    told = str(list(TrailEntry.objects.values_list("facts", "subject", "action")))
    assert "SECRET" not in told
    assert "agencies.appeal_answered" in told


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_journey_from_proposal_to_lifting_by_pages(agency, people, corridor):
    first, second, third = map(sign_in, people)
    officer = sign_in(make_agency_officer(agency))
    told = {"reason": "Workers report paying twice.", "ends": ENDS.isoformat(), "corridor": ""}
    done = first.post(f"/en/desk/registry/agencies/{agency.public_id}/suspend/", told, follow=True)
    proposal = SanctionProposal.objects.get()
    assert "Another person must confirm it" in done.content.decode()
    page = f"/en/desk/registry/proposals/{proposal.pk}/"
    refused = first.post(page, {"step": "confirm"})
    assert refused.status_code == 422
    assert str(OBJECTIONS[Objection.SAME_PERSON]) in refused.content.decode()
    assert second.post(page, {"step": "confirm"}).status_code == 302
    sanction = Sanction.objects.get()
    assert "two people" in first.get(f"/en/agencies/{agency.public_id}/").content.decode().lower()
    own = f"/en/desk/agency/{agency.public_id}/sanctions/{sanction.pk}/"
    assert officer.post(own, {"words": "We paid everybody back."}).status_code == 302
    answer = {"step": "lift", "answer-words": "Receipts of all nine workers seen."}
    page = f"/en/desk/registry/sanctions/{sanction.pk}/"
    assert first.post(page, answer).status_code == 422
    assert Appeal.objects.get().state == "waiting"
    assert third.post(page, answer).status_code == 302
    assert "Receipts of all nine workers seen." in officer.get(own).content.decode()
    history = first.get(page).content.decode()
    assert (
        "We paid everybody back." in history
        and "the last day was moved from 21 December 2026 to 21 November 2026" in history
    )
    public = first.get(f"/en/agencies/{agency.public_id}/").content.decode()
    assert "We paid everybody back." not in public
    assert "Lifted" in public


@pytest.mark.parametrize("told", [{"ends": "2027-11-22"}, {"ends": "2026-11-22"}, {"ends": "soon"}, {"reason": " "}])
def test_a_wrong_proposal_says_why_and_keeps_what_was_typed(agency, people, told):
    typed = {"reason": "Workers report paying twice.", "ends": ENDS.isoformat(), "corridor": "", **told}
    page = sign_in(people[0]).post(f"/en/desk/registry/agencies/{agency.public_id}/suspend/", typed)
    assert page.status_code == 422
    assert typed["ends"] in page.content.decode()
    assert not SanctionProposal.objects.exists()


def test_an_officer_of_another_agency_finds_nothing_and_writes_nothing(agency, people):
    sanction = suspended(agency, people)
    other = make_vetted_agency(organisation=make_organisation(kind="agency"))
    stranger = sign_in(make_agency_officer(other))
    for public_id in (agency.public_id, other.public_id):
        address = f"/en/desk/agency/{public_id}/sanctions/{sanction.pk}/"
        assert stranger.post(address, {"words": "Not ours."}).status_code == 404
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("kind", ["cso", "agency", "brand", None])
def test_the_registrars_doors_are_shut_to_everybody_else(agency, kind, client):
    from tests.make import make_second_factor

    if kind:
        user = make_user()
        make_membership(user=user, organisation=make_organisation(kind=kind))
        make_second_factor(user)
        client = sign_in(user)
    wanted = 403 if kind else 302
    for address in ("", "reports/", "adverts/", "claims/", "sanctions/", "lists/", "look-alikes/",
                    f"agencies/{agency.public_id}/suspend/"):  # fmt: skip
        assert client.get(f"/en/desk/registry/{address}").status_code == wanted, address
        assert client.post(f"/en/desk/registry/{address}").status_code == wanted, address
    assert not SanctionProposal.objects.exists()


def test_words_of_a_refusal_are_sentences():
    assert say_refused(Refused(Objection.NO_REASON)) == ["Say why, in your own words."]
