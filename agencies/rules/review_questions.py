"""What a report asks: six stages of a journey, their questions, and which answer speaks well. Plain Python."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OLDEST_MONTHS = 36
# Larger than any fee anybody was ever reported to pay, in the smallest currency of our routes.
MOST_PAID = 999_999_999

# What fees are told in where a worker left from, unless the worker says otherwise.
HOME_CURRENCY = {
    "MM": "MMK", "KH": "USD", "LA": "LAK", "VN": "VND", "TH": "THB", "PH": "PHP", "ID": "IDR", "NP": "NPR", "BD": "BDT",
}  # fmt: skip

# What first wages are told in where a worker went to, unless the worker says otherwise.
PAY_CURRENCY = {
    "TH": "THB", "MY": "MYR", "SG": "SGD", "JP": "JPY", "KR": "KRW", "TW": "TWD", "VN": "VND", "US": "USD",
}  # fmt: skip


class Stage(StrEnum):
    """The stages of a journey for work, in order."""

    RECRUITMENT = "recruitment"
    CONTRACT = "contract"
    PRE_DEPARTURE = "pre_departure"
    ARRIVAL = "arrival"
    WORKPLACE = "workplace"
    RETURN = "return"


class Answer(StrEnum):
    """What can be ticked; no tick at all is the fourth possibility."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Question:
    """One question: its code, its stage, and the answer that speaks well of the agency."""

    code: str
    stage: Stage
    good: Answer


def _asked(stage: Stage, **good: str) -> tuple[Question, ...]:
    return tuple(Question(code, stage, Answer(answer)) for code, answer in good.items())


QUESTIONS: tuple[Question, ...] = (
    *_asked(Stage.RECRUITMENT, told_costs="yes", free_choice="yes", paid_broker="no", borrowed="no"),
    *_asked(Stage.CONTRACT, own_language="yes", signed_before="yes", kept_copy="yes", contract_changed="no"),
    *_asked(Stage.PRE_DEPARTURE, training="yes", receipts="yes", papers_back="yes"),
    *_asked(Stage.ARRIVAL, was_met="yes", same_job="yes", passport_taken="no"),
    *_asked(
        Stage.WORKPLACE,
        paid_as_agreed="yes",
        hours_as_agreed="yes",
        wage_cut="no",
        safe_housing="yes",
        may_go_out="yes",
    ),
    *_asked(Stage.RETURN, last_wage="yes", paid_to_leave="no", agency_helped="yes"),
)
BY_CODE = {question.code: question for question in QUESTIONS}


def of_stage(stage: Stage) -> tuple[Question, ...]:
    """The questions of one stage, in order."""
    return tuple(question for question in QUESTIONS if question.stage is stage)


def months_offered(today: date) -> list[date]:
    """The first days of the months a report may be about, newest first: this month and the 36 before it."""
    newest = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(newest, newest - OLDEST_MONTHS - 1, -1)]
