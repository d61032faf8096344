"""Reports of workers that tests send, and the registrar who lets them count."""

from datetime import date

import pytest

from agencies.actions.review_desk import release_review
from agencies.models import Review, ReviewFigure
from agencies.rules.review_refusals import ReviewRefusal, ReviewRefused
from tests.make import make_report, make_user


def varied(agency, corridor, count: int, **given):
    """Reports as different from each other as those of people are."""
    pattern = ("yes", "no", "unsure")
    asked = ("told_costs", "free_choice", "borrowed", "own_language", "training", "was_met", "same_job", "wage_cut")
    for number in range(count):
        answers = {code: pattern[(number // 3**place + place) % 3] for place, code in enumerate(asked)}
        yield make_report(agency, corridor, answers=answers, paid=str(9000 + 1700 * number), **given)


def release_all(day=date(2026, 12, 20)):
    actor = make_user()
    for review in Review.objects.held():
        release_review(review, "seen", day, actor=actor)


def move_and_publish(day):
    from agencies.actions.review_figures import publish_reviews
    from agencies.models import Agency

    publish_reviews(Agency.objects.values_list("pk", flat=True), day)


def last_cells(agency, subject: str = "reports") -> dict[str, int]:
    return ReviewFigure.objects.filter(block__agency=agency, subject=subject).order_by("published", "pk").last().cells


def last_told(agency) -> int:
    return (
        ReviewFigure.objects.filter(block__agency=agency, subject="reports").order_by("published", "pk").last().reports
    )


def planted(agency, corridor, count):
    answers = dict.fromkeys(("told_costs", "free_choice", "own_language", "training", "was_met", "same_job"), "yes")
    return [make_report(agency, corridor, answers=answers, paid="0") for _ in range(count)]


def why(call, *args, **kwargs) -> ReviewRefusal:
    with pytest.raises(ReviewRefused) as refused:
        call(*args, **kwargs)
    return refused.value.reason
