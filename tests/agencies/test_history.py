"""A past day is read back as it was known then: facts, dates that were changed later, verdicts; never judged again."""

import random
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import actions
from agencies.actions import Item, Part
from agencies.history import as_of
from agencies.models import Agency, FieldChange, Licence, StandingChange
from agencies.past_register import counts_then, known_then
from agencies.rules import Code, Standing
from foundation import clock
from foundation.money import Money
from partners.actions import accredit_cso, register_cso
from tests.make import make_agency, make_corridor, make_user, open_by_two

pytestmark = pytest.mark.django_db


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


def thb(amount) -> Money:
    return Money(Decimal(amount), "THB")


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def lived(live_on, corridor):
    """An agency with a year behind it; today is 22 November 2026."""
    live_on(day(1, 5))
    agency = actions.register_agency("Old Name", "MM", address="1 Road", example=True)
    actions.set_contacts(agency, [("phone", "+95 1 111")], day(1, 5))
    live_on(day(2, 2))
    licence = {"regulator": "Department", "country": "MM", "number": "L-1", "covers": "MM-TH-*"}
    actions.grant_licence(agency, **licence, issued=day(2, 1), last_day=day(12, 31))
    actions.disclose_fees(agency, corridor, [Item("medical", "Check", thb(500), "worker")], day(2, 2))
    for name in ("North", "South"):
        cso = accredit_cso(register_cso(name, "trade_union"), day(1, 1), None)
        actions.vouch_for(agency, corridor, cso, given=day(2, 2), expires=day(12, 30))
    live_on(day(2, 9))
    actions.reassess(agency)
    live_on(day(4, 1))
    sanction = actions.impose_sanction(
        agency, by="regulator", authority="Department", reason="x", starts=day(4, 1), ends=day(6, 1)
    )
    live_on(day(5, 4))
    actions.lift_sanction(sanction, day(5, 4))
    actions.correct_agency(agency, reason="The seal says so", name="New Name")
    actions.set_contacts(agency, [("phone", "+95 2 222")], day(5, 4))
    live_on(day(6, 3))
    actions.withdraw_vouch(agency.vouches.first(), day(6, 3))
    actions.disclose_fees(agency, corridor, [Item("medical", "Check", thb(900), "worker")], day(6, 3))
    live_on(day(6, 8))
    actions.reassess(agency)
    live_on(day(7, 1))
    actions.grant_licence(agency, **licence, issued=day(2, 1), last_day=day(12, 31), status="revoked")
    actions.correct_agency(agency, reason="Moved", address="2 Road", name="Newest Name")
    live_on(day(11, 22))
    return Agency.objects.get(pk=agency.pk)


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


# Pages


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_page_of_a_past_day_shows_it_with_a_banner_and_a_way_back(client, lived):
    url = reverse("agency", args=[lived.public_id])
    text = page(client, f"{url}?as_of=2026-03-01")
    assert "This page shows what we knew on 1 March 2026. It may be different today." in text
    assert "<h1>Old Name</h1>" in text and "Newest Name" not in text
    assert "On 1 March 2026: Vetted" in text
    assert f'href="{url}"' in text and "See what we know today" in text
    assert 'name="robots" content="noindex"' in text
    # Nothing there may pass for today's word: no green, no number to call, no jobs.
    assert 'class="good"' not in text
    assert "tel:" not in text[text.index("Contacts at that time") : text.index("<footer")]
    assert "See its jobs" not in text


def test_prices_of_a_past_day_are_those_told_by_then(client, lived):
    url = reverse("agency", args=[lived.public_id])
    assert "THB\u00a0500" in page(client, f"{url}?as_of=2026-05-01")
    assert "THB\u00a0900" not in page(client, f"{url}?as_of=2026-05-01")
    assert "THB\u00a0900" in page(client, f"{url}?as_of=2026-06-04")


