"""A past day is read back as it was known then: facts, dates that were changed later, verdicts; never judged again."""

import random
from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from agencies import actions
from agencies.actions import Item, Part
from agencies.history import as_of
from agencies.models import Agency, Licence, StandingChange
from agencies.rules import Code, Standing
from foundation import clock
from partners.actions import accredit_cso, register_cso
from tests.agencies.past_days import day, thb
from tests.make import make_agency, make_corridor, make_user, open_by_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.mark.parametrize(
    ("on", "name", "phones", "statuses", "fees", "vouches", "sanctions", "standing"),
    [
        (day(1, 5), "Old Name", ["+95 1 111"], [], [], 0, 0, None),
        (day(2, 8), "Old Name", ["+95 1 111"], ["valid"], [500], 0, 0, Standing.CONDITIONAL),
        (day(3, 1), "Old Name", ["+95 1 111"], ["valid"], [500], 2, 0, Standing.VETTED),
        (day(4, 1), "Old Name", ["+95 1 111"], ["valid"], [500], 2, 1, Standing.SUSPENDED),
        (day(5, 3), "Old Name", ["+95 1 111"], ["valid"], [500], 2, 1, Standing.SUSPENDED),
        (day(5, 4), "New Name", ["+95 2 222"], ["valid"], [500], 2, 0, Standing.VETTED),
        (day(6, 7), "New Name", ["+95 2 222"], ["valid"], [900], 2, 0, Standing.VETTED),
        (day(6, 8), "New Name", ["+95 2 222"], ["valid"], [900], 1, 0, Standing.CONDITIONAL),
        (day(7, 1), "Newest Name", ["+95 2 222"], ["revoked"], [900], 1, 0, Standing.NOT_VETTED),
    ],
)
def test_each_day_is_told_as_it_was_known_then(
    lived, corridor, on, name, phones, statuses, fees, vouches, sanctions, standing
):
    then = as_of(lived, on)
    assert then.fields["name"] == name
    assert [contact.value for contact in then.contacts] == phones
    assert [licence.status for licence in then.licences] == statuses
    assert [int(row.items.get().amount) for row in then.disclosures] == fees
    assert then.vouches.get(corridor.pk, 0) == vouches
    assert len(then.sanctions) == sanctions
    assert (then.standings[corridor.pk].standing if corridor.pk in then.standings else None) is standing


def test_a_sanction_that_was_lifted_early_is_still_known_with_the_end_it_had_then(lived):
    assert [row.ends for row in as_of(lived, day(4, 15)).sanctions] == [day(6, 1)]
    # Known today, it ended on 4 May: the same day, known at two moments.
    assert as_of(lived, day(5, 10), known=clock.end_of(day(5, 3))).sanctions[0].ends == day(6, 1)
    assert as_of(lived, day(5, 10), known=clock.now()).sanctions == ()


def test_before_it_was_registered_nothing_is_known_of_an_agency(lived):
    assert as_of(lived, day(1, 4)) is None


def test_a_verdict_past_its_until_is_told_as_it_was_written_and_never_judged_again(lived, corridor, monkeypatch):
    def judge(*_given):
        raise AssertionError("the past was judged again")

    monkeypatch.setattr("agencies.reading.judge", judge)
    monkeypatch.setattr("agencies.actions.standing.judge", judge)
    StandingChange.objects.filter(agency=lived, corridor=corridor, standing="vetted", on=day(2, 9)).update(
        until=day(3, 1)
    )
    before, after = (as_of(lived, on).standings[corridor.pk] for on in (day(2, 28), day(3, 1)))
    assert (before.standing, before.holds) == (Standing.VETTED, True)
    assert (after.standing, after.holds) == (Standing.VETTED, False)


def test_reasons_of_older_rules_that_nobody_knows_any_more_are_left_out(lived, corridor):
    row = StandingChange.objects.get(agency=lived, corridor=corridor, on=day(7, 1))
    row.reasons = [{"code": "gone", "evidence": "", "day": None}, *row.reasons]
    StandingChange.objects.filter(pk=row.pk).update(reasons=row.reasons)
    assert Code.LICENCE_REVOKED in {reason.code for reason in as_of(lived, day(7, 1)).standings[corridor.pk].reasons}


