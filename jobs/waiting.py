"""What waits at the desk from jobs/."""

from datetime import date

from accounts.waiting import Waiting


def waiting(user, today: date) -> list[Waiting]:
    """Everything in jobs/ that waits for this user, oldest first."""
    return []
