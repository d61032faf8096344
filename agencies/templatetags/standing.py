"""`{{ verdict|standing_line }}`: a verdict as the standing line of a page. templates/agencies/_standing.html uses it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import template

from agencies.rules import Standing, Verdict
from agencies.wording import MARKS, NAMES, SENTENCES, Said, say_all

register = template.Library()


@dataclass(frozen=True)
class StandingLine:
    """What a page shows of a verdict.

    last_day: of a vetted agency, the last day on which that holds (`until` is exclusive). Of others None: the day on
    which something about a bad standing changes would read as the day on which all is well.
    """

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
    vetted = verdict.standing is Standing.VETTED
    last_day = verdict.until - timedelta(days=1) if vetted and verdict.until else None
    name, sentence = str(NAMES[verdict.standing]), str(SENTENCES[verdict.standing])
    return StandingLine(css, icon, name, sentence, last_day, say_all(verdict.reasons))


@dataclass(frozen=True)
class PastMark:
    """A standing of a past day: icon and word, and never its colour, so that no picture of it passes for today's."""

    icon: str
    name: str


@register.simple_tag
def past_mark(standing: Standing) -> PastMark:
    """The icon and the word of a standing."""
    return PastMark(MARKS[standing][1], str(NAMES[standing]))
