"""One line of a desk: what waits, since when, where to go. Each app's waiting(user, today) returns these."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a member: translated title, the day since when, the link, and how urgent (0 to 2)."""

    title: str
    since: date
    url: str
    urgency: int = 0
