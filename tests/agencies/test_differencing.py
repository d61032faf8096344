"""Subtracting whatever is public tells of no group of one to four: over agencies, routes, months, answers, days and pages.

Reports come and go for some nights. Every number of the public pages is read off them each night, and off the pages of past
days at the end; the test knows whom each number counts, and looks for groups of one to four whose number follows from them.
"""

import random
import re
from collections import defaultdict
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import withdraw_review
from agencies.models import PaymentFigure, Review, ReviewBlock, ReviewFigure
from agencies.review_wording import QUESTIONS
from agencies.rules.review_figures import PART, WHOLE
from tests.agencies.audit import Number, small_groups
from tests.agencies.reports import release_all
from tests.make import TODAY, make_corridor, make_opening, make_rate, make_report, make_vetted_agency, send_reviews

pytestmark = pytest.mark.django_db
NIGHTS, FIRST = 9, date(2026, 12, 20)
ASKED = ("told_costs", "free_choice", "borrowed", "own_language", "was_met")
ROUTES = ("MM-TH-AGENCY", "MM-TH-MOU", "MM-MY-AGENCY")
REPORTS = "reports"


# The audit itself


@pytest.mark.parametrize(
    ("numbers", "histories", "given_away"),
    [
        # Nine in June, and the same nine with three more in July.
        ([Number("June", 9), Number("July", 12)], ["June July", "July"], 1),
        # Two left and six came: the numbers differ by four, and count no four people.
        ([Number("June", 9), Number("July", 13)], ["June", "June July", "July"], 0),
        # A pool and the two years that it holds.
        ([Number("pool", 13), Number("2025", 5), Number("2026", 6)], ["pool 2025", "pool 2026", "pool"], 1),
        ([Number("pool", 16), Number("2025", 5), Number("2026", 6)], ["pool 2025", "pool 2026", "pool"], 0),
        # All reports of a day, and those that tell every fee.
        ([Number("day", 9), Number("day", 6, whole=(True,))], ["day"], 1),
        # A row with its others hidden, and all reports of that day.
        ([Number("day", 12), Number("day", 6, answers=("yes",)), Number("day", 5, answers=("no",))], ["day"], 1),
        # Yes grew by two between two days on which nobody left.
        ([Number("a", 5, answers=("yes",)), Number("b", 7, answers=("yes",))], ["a b", "b"], 1),
        # Six said yes and nine told every fee: who both did is not known.
        ([Number("day", 6, answers=("yes",)), Number("day", 9, whole=(True,))], ["day"], 0),
    ],
)
def test_the_audit_finds_what_subtraction_gives_away(numbers, histories, given_away):
    assert len(small_groups(numbers, [history.split() for history in histories])) == given_away


# Whom each number counts


