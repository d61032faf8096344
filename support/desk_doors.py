"""Who gets through the doors of the case desk, and why somebody opened a case, remembered for a quarter of an hour."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from foundation import clock
from support.actions.handling import Purpose
from support.permissions import cases_for, desks_among, helping_organisations

_MINUTES = 15


def for_helpers(view):
    """Only for people who handle cases today; the view gets `request.helping`, the organisations they do it for."""

    @login_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request, *args, **kwargs):
        request.helping = helping_organisations(request.user, clock.today())
        if not request.helping:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_desk_workers(view):
    """Only for case workers of a desk of this site."""

    @for_helpers
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not desks_among(request.helping):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_its_helpers(view):
    """Only for those who handle the very case the address names; the view gets the case. Others find nothing."""

    @for_helpers
    @wraps(view)
    def guarded(request, pk, *args, **kwargs):
        rows = cases_for(request.user, clock.today(), request.helping)
        rows = rows.select_related("organisation", "concern__agency").prefetch_related("parties__organisation")
        return view(request, get_object_or_404(rows, pk=pk), *args, **kwargs)

    return guarded


def remember_purpose(request, case, purpose: Purpose) -> None:
    """So that an answer and the look at it afterwards need no second question."""
    held = dict(request.session.get("case_purposes", {}))
    held[str(case.pk)] = [purpose.value, clock.now().timestamp()]
    request.session["case_purposes"] = dict(sorted(held.items(), key=lambda one: -one[1][1])[:20])


def purpose_said(request, case) -> Purpose | None:
    """Why this person opened the case a moment ago, None when it must be said anew."""
    value, said = request.session.get("case_purposes", {}).get(str(case.pk), ("", 0))
    return Purpose(value) if value and clock.now().timestamp() - said < _MINUTES * 60 else None
