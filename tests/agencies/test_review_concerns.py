"""Reports of workers become a concern, and a case, once five and more published ones tell of a sign of forced labour."""

import secrets

import pytest

from agencies.actions.gravity import close_concern
from agencies.actions.review_concerns import raise_from_figures
from agencies.actions.review_figures import publish_due
from agencies.models import Concern, Review, ReviewBlock, ReviewFigure
from agencies.rules.indicators import SIGNS, Indicator, sign_in
from agencies.rules.review_questions import BY_CODE
from support.models import Case
from tests.make import TODAY, make_agency, make_corridor, make_user


def counted(agency, corridor, number: int, **answers) -> None:
    told = {"agency": agency, "corridor": corridor, "year": 2026, "month": 5, "fees": "untold", "answers": answers}
    for _each in range(number):
        Review.objects.create(state="counted", receipt=secrets.token_hex(8), **told)


def test_each_sign_is_the_bad_answer_of_a_question_that_is_asked():
    for question, (answer, _indicator) in SIGNS.items():
        assert BY_CODE[question].good not in (answer, "unsure")


@pytest.mark.parametrize(
    ("question", "cells", "sign"),
    [
        ("passport_taken", {"yes": 5, "no": 9}, Indicator.RETENTION_OF_IDENTITY_DOCUMENTS),
        ("passport_taken", {"yes": 0, "no": 9}, None),
        ("passport_taken", {"unsure+yes": 12}, None),
        ("may_go_out", {"no": 6}, Indicator.RESTRICTION_OF_MOVEMENT),
        ("own_language", {"no": 60}, None),
        ("reports", {"whole": 60}, None),
    ],
)
def test_a_sign_is_told_by_a_count_of_its_own_of_five_and_more(question, cells, sign):
    assert sign_in(question, cells, 5) == sign


@pytest.mark.django_db
def test_five_published_reports_of_a_passport_taken_open_a_case_and_four_do_not():
    agency, corridor = make_agency(), make_corridor()
    counted(agency, corridor, 4, passport_taken="yes")
    publish_due(TODAY)
    assert not Concern.objects.exists()
    counted(agency, corridor, 1, passport_taken="yes")
    publish_due(TODAY)
    (concern,) = Concern.objects.all()
    assert (concern.agency, concern.corridor, concern.indicator) == (
        agency,
        corridor,
        "retention_of_identity_documents",
    )
    assert concern.state == "received" and Case.objects.get().concern == concern


@pytest.mark.django_db
def test_the_same_sign_of_one_block_is_told_once_and_of_another_when_the_first_is_settled():
    agency, corridor = make_agency(), make_corridor()
    first, second = (
        ReviewBlock.objects.create(agency=agency, corridor=corridor, pooled=False, first_year=year, last_year=year)
        for year in (2025, 2026)
    )

    def concerns_after(block) -> int:
        row = ReviewFigure(block=block, subject="may_go_out", reports=9, cells={"no": 9}, published=TODAY)
        raise_from_figures(block, [row], TODAY)
        return Concern.objects.count()

    assert [concerns_after(block) for block in (first, first, second)] == [1, 1, 1]
    close_concern(Concern.objects.get(), TODAY, actor=make_user())
    assert [concerns_after(block) for block in (first, second)] == [1, 2]
    assert Case.objects.count() == 2