class Ledger:
    """Everything published so far, with the people behind each number. A report that was taken back stays known here."""

    def __init__(self):
        self.told: dict = {}
        # {block: {kind: people}} and {block: {subject: (people, {cell: number})}} as published last.
        self.kinds: dict = defaultdict(dict)
        self.standing: dict = defaultdict(dict)
        self.payments: dict = {}
        # {agency: {publication: people}} and {agency: {question, or reports: numbers}} since the first day.
        self.people: dict = defaultdict(dict)
        self.numbers: dict = defaultdict(lambda: defaultdict(list))

    def publish(self, today: date) -> None:
        """Take in what was published today, before anybody takes a report back."""
        for row in Review.objects.all():
            self.told[row.pk] = row
        for block in ReviewBlock.objects.select_related("corridor"):
            figures = list(ReviewFigure.objects.filter(block=block, published=today))
            if not figures:
                continue
            publication, people = (block.pk, today), self._people(block)
            self.people[block.agency_id][publication] = people
            for figure in figures:
                numbers = {cell: len(self._those(people, figure.subject, cell)) for cell in figure.cells}
                assert (numbers, len(people)) == (figure.cells, figure.reports)
                self.standing[block][figure.subject] = (people, numbers)
                self._note(block, figure.subject, publication, numbers)
            for figure in PaymentFigure.objects.filter(agency=block.agency, corridor=block.corridor, published=today):
                if (figure.period_from.year, figure.period_until.year > figure.period_from.year + 1) == (
                    block.first_year,
                    block.pooled,
                ):
                    self.payments[figure] = self.kinds[block][WHOLE]
                    assert figure.reports == len(self.kinds[block][WHOLE])
                    self.numbers[block.agency_id][REPORTS].append(Number(publication, figure.reports, whole=(True,)))

    def _note(self, block, subject: str, publication, numbers: dict[str, int]) -> None:
        noted = self.numbers[block.agency_id][subject]
        if subject == REPORTS:
            noted.append(Number(publication, sum(numbers.values())))
            return
        for cell, number in numbers.items():
            answers = tuple({answer if answer in ("yes", "no") else "other" for answer in cell.split("+")})
            noted.append(Number(publication, number, answers=answers))

    def _people(self, block) -> frozenset:
        """Who is counted: a kind of which somebody was taken back since stays as it was published."""
        for kind in (WHOLE, PART):
            if not getattr(block, f"gone_{kind}"):
                self.kinds[block][kind] = frozenset(
                    row.pk for row in block.reviews.all() if row.whole is (kind == WHOLE)
                )
        return self.kinds[block][WHOLE] | self.kinds[block][PART]

    def _those(self, people, subject: str, cell: str) -> list:
        if subject == REPORTS:
            return [one for one in people if self.told[one].whole is (cell == WHOLE)]
        return [one for one in people if self.told[one].answers.get(subject, "none") in cell.split("+")]

    def given_away(self, agency) -> list:
        """What the numbers of each question give away, with those of all reports and of payments."""
        told, histories = self.people[agency.pk], defaultdict(set)
        for publication, people in told.items():
            for one in people:
                histories[one].add(publication)
        common = self.numbers[agency.pk][REPORTS]
        return [
            found
            for subject, numbers in self.numbers[agency.pk].items()
            for found in small_groups([*common, *numbers], histories.values())
        ]

    def shown(self, agency) -> list:
        """What an agency's page must say of reports: (how many, {question: (yes, no, others, of how many)})."""
        found = []
        for block, subjects in self.standing.items():
            people, _ = subjects[REPORTS]
            if block.agency_id == agency.pk and people:
                rows = {}
                for subject, (asked, groups) in subjects.items():
                    if subject == REPORTS:
                        continue
                    yes, no = (groups.get(cell) for cell in ("yes", "no"))
                    others = len(asked) - (yes or 0) - (no or 0)
                    if (yes, no) != (0, 0):
                        rows[str(QUESTIONS[subject])] = (yes, no, others or None, len(asked))
                found.append((len(people), sorted(rows.items())))
        return sorted(found, key=repr)

    def paid(self, agency, on: date) -> dict[int, int]:
        """{route: of how many the payments are that a page must show}: the newest period, and its last publication."""
        rows = sorted(self.payments, key=lambda row: (row.period_until, row.published))
        return {
            row.corridor_id: len(self.payments[row])
            for row in rows
            if row.agency_id == agency.pk and row.published <= on
        }


# What the pages say


def read(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode().replace("\u00a0", " "), "html.parser")


def reports_on(page: BeautifulSoup) -> list:
    found = []
    for block in page.find(id="reports").find_next_siblings("details"):
        reports = int(re.search(r"(\d+) reports", block.summary.text)[1])
        rows = {}
        for question in block.find_all("dt"):
            told = question.find_next("dd").text
            yes, no, others, of = (
                int(match[1]) if (match := re.search(pattern, told)) else None
                for pattern in (r"yes (\d+)", r"no (\d+)", r"others (\d+)", r"of (\d+) reports")
            )
            if (yes, no) != (None, None):
                rows[question.text] = (yes, no, others, of or reports)
        found.append((reports, sorted(rows.items())))
    return sorted(found, key=repr)


