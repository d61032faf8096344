"""Changes a date of a contact, a vouch or a sanction, and keeps what it said before. The other actions call it."""

from datetime import date

from agencies.models import AgencyContact, Amendment, Sanction, Vouch
from foundation import clock

_FACTS = {
    AgencyContact: Amendment.Fact.CONTACT,
    Vouch: Amendment.Fact.VOUCH,
    Sanction: Amendment.Fact.SANCTION,
}


def amend(row: AgencyContact | Vouch | Sanction, field: str, after: date | None) -> None:
    """Write a new day to a field of the row; inside the transaction of whoever calls. The same day writes nothing."""
    before = getattr(row, field)
    if before == after:
        return
    Amendment.objects.create(
        agency_id=row.agency_id,
        fact=_FACTS[type(row)],
        row=row.pk,
        field=field,
        before=before,
        after=after,
        known_at=clock.now(),
    )
    setattr(row, field, after)
    row.save(update_fields=[field])
