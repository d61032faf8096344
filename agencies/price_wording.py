"""Words for what prices mean: the gap between an agency's word and workers' payments, and how long a loan lasts."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agencies.rules import Discrepancy, Severity
from corridors.rules import PayBack
from foundation.figures import format_number
from foundation.money import Money, format_money

GAPS: dict[Severity, Promise] = {
    Severity.NONE: _("Workers report paying no more than the agency says."),
    Severity.WITHIN_TOLERANCE: _("Workers report paying %(more)s more than the agency says: a tenth more at most."),
    Severity.MODERATE: _("Workers report paying more than the agency says: %(more)s more."),
    Severity.SEVERE: _("Workers report paying far more than the agency says: %(more)s more."),
    Severity.NOT_COMPARABLE: _("We cannot compare its fees with what workers report."),
}
# Class of the sheet and name of the icon. That workers pay as said is their word, and no fact we verified: never green.
GAP_MARKS: dict[Severity, tuple[str, str]] = {
    Severity.NONE: ("note", "person"),
    Severity.WITHIN_TOLERANCE: ("note", "person"),
    Severity.MODERATE: ("warn", "caution"),
    Severity.SEVERE: ("stop", "stop"),
    Severity.NOT_COMPARABLE: ("note", "unknown"),
}


def say_gap(gap: Discrepancy) -> str:
    """How far workers' payments go beyond the agency's word, in one sentence."""
    return str(GAPS[gap.severity]) % {"more": say_about(gap.more) if gap.more else ""}


def say_loan(owed: Money, plain: PayBack, dear: PayBack, rate: str) -> str:
    """How long it takes to pay back a loan of `owed`; `rate` is the monthly interest as the page writes it."""
    told = {"amount": format_money(owed, get_language() or "en"), "plain": _months(plain), "rate": rate}
    if dear.months is None:
        return (
            gettext(
                "Borrow %(amount)s and give a third of your wage each month: without interest you owe nothing after "
                "%(plain)s. At %(rate)s interest a month you never stop paying."
            )
            % told
        )
    return gettext(
        "Borrow %(amount)s and give a third of your wage each month: without interest you owe nothing after %(plain)s. "
        "At %(rate)s interest a month it takes %(dear)s."
    ) % {**told, "dear": _months(dear)}


def say_plain_loan(owed: Money, plain: PayBack) -> str:
    """How long it takes to pay back a loan without interest."""
    return gettext("Borrow %(amount)s and give a third of your wage each month: you owe nothing after %(plain)s.") % {
        "amount": format_money(owed, get_language() or "en"),
        "plain": _months(plain),
    }


def say_about(amount: Money) -> str:
    """The amount; where a rate has left it a fraction, without the small change, which would promise too much."""
    whole = Money(amount.amount.to_integral_value(), amount.currency)
    told = format_money(whole, get_language() or "en")
    return told if whole == amount else f"≈ {told}"


def _months(loan: PayBack) -> str:
    months = loan.months or 0
    return ngettext("%(number)s month", "%(number)s months", months) % {
        "number": format_number(months, get_language() or "en")
    }
