"""The only writers of CSOs, their accreditation, members and ties; each tells the floors above by cso_changed."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.actions import found_organisation, join_organisation, leave_organisation
from accounts.models import Membership, Organisation, User
from foundation import trail
from partners.models import CSO, AgencyTie
from partners.signals import cso_changed


@transaction.atomic
def register_cso(
    name: str,
    kind: str,
    country: str = "",
    *,
    parent: CSO | None = None,
    organisation: Organisation | None = None,
    public: bool = False,
    example: bool = False,
    actor: User | None = None,
) -> CSO:
    """Record a CSO, not yet accredited. The same name and country twice gives the first one."""
    cso = CSO.objects.filter(name=name, country=country).first()
    if cso:
        return cso
    cso = CSO.objects.create(
        name=name, kind=kind, country=country, parent=parent, organisation=organisation, public=public, example=example
    )
    trail.record("partners.cso_registered", cso, actor=actor, kind=kind)
    return cso


@transaction.atomic
def enrol_cso(name: str, kind: str, country: str, actor: User) -> tuple[CSO, bool]:
    """(CSO, whether it is new): a CSO with an organisation of its own, so that its people can be invited."""
    held = CSO.objects.filter(name__iexact=name, country=country).first()
    if held and held.organisation_id:
        return held, False
    organisation = found_organisation(name, Organisation.Kind.CSO, country, actor=actor)
    if held is None:
        return register_cso(name, kind, country, organisation=organisation, actor=actor), True
    held = _locked(held)
    held.organisation = organisation
    held.save(update_fields=["organisation"])
    cso_changed.send(CSO, cso=held)
    return held, False


@transaction.atomic
def accredit_cso(cso: CSO, since: date, until: date | None, actor: User | None = None) -> CSO:
    """Accredit from a day until (exclusive) a day. Raises ValueError when it would end before it starts."""
    if until is not None and until <= since:
        raise ValueError("An accreditation ends after it starts.")
    cso = _locked(cso)
    if (cso.accredited_from, cso.accredited_until) != (since, until):
        cso.accredited_from, cso.accredited_until = since, until
        cso.save(update_fields=["accredited_from", "accredited_until"])
        trail.record("partners.cso_accredited", cso, actor=actor, since=since, until=until)
        cso_changed.send(CSO, cso=cso)
    return cso


@transaction.atomic
def end_accreditation(cso: CSO, until: date, actor: User | None = None) -> CSO:
    """End an accreditation on a day (exclusive); one that never began is taken away."""
    cso = _locked(cso)
    if cso.accredited_from is None or (cso.accredited_until and cso.accredited_until <= until):
        return cso
    if until <= cso.accredited_from:
        cso.accredited_from = cso.accredited_until = None
    else:
        cso.accredited_until = until
    cso.save(update_fields=["accredited_from", "accredited_until"])
    trail.record("partners.accreditation_ended", cso, actor=actor, until=until)
    cso_changed.send(CSO, cso=cso)
    return cso


@transaction.atomic
def place_under(cso: CSO, parent: CSO | None, actor: User | None = None) -> CSO:
    """Set or clear the parent. Raises ValueError when the parent is the CSO itself or stands under it."""
    cso = _locked(cso)
    above = parent
    while above is not None:
        if above.pk == cso.pk:
            raise ValueError("An organisation cannot stand under itself.")
        above = above.parent
    if cso.parent_id != (parent.pk if parent else None):
        cso.parent = parent
        cso.save(update_fields=["parent"])
        trail.record("partners.cso_placed", cso, actor=actor, parent=cso.parent_id)
        cso_changed.send(CSO, cso=cso)
    return cso


@transaction.atomic
def admit_member(cso: CSO, user: User, role: str, since: date, actor: User | None = None) -> Membership:
    """Make the user a member of the CSO's organisation, which may change whose vouches count together."""
    cso = _locked(cso)
    if cso.organisation is None:
        raise ValueError("This organisation has no account here.")
    return join_organisation(user, cso.organisation, role, since, actor)


@transaction.atomic
def release_member(cso: CSO, user: User, until: date, actor: User | None = None) -> None:
    """End the user's membership of the CSO on a day (exclusive)."""
    cso = _locked(cso)
    for membership in Membership.objects.filter(organisation=cso.organisation, user=user, until=None):
        leave_organisation(membership, until, actor)


@transaction.atomic
def record_tie(cso: CSO, agency: str, origin: str, since: date, actor: User | None = None) -> AgencyTie:
    """Record that a CSO is tied to an agency (its public id), declared or known; an open tie is not doubled."""
    cso = _locked(cso)
    tie, created = AgencyTie.objects.get_or_create(
        cso=cso, agency=agency, until=None, defaults={"origin": origin, "since": since}
    )
    if created:
        trail.record("partners.tie_recorded", tie, actor=actor, origin=origin, agency=agency)
        cso_changed.send(CSO, cso=cso)
    return tie


@transaction.atomic
def end_tie(cso: CSO, agency: str, until: date, actor: User | None = None) -> None:
    """End the open tie to an agency on a day (exclusive); one that never began is deleted."""
    cso = _locked(cso)
    for tie in AgencyTie.objects.filter(Q(until=None) | Q(until__gt=until), cso=cso, agency=agency):
        trail.record("partners.tie_ended", tie, actor=actor, agency=agency, until=until)
        if until <= tie.since:
            tie.delete()
        else:
            tie.until = until
            tie.save(update_fields=["until"])
        cso_changed.send(CSO, cso=cso)


def _locked(cso: CSO) -> CSO:
    return CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
