"""Vouches of the demo's first CSO in every state its desk can show: a draft, one to renew, one withdrawn, beside those that live
and agencies that await one.
"""

from datetime import date, timedelta

from agencies.actions import vouch_for, withdraw_vouch
from agencies.actions.vouching import save_draft
from agencies.models import Agency, VouchDraft
from corridors.models import Corridor
from partners.models import CSO
from portal.demo.registry import looked_at, marked

ROUTE = "MM-TH-MOU"
# Each is vouched for by others as well, so none of these changes where it stands.
RENEW, WITHDRAWN, DRAFTED = "Morning Rice Employment", "Broken Gate Employment", "One Candle Manpower"


RENEWED_BY_SECOND = "Two Ledgers Overseas"


def seed_second_desk(today: date, cso: CSO) -> None:
    """A vouch of another CSO that runs out, and one it has begun to write."""
    corridor = Corridor.objects.get(code=ROUTE)
    renew = Agency.objects.get(name=marked(RENEWED_BY_SECOND), example=True)
    if not renew.vouches.filter(cso=cso, expires__lte=today + timedelta(days=40)).exists():
        given = today - timedelta(days=280)
        vouch_for(renew, corridor, cso, given=given, expires=today + timedelta(days=35), **looked_at(given, 0))
    if not VouchDraft.objects.filter(cso=cso).exists():
        drafted = Agency.objects.get(name=marked(DRAFTED), example=True)
        save_draft(drafted, corridor, cso, {"scope": "Example: the office."}, today)


def seed_vouch_states(today: date, cso: CSO) -> None:
    """What is already there is left as it is."""
    corridor = Corridor.objects.get(code=ROUTE)
    renew, withdrawn, drafted = (
        Agency.objects.get(name=marked(name), example=True) for name in (RENEW, WITHDRAWN, DRAFTED)
    )
    if not renew.vouches.filter(cso=cso).exists():
        # The invented CSOs are accredited for three hundred days.
        given = today - timedelta(days=290)
        vouch_for(renew, corridor, cso, given=given, expires=today + timedelta(days=25), **looked_at(given, 0))
    if not withdrawn.vouches.filter(cso=cso).exists():
        given = today - timedelta(days=60)
        vouch = vouch_for(
            withdrawn, corridor, cso, given=given, expires=given + timedelta(days=340), **looked_at(given, 1)
        )
        withdraw_vouch(vouch, today - timedelta(days=9))
    if not VouchDraft.objects.filter(cso=cso).exists():
        typed = {"scope": "Example: the office and two dormitories.", "interviewed": "6"}
        save_draft(drafted, corridor, cso, typed, today)