def test_the_whole_history_takes_few_queries(lived, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        as_of(lived, day(5, 4))


def _today_of(agency, corridor) -> tuple:
    """What the tables say of an agency now, asked without a word of history."""
    today = clock.today()
    agency = Agency.objects.get(pk=agency.pk)
    in_force = {"valid_from__lte": today}
    disclosures = agency.disclosures.filter(**in_force).order_by("version")
    newest = {(row.corridor_id, row.occupation_id): row.pk for row in disclosures}
    return (
        (agency.name, agency.address),
        sorted(agency.contacts.filter(until=None).values_list("value", flat=True)),
        sorted(agency.licences.filter(known_to=None).values_list("number", "status", "last_day")),
        sorted(newest.values()),
        sorted(row.pk for row in agency.sanctions.all() if row.starts <= today and (not row.ends or row.ends > today)),
        sorted(StandingChange.objects.current().filter(agency=agency).values_list("corridor", "standing"), key=str),
    )


def _then_of(agency, on) -> tuple:
    then = as_of(agency, on)
    return (
        (then.fields["name"], then.fields["address"]),
        sorted(row.value for row in then.contacts),
        sorted((row.number, row.status, row.last_day) for row in then.licences),
        sorted(row.pk for row in then.disclosures),
        sorted(row.pk for row in then.sanctions),
        sorted(((corridor, one.standing.value) for corridor, one in then.standings.items()), key=str),
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_each_evening_is_told_later_just_as_it_was(live_on, corridor, seed):
    """Forty days of random deeds; what the tables said each evening is what as_of says of that day at the end."""
    chance = random.Random(seed)
    live_on(day(1, 1))
    agency, evenings = actions.register_agency("Name 0", "MM", example=True), {}

    def imposed(**given):
        return actions.impose_sanction(
            agency, by="regulator", reason=f"r{clock.today()}", starts=clock.today(), **given
        )

    deeds = [
        lambda: actions.correct_agency(agency, reason="x", name=f"Name {chance.random()}"),
        lambda: actions.correct_agency(agency, reason="x", address=f"{chance.randint(1, 3)} Road"),
        lambda: actions.set_contacts(
            agency, [("phone", str(number)) for number in range(4) if chance.random() < 0.5], clock.today()
        ),
        lambda: actions.grant_licence(
            agency, regulator="D", country="MM", number=f"L{chance.randint(1, 2)}", covers="MM-TH-*",
            status=chance.choice(["valid", "suspended", "revoked"]), last_day=day(12, chance.randint(1, 28)),
        ),
        lambda: actions.disclose_fees(
            agency, corridor, [Item("medical", "Check", thb(chance.randint(1, 900)), "worker")], clock.today()
        ),
        lambda: imposed(ends=chance.choice([None, clock.today() + timedelta(days=6)])),
        lambda: [actions.lift_sanction(row, clock.today()) for row in agency.sanctions.order_by("pk") if chance.random() < 0.5],
    ]  # fmt: skip
    for number in range(40):
        live_on(day(1, 1) + timedelta(days=number))
        for deed in chance.choices(deeds, k=chance.randint(0, 2)):
            deed()
        actions.reassess_due()
        evenings[clock.today()] = _today_of(agency, corridor)
    live_on(day(3, 1))
    agency.refresh_from_db()
    for evening, told in evenings.items():
        assert _then_of(agency, evening) == told, evening


def _closed_rows() -> dict[tuple[str, int], dict]:
    """Every row of the registry that no action may change any more, whole: versions that were closed, and what only grows."""
    found = {}
    for model in apps.get_app_config("agencies").get_models():
        names = {field.name for field in model._meta.fields}
        closing = next((name for name in ("known_to", "replaced_at") if name in names), None)
        rows = model.objects.all()
        if closing:
            rows = rows.exclude(**{closing: None})
        elif model.__name__ not in ONLY_GROW:
            continue
        for row in rows.values():
            found[model.__name__, row["id"]] = row
    return found


ONLY_GROW = {"Amendment", "DisclosedItem", "FeeDisclosure", "FieldChange", "PaymentFigure", "PaymentPart"}


def _all_ids() -> set[tuple[str, int]]:
    return {
        (model.__name__, pk)
        for model in apps.get_app_config("agencies").get_models()
        for pk in model.objects.values_list("pk", flat=True)
    }


def test_no_action_changes_or_removes_what_was_known_before(live_on, corridor):
    """Walks through the registry's actions, and after each looks at every row that stood before it."""
    live_on(day(1, 5))
    agency = actions.register_agency("First", "MM", names={"my": "ပထမ"})
    other = accredit_cso(register_cso("North", "trade_union"), day(1, 1), None)
    licence = {"regulator": "D", "country": "MM", "number": "L", "covers": "MM-TH-*"}
    items = [Item("medical", "Check", thb(500), "worker")]
    vouch = sanction = concern = None
    two = make_user(), make_user()

    def figure(published, median):
        return actions.publish_payment_figure(
            agency, corridor, period_from=day(1, 1), period_until=day(2, 1), reports=6, low=thb(1), median=thb(median),
            high=thb(9000), published=published, parts=[Part("medical", 5, Decimal(1), Decimal(2), Decimal(3))],
        )  # fmt: skip

    def do(number):
        nonlocal vouch, sanction, concern
        match number:
            case 0:
                actions.set_contacts(agency, [("phone", "1")], clock.today())
            case 1:
                actions.set_contacts(agency, [("phone", "2")], clock.today())
            case 2:
                actions.grant_licence(agency, **licence)
            case 3:
                actions.grant_licence(agency, **licence, status="suspended")
            case 4:
                actions.grant_licence(agency, **licence, status="valid")
            case 5:
                actions.disclose_fees(agency, corridor, items, clock.today())
            case 6:
                dearer = [Item("medical", "Check", thb(700), "worker")]
                actions.disclose_fees(agency, corridor, dearer, clock.today())
            case 7:
                vouch = actions.vouch_for(
                    agency, corridor, other, given=clock.today(), expires=clock.today() + timedelta(days=90)
                )
            case 8:
                actions.withdraw_vouch(vouch, clock.today(), grave=True)
            case 9:
                sanction = actions.impose_sanction(
                    agency, by="portal", reason="x", starts=clock.today(), proposed_by=two[0], confirmed_by=two[1]
                )
            case 10:
                actions.lift_sanction(sanction, clock.today() + timedelta(days=9))
            case 11:
                actions.lift_sanction(sanction, clock.today())
            case 12:
                concern = actions.raise_concern(agency, indicator="other", received=clock.today(), submission="s")
            case 13:
                open_by_two(concern, clock.today())
            case 14:
                actions.close_concern(concern, clock.today())
            case 15:
                actions.correct_agency(agency, reason="Seal", name="Second", address="3 Road")
            case 16:
                actions.name_agency(agency, "th", "สอง")
            case 17:
                figure(clock.today(), 600)
            case 18:
                figure(clock.today(), 800)
            case 19:
                actions.reassess_due(clock.today())

    seen: set[str] = set()
    for number in range(20):
        live_on(day(2, 1) + timedelta(days=number))
        before, ids = _closed_rows(), _all_ids()
        do(number)
        after = _closed_rows()
        assert {key: after.get(key) for key in before} == before, number
        assert ids <= _all_ids(), number
        seen |= {name for name, _ in after}
    assert seen == ONLY_GROW | {"Licence", "StandingChange"}
    assert Licence.objects.count() == 3


def test_rows_from_before_histories_were_kept_get_the_earliest_moment_that_is_known_of_them(lived):
    """What the migration does to a register that is older than these columns."""
    migration = import_module("agencies.migrations.0003_keep_when_facts_were_known")
    never_judged = make_agency(name="N", organisation=None)
    Agency.objects.update(known_at=clock.now())
    lived.contacts.update(known_at=clock.now())
    migration.tell_since_when(apps, None)
    lived.refresh_from_db()
    assert lived.known_at == StandingChange.objects.filter(agency=lived).earliest("known_at").known_at
    assert lived.known_at.date() == day(1, 5)
    assert {row.known_at.astimezone(clock.BANGKOK).date() for row in lived.contacts.all()} == {day(1, 5), day(5, 4)}
    never_judged.refresh_from_db()
    assert never_judged.known_at == clock.now()
