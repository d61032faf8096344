"""Who gets through the doors of a brand's desk: its members of today who accepted the terms. Others find nothing."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.permissions import acts_for
from audits.actions.brands import has_accepted
from audits.models import Brand
from foundation import clock


def brands_of(user):
    """The verified brands that this user acts for today."""
    return Brand.objects.of_member(user, clock.today()).select_related("organisation")


def for_its_people(view):
    """Only for today's members of the very brand that the address names; the view gets the brand."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request, brand, *args, **kwargs):
        found = brands_of(request.user).filter(pk=brand).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return guarded


def for_auditors(view):
    """The same, once the terms are accepted; what is sent, only from the brand's officers: its readers look."""

    @for_its_people
    @wraps(view)
    def guarded(request, brand, *args, **kwargs):
        if not has_accepted(brand, request.user):
            return redirect("supply_terms", brand.pk)
        request.writes = acts_for(request.user, brand.organisation)
        if request.method == "POST" and not request.writes:
            raise Http404
        return view(request, brand, *args, **kwargs)

    return guarded