def test_before_it_was_known_the_page_says_so_and_tells_nothing_else(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]) + "?as_of=2026-01-04")
    assert "On 4 January 2026 we did not know this agency yet." in text
    assert "Name</h1>" not in text and "Licences" not in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2027-01-01", "This day has not come yet."),
        ("9999-12-31", "This day has not come yet."),
        ("yesterday", "We cannot read this day."),
        ("2026-02-30", "We cannot read this day."),
        ("20260501", "We cannot read this day."),
        ("0000-00-00", "We cannot read this day."),
        ("%00%ff", "We cannot read this day."),
        ("%3Cscript%3E", "We cannot read this day."),
    ],
)
def test_a_day_that_cannot_be_shown_gives_todays_page_and_a_sentence(client, lived, asked, sentence):
    for url in (reverse("agency", args=[lived.public_id]), reverse("agency_list")):
        text = page(client, f"{url}?as_of={asked}")
        assert sentence in text and "<script>" not in text
        # At the top, before all that it is not about, and once.
        assert text.count(sentence) == 1 and "</h1>" in text.split(sentence)[0][-400:]
        assert "This page shows what we knew on" not in text


@pytest.mark.parametrize("asked", ["", "2026-11-22", "++"])
def test_no_day_or_today_is_todays_page(client, lived, asked):
    text = page(client, reverse("agency", args=[lived.public_id]) + f"?as_of={asked}")
    assert (
        "Newest Name" in text
        and "We cannot read" not in text
        and "what we knew on" not in text.lower().split("<h1")[1].split("summary")[0]
    )


def test_a_day_in_burmese_digits_is_read_and_other_spellings_of_the_number_keep_it(client, lived):
    burmese = "2026-03-01".translate({ord("0") + value: 0x1040 + value for value in range(10)})
    assert "1 March 2026" in page(client, reverse("agency", args=[lived.public_id]) + f"?as_of={burmese}")
    spaced = client.get(f"/en/agencies/{lived.public_id[:4]} {lived.public_id[4:]}/?as_of=2026-03-01")
    assert spaced.headers["location"].endswith(f"/{lived.public_id}/?as_of=2026-03-01")


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_past_pages_answer_in_every_language_without_a_cookie(client, lived, language):
    for path in (f"{lived.public_id}/?as_of=2026-05-01", "?as_of=2026-05-01", f"{lived.public_id}/"):
        assert not client.get(f"/{language}/agencies/{path}").cookies
        page(client, f"/{language}/agencies/{path}")


def test_the_agency_page_draws_its_standing_over_time_with_the_same_in_words(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]))
    drawing = text[text.index("Its standing over time") :]
    drawing, words = drawing[: drawing.index("</svg>")], drawing[: drawing.index("</figure>")]
    for kind in ("was-vetted", "was-suspended", "was-conditional", "was-not_vetted"):
        assert f'class="{kind}"' in drawing
    assert "1 April 2026 to 3 May 2026: ■ Suspended" in words
    assert "since 1 July 2026: ✕ Not vetted" in words
    assert "style=" not in drawing


def test_corrections_say_what_was_before_when_and_why(client, lived):
    text = page(client, reverse("agency", args=[lived.public_id]))
    told = text[text.index("What was changed in this record") :]
    assert "Changed on 1 July 2026: Address." in told and "Before: 1 Road." in told and "Why: Moved" in told
    assert "Before: Old Name." in told and "Why: The seal says so" in told


def test_swapping_who_vouched_changes_no_byte_of_a_past_page(client, lived):
    url = reverse("agency", args=[lived.public_id]) + "?as_of=2026-03-01"
    before = page(client, url)
    vouch = lived.vouches.last()
    vouch.cso = accredit_cso(register_cso("Somebody else", "faith"), day(1, 1), None)
    vouch.save()
    assert page(client, url) == before
    assert "North" not in before and "South" not in before


# The register of a past day


