"""The registry's words: a sentence for every standing, reason and refusal, in short and plain language."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.rules import GRADE, Code, Reason, Standing
from agencies.rules.vouching import Answer, Principle, Refusal
from foundation.figures import format_day, format_number
from foundation.money import Money, format_money

_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")

# One word or two, for lists and filters.
NAMES: dict[Standing, Promise] = {
    Standing.SUSPENDED: _("Suspended"),
    Standing.NOT_VETTED: _("Not vetted"),
    Standing.UNKNOWN: _("Not known"),
    Standing.CONDITIONAL: _("Licensed, not vetted"),
    Standing.VETTED: _("Vetted"),
}

# The standing line.
SENTENCES: dict[Standing, Promise] = {
    Standing.SUSPENDED: _("Suspended. Do not pay or sign anything."),
    Standing.NOT_VETTED: _("Not vetted. Something is not in order."),
    Standing.UNKNOWN: _("Not known. We cannot say that its licence is valid today."),
    Standing.CONDITIONAL: _("Its licence is in order. It is not vetted."),
    Standing.VETTED: _("Vetted. Licence, fees and vouches are in order."),
}

# Class of the sheet and name of the icon: always beside the word, never instead of it.
MARKS: dict[Standing, tuple[str, str]] = {
    Standing.SUSPENDED: ("stop", "stop"),
    Standing.NOT_VETTED: ("stop", "close"),
    Standing.UNKNOWN: ("warn", "unknown"),
    Standing.CONDITIONAL: ("warn", "caution"),
    Standing.VETTED: ("good", "check"),
}

REASONS: dict[Code, Promise] = {
    Code.SANCTION_BY_REGULATOR: _("The government suspended it on %(day)s."),
    Code.SUSPENDED_HERE: _("Two people of this site suspended it on %(day)s."),
    Code.LICENCE_SUSPENDED: _("Its licence is suspended."),
    Code.LICENCE_EXPIRED: _("Its licence has ended."),
    Code.LICENCE_REVOKED: _("The government took its licence away."),
    Code.LICENCE_SURRENDERED: _("It gave its licence back."),
    Code.LICENCE_NOT_LISTED: _("The government's newest list no longer names it."),
    Code.LICENCE_NOT_YET_VALID: _("Its licence starts on %(day)s."),
    Code.LICENCE_DOES_NOT_COVER: _("Its licence does not cover this route."),
    Code.FEES_ABOVE_CEILING: _("It says that workers pay more than the law allows: %(evidence)s."),
    Code.PAID_MORE_THAN_SAID: _("Workers report paying more than it says (%(evidence)s reports)."),
    Code.NO_LICENCE: _("We found no licence of this agency."),
    Code.LIST_OVERDUE: _("The licence list we have is old. It was to be checked again by %(day)s."),
    Code.NO_VOUCH: _("Nobody has vouched for it here."),
    # One sentence for both, true of both: a concern is not published.
    Code.QUORUM_MISSING: _(
        "Its vetting is not complete: independent organisations still have to vouch for it, or we still have to look at it."
    ),
    Code.NO_DISCLOSURE: _("It has not told us what workers pay."),
    Code.DISCLOSURE_INCOMPLETE: _("It has not told us every amount that workers pay."),
    Code.CEILING_CONTESTED: _(
        "Sources disagree on what the law allows. It says that workers pay, and the lowest limit is: %(evidence)s."
    ),
    Code.CEILING_NOT_COMPARABLE: _("We cannot compare its fees with the law."),
    Code.PAYMENTS_NOT_COMPARABLE: _("We cannot compare its fees with what workers report."),
    Code.ONLY_FOR_ROUTES: _("We judge each route by itself."),
    Code.LICENCE_VALID: _("Its licence is valid."),
    Code.QUORUM_HOLDS: _("At least two independent organisations vouch for it."),
    Code.FEES_WITHIN_CEILING: _("What it says workers pay is within the law."),
    Code.NO_CEILING_KNOWN: _("We know of no legal limit for its fees."),
    Code.PAYMENTS_AS_SAID: _("Workers report paying what it says (%(evidence)s reports)."),
    Code.LICENCE_WITHOUT_END: _("The government gives no end date for the licence."),
    Code.ABOVE_UNCHECKED_CEILING: _("Its fees may be above a legal limit that nobody has checked yet: %(evidence)s."),
    Code.ABOVE_CEILING_FOR_SOME: _(
        "The law sets a lower limit for some workers. See the page of the route whether it is for you: %(evidence)s."
    ),
}
# The same with the licence number or the day, where they are known.
_FULLER: dict[Code, Promise] = {
    Code.SANCTION_BY_REGULATOR: _("%(evidence)s suspended it on %(day)s."),
    Code.LICENCE_SUSPENDED: _("Licence %(evidence)s is suspended."),
    Code.LICENCE_REVOKED: _("The government took licence %(evidence)s away."),
}
_DATED: dict[Code, Promise] = {
    Code.LICENCE_EXPIRED: _("Its licence ended on %(day)s."),
    Code.LICENCE_VALID: _("Its licence is valid until %(day)s."),
}

REFUSALS: dict[Refusal, Promise] = {
    Refusal.CSO_NOT_ACCREDITED: _("This organisation is not accredited on that day."),
    Refusal.CSO_TIED: _("This organisation has a tie to the agency. It cannot vouch for it."),
    Refusal.ENDS_BEFORE_IT_STARTS: _("It must end after it starts."),
    Refusal.LONGER_THAN_A_YEAR: _("A vouch lasts twelve months at most."),
    Refusal.TWO_PEOPLE_NEEDED: _("Two different people must agree to this."),
    Refusal.NO_ITEMS: _("Name at least one cost. Write 0 where workers pay nothing."),
    Refusal.STARTS_BEFORE_THE_LAST: _("The fees told before start on a later day."),
    Refusal.FEWER_THAN_FIVE: _("We show figures from five reports on."),
    Refusal.FIGURES_OUT_OF_ORDER: _(
        "Low, middle and high must be known and in this order, and the period must end later."
    ),
    Refusal.UNKNOWN_CURRENCY: _("All amounts must be in one currency."),
    Refusal.NEGATIVE_AMOUNT: _("An amount cannot be less than zero."),
    Refusal.OTHER_FIGURE_PUBLISHED: _("Another figure was published for this period on that day."),
    Refusal.NOT_RECEIVED: _("This concern is closed already."),
    Refusal.REASON_MISSING: _("Say why this is changed. Everybody can read it."),
    Refusal.PRINCIPLE_UNANSWERED: _("Answer each line of the checklist. “Did not look” is an answer too."),
    Refusal.PRINCIPLE_NOT_KEPT: _(
        "You looked at something and did not see it kept. Then do not vouch. Save this as a draft, or raise a concern."
    ),
    Refusal.PRINCIPLE_NOT_LOOKED_AT: _("A vouch counts only when you have seen A, 1, 2, 3 and 5 with your own eyes."),
    Refusal.NO_VISIT: _("Say on which day you visited the agency. Without a visit a vouch does not count."),
    Refusal.VISIT_AHEAD: _("The visit must be over before you vouch."),
    Refusal.VISIT_LONG_AGO: _("The visit was more than half a year ago. Visit again."),
    Refusal.INTERVIEWS_UNKNOWN: _("Say how many workers you asked. Write 0 for none."),
    Refusal.RESTS_ON_NOTHING: _("Ask at least one worker, or say which papers you read."),
    Refusal.ENDS_BEFORE_IT_COUNTS: _("It would end before it counts: vouches take effect on Mondays, by whole weeks."),
    Refusal.WITHDRAWN_TODAY: _("You took a vouch for this route back today. You can vouch again from tomorrow."),
}

# The checklist of a vouch, after the IRIS Standard; the words are ours.
PRINCIPLES: dict[Principle, tuple[Promise, Promise]] = {
    Principle.LAWS: (
        _("Keeps the laws and workers' basic rights"),
        _("Licence at hand, no child and no forced labour, workers may join a union, all are treated alike."),
    ),
    Principle.CONDUCT: (
        _("Does honest work"),
        _("No bribes, no false adverts, it knows and watches its own brokers."),
    ),
    Principle.NO_FEES: (
        _("Takes no recruitment fee from workers"),
        _("Ask workers what they really paid, to whom, and with which receipt."),
    ),
    Principle.MOVEMENT: (
        _("Leaves workers free to move"),
        _("Workers keep their own passport and bank card. Nobody must leave a deposit to be able to go."),
    ),
    Principle.TERMS: (
        _("Tells work and pay clearly, before"),
        _("A written contract in the worker's language, read before leaving, and not changed after arrival."),
    ),
    Principle.PRIVACY: (
        _("Keeps workers' data safe"),
        _("It asks for no more than it needs, and shows papers to nobody else without consent."),
    ),
    Principle.REMEDY: (
        _("Has a way to complain that works"),
        _("Workers know whom to tell, nobody is punished for it, and there was an answer."),
    ),
}
ANSWERS: dict[Answer, Promise] = {
    Answer.SEEN: _("Looked, and saw that it does"),
    Answer.NOT_SEEN: _("Looked, and did not see it"),
    Answer.NOT_LOOKED: _("Did not look"),
}

# The first line of a check.
VETTED_FOR = _("Vetted for %(routes)s, until %(day)s.")
NOT_VETTED_BECAUSE = _("Not vetted: %(why)s")

PAYERS: dict[str, Promise] = {
    "worker": _("you"),
    "employer": _("the employer"),
    "agency": _("the agency"),
    "shared": _("you and the employer"),
    "unclear": _("not clear"),
}

NOT_PROVED: tuple[Promise, ...] = (
    _("A licence does not mean that the agency treats people well."),
    _("It does not mean that the route is open today."),
    _("It does not prove that the person who talks to you works for this agency."),
)


@dataclass(frozen=True)
class Said:
    """One reason in words, with how far it pulls the standing down."""

    text: str
    grade: Standing


def say(reason: Reason, language: str | None = None) -> str:
    """The reason as a sentence in the reader's language, with the day and what it rests on."""
    language = language or get_language() or "en"
    text = REASONS[reason.code]
    if reason.evidence and reason.code in _FULLER:
        text = _FULLER[reason.code]
    if reason.day and reason.code in _DATED:
        text = _DATED[reason.code]
    evidence = _evidence(reason, language)
    day = format_day(reason.day, language) if reason.day else ""
    return str(text) % {"evidence": evidence, "day": day}


def _evidence(reason: Reason, language: str) -> str:
    """A number of reports, amounts such as "400 MMK / 300 MMK", or a licence number as it stands."""
    if reason.code in (Code.PAID_MORE_THAN_SAID, Code.PAYMENTS_AS_SAID) and reason.evidence.isdecimal():
        return format_number(int(reason.evidence), language)
    amounts = [_AMOUNT.fullmatch(part) for part in reason.evidence.split(" / ")]
    if not all(amounts):
        return reason.evidence
    return " / ".join(format_money(Money(Decimal(found[1]), found[2]), language) for found in amounts)


def say_all(reasons) -> list[Said]:
    """All reasons in words, gravest first."""
    return [Said(say(reason), GRADE[reason.code]) for reason in reasons]
