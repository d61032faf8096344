"""Plain builders, one a model: make_user(), make_organisation() …; each gives a saved row with sensible defaults."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, zip_longest

from accounts.models import Membership, Organisation, User
from foundation import clock

_number = count(1)
TODAY = date(2026, 11, 22)


def make_user(**given) -> User:
    """A user without a second factor."""
    number = next(_number)
    password = given.pop("password", None)
    user = User(**{"username": f"user{number}", "email": f"user{number}@example.org", **given})
    user.set_password(password)
    user.save()
    return user


def make_organisation(**given) -> Organisation:
    """A CSO unless told otherwise."""
    return Organisation.objects.create(**{"name": f"Organisation {next(_number)}", "kind": "cso", **given})


def make_membership(**given) -> Membership:
    """An officer since January."""
    given.setdefault("user", None)
    given["user"] = given["user"] or make_user()
    given.setdefault("organisation", None)
    given["organisation"] = given["organisation"] or make_organisation()
    return Membership.objects.create(**{"role": "officer", "since": date(2026, 1, 1), **given})


def make_second_factor(user: User) -> str:
    """Give the user a TOTP authenticator; returns its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_place(code: str = "MMR013", **given):
    """A place; Yangon unless told otherwise."""
    from reference.models import Place

    return Place.objects.get_or_create(
        code=code, defaults={"country": "MM", "kind": "state", "name_en": "Yangon", **given}
    )[0]


def make_corridor(code: str = "MM-TH-AGENCY", **given):
    """A legal way between two countries; Myanmar to Thailand through an agency unless told otherwise."""
    from corridors.models import Corridor

    origin, destination, channel = code.split("-", 2)
    return Corridor.objects.get_or_create(
        code=code,
        defaults={
            "origin": origin,
            "destination": destination,
            "channel": channel,
            "channel_name": channel.title(),
            "evidence": "read",
            **given,
        },
    )[0]


def make_agency(**given):
    """An agency with a desk of its own; `organisation=None` gives one without."""
    from agencies.models import Agency
    from foundation.codes import new_code

    number = next(_number)
    if "organisation" not in given:
        given["organisation"] = make_organisation(name=f"Agency {number}", kind="agency")
    return Agency.objects.create(
        **{"public_id": new_code(8), "name": f"Agency {number}", "country": "MM", "changed_at": clock.now(), **given}
    )


def make_standing(agency, corridor, standing: str = "vetted", **given):
    """The verdict in force about an agency on a corridor, in place of the one before."""
    from agencies.models import StandingChange
    from agencies.rules import RULES_VERSION

    StandingChange.objects.current().filter(agency=agency, corridor=corridor).update(replaced_at=clock.now())
    return StandingChange.objects.create(
        **{
            "agency": agency,
            "corridor": corridor,
            "standing": standing,
            "until": date(2027, 5, 4),
            "rules_version": RULES_VERSION,
            "on": date(2026, 1, 1),
            "known_at": clock.now(),
            **given,
        }
    )


def make_disclosure(agency, corridor, *amounts, **given):
    """What an agency says its workers pay: one THB line an amount, an unknown one for None."""
    from agencies.models import FeeDisclosure

    disclosure = FeeDisclosure.objects.create(
        **{
            "agency": agency,
            "corridor": corridor,
            "version": 1,
            "valid_from": date(2026, 1, 1),
            "declared_at": clock.now(),
            **given,
        }
    )
    for order, amount in enumerate(amounts, 1):
        disclosure.items.create(
            order=order,
            category="administrative",
            name=f"Paper {order}",
            amount=amount,
            currency="THB",
            payer="worker",
        )
    return disclosure