def payments_on(page: BeautifulSoup) -> list[int]:
    return sorted(int(number) for number in re.findall(r"Workers paid (\d+) reports, ", " ".join(page.text.split())))


def elsewhere(client) -> dict[str, bytes]:
    """The pages that may not move with any report: lists, filters, days of lists, reports of SDG 10.7.1, searches."""
    register = reverse("agency_list")
    days = [f"{register}?as_of={FIRST + timedelta(days=night)}" for night in range(0, NIGHTS, 3)]
    filters = [
        f"{register}?{query}" for query in ("", "corridor=MM-TH-MOU", "standing=unknown", "country=MM", "words=a")
    ]
    fixed = [
        reverse("results"),
        "/en/verify/",
        "/en/corridors/",
        "/verify/keys.json",
        reverse("agency_check") + "?q=Agency",
    ]
    indicators = [reverse("recruitment_costs", args=[code]) for code in ROUTES]
    return {address: client.get(address).content for address in (*days, *filters, *fixed, *indicators)}


@pytest.fixture
def corridors():
    make_rate("THB", "35")
    return [make_corridor(code) for code in ROUTES]


@pytest.fixture
def agencies(live_on, corridors):
    """Three, vetted on a route, that say their workers pay more than any worker here reports: so their standing stays."""
    live_on(TODAY)
    dear = [("Fee", "30000", "THB")]
    return [make_vetted_agency(corridors[0], fees=dear) for _ in range(3)]


def reports_of_a_night(chance: random.Random, agencies, corridors):
    for number in range(chance.randrange(24, 40)):
        answers = {code: chance.choice(("yes", "yes", "yes", "no", "unsure")) for code in ASKED}
        yield make_report(
            chance.choice(agencies),
            chance.choice((corridors[0], corridors[0], *corridors)),
            answers={code: answer for code, answer in answers.items() if chance.random() < 0.9},
            paid=str(chance.randrange(5, 60) * 500),
            fees=chance.choice(("all", "all", "some")),
            month=date(chance.choice((2024, 2025, 2026, 2026)), 1 + number % 10, 1),
        )


@pytest.mark.parametrize("seed", [0, 3])
def test_no_group_of_one_to_four_follows_from_all_that_is_public(client, live_on, agencies, corridors, seed):
    chance, ledger, receipts = random.Random(seed), Ledger(), []
    openings = [make_opening(agency=agency, corridor=corridors[0]) for agency in agencies]
    # New Year is among the nights: a year that is over is pooled in other ways.
    nights = [FIRST + timedelta(days=2 * night) for night in range(NIGHTS)]
    live_on(nights[-1])
    before = elsewhere(client)
    for today in nights:
        live_on(today)
        receipts += send_reviews(reports_of_a_night(chance, agencies, corridors), today)
        move_reviews(today)
        release_all(today)
        ledger.publish(today)
        for agency, opening in zip(agencies, openings, strict=True):
            page, paid = read(client, reverse("agency", args=[agency.public_id])), ledger.paid(agency, today)
            assert reports_on(page) == ledger.shown(agency)
            assert payments_on(page) == sorted(paid.values())
            told = re.findall(
                r"(\d+) workers told what they paid", read(client, reverse("opening", args=[opening.public_id])).text
            )
            assert list(map(int, told)) == [number for route, number in paid.items() if route == opening.corridor_id]
        for _ in range(chance.randrange(8)):
            withdraw_review(receipts.pop(chance.randrange(len(receipts))))
    for agency in agencies:
        for day in range(1, (nights[-1] - FIRST).days, 3):
            on = FIRST + timedelta(days=day)
            page = read(client, f"{reverse('agency', args=[agency.public_id])}?as_of={on}")
            assert payments_on(page) == sorted(ledger.paid(agency, on).values())
    assert elsewhere(client) == before
    for agency in agencies:
        assert sum(map(len, ledger.numbers[agency.pk].values())) > 50
        assert ledger.given_away(agency) == []
