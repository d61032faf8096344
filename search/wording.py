"""Words for what search has to say: why a hit stands where it stands, names of facets, what was wrong in a question."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.fit import Reason, ReasonCode
from search.query import Problem, ProblemCode, Sort

REASONS: dict[ReasonCode, Promise] = {
    ReasonCode.TEXT: _("Fits the words you wrote: %(words)s"),
    ReasonCode.OCCUPATION_SAME: _("The kind of work you look for"),
    ReasonCode.OCCUPATION_NEAR: _("Close to the kind of work you look for"),
    ReasonCode.LANGUAGE: _("Written in a language you read"),
    ReasonCode.SPOKEN: _("Asks for a language you know: %(languages)s"),
    ReasonCode.NONE_NEEDED: _("Names no language that you must know"),
    ReasonCode.NO_COST: _("It should cost you nothing"),
    ReasonCode.COST: _("It should cost you %(months)s months of wages"),
    ReasonCode.WAGE: _("Pays about %(usd)s US dollars a month"),
    ReasonCode.START: _("Work starts on %(start)s"),
    ReasonCode.ORIGIN: _("Looks for people from your country"),
    ReasonCode.PLACE: _("In a place you named"),
    ReasonCode.RECENT: _("New: posted on %(published)s"),
}

FACETS: dict[str, Promise] = {
    "destination": _("Country of work"),
    "occupation": _("Kind of work"),
    "channel": _("Legal channel"),
    "basis": _("Why we list it"),
    "agency": _("Agency"),
    "housing": _("Housing"),
}

BASES: dict[str, Promise] = {
    "vetted_agency": _("The agency is vetted"),
    "certified_order": _("Certified by an authority; not vetted here"),
}

HOUSING: dict[str, Promise] = {"1": _("Housing is given"), "0": _("No housing is given")}

SORTS: dict[Sort, Promise] = {
    Sort.BEST: _("Best fit"),
    Sort.WAGE: _("Highest wage"),
    Sort.COST: _("Lowest cost"),
    Sort.START: _("Starts soonest"),
    Sort.NEWEST: _("Newest"),
}

PROBLEMS: dict[ProblemCode, Promise] = {
    ProblemCode.WORDS_TOO_LONG: _("You wrote too many words. We used the first ones."),
    ProblemCode.NOT_A_CODE: _("We do not know “%(value)s”. We left it out."),
    ProblemCode.NOT_A_NUMBER: _("“%(value)s” is not a number we can use. Write it like 1.5 or 300."),
    ProblemCode.NOT_A_DATE: _("“%(value)s” is not a date. Write it like 2026-11-22."),
    ProblemCode.NOT_YES_OR_NO: _("“%(value)s” is not yes or no. We left it out."),
    ProblemCode.NOT_A_CHOICE: _("We cannot sort by “%(value)s”. We show the best fit first."),
    ProblemCode.NOT_A_PAGE: _("There is no page “%(value)s”. We show the first page."),
    ProblemCode.TOO_MANY_VALUES: _("You chose too many. We used the first ones."),
    ProblemCode.DATES_REVERSED: _("The last day is before the first day. We left the last day out."),
}


def say_reason(reason: Reason, shown: dict[str, str] | None = None) -> str:
    """The reason in words. `shown` replaces values by how the page writes them (dates and numbers by CLDR)."""
    return REASONS[ReasonCode(reason.code)] % (dict(reason.values) | (shown or {}))


def say_problem(problem: Problem) -> str:
    """The problem in words. Escape it: it repeats what a person typed."""
    return PROBLEMS[problem.code] % {"value": problem.value, "field": problem.field}
