"""Invented reports of workers for the demo: cards of several CSOs, reports above and below five, a rival's praise that is held
back, replies. `seed_demo` calls it once; later runs find the cards there.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, zip_longest

from accounts.models import User
from agencies.actions.review_desk import reply_to_reviews, show_reply
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import Item, Report, print_cards, send_review
from agencies.models import Agency, Review, ReviewBatch, ReviewReply
from agencies.review_codes import new_card_codes
from agencies.rules.review_questions import QUESTIONS, Answer, months_offered
from corridors.models import Corridor
from foundation.money import Money
from partners.models import CSO
from portal.demo.registry import marked

SHEET = 30


@dataclass(frozen=True)
class Told:
    """What workers of one invented agency report: how many, on which route, the usual sum and first pay, how often well."""

    agency: str
    corridor: str
    reports: int
    paid: int
    currency: str
    earned: int
    good: float = 0.8


TOLD = (
    # It says 155,000: within the tolerance, so its jobs stay.
    Told("Blue Heron Overseas", "MM-TH-MOU", 14, 148_000, "MMK", 9_600, 0.75),
    Told("Morning Rice Employment", "MM-TH-MOU", 9, 0, "MMK", 10_200, 0.9),
    # It says that workers pay nothing.
    Told("Two Ledgers Overseas", "MM-TH-MOU", 12, 480_000, "MMK", 9_000, 0.3),
    Told("Sugar Palm Overseas", "KH-TH-MOU", 11, 0, "USD", 9_900, 0.85),
    # Fewer than five: nothing of them is shown.
    Told("Lotus Bridge Employment", "KH-TH-MOU", 3, 60, "USD", 9_400),
    Told("Champa Road Employment", "LA-TH-MOU", 4, 500_000, "LAK", 9_300),
)
PRAISED, PRAISE = "Tall Fence Overseas", 9
WORDS = "Example: the broker in our town asked for the rest in cash."
REPLY = "Example: since March our office gives a receipt for every payment, and takes none in cash."
THANKS = "Example: thank you. We ask every worker again after three months."


def seed_reports(today: date, csos: list[CSO], officers: dict[str, User], registrar: User) -> None:
    """Print cards, send reports, move them, reply. officers: {agency's name without its mark: its officer}."""
    if not ReviewBatch.objects.filter(cso__in=csos).exists():
        sheets = [_cards(cso, number, today) for number, cso in enumerate(csos[:5])]
        reports = list(_reports(today))
        # Praise comes from one sheet, the others from all of them in turn.
        praise, others = sheets[0][:PRAISE], list(chain(*zip_longest(sheets[0][PRAISE:], *sheets[1:])))
        cards = [card for card in others if card]
        told = [*zip(praise, _praise(today), strict=True), *zip(cards, reports, strict=False)]
        for number, (card, report) in enumerate(told):
            send_review(card, report, f"example-page-{number}", today)
        move_reviews(today)
    _reply("Blue Heron Overseas", REPLY, today, officers)
    if shown := _reply("Sugar Palm Overseas", THANKS, today, officers):
        show_reply(shown, actor=registrar)


def _cards(cso: CSO, number: int, today: date) -> list[str]:
    drawn = new_card_codes(SHEET)
    print_cards(cso, SHEET, f"example-sheet-{number}-{cso.pk}", today, codes_drawn=drawn)
    return drawn


def _reports(today: date) -> Iterator[Report]:
    """The same every time but for the months, which follow today; those of one agency never one behind the other."""
    pick = random.Random(2026)  # noqa: S311 - the examples must come out the same each time
    found = [report for told in TOLD for report in _of(told, pick, today)]
    pick.shuffle(found)
    return iter(found)


def _of(told: Told, pick: random.Random, today: date) -> Iterator[Report]:
    agency = Agency.objects.get(name=marked(told.agency), example=True)
    corridor = Corridor.objects.get(code=told.corridor)
    months = months_offered(today)
    # Of one year, so that they can be shown together: this year's, or early in a year the last one's.
    year = today.year if today.month > 6 else today.year - 1
    months = [month for month in months if month.year == year]
    for _ in range(told.reports):
        items = _items(told, pick)
        yield Report(
            agency=agency,
            corridor=corridor,
            month=pick.choice(months),
            answers=dict(_answers(pick, told.good)),
            fees=Review.Fees.ALL if items else Review.Fees.NOTHING,
            items=items,
            words=WORDS if pick.random() < 0.1 else "",
            earned=Money(Decimal(told.earned + 100 * pick.randrange(-8, 9)), "THB"),
        )


def _items(told: Told, pick: random.Random) -> tuple[Item, ...]:
    if not told.paid:
        return ()
    paid = Decimal(told.paid * pick.randrange(75, 130) // 100)
    parts = (("recruitment_fee", 70, 60), ("medical", 20, 100), ("administrative", 10, 0))
    return tuple(
        Item(category, paid * share / 100, paid * share * receipt / 10_000 if receipt else None, told.currency)
        for category, share, receipt in parts
    )


def _answers(pick: random.Random, good: float) -> Iterator[tuple[str, str]]:
    for question in QUESTIONS:
        if pick.random() < 0.12:
            continue
        bad = Answer.NO if question.good is Answer.YES else Answer.YES
        chance = pick.random()
        yield question.code, (question.good if chance < good else bad if chance < 0.95 else Answer.UNSURE).value


def _praise(today: date) -> Iterator[Report]:
    """Nine times the same words of praise."""
    agency = Agency.objects.get(name=marked(PRAISED), example=True)
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    answers = {question.code: question.good.value for question in QUESTIONS}
    for _ in range(PRAISE):
        yield Report(agency, corridor, months_offered(today)[2], answers, Review.Fees.NOTHING)


def _reply(name: str, words: str, today: date, officers: dict[str, User]) -> ReviewReply | None:
    """The reply that waits now; None when the agency has replied before."""
    agency = Agency.objects.get(name=marked(name), example=True)
    if agency.review_replies.exists():
        return None
    return reply_to_reviews(agency, words, "en", today, actor=officers[name])