def make_vetted_agency(corridor=None, *, fees=(("Agency fee", "0", "THB"),), today: date = TODAY, until=None, **given):
    """An agency vetted on a corridor through the registry's own actions; `until` is its licence's last day."""
    from agencies import actions
    from foundation.money import Money
    from partners.actions import accredit_cso, register_cso

    corridor = corridor or make_corridor("MM-TH-AGENCY")
    agency = actions.register_agency(
        **{"name": f"Agency {next(_number)}", "country": corridor.origin, "example": True, **given}
    )
    actions.grant_licence(
        agency,
        regulator="Regulator",
        country=agency.country,
        number=f"L{next(_number)}",
        covers=corridor.code,
        issued=today - timedelta(days=400),
        last_day=until or today + timedelta(days=300),
        next_check=today + timedelta(days=300),
    )
    items = [
        actions.Item("recruitment_fee", name, Money(None if amount is None else Decimal(amount), currency), "worker")
        for name, amount, currency in fees
    ]
    actions.disclose_fees(agency, corridor, items, today - timedelta(days=30))
    for _ in range(2):
        cso = register_cso(f"CSO {next(_number)}", "trade_union", example=True)
        accredit_cso(cso, today - timedelta(days=400), None)
        actions.vouch_for(agency, corridor, cso, given=today - timedelta(days=20), expires=today + timedelta(days=200))
    return agency


def make_employer(**given):
    """A factory near Bangkok."""
    from jobs.models import Employer

    number = next(_number)
    return Employer.objects.create(
        **{"key": f"TH|factory {number}", "name": f"Factory {number}", "country": "TH", **given}
    )


def make_opening(known_at=None, **given):
    """A visible opening of a vetted agency, known since its day; give `agency` (whose standing is then yours to make) or `basis`."""
    from foundation.codes import new_code
    from jobs.models import Opening
    from jobs.recruitments import remember

    if given.get("basis") == "certified_order":
        given = {
            "destination": "US",
            "channel": "H2A",
            "currency": "USD",
            "wage_low": "14.50",
            "wage_per": "hour",
            "job_order_number": "H-300-21100-1",
            "order_authority": "US Department of Labor",
            "order_status": "certified",
            "order_from": date(2026, 10, 1),
            "order_until": date(2027, 3, 1),
            **given,
        }
    else:
        corridor = given.setdefault("corridor", None) or make_corridor()
        if given.get("agency") is None:
            given["agency"] = make_agency()
            make_standing(given["agency"], corridor)
        parts = {"origin": corridor.origin, "destination": corridor.destination, "channel": corridor.channel}
        given = {**parts, **given, "corridor": corridor}
    if given.get("employer") is None:
        given["employer"] = make_employer()
    opening = Opening.objects.create(
        **{
            "public_id": new_code(10),
            "basis": "vetted_agency",
            "title": "Sewing machine operator",
            "wage_low": 400,
            "currency": "THB",
            "wage_per": "day",
            "hours_per_week": 48,
            "state": "published",
            "published_on": date(2026, 11, 1),
            **given,
        }
    )
    opening.refresh_from_db()
    if opening.published_on:
        remember([opening.pk], known_at or datetime.combine(opening.published_on, time(), clock.BANGKOK))
    return opening


def make_status(corridor, status: str = "suspended", affected_group: str = "men aged 18-35", **given):
    """A notice about a route, in force since January; for some people only unless told otherwise."""
    from corridors.models import CorridorStatus

    return CorridorStatus.objects.create(
        **{
            "key": f"{corridor.code}|{affected_group}",
            "digest": "0" * 64,
            "collection": "test",
            "known_from": clock.now(),
            "corridor": corridor,
            "status": status,
            "affected_group": affected_group,
            "for_everyone": False,
            "first_day": date(2026, 1, 1),
            "effective_from": "2026-01-01",
            "evidence": "read",
            **given,
        }
    )


def make_rate(currency: str, units: str) -> None:
    """What one US dollar buys, from January."""
    from corridors.models import ExchangeRate

    ExchangeRate.objects.create(
        key=currency,
        digest="0" * 64,
        collection="test",
        known_from=clock.now(),
        effective_from="2026-01",
        first_day="2026-01-01",
        evidence="read",
        currency=currency,
        units_per_usd=Decimal(units),
        rate_kind="official",
    )


def make_registrar(**given) -> User:
    """An officer of a desk of this site, with a second factor."""
    user = make_user(**given)
    make_membership(user=user, organisation=make_organisation(name=f"Desk {next(_number)}", kind="desk"))
    make_second_factor(user)
    return user


def make_agency_officer(agency) -> User:
    """An officer of the organisation that acts for the agency, with a second factor."""
    user = make_user()
    make_membership(user=user, organisation=agency.organisation)
    make_second_factor(user)
    return user


