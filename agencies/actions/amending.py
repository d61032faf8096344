"""Changes a date of a contact, a vouch or a sanction, and keeps what it said before. The other actions call it."""

from datetime import date

from accounts.models import User
from agencies.models import AgencyContact, Amendment, Sanction, Vouch
from agencies.models.amendments import FACTS
from foundation import clock


def amend(
    row: AgencyContact | Vouch | Sanction, field: str, after: date | None, *, reason: str = "", by: User | None = None
) -> None:
    """Write a new day to a field of the row; inside the transaction of whoever calls. The same day writes nothing.

    `reason` and `by` are for sanctions alone.
    """
    before = getattr(row, field)
    if before == after:
        return
    Amendment.objects.create(
        agency_id=row.agency_id,
        fact=FACTS[type(row)],
        row=row.pk,
        field=field,
        before=before,
        after=after,
        known_at=clock.now(),
        reason=reason,
        by=by,
    )
    setattr(row, field, after)
    row.save(update_fields=[field])
