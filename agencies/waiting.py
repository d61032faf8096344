"""What waits at the desk from agencies/."""

from datetime import date

from accounts.waiting import Waiting


def waiting(user, today: date) -> list[Waiting]:
    """Everything in agencies/ that waits for this user, oldest first."""
    return []
