"""Words for every code of jobs.rules and jobs.costs: why an opening is hidden, how a wage was reckoned, what is missing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.cards import Doubt
from jobs.costs import Missing, MissingCode
from jobs.rules import Assumption, Hidden

HIDDEN: dict[Hidden, Promise] = {
    Hidden.DRAFT: _("This job is not published yet."),
    Hidden.CLOSED: _("This job is closed."),
    Hidden.NOT_YET_PUBLISHED: _("This job is not published yet."),
    Hidden.TOO_LATE_TO_APPLY: _("The last day to apply has passed."),
    Hidden.ORDER_MISSING: _("This way of going abroad needs an approved job order. We do not have its number."),
    Hidden.ORDER_NOT_CERTIFIED: _("No authority has certified the job order."),
    Hidden.ORDER_DENIED: _("The authority said no to this job order."),
    Hidden.ORDER_WITHDRAWN: _("The employer took back this job order."),
    Hidden.ORDER_START_UNKNOWN: _("We do not know since when the job order holds."),
    Hidden.ORDER_NOT_YET: _("The job order does not hold yet."),
    Hidden.ORDER_END_UNKNOWN: _("We do not know how long the job order holds."),
    Hidden.ORDER_ENDED: _("The job order has ended."),
    Hidden.AGENCY_NOT_VETTED: _("The agency is not vetted for this route today."),
    Hidden.RECRUITER_NOT_VETTED: _("The job order names a recruiter who is not vetted here."),
    Hidden.ROUTE_CLOSED: _("This route is closed for everyone today."),
}

# What its agency can do about each, for the agency's desk.
REMEDIES: dict[Hidden, Promise] = {
    Hidden.DRAFT: _("Publish it below."),
    Hidden.CLOSED: _("A closed job stays closed. Write a new one."),
    Hidden.NOT_YET_PUBLISHED: _("Wait for its day."),
    Hidden.TOO_LATE_TO_APPLY: _("Write a new one with a later last day to apply."),
    Hidden.ORDER_MISSING: _("Write the number of the approved job order. On a published job, write a new one."),
    Hidden.ORDER_NOT_CERTIFIED: _("Wait until the authority has certified the job order."),
    Hidden.ORDER_DENIED: _("Ask the employer to apply for another job order."),
    Hidden.ORDER_WITHDRAWN: _("Ask the employer for another job order."),
    Hidden.ORDER_START_UNKNOWN: _("Write the day of the authority’s decision."),
    Hidden.ORDER_NOT_YET: _("Wait until the job order holds."),
    Hidden.ORDER_END_UNKNOWN: _("Write the last day of the job order. On a published job, write a new one."),
    Hidden.ORDER_ENDED: _("Ask the employer to renew the job order, and write a new job."),
    Hidden.AGENCY_NOT_VETTED: _("See on your agency’s page what is missing for this route."),
    Hidden.RECRUITER_NOT_VETTED: _("The recruiter it names must be vetted for this route."),
    Hidden.ROUTE_CLOSED: _("Nobody can go this way today. It shows again when the route opens."),
}

ASSUMPTIONS: dict[Assumption, Promise] = {
    Assumption.AS_STATED: _("As the employer says it."),
    Assumption.HOURS_OF_THE_WEEK: _("The wage for an hour, times the hours of a week, times 52 weeks, divided by 12."),
    Assumption.DAYS_26: _("The wage for a day, times 26 days."),
    Assumption.WEEKS_52: _("The wage for a week, times 52 weeks, divided by 12."),
    Assumption.FORTNIGHTS_26: _("The wage for two weeks, times 26, divided by 12."),
    Assumption.TWELFTH_OF_A_YEAR: _("The wage for a year, divided by 12."),
}

MISSING: dict[MissingCode, Promise] = {
    MissingCode.NO_DISCLOSURE: _("Nobody has told us what the worker must pay."),
    MissingCode.NO_AMOUNT: _("The agency does not say how much this costs: %(name)s"),
    MissingCode.WHO_PAYS: _("The agency does not say clearly who pays this: %(name)s"),
    MissingCode.NO_RATE: _("We have no exchange rate for a part of the cost."),
    MissingCode.NO_WAGE: _("The wage for a month is not known, so we cannot say how many months of wages this is."),
}


def say_missing(missing: Missing, name: str = "") -> str:
    """What is not known, in words; `name` is the cost line in the reader's language."""
    return MISSING[missing.code] % {"name": name or missing.name}


DOUBTS: dict[Doubt, Promise] = {
    Doubt.UNREADABLE: _("This is not one of our codes. Read it again, sign by sign."),
    Doubt.ALTERED: _("This code was changed, or somebody made it up. It is not from us."),
    Doubt.OLD_KEY: _("This card is too old to be checked. Ask for a new one."),
    Doubt.NOT_HERE: _("The code is well formed, but we know no job and no agency with this number."),
    Doubt.RECALLED: _("This card was called back. Do not trust who shows it to you."),
    Doubt.FROM_THE_FUTURE: _("This card says that it was printed after today. Something is wrong with it."),
}

VERIFY_NOT_PROVED: tuple[Promise, ...] = (
    _("A code can be copied. It does not prove that the person who shows it works for the agency."),
    _("It does not prove that the job will be as promised. Keep your contract, and call if something differs."),
    _("It says what is true today. Check again before you pay or travel."),
)
