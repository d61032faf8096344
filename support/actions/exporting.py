"""Lets two people together take the list of cases as a file: one asks, another allows, and it can be taken once."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import Organisation, User
from foundation import trail
from support.actions.stepping import Unlawful
from support.models import CaseExport

ASKED = trail.declare("support.export_asked", "Export of cases asked for")
DECIDED = trail.declare("support.export_decided", "Export of cases decided")
TAKEN = trail.declare("support.export_taken", "Export of cases taken")
# An allowed export that nobody took counts no more after so many days.
DAYS_ALLOWED = 2


@transaction.atomic
def ask_export(organisation: Organisation, filters: str, reason: str, by: User, today: date) -> CaseExport:
    """The first person says what for. Nothing can be taken yet."""
    export = CaseExport.objects.create(
        organisation=organisation, filters=filters, reason=reason, asked_by=by, asked=today
    )
    trail.record(ASKED, export, actor=by)
    return export


@transaction.atomic
def decide_export(export: CaseExport, allow: bool, by: User, today: date) -> CaseExport:
    """A second person of the same organisation says yes or no. Raises Unlawful for the one who asked."""
    export = CaseExport.objects.select_for_update().get(pk=export.pk)
    if export.state != CaseExport.State.WAITING or export.asked_by_id == by.pk:
        raise Unlawful(export.state)
    export.state = CaseExport.State.ALLOWED.value if allow else CaseExport.State.REFUSED.value
    export.decided_by, export.decided = by, today
    export.save()
    trail.record(DECIDED, export, actor=by, allowed=allow)
    return export


@transaction.atomic
def take_export(export: CaseExport, by: User, today: date) -> CaseExport:
    """The one who asked takes it, once. Raises Unlawful."""
    export = CaseExport.objects.select_for_update().get(pk=export.pk)
    late = export.decided is None or today >= export.decided + timedelta(days=DAYS_ALLOWED)
    if export.state != CaseExport.State.ALLOWED or export.asked_by_id != by.pk or late:
        raise Unlawful(export.state)
    export.state = CaseExport.State.TAKEN.value
    export.save(update_fields=["state"])
    trail.record(TAKEN, export, actor=by)
    return export
