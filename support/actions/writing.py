"""Seals one message into a case. The actions of clients and of helpers call this inside their own transactions."""

from datetime import date

from accounts.models import User
from foundation import receipts
from support.models import Case, CaseMessage
from support.sealing import readable, seal_into

_SALT = "support.messages"


class SentBefore(Exception):  # noqa: N818 - it says what happened
    """The page was sent before and says something else by now: its first words stand, nothing was written."""


def write(
    case: Case, side: str, words: str, submission: str, today: date, by: User | None = None
) -> tuple[CaseMessage, bool]:
    """(the message, whether it is new): a page sent twice gives the message it wrote. The case is locked by the caller.

    Raises SentBefore when the page sent again has other words, or is meant for somebody else.
    """
    key = receipts.submission_key(_SALT, submission, str(case.pk))
    held = case.messages.filter(submission=key).first()
    if held:
        if held.side != side or (readable(held, "words")[0] or {}).get("words") != words:
            raise SentBefore
        return held, False
    last = case.messages.order_by("-order").values_list("order", flat=True).first() or 0
    message = CaseMessage(case=case, order=last + 1, side=side, by=by, submission=key, written=today)
    seal_into(message, "words", {"words": words})
    message.save(force_insert=True)
    case.last_written = today
    return message, True
