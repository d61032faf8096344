"""Every night: closes what went silent, takes back what nobody answered, deletes what is past its last day. By date alone,
so that it is right after a backup was restored too. `purge` calls it.
"""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from accounts.models import Organisation
from foundation import purges, trail
from partners.models import CSO
from support.actions.concerns import close_settled_cases
from support.actions.handling import give_back
from support.actions.stepping import one_by_one, take
from support.models import Case, CaseExport, CaseNeed, NeedTally, Referral
from support.rules.keeping import DAYS_SILENT, DAYS_TO_OBJECT, DAYS_UNTIL_TAKEN_BACK
from support.rules.states import State, Step, after

PURGED = trail.declare("support.cases_purged", "Cases deleted by age")
RAN_OUT = trail.declare("support.case_ran_out", "Case closed because nobody wrote")
GONE = purges.declare("support.case", Case, lambda keys: _delete_these(keys))
EXPORT_GONE = purges.declare(
    "support.export", CaseExport, columns=("pk", "organisation", "asked_by", "asked", "reason")
)


def purge_cases(today: date) -> dict[str, int]:
    """{"closed", "taken_back", "deleted"}: how many. Safe to repeat."""
    closed = _close_silent(today) + close_settled_cases(today)
    return {"closed": closed, "taken_back": _take_back(today), "deleted": _delete(today)}


def _close_silent(today: date) -> int:
    asked = Q(state=State.CLOSING, asked_to_close__lte=today - timedelta(days=DAYS_TO_OBJECT))
    silent = Q(last_written__lte=today - timedelta(days=DAYS_SILENT))
    silent &= ~Q(origin=Case.Origin.CONCERN) & ~Q(state=State.CLOSING)

    def close(case: Case) -> None:
        if after(case.state, Step.RUN_OUT, case.has_client):
            take(case, Step.RUN_OUT, today)
        else:
            case.state, case.closed, case.due = Case.State.CLOSED.value, today, None
            case.save()
        trail.record(RAN_OUT, case)

    return one_by_one(Case.objects.open().filter(asked | silent), close)


def _take_back(today: date) -> int:
    """What a CSO left unanswered, also in the middle of the work, and all of one that is accredited no more."""
    of_csos = Case.objects.filter(state__in=(State.ASSIGNED, State.WORKING), organisation__kind=Organisation.Kind.CSO)
    late = Q(due__lte=today - timedelta(days=DAYS_UNTIL_TAKEN_BACK))
    able = CSO.objects.accredited(today).exclude(organisation=None).values("organisation")
    return one_by_one(of_csos.filter(late | ~Q(organisation__in=able)), lambda case: give_back(case, None, today))


def _delete(today: date) -> int:
    """Counts go into the tallies in the same transaction in which the rows go."""
    deleted = GONE.purge(Case.objects.exclude(pk__in=Case.objects.kept(today).values("pk")))
    with transaction.atomic():
        EXPORT_GONE.purge(CaseExport.objects.filter(asked__lte=today - timedelta(days=365)))
        Referral.objects.filter(state__in=("in_progress", "accepted"), consent_until__lte=today).update(secret=None)
    return deleted


@transaction.atomic
def _delete_these(ids: list) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    for row in CaseNeed.objects.filter(case__in=ids).select_related("case"):
        asked[row.need, row.case.country] += row.rank is not None
        given[row.need, row.case.country] += row.given is not None
    for need, country in asked:
        NeedTally.objects.get_or_create(need=need, country=country)
        NeedTally.objects.filter(need=need, country=country).update(
            asked=F("asked") + asked[need, country], given=F("given") + given[need, country]
        )
    Case.objects.filter(pk__in=ids).delete()
    trail.record(PURGED, "support.cases", count=len(ids))
