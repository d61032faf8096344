"""Puts together what pages show of reports: published blocks by stage with their numbers, and a held one for the desk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.models import Agency, Review, ReviewBlock, ReviewFigure, ReviewReply
from agencies.review_wording import ANSWERS, FEES, HOLDS, QUESTIONS, STAGES
from agencies.routes import route_names
from agencies.rules.review_holds import Hold
from agencies.rules.review_questions import BY_CODE, Answer, Stage, of_stage
from corridors.models import Corridor
from corridors.rules import Category
from corridors.wording import WORDS
from foundation.figures import format_partial_day
from foundation.money import Money
from foundation.partial import PartialDate

REPORTS = "reports"


@dataclass(frozen=True)
class Row:
    """One question with the answers that may be told: (word, count, is it the good one). `others` = all the rest."""

    question: str
    answers: tuple[tuple[str, int, bool], ...] = ()
    others: int = 0
    reports: int = 0

    @property
    def silent(self) -> bool:
        """Whether nobody answered this question with yes or no, and that may be told."""
        return len(self.answers) == 2 and not any(count for _, count, _ in self.answers)


@dataclass(frozen=True)
class Block:
    """Reports of one route and year, or of several pooled: how many, published when, and rows by stage."""

    route: str
    first_year: int
    last_year: int
    pooled: bool
    reports: int
    published: date
    stages: tuple[tuple[str, tuple[Row, ...]], ...]


@dataclass(frozen=True)
class Reviews:
    """All that is public about reports on an agency."""

    blocks: tuple[Block, ...] = ()
    reply: ReviewReply | None = None


def shown_reviews(agency: Agency, today: date, language: str) -> Reviews:
    """The newest published row of every question of every block, and the agency's reply: three queries."""
    rows = ReviewFigure.objects.filter(block__agency=agency, published__lte=today)
    newest: dict[int, dict[str, ReviewFigure]] = defaultdict(dict)
    blocks: dict[int, ReviewBlock] = {}
    for row in rows.select_related("block__corridor").order_by("published", "pk"):
        newest[row.block_id][row.subject] = row
        blocks[row.block_id] = row.block
    corridors = {one.corridor_id: one.corridor for one in blocks.values() if one.corridor_id}
    named = route_names(corridors.values(), language) if corridors else {}
    found = [
        _block(blocks[pk], figures, named.get(blocks[pk].corridor_id, ""))
        for pk, figures in newest.items()
        if figures[REPORTS].reports
    ]
    found.sort(key=lambda one: (-one.last_year, one.pooled, one.route))
    shown = ReviewReply.objects.filter(agency=agency, state=ReviewReply.State.SHOWN).first()
    return Reviews(tuple(found), shown)


def _block(block: ReviewBlock, figures: dict[str, ReviewFigure], route: str) -> Block:
    told = figures[REPORTS]
    stages = []
    for stage in Stage:
        rows = tuple(_row(question.code, figures.get(question.code)) for question in of_stage(stage))
        if any(row.reports and not row.silent for row in rows):
            stages.append((str(STAGES[stage]), rows))
    return Block(
        route, block.first_year, block.last_year, block.pooled, told.reports, told.published, tuple(stages)
    )  # fmt: skip


def _row(code: str, figure: ReviewFigure | None) -> Row:
    if figure is None:
        return Row(str(QUESTIONS[code]))
    answers = tuple(
        (str(ANSWERS[answer]), figure.cells[answer], answer == BY_CODE[code].good)
        for answer in (Answer.YES, Answer.NO)
        if answer in figure.cells
    )
    others = figure.reports - sum(count for _, count, _ in answers)
    return Row(str(QUESTIONS[code]), answers, others, figure.reports)


def held_reports(reviews: Iterable[Review], language: str, whole: bool = False) -> list[dict]:
    """Reports held back, in words for the registrar; with `whole` every answer and fee. Two queries at most."""
    named = route_names(Corridor.objects.all(), language)
    return [_held(review, named, language, whole) for review in reviews]


def _held(review: Review, named: dict[int, str], language: str, whole: bool) -> dict:
    shown = {
        "review": review,
        "route": named[review.corridor_id],
        "month": format_partial_day(PartialDate.parse(f"{review.year}-{review.month:02d}"), language),
        "why": [HOLDS[Hold(reason)] for reason in review.hold_reasons],
        "fees": FEES[review.fees],
    }
    if whole:
        shown["stages"] = [
            (STAGES[stage], [(QUESTIONS[one.code], _answered(review, one.code)) for one in of_stage(stage)])
            for stage in Stage
        ]
        shown["items"] = [
            (
                WORDS[Category][Category(item["category"])],
                Money(Decimal(item["paid"]), item["currency"]),
                Money(None if item["receipt"] is None else Decimal(item["receipt"]), item["currency"]),
            )
            for item in review.items
        ]
        shown["earned"] = Money(review.earned, review.earned_in) if review.earned else None
    return shown


def _answered(review: Review, code: str):
    answer = review.answers.get(code)
    return ANSWERS[Answer(answer)] if answer else "–"