def sign_in(user):
    """A client signed in as this user."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_cso(*, officer: User | None = None, **given):
    """An accredited CSO with an organisation; `officer` becomes its officer."""
    from partners.models import CSO

    given.setdefault("organisation", None)
    given["organisation"] = given["organisation"] or make_organisation()
    cso = CSO.objects.create(
        **{"name": f"CSO {next(_number)}", "kind": "grassroots", "accredited_from": date(2026, 1, 1), **given}
    )
    if officer:
        make_membership(user=officer, organisation=cso.organisation)
    return cso


def open_by_two(concern, today: date = TODAY):
    """The concern, found severe by two people."""
    from agencies.actions import open_concern

    for _person in range(2):
        concern = open_concern(concern, today, actor=make_user())
    return concern


def make_cards(count: int = 5, cso=None, today: date = TODAY, **given) -> list[str]:
    """The digits of a fresh sheet of review cards."""
    from agencies.actions.reviews import print_cards
    from agencies.review_codes import new_card_codes

    drawn = new_card_codes(count)
    print_cards(cso or make_cso(), count, f"sheet {next(_number)}", today, codes_drawn=drawn, **given)
    return drawn


def make_report(agency=None, corridor=None, **given):
    """What a worker tells: paid 12,000 baht with a receipt of 8,000, a few answers, left in May."""
    from agencies.actions.reviews import Item, Report

    paid = given.pop("paid", "12000")
    items = (Item("recruitment_fee", Decimal(paid), Decimal("8000"), "THB"),) if paid else ()
    return Report(
        **{
            "agency": agency or make_agency(),
            "corridor": corridor or make_corridor(),
            "month": date(2026, 5, 1),
            "answers": {"told_costs": "no", "own_language": "yes", "same_job": "yes"},
            "fees": "all" if items else "nothing",
            "items": items,
            **given,
        }
    )


def send_reviews(reports, today: date = TODAY) -> list[str]:
    """Send these reports with fresh cards of several sheets; returns their receipts. They wait until move_reviews."""
    from agencies.actions.reviews import send_review

    reports = list(reports)
    sheets = [make_cards(min(50, -(-len(reports) // 5)), today=today) for _ in range(min(5, len(reports)))]
    while sum(map(len, sheets)) < len(reports):
        sheets.append(make_cards(50, today=today))
    drawn = [card for row in zip_longest(*sheets) for card in row if card]
    return [
        send_review(card, report, f"page {next(_number)}", today) for card, report in zip(drawn, reports, strict=False)
    ]


def make_case(**given):
    """A case that somebody asked help in, as (case, receipt code); `words`, `called`, `contact` go into its letter."""
    from support.actions.asking import Letter, ask_for_help
    from support.actions.client import by_receipt

    number = next(_number)
    letter = Letter(
        called=given.pop("called", "Ma Hnin"),
        reply_by=given.pop("reply_by", "receipt"),
        contact=given.pop("contact", ""),
        when="",
        place=given.pop("place", "Mae Sot"),
        words=given.pop("words", "They did not pay me."),
    )
    told = {"request": "unpaid_wages", "country": "TH", "language": "my", "phrase": "", "today": TODAY, **given}
    code = ask_for_help(letter=letter, submission=f"case{number:018d}", **told)
    return by_receipt(code, told["phrase"], told["today"]), code


def make_case_worker(organisation=None, role: str = "case_worker", name: str = "Help desk"):
    """Somebody who works at cases, at a desk of this site unless an organisation is given, with a second factor."""
    from partners.models import CSO

    organisation = organisation or make_organisation(kind="desk", name=name)
    if organisation.kind == "cso" and not CSO.objects.filter(organisation=organisation).exists():
        make_cso(organisation=organisation)
    user = make_membership(organisation=organisation, role=role).user
    make_second_factor(user)
    return user


def make_service(**given):
    """A service of the directory, given in Thailand."""
    from support.actions.directory import keep_service
    from support.models import Service

    number = next(_number)
    told = {"name": f"Legal help {number}", "kind": "legal_aid", "email": "legal@example.org", **given}
    return keep_service(Service(**told), f"Lawyers {number}", [("TH", None)], None)
