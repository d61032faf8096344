"""Keeps what openings told of who recruits for whom, from one moment to the next. Every writer of openings calls it."""

from collections.abc import Iterable
from datetime import datetime

from foundation import clock
from jobs.models import Opening
from jobs.recruitment_models import Recruitment

TOLD = ("employer_id", "agency_id", "corridor_id", "published_on")
_AT_ONCE = 500


def remember(openings: Iterable[int], moment: datetime | None = None) -> None:
    """Write down what these openings (their ids) tell as known from that moment, now unless given, where it differs from what
    was told before; a draft tells nothing. Call inside the transaction that wrote them. Three queries for 500 of them.
    """
    moment, wanted = moment or clock.now(), list(openings)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        held = {row.opening_id: row for row in Recruitment.objects.current().filter(opening__in=some)}
        rows = Opening.objects.filter(pk__in=some).exclude(state=Opening.State.DRAFT.value).exclude(published_on=None)
        fresh = []
        for told in rows.order_by("pk").values("pk", *TOLD):
            row = Recruitment(opening_id=told.pop("pk"), known_at=moment, **told)
            old = held.get(row.opening_id)
            if old is None or any(getattr(old, name) != told[name] for name in TOLD):
                fresh.append(row)
        Recruitment.objects.current().filter(opening__in=[row.opening_id for row in fresh]).update(gone_at=moment)
        Recruitment.objects.bulk_create(fresh)


def on_agencies_merged(sender, agency, moment: datetime, **_more) -> None:
    """The openings of the record that went are the other's, as known from the merger on."""
    remember(Opening.objects.filter(agency=agency).order_by("pk").values_list("pk", flat=True), moment)
