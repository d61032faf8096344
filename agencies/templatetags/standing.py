"""`{{ verdict|standing_line }}`: a verdict as the standing line of a page. templates/agencies/_standing.html uses it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import template

from agencies.rules import Verdict
from agencies.wording import MARKS, NAMES, SENTENCES, Said, say_all

register = template.Library()


@dataclass(frozen=True)
class StandingLine:
    """What a page shows of a verdict: `last_day` is the last day on which it holds, since `until` is exclusive."""

    css: str
    icon: str
    name: str
    sentence: str
    last_day: date | None
    reasons: list[Said]


@register.filter
def standing_line(verdict: Verdict) -> StandingLine:
    """The verdict's mark, words, last day and reasons in the reader's language."""
    css, icon = MARKS[verdict.standing]
    last_day = verdict.until - timedelta(days=1) if verdict.until else None
    name, sentence = str(NAMES[verdict.standing]), str(SENTENCES[verdict.standing])
    return StandingLine(css, icon, name, sentence, last_day, say_all(verdict.reasons))
