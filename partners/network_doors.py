"""The doors of the network's desk: a CSO's officers and readers come in, officers alone write. Others find nothing."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.permissions import network_csos


def for_its_members(view):
    """The view gets the CSO that the address names, and `request.keeps`, whether this person may write."""

    @login_required
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request, cso: int, *args, **kwargs):
        found = network_csos(request.user).select_related("organisation").filter(pk=cso).first()
        if found is None:
            raise Http404
        request.keeps = found.keeps
        if request.method == "POST" and not request.keeps:
            raise PermissionDenied
        return view(request, found, *args, **kwargs)

    return guarded


def for_its_keepers(view):
    """Pages that are nothing but a form: only for officers."""

    @for_its_members
    @wraps(view)
    def guarded(request, cso, *args, **kwargs):
        if not request.keeps:
            raise PermissionDenied
        return view(request, cso, *args, **kwargs)

    return guarded
