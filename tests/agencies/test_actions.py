"""The registry's writers on a real database: each ends in a judged standing, none does anything twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from agencies import actions
from agencies.actions import Item, Refused
from agencies.history import disclosures_as_of
from agencies.models import Agency, Concern, FeeDisclosure, PaymentFigure, Sanction, StandingChange, Vouch
from agencies.reading import standing_of, vetted_pairs
from agencies.rules import Code, Standing
from agencies.rules.vouching import Refusal
from agencies.signals import agency_changed, concern_raised
from corridors.models import Corridor
from foundation import clock, codes
from foundation.models import TrailEntry
from foundation.money import Money
from partners.actions import accredit_cso, end_accreditation, place_under, record_tie, register_cso
from reference.models import Name
from tests.make import TODAY, make_corridor, make_user, make_vetted_agency, open_by_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def agency(corridor):
    return make_vetted_agency(corridor)


@pytest.fixture
def heard():
    """Agencies that the floors above were told about."""
    told = []

    def hear(sender, agency, **kwargs):
        told.append(agency.pk)

    agency_changed.connect(hear)
    yield told
    agency_changed.disconnect(hear)


def standing(agency, corridor, day=TODAY):
    return standing_of(agency, corridor, day).standing


def count_rows():
    models = (Agency, StandingChange, Vouch, Sanction, Concern, PaymentFigure, TrailEntry, Name)
    return {model: model.objects.count() for model in models}


def test_an_agency_gets_a_public_id_whose_check_digits_fit(agency):
    assert len(agency.public_id) == 8
    assert codes.is_valid(agency.public_id)


def test_the_database_refuses_a_public_id_with_wrong_check_digits(agency):
    wrong = f"{(int(agency.public_id) + 1) % 10**8:08d}"
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(public_id=wrong)


def test_licence_fees_and_two_vouches_make_an_agency_vetted(agency, corridor, heard):
    assert standing(agency, corridor) is Standing.VETTED
    assert vetted_pairs(TODAY) == {(agency.pk, corridor.pk)}
    change = StandingChange.objects.current().get(agency=agency, corridor=corridor)
    assert change.until > TODAY
    actions.reassess(agency)
    assert heard == [agency.pk]


def test_judging_again_without_news_writes_nothing(agency):
    before = StandingChange.objects.count()
    actions.reassess(agency)
    actions.reassess_many([agency.pk])
    assert StandingChange.objects.count() == before


def test_a_change_of_standing_keeps_the_verdict_before(agency, corridor):
    actions.impose_sanction(agency, by="regulator", authority="DOE", reason="Overcharging", starts=TODAY)
    held = StandingChange.objects.filter(agency=agency, corridor=corridor)
    assert held.current().get().standing == "suspended"
    earlier = held.exclude(replaced_at=None).filter(standing="vetted").get()
    assert held.as_of(TODAY, earlier.replaced_at - timedelta(microseconds=1)).get() == earlier


def test_one_current_verdict_a_pair_is_a_truth_of_the_database(agency, corridor):
    row = StandingChange.objects.current().get(agency=agency, corridor=corridor)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_withdrawn_vouch_stops_counting_at_the_next_batch(agency, corridor):
    vouch = agency.vouches.first()
    actions.withdraw_vouch(vouch, TODAY)
    assert standing(agency, corridor) is Standing.VETTED
    assert standing(agency, corridor, date(2026, 11, 23)) is Standing.CONDITIONAL
    assert vetted_pairs(date(2026, 11, 23)) == set()


def test_a_grave_withdrawal_becomes_a_concern_once(agency):
    raised = []

    def hear(sender, concern, **kwargs):
        raised.append(concern.pk)

    concern_raised.connect(hear)
    try:
        vouch = agency.vouches.first()
        actions.withdraw_vouch(vouch, TODAY, grave=True)
        actions.withdraw_vouch(vouch, TODAY, grave=True)
    finally:
        concern_raised.disconnect(hear)
    concern = Concern.objects.get()
    assert raised == [concern.pk]
    # Neither the row nor the trail leads from the concern to who raised it.
    assert "vouch" not in concern.submission and len(concern.submission) == 40
    lines = TrailEntry.objects.filter(action__in=("agencies.concern_raised", "agencies.vouch_withdrawn"))
    assert [(line.action, line.actor) for line in lines if line.action == "agencies.concern_raised"] == [
        ("agencies.concern_raised", "")
    ]
    assert not any("grave" in line.facts for line in lines)


def test_fees_that_begin_on_a_wrong_day_ahead_are_replaced_and_kept(agency, corridor):
    items = [actions.Item("recruitment_fee", "Fee", Money(Decimal(100), "THB"), "worker")]
    wrong = actions.disclose_fees(agency, corridor, items, TODAY + timedelta(days=300))
    right = actions.disclose_fees(agency, corridor, items, TODAY)
    assert (wrong.version, right.version) == (2, 3)
    assert FeeDisclosure.objects.filter(agency=agency).count() == 3
    for day in (TODAY, TODAY + timedelta(days=400)):
        assert [row.version for row in disclosures_as_of(agency, day, clock.now())] == [3]
    with pytest.raises(Refused):
        actions.disclose_fees(agency, corridor, items, TODAY - timedelta(days=1))


def test_a_fee_line_without_a_known_category_cannot_be_stored(agency, corridor):
    for category in ("", "bribe"):
        items = [actions.Item(category, "Fee", Money(Decimal(100), "THB"), "worker")]
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.disclose_fees(agency, corridor, items, TODAY)


def test_a_concern_counts_only_between_being_opened_and_closed_by_a_person(agency, corridor):
    concern = actions.raise_concern(agency, indicator="debt_bondage", received=TODAY, submission="a" * 22)
    assert standing(agency, corridor) is Standing.VETTED
    open_by_two(concern)
    verdict = standing_of(agency, corridor, TODAY)
    assert verdict.standing is Standing.CONDITIONAL
    assert [(one.evidence, one.day) for one in verdict.reasons if one.code is Code.QUORUM_MISSING] == [("", None)]
    actions.close_concern(concern, TODAY)
    assert standing(agency, corridor) is Standing.VETTED


def test_this_site_suspends_only_by_two_people(agency, corridor):
    one, other = make_user(), make_user()
    told = {"by": "portal", "reason": "Papers kept", "starts": TODAY}
    for pair in ({}, {"proposed_by": one}, {"proposed_by": one, "confirmed_by": one}):
        with pytest.raises(Refused) as refused:
            actions.impose_sanction(agency, **told, **pair)
        assert refused.value.reasons == (Refusal.TWO_PEOPLE_NEEDED,)
    assert not Sanction.objects.exists()
    sanction = actions.impose_sanction(agency, **told, proposed_by=one, confirmed_by=other)
    assert standing(agency, corridor) is Standing.SUSPENDED
    assert Agency.objects.barred(TODAY) == {agency.public_id}
    actions.lift_sanction(sanction, TODAY)
    assert standing(agency, corridor) is Standing.VETTED
    assert Agency.objects.barred(TODAY) == set()


def test_the_database_refuses_a_suspension_by_one_person(agency):
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(
            agency=agency,
            by="portal",
            reason="x",
            starts=TODAY,
            proposed_by=user,
            confirmed_by=user,
            known_at="2026-11-22T00:00:00Z",
        )


@pytest.mark.parametrize(("days", "why"), [(0, Refusal.ENDS_BEFORE_IT_STARTS), (367, Refusal.LONGER_THAN_A_YEAR)])
def test_a_vouch_of_no_day_or_of_more_than_a_year_is_refused(agency, corridor, days, why):
    cso = accredit_cso(register_cso("Third", "faith"), date(2026, 1, 1), None)
    with pytest.raises(Refused) as refused:
        actions.vouch_for(agency, corridor, cso, given=TODAY, expires=TODAY + timedelta(days=days))
    assert refused.value.reasons == (why,)


def test_a_cso_that_is_not_accredited_or_tied_to_the_agency_may_not_vouch(agency, corridor):
    cso = register_cso("Third", "faith")
    record_tie(cso, agency.public_id, "known", date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        actions.vouch_for(agency, corridor, cso, given=TODAY, expires=TODAY + timedelta(days=90))
    assert set(refused.value.reasons) == {Refusal.CSO_NOT_ACCREDITED, Refusal.CSO_TIED}


def test_news_about_a_cso_is_judged_at_once(agency, corridor):
    one, other = (vouch.cso for vouch in agency.vouches.all())
    place_under(one, other)
    assert standing(agency, corridor) is Standing.CONDITIONAL
    place_under(one, None)
    assert standing(agency, corridor) is Standing.VETTED
    end_accreditation(one, TODAY)
    assert StandingChange.objects.current().get(agency=agency, corridor=corridor).standing == "conditional"


def test_fees_of_a_new_version_count_from_their_day(agency, corridor):
    later = TODAY + timedelta(days=10)
    item = Item("recruitment_fee", "Agency fee", Money(None, "THB"), "worker")
    first = actions.disclose_fees(agency, corridor, [item], later)
    again = actions.disclose_fees(agency, corridor, [item], later)
    assert (first.pk, first.version) == (again.pk, 2)
    assert standing(agency, corridor) is Standing.VETTED
    assert standing(agency, corridor, later) is Standing.CONDITIONAL


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([], Refusal.NO_ITEMS),
        ([Item("medical", "Check", Money(Decimal(-1), "THB"), "worker")], Refusal.NEGATIVE_AMOUNT),
    ],
)
def test_fees_that_say_nothing_or_less_than_nothing_are_refused(agency, corridor, items, why):
    with pytest.raises(Refused) as refused:
        actions.disclose_fees(agency, corridor, items, TODAY)
    assert refused.value.reasons == (why,)


def test_a_figure_of_four_reports_is_never_published(agency, corridor):
    thb = Money(Decimal(100), "THB")
    told = {"period_from": date(2026, 1, 1), "period_until": TODAY, "published": TODAY}
    amounts = {"low": thb, "median": thb, "high": thb}
    with pytest.raises(Refused) as refused:
        actions.publish_payment_figure(agency, corridor, reports=4, **told, **amounts)
    assert refused.value.reasons == (Refusal.FEWER_THAN_FIVE,)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFigure.objects.create(
            agency=agency, corridor=corridor, reports=4, low=1, median=1, high=1, currency="THB", **told
        )


def test_workers_who_report_more_than_a_tenth_above_take_the_standing_away(agency, corridor):
    actions.publish_payment_figure(
        agency,
        corridor,
        period_from=date(2026, 1, 1),
        period_until=TODAY,
        reports=5,
        low=Money(Decimal(100), "THB"),
        median=Money(Decimal(200), "THB"),
        high=Money(Decimal(300), "THB"),
        published=TODAY,
    )
    assert Code.PAID_MORE_THAN_SAID in standing_of(agency, corridor, TODAY).codes
    assert standing(agency, corridor) is Standing.NOT_VETTED


def test_every_action_done_twice_leaves_what_once_left(agency, corridor):
    vouch = agency.vouches.first()
    licence = agency.licences.get()
    thb = Money(Decimal(0), "THB")

    def do_all():
        actions.vouch_for(agency, corridor, vouch.cso, given=vouch.given, expires=vouch.expires)
        actions.grant_licence(
            agency,
            regulator=licence.regulator,
            country=licence.country,
            number=licence.number,
            covers=licence.covers,
            issued=licence.issued,
            last_day=TODAY + timedelta(days=30),
            next_check=licence.next_check,
        )
        sanction = actions.impose_sanction(agency, by="regulator", reason="x", starts=TODAY)
        actions.lift_sanction(sanction, TODAY)
        actions.raise_concern(agency, indicator="other", received=TODAY, submission="b" * 22)
        actions.set_contacts(agency, [("phone", "+66 2 000 0000")], TODAY)
        actions.name_agency(agency, "th", "ตัวอย่าง")
        actions.correct_agency(agency, reason="Moved", address="2 Road")
        actions.publish_payment_figure(
            agency,
            corridor,
            period_from=date(2026, 1, 1),
            period_until=TODAY,
            reports=5,
            low=thb,
            median=thb,
            high=thb,
            published=TODAY,
        )

    do_all()
    before = count_rows()
    do_all()
    assert count_rows() == before


def test_a_corrected_field_and_a_changed_name_keep_what_they_said_before(agency):
    actions.correct_agency(agency, reason="Moved", address="New street")
    change = agency.field_changes.get()
    assert (change.field, change.before, change.after, change.reason) == ("address", "", "New street", "Moved")
    actions.name_agency(agency, "my", "ပထမ")
    actions.name_agency(agency, "my", "ဒုတိယ")
    rows = Name.objects.filter(kind="agency", key=agency.public_id, language="my")
    assert dict(rows.values_list("field", "text")) == {"name": "ဒုတိယ", "alias": "ပထမ"}


def test_a_licence_that_changes_keeps_its_older_version(agency):
    licence = agency.licences.get()
    told = {"regulator": licence.regulator, "country": "MM", "number": licence.number, "covers": licence.covers}
    actions.grant_licence(agency, **told, status="revoked")
    older, newer = agency.licences.order_by("known_from")
    assert (older.status, newer.status) == ("valid", "revoked")
    assert older.known_to == newer.known_from
    assert newer.known_to is None


def test_verdicts_that_time_changed_are_recorded_when_due(agency, corridor, on_day, heard):
    until = StandingChange.objects.current().get(agency=agency, corridor=corridor).until
    on_day(until - timedelta(days=1))
    assert actions.reassess_due() == 0
    on_day(until)
    assert actions.reassess_due() == 1
    assert heard == [agency.pk]
    assert StandingChange.objects.current().get(agency=agency, corridor=corridor).standing != "vetted"
    assert actions.reassess_due() == 0


def test_nothing_is_written_when_an_action_fails_half_way(agency, corridor, monkeypatch):
    before = count_rows()

    def fail(*args, **kwargs):
        raise RuntimeError("the power went off")

    monkeypatch.setattr("agencies.actions.gravity.reassess", fail)
    with pytest.raises(RuntimeError):
        actions.impose_sanction(agency, by="regulator", reason="x", starts=TODAY)
    assert count_rows() == before
    assert Corridor.objects.filter(pk=corridor.pk).exists()
