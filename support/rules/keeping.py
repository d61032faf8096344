"""Until when a case is kept, and by when it is answered. The hard maximum stands here and nowhere else.

Every reader and the nightly purge ask with the same days, so that a purge that did not run shows nothing.
"""

from datetime import date, timedelta

# After closure, unless the client asks to keep it; then this long.
DAYS_AFTER_CLOSING, DAYS_IF_ASKED = 90, 365
# An open case in which nobody wrote for so long closes by itself; nothing is kept longer than the last.
DAYS_SILENT, DAYS_AT_MOST = 180, 1095
# How long a client has to say no to closing.
DAYS_TO_OBJECT = 14
# Days until a first answer is due; what cannot wait is due the next day.
DAYS_TO_ANSWER, DAYS_TO_ANSWER_AT_ONCE = 3, 1
AT_ONCE = frozenset({"documents_held", "health", "shelter", "concern"})
# An assigned case that nobody answered so long after it was due goes back to the desk.
DAYS_UNTIL_TAKEN_BACK = 7
# A withdrawn case says for so long that it was withdrawn.
DAYS_WITHDRAWN = 30
# Consent of a client to one recipient, at most; the link to it, at most.
DAYS_OF_CONSENT, DAYS_OF_LINK = 90, 14


def due_on(request: str, from_day: date) -> date:
    """The day by which somebody answers."""
    return from_day + timedelta(days=DAYS_TO_ANSWER_AT_ONCE if request in AT_ONCE else DAYS_TO_ANSWER)


def gone_on(received: date, closed: date | None, keep: bool, withdrawn: bool = False) -> date:
    """The first day on which nothing of a case can be read."""
    most = received + timedelta(days=DAYS_AT_MOST)
    if closed is None:
        return most
    days = DAYS_WITHDRAWN if withdrawn else DAYS_IF_ASKED if keep else DAYS_AFTER_CLOSING
    return min(closed + timedelta(days=days), most)
