"""Who gets through the desk's doors: registrars, and officers of the very agency an address names. Desk views use these."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.cache import never_cache

from accounts.models import Membership, Organisation
from agencies.models import Agency
from agencies.permissions import is_agency_officer, is_registrar
from foundation import clock


def for_registrars(view):
    """Only for registrars; others who signed in get 403, nobody else learns more than the sign-in page."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_registrar(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_its_officers(view):
    """Only for today's officers of the agency that the address names; the view gets the agency. Others find nothing."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request, public_id, *args, **kwargs):
        agency = Agency.objects.select_related("organisation").filter(public_id=public_id).first()
        if not is_agency_officer(request.user, agency):
            raise Http404
        return view(request, agency, *args, **kwargs)

    return guarded


def own_agencies(user):
    """The agencies this user is an officer of today."""
    return Agency.objects.filter(organisation__in=officer_of(user)).order_by("name", "id")


def officer_of(user):
    """The organisations of kind agency that this user is an officer of today."""
    live = user.memberships.live(clock.today()).filter(role=Membership.Role.OFFICER)
    return Organisation.objects.filter(pk__in=live.values("organisation"), kind=Organisation.Kind.AGENCY)
