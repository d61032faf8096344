"""Who handles which case: case workers of the desk, and a CSO's officers and case workers for the cases handed to it, as
long as it is accredited.

A registrar handles none: who vets agencies and invites people must not read what clients wrote.
"""

from datetime import date

import rules
from django.db.models import Q

from accounts.models import Membership, Organisation
from foundation import clock
from partners.reading import family_of
from support.models import Case, CaseParty

HELPING_ROLES = (Membership.Role.OFFICER, Membership.Role.CASE_WORKER)


def helping_organisations(user, today: date) -> list[Organisation]:
    """The organisations for which this user handles cases that day."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = list(user.live_memberships(today).select_related("organisation__cso"))
    at_the_registry = any(
        one.organisation.kind == Organisation.Kind.DESK and one.role == Membership.Role.OFFICER for one in held
    )
    if user.is_superuser or at_the_registry:
        return []
    return [one.organisation for one in held if _handles(one, today)]


def _handles(membership: Membership, today: date) -> bool:
    kind, role = membership.organisation.kind, membership.role
    if kind == Organisation.Kind.CSO:
        cso = getattr(membership.organisation, "cso", None)
        # Whoever lost its accreditation reads no client's words any more; the purge gives its cases back to the desk.
        return cso is not None and cso.is_accredited(today) and role in HELPING_ROLES
    return kind == Organisation.Kind.DESK and role == Membership.Role.CASE_WORKER


def cases_for(user, today: date, helping: list[Organisation] | None = None):
    """The cases this user may see in a list and open, as a queryset. `helping` saves asking for it once more."""
    helping = helping_organisations(user, today) if helping is None else helping
    mine = Q(organisation__in=[one.pk for one in helping])
    if desks_among(helping):
        mine |= Q(organisation=None)
    if not helping:
        return Case.objects.none()
    # A complaint is closed to everybody who ever acted for whom it is about, for its parent or a branch; a grave report to
    # the agency's own people.
    every = family_of(one.organisation_id for one in user.memberships.all())
    closed_to = CaseParty.objects.filter(part=CaseParty.Part.ACCUSED, organisation__in=every).values("case")
    kept = Case.objects.kept(today).filter(mine)
    return kept.exclude(pk__in=closed_to).exclude(concern__agency__organisation__in=every)


def kept_from(case: Case) -> set[int]:
    """The organisations that never get the case: whom a complaint is about, their parents and their branches."""
    accused = case.parties.filter(part=CaseParty.Part.ACCUSED).values_list("organisation", flat=True)
    return family_of(accused) if case.origin == Case.Origin.COMPLAINT else set()


def desks_among(helping: list[Organisation]) -> list[Organisation]:
    """The desks of this site among them: whoever works there hands cases on and keeps the directory of services."""
    return [one for one in helping if one.kind == Organisation.Kind.DESK]


@rules.predicate
def is_helper(user) -> bool:
    """Whether the user handles cases for anybody today."""
    return bool(helping_organisations(user, clock.today()))


rules.add_perm("support.handle_cases", is_helper)
