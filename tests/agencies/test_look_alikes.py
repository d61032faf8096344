"""The queue of look-alikes: found by machine, decided by two people who do not see each other's word, merged without loss."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import actions
from agencies.actions.likeness import find_likeness, record_pairs
from agencies.actions.merging import merge_agencies
from agencies.actions.refused import Refused
from agencies.finding import MOST_CANDIDATES, find_pairs, suspects
from agencies.history import as_of
from agencies.models import Agency, AgencyAlias, LookAlike, Merger, StandingChange
from agencies.rules.likeness import phone_digits
from agencies.rules.suspending import Objection
from agencies.rules.vouching import Refusal
from agencies.vouching import reasons_against
from foundation import clock
from partners.actions import record_tie
from tests.make import (
    make_corridor,
    make_cso,
    make_membership,
    make_opening,
    make_registrar,
    make_vetted_agency,
    sign_in,
)

TODAY = date(2026, 11, 22)


def register(name, **given):
    return actions.register_agency(name, given.pop("country", "MM"), **given)


def suspend(agency):
    return actions.impose_sanction(agency, by="regulator", reason="Licence suspended", starts=TODAY)


@pytest.fixture
def pair(db):
    suspect, agency = register("Golden Dragon Overseas"), register("Golden Dragn Overseas Co., Ltd.")
    suspend(suspect)
    call_command("find_look_alikes")
    return LookAlike.objects.get(suspect=suspect, agency=agency)


@pytest.fixture
def people(db):
    return [make_registrar() for _ in range(3)]


def test_only_agencies_like_one_under_a_sanction_are_queued(pair):
    register("Silver Wave Recruitment")
    register("Silver Wave Recruiting")
    call_command("find_look_alikes")
    assert list(LookAlike.objects.all()) == [pair]


@pytest.mark.parametrize("status", ["suspended", "revoked"])
def test_who_lost_its_licence_is_a_suspect_too(db, status):
    agency = register("Golden Dragon Overseas")
    actions.grant_licence(agency, regulator="R", country="MM", number="1", covers="", status=status)
    assert suspects(TODAY) == {agency.pk}


def test_a_sanction_that_is_over_makes_no_suspect(db):
    agency = register("Golden Dragon Overseas")
    actions.lift_sanction(suspend(agency), TODAY)
    assert suspects(TODAY) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("บริษัทจัดหางาน ก้าวหน้า พัฒนา จำกัด", "ก้าวหน้าพัฒนา"),
        ("ရွှေနဂါး ကုမ္ပဏီလီမိတက်", "ရွှေ နဂါး"),
        ("ក្រុមហ៊ុន នាគមាស", "នាគ មាស"),
        ("ບໍລິສັດ ນາກຄຳ ຈຳກັດ", "ນາກ ຄຳ"),
        ("金龍海外僱傭有限公司", "金龍海外僱傭公司"),
    ],
)
def test_the_same_name_is_found_in_several_scripts(db, one, other):
    suspect, agency = register(one), register(other)
    suspend(suspect)
    assert [(found.suspect, found.agency) for found in find_pairs(TODAY)] == [(suspect.pk, agency.pk)]


def test_another_name_with_the_same_phone_in_another_spelling_is_found(db):
    suspect, agency = register("Golden Dragon"), register("Silver Wave")
    actions.set_contacts(suspect, [("phone", "+95 9 777 123 456")], TODAY)
    actions.set_contacts(agency, [("phone", "09-777-123-456")], TODAY)
    suspend(suspect)
    (found,) = find_pairs(TODAY)
    assert [reason.value for reason in found.likeness.reasons] == ["phone"]
    assert phone_digits("12345") == ""


def test_finding_again_changes_nothing_and_what_people_decided_stays(pair, people):
    find_likeness(pair, "different", by=people[0], today=TODAY)
    find_likeness(pair, "different", by=people[1], today=TODAY)
    assert record_pairs(find_pairs(TODAY), TODAY) == (0, 0)
    pair.refresh_from_db()
    assert pair.finding == "different"


def test_what_one_suspect_can_cost_is_bounded(db):
    suspect = register("Golden Dragon Overseas")
    suspend(suspect)
    Agency.objects.bulk_create(
        Agency(public_id=f"{n:06d}{98 - n * 100 % 97:02d}", name=f"Golden Dragon Overseas {n}", country="MM",
               changed_at=suspect.changed_at)
        for n in range(100_000, 100_300)
    )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = find_pairs(TODAY)
    assert 0 < len(found) <= MOST_CANDIDATES
    assert len(asked) <= 8


# --- two people ----------------------------------------------------------------------------------------------------


def test_one_person_alone_decides_nothing_however_often(pair, people):
    for _ in range(3):
        find_likeness(pair, "same", by=people[0], today=TODAY)
    pair.refresh_from_db()
    assert (pair.finding, Agency.objects.count()) == ("", 2)


def test_two_people_who_differ_decide_nothing_and_begin_again(pair, people):
    find_likeness(pair, "same", by=people[0], today=TODAY)
    find_likeness(pair, "different", by=people[1], today=TODAY)
    pair.refresh_from_db()
    assert (pair.proposed, pair.finding, Agency.objects.count()) == ("", "", 2)


def test_a_warning_is_public_on_both_pages_only_after_two_people(pair, people, client):
    def pages():
        return [client.get(f"/en/agencies/{each.public_id}/").content.decode() for each in (pair.suspect, pair.agency)]

    find_likeness(pair, "warn", by=people[0], today=TODAY)
    assert all("Easily confused" not in page for page in pages())
    find_likeness(pair, "warn", by=people[1], today=TODAY)
    assert all("Easily confused" in page for page in pages())


def test_who_acts_for_one_of_them_decides_nothing(people, db):
    suspect = make_vetted_agency(name="Golden Dragon", organisation=_desk_of_an_agency())
    other = register("Golden Dragon")
    make_membership(user=people[0], organisation=suspect.organisation)
    row = LookAlike.objects.create(suspect=suspect, agency=other, score=100, found=TODAY)
    with pytest.raises(Refused) as caught:
        find_likeness(row, "same", by=people[0], today=TODAY)
    assert caught.value.reasons == (Objection.OWN_AGENCY,)


def _desk_of_an_agency():
    from tests.make import make_organisation

    return make_organisation(kind="agency")


# --- merging -------------------------------------------------------------------------------------------------------


def test_two_records_become_one_and_nothing_of_either_is_lost(people, db, client):
    corridor = make_corridor("MM-TH-AGENCY")
    keep, gone = register("Golden Dragon Overseas"), make_vetted_agency(corridor, name="Golden Dragn", country="MM")
    actions.name_agency(gone, "my", "ရွှေနဂါး")
    actions.set_contacts(gone, [("phone", "+95 9 777 123 456")], TODAY)
    opening = make_opening(agency=gone, corridor=corridor)
    suspend(keep)
    row = LookAlike.objects.create(suspect=keep, agency=gone, score=100, found=TODAY)
    find_likeness(row, "same", by=people[0], today=TODAY)
    find_likeness(row, "same", by=people[1], today=TODAY)
    assert list(Agency.objects.filter(pk__in=(keep.pk, gone.pk))) == [keep]
    assert AgencyAlias.objects.get().agency == keep
    assert (keep.licences.count(), keep.vouches.count(), keep.disclosures.count(), keep.contacts.count()) == (
        1,
        2,
        1,
        1,
    )
    opening.refresh_from_db()
    assert opening.agency == keep
    assert Merger.objects.get().name == "Golden Dragn"
    assert "vetted" in StandingChange.objects.filter(agency=gone).values_list("standing", flat=True)
    moved = client.get(f"/en/agencies/{gone.public_id}/")
    assert moved.status_code == 301 and keep.public_id in moved.headers["Location"]
    assert keep.public_id in client.get("/en/agencies/check/?q=ရွှေနဂါး").content.decode()
    # The sanction of the one now holds for all that was the other's.
    assert StandingChange.objects.current().get(agency=keep, corridor=corridor).standing == "suspended"
    assert client.get(f"/en/jobs/{opening.public_id}/").status_code in (200, 410)
    assert opening.public_id not in client.get("/en/jobs/").content.decode()


def test_records_that_cannot_be_one_are_refused_and_both_stay_whole(people, db):
    corridor = make_corridor("MM-TH-AGENCY")
    keep, gone = (make_vetted_agency(corridor, name=name) for name in ("Golden Dragon", "Golden Dragn"))
    standings = StandingChange.objects.count()
    with pytest.raises(Refused) as caught:
        merge_agencies(keep, gone, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    assert caught.value.reasons == (Objection.CANNOT_BE_MERGED,)
    assert (Agency.objects.count(), StandingChange.objects.count(), Merger.objects.count()) == (2, standings, 0)


def test_one_person_merges_nothing(pair, people):
    with pytest.raises(Refused):
        merge_agencies(pair.suspect, pair.agency, proposed_by=people[0], confirmed_by=people[0], today=TODAY)
    assert Agency.objects.count() == 2


def test_a_number_merged_twice_still_leads_to_the_last_record(people, db, client):
    first, second, third = (register(f"Golden Dragon {n}") for n in "abc")
    merge_agencies(second, first, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    merge_agencies(third, second, proposed_by=people[0], confirmed_by=people[1], today=TODAY + timedelta(days=1))
    for gone in (first, second):
        assert third.public_id in client.get(f"/en/agencies/{gone.public_id}/").headers["Location"]


def told_of(agency, known):
    """Everything a past day tells of a record, but for the rows' own numbers."""
    then = as_of(agency, known.date(), known)
    return then and (
        then.fields,
        {(row.kind, row.value, row.until) for row in then.contacts},
        {(row.regulator, row.number, row.status) for row in then.licences},
        {(row.corridor_id, row.version, row.valid_from) for row in then.disclosures},
        {(row.reason, row.ends) for row in then.sanctions},
        then.vouches,
        then.standings,
    )