def test_the_register_of_a_past_day_counts_and_lists_what_stood_then(client, lived, corridor, live_on):
    live_on(day(3, 20))
    actions.register_agency("Plain Sending", "KH")
    live_on(day(11, 22))
    url = reverse("agency_list")

    def told(query):
        text = page(client, f"{url}?as_of={query}")
        return text[text.index("</form>") :]

    assert "Vetted: 1" in told("2026-03-01") and "Plain Sending" not in told("2026-03-01")
    april = told("2026-04-02")
    assert "Suspended: 1" in april and "Not known: 1" in april and "2 agencies" in april
    assert "Old Name" in april and "Newest Name" not in april
    assert "Old Name" in told("2026-04-02&standing=suspended") and "Plain" not in told("2026-04-02&standing=suspended")
    assert "Old Name" in told("2026-04-02&corridor=MM-TH-MOU&standing=suspended")
    assert "No agency here fits." in told("2026-04-02&corridor=MM-TH-MOU&standing=vetted")
    assert "Plain Sending" in told("2026-04-02&country=KH") and "Not known: 1" in told("2026-04-02&country=KH")
    assert "Suspended: 1" not in told("2026-04-02&country=KH")
    assert f"/{lived.public_id}/?as_of=2026-04-02" in april


def test_counts_of_a_past_day_are_those_of_the_verdicts_one_by_one(lived, live_on, corridor):
    other = make_corridor("MM-MY-AGENCY")
    live_on(day(3, 2))
    for place in range(4):
        agency = actions.register_agency(f"Agency {place}", "MM")
        if place:
            actions.grant_licence(
                agency, regulator="D", country="MM", number=f"N{place}", covers=f"{corridor.code} {other.code}"
            )
        if place == 2:
            actions.impose_sanction(agency, by="regulator", reason="x", starts=day(3, 2), corridor=other)
        if place == 3:
            actions.impose_sanction(agency, by="regulator", reason="x", starts=day(3, 2))
    live_on(day(11, 22))
    from agencies.reading import headline_of

    for on in (day(1, 5), day(3, 2), day(4, 2), day(7, 1)):
        known = clock.end_of(on)
        expected = dict.fromkeys(Standing, 0)
        for agency in known_then(known):
            held = {route: one for route, one in as_of(agency, on).standings.items() if one.holds}
            recorded, _routes = headline_of(held)
            if recorded:
                expected[recorded.standing] += 1
        assert counts_then(None, on, known) == expected
        assert counts_then(known_then(known), on, known) == expected


PAST_QUERIES = ("", "&standing=unknown", "&country=MM&corridor=MM-TH-MOU", "&words=agency&page=2", "&page=99")


def test_the_register_of_a_past_day_takes_the_same_queries_at_any_size(client, live_on, corridor):
    def grow(count: int) -> None:
        live_on(day(3, 2))
        agencies = Agency.objects.bulk_create(
            Agency(
                public_id=number, name=f"Agency {number}", country="MM", changed_at=clock.now(), known_at=clock.now()
            )
            for number in actions.registration.new_public_ids(count)
        )
        actions.reassess_many([agency.pk for agency in agencies])
        for agency in agencies[: count // 2]:
            FieldChange.objects.create(
                agency=agency, field="name", before="Then", after=agency.name, known_at=clock.now()
            )
        live_on(day(11, 22))

    def queries() -> list[int]:
        counts = []
        for query in PAST_QUERIES:
            page(client, f"{reverse('agency_list')}?as_of=2026-03-05{query}")
            with CaptureQueriesContext(connection) as asked:
                page(client, f"{reverse('agency_list')}?as_of=2026-03-05{query}")
            counts.append(len(asked))
        return counts

    grow(60)
    few = queries()
    grow(60)
    assert queries() == few and max(few) <= 12
    assert "Not known: 120" in page(client, f"{reverse('agency_list')}?as_of=2026-03-05")


# Nothing of the past is ever rewritten


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
