"""Seeds invented CSOs and agencies with licences, disclosures, vouches and payments, through the apps' own actions."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from accounts.actions import found_organisation, join_organisation
from accounts.models import Organisation, User
from agencies.actions import (
    Item,
    claim_agency,
    disclose_fees,
    grant_licence,
    impose_sanction,
    lift_sanction,
    publish_payment_figure,
    register_agency,
    set_contacts,
    vouch_for,
)
from agencies.actions.standing import reassess
from agencies.models import Agency
from agencies.rules.vouching import MUST_BE_SEEN, Principle
from corridors.models import Corridor
from foundation import clock
from foundation.money import Money
from partners.actions import accredit_cso, register_cso
from partners.models import CSO
from portal.demo.world import AGENCIES, CSOS, MARK, ExampleAgency

REGULATORS = {
    "MM": "Example regulator of Myanmar (invented)",
    "KH": "Example regulator of Cambodia (invented)",
    "LA": "Example regulator of Laos (invented)",
}

# How long the registry has known the invented agencies, so that a past day can be asked for.
KNOWN_FOR = timedelta(days=240)


def marked(name: str, language: str = "en") -> str:
    """The name with the word example behind it, in the name's language."""
    return f"{name} ({MARK[language]})"


def seed_csos(today: date) -> list[CSO]:
    """The invented CSOs, accredited for two years around today."""
    found = []
    for told in CSOS:
        cso = CSO.objects.filter(name=marked(told.name)).first()
        if cso is None:
            organisation = found_organisation(marked(told.name), Organisation.Kind.CSO, told.country, example=True)
            cso = register_cso(marked(told.name), told.kind, told.country, organisation=organisation, example=True)
            accredit_cso(cso, today - timedelta(days=300), today + timedelta(days=430))
        found.append(cso)
    return found


def seed_agencies(today: date, csos: list[CSO], staff: tuple[User, User]) -> list[Agency]:
    """The invented agencies with all that their standing rests on; one already there is left as it is."""
    return [seed_agency(number, told, today, csos, staff) for number, told in enumerate(AGENCIES)]


def seed_agency(number: int, told: ExampleAgency, today: date, csos: list[CSO], staff: tuple[User, User]) -> Agency:
    """One agency with a past: each deed is done on its own day. `number` spreads its dates and its vouching CSOs."""
    held = Agency.objects.filter(name=marked(told.name), example=True).first()
    if held:
        return held
    with clock.lived_on(today - KNOWN_FOR):
        agency = _registered(number, told, today)
    # What one day brings is judged before what a later one brings.
    for day, deed in sorted(_deeds(agency, number, told, today, csos, staff), key=lambda one: one[0]):
        with clock.lived_on(day):
            deed()
    reassess(agency, today)
    agency.refresh_from_db()
    return agency


def _registered(number: int, told: ExampleAgency, today: date) -> Agency:
    """The agency, who acts for it, how to reach it and its licence."""
    organisation = found_organisation(marked(told.name), Organisation.Kind.AGENCY, told.country, example=True)
    agency = register_agency(
        marked(told.name),
        told.country,
        names={told.language: marked(told.own_name, told.language)},
        address=f"{12 + number} Example Street",
        registration_number=f"EX-{2000 + number}",
        example=True,
    )
    claim_agency(agency, organisation)
    # Numbers of the kind kept for fiction: nobody is called by mistake.
    contacts = [("phone", f"+1 202 555 01{10 + number}"), ("email", f"desk{number}@agency.example")]
    set_contacts(agency, contacts, today - KNOWN_FOR)
    last_day = today + timedelta(days=told.licence_days)
    grant_licence(
        agency,
        regulator=REGULATORS[told.country],
        country=told.country,
        number=f"EX/{told.country}/{100 + number}",
        covers=" ".join(told.corridors),
        issued=min(today, last_day) - timedelta(days=380),
        last_day=last_day,
        next_check=today + timedelta(days=150),
    )
    return agency


def _deeds(
    agency: Agency, number: int, told: ExampleAgency, today: date, csos: list[CSO], staff: tuple[User, User]
) -> Iterator[tuple[date, Callable[[], object]]]:
    """(day, what was done then): fees told, vouches, payments, suspensions."""
    for place, corridor in enumerate(Corridor.objects.filter(code__in=told.corridors).order_by("code")):
        if told.fees:
            items = [
                Item(
                    fee.category,
                    fee.item,
                    Money(None if fee.amount is None else Decimal(fee.amount), fee.currency),
                    fee.payer,
                )
                for fee in told.fees
            ]
            day = today - timedelta(days=90 + number)
            yield day, partial(disclose_fees, agency, corridor, items, day)
        for turn in range(told.vouches):
            given = today - timedelta(days=30 + 7 * turn + 5 * number)
            cso = csos[(number + place + turn * 2) % len(csos)]
            dates = {"given": given, "expires": given + timedelta(days=340)}
            yield given, partial(vouch_for, agency, corridor, cso, **dates, **looked_at(given, turn))
            # By then the weekly batch has shown it, and a night has judged anew.
            yield given + timedelta(days=8), partial(reassess, agency)
        if told.paid:
            day = today - timedelta(days=30)
            yield day, partial(_publish_paid, agency, corridor, told.paid, today, day)
    if told.licence_days < 0:
        yield today + timedelta(days=told.licence_days + 1), partial(reassess, agency)
    if told.trouble == "suspended":
        yield _suspension(agency, today - timedelta(days=20), staff)
    if told.trouble == "lifted":
        began, ended = today - timedelta(days=130), today - timedelta(days=105)
        yield _suspension(agency, began, staff)
        yield (
            ended,
            lambda: lift_sanction(
                agency.sanctions.get(), ended, reason="Example: the papers were given back.", actor=staff[1]
            ),
        )


def _publish_paid(agency: Agency, corridor: Corridor, paid: tuple[str, str, int], today: date, day: date) -> None:
    amount, currency, reports = paid
    median = Money(Decimal(amount), currency)
    publish_payment_figure(
        agency,
        corridor,
        period_from=today - timedelta(days=400),
        period_until=today - timedelta(days=35),
        reports=reports,
        low=Money((median.amount * Decimal("0.8")).quantize(Decimal(1)), currency),
        median=median,
        high=Money((median.amount * Decimal("1.3")).quantize(Decimal(1)), currency),
        published=day,
    )


def _suspension(agency: Agency, day: date, staff: tuple[User, User]) -> tuple[date, Callable[[], object]]:
    reason = "Example: workers' papers were kept."
    people = {"proposed_by": staff[0], "confirmed_by": staff[1]}
    return day, partial(impose_sanction, agency, by="portal", reason=reason, starts=day, **people)


def looked_at(given: date, turn: int) -> dict:
    """What an invented vouch rests on: the least that the desk would take."""
    return {
        "checklist": {
            principle.value: {"answer": "seen" if principle in MUST_BE_SEEN else "not_looked", "note": ""}
            for principle in Principle
        },
        "visited": given - timedelta(days=6),
        "interviewed": 5 + turn,
        "evidence": "Example: contracts and receipts.",
    }


def seat(user: User, organisation: Organisation, today: date, role: str = "officer") -> None:
    """Make the user a member of the organisation, an officer unless told otherwise."""
    join_organisation(user, organisation, role, today - timedelta(days=200))