def test_the_days_before_a_merger_still_tell_what_each_record_said(people, db):
    keep, gone = register("Golden Dragon Overseas"), make_vetted_agency(name="Golden Dragn", country="MM")
    for agency, name, phone in (
        (keep, "Golden Dragon Ltd.", "+95 9 777 111 111"),
        (gone, "G. Dragon", "+95 9 777 222 222"),
    ):
        actions.set_contacts(agency, [("phone", phone)], TODAY)
        actions.correct_agency(agency, name=name, reason="The list spells it so")
        suspend(agency)
    before, both = clock.now(), Agency.records.filter(pk__in=(keep.pk, gone.pk)).order_by("pk")
    told = [told_of(agency, before) for agency in both]
    merge_agencies(keep, gone, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    assert all(told) and [told_of(agency, before) for agency in both.all()] == told
    assert as_of(Agency.records.get(pk=gone.pk), TODAY, clock.now()) is None
    assert {row.number for row in as_of(keep, TODAY, clock.now()).licences} == {row[1] for row in told[1][2]}


def test_a_tie_to_a_merged_record_is_a_tie_to_the_agency_it_became(people, db):
    keep, gone, cso = register("Golden Dragon Overseas"), register("Golden Dragn"), make_cso()
    record_tie(cso, gone.public_id, "known", TODAY)
    merge_agencies(keep, gone, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    assert Refusal.CSO_TIED in reasons_against(cso, keep, TODAY, TODAY + timedelta(days=99))
    with pytest.raises(Refused):
        actions.vouch_for(keep, make_corridor(), cso, given=TODAY, expires=TODAY + timedelta(days=99))


def test_a_merged_record_is_shown_on_the_days_before_and_in_the_history_of_the_other(people, client, live_on):
    live_on(date(2026, 11, 20))
    keep, gone = register("Golden Dragon Overseas"), register("Golden Dragn")
    live_on(TODAY)
    merge_agencies(keep, gone, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    past = f"/en/agencies/{gone.public_id}/?as_of=2026-11-21"
    assert "Golden Dragn" in client.get(past).content.decode()
    page = client.get(f"/en/agencies/{keep.public_id}/").content.decode()
    assert "with Golden Dragn" in page and past in page
    for moved_on in ("", "?as_of=2026-11-22"):
        led = client.get(f"/en/agencies/{gone.public_id}/{moved_on}")
        assert led.status_code == 301 and keep.public_id in led.headers["Location"]
    live = client.get("/en/agencies/").content.decode()
    assert keep.public_id in live and gone.public_id not in live
    register_then = client.get("/en/agencies/?as_of=2026-11-21").content.decode()
    assert keep.public_id in register_then and gone.public_id in register_then


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_second_person_does_not_see_what_the_first_found(pair, people):
    first, second = map(sign_in, people[:2])
    page = f"/en/desk/registry/look-alikes/{pair.pk}/"
    assert "nearly the same name" in first.get(page).content.decode()
    first.post(page, {"finding": "warn"})
    assert "checked" in first.get(page).content.decode()
    shown = second.get(page).content.decode()
    assert "checked" not in shown and "One person has said" in shown
    assert second.post(page, {"finding": "nonsense"}).status_code == 422
    done = second.post(page, {"finding": "warn"}, follow=True).content.decode()
    assert "decided" in done
    assert pair.agency.name not in second.get("/en/desk/registry/look-alikes/").content.decode()
