"""The editors' screens of facts: one fact with its history, and proposing a change of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.facts.forms import FactForm, label_of
from cms.facts.policy import for_readers
from cms.facts.words import NAMES, crumbs, fact_in_words, heading_of
from corridors import actions, cells, permissions, proposals
from corridors.files import File
from corridors.models import Corridor, Helpline
from corridors.proposal_models import FactProposal
from foundation import clock
from foundation.reports import RowProblem


def file_or_404(name: str) -> File:
    """The file of that name."""
    if name not in cells.BY_NAME:
        raise Http404
    return cells.BY_NAME[name]


def version_or_404(file: File, pk: int):
    """One version of a fact, or a corridor."""
    rows = (file.model or Corridor).objects.select_related("source")
    return get_object_or_404(rows, pk=pk)


@require_safe
@for_readers
def show_fact(request, file_name: str, pk: int):
    """One version as its cells, every other version of it, and who proposes what about it."""
    file = file_or_404(file_name)
    row = version_or_404(file, pk)
    key = row.key if file.model else row.code
    versions = []
    if file.model:
        versions = list(
            file.model.objects.filter(key=key).select_related("source", "checked_by").order_by("-known_from")
        )
    waiting = FactProposal.objects.filter(state__in=FactProposal.OPEN, rows__key=key, file=file.name)
    waiting |= FactProposal.objects.filter(state__in=FactProposal.OPEN, rows__replaces=key, file=file.name)
    context = {
        **heading_of(fact_in_words(row), NAMES[file.name], "doc-full"),
        "breadcrumbs_items": crumbs((reverse(list_name(file)), NAMES[file.name]), ("", fact_in_words(row))),
        "file": file,
        "row": row,
        "cells": [(label_of(name), text) for name, text in cells.cells_of(row).items() if text],
        "versions": versions,
        "current": not file.model or row.known_to is None,
        "overdue": bool(file.model) and (row.review_on is None or clock.today() > row.review_on),
        "proposals": waiting.distinct(),
        "may_draft": permissions.may_draft(request.user),
        "may_delete": not file.model and permissions.may_approve(request.user),
        "is_helpline": file.model is Helpline,
    }
    return render(request, "cms/facts/fact.html", context)


@for_readers
def propose(request, file_name: str, pk: int | None = None):
    """Draft a change of one fact, or (no pk) a new one; `?like=` starts a new one from another."""
    file = file_or_404(file_name)
    if not permissions.may_draft(request.user):
        raise PermissionDenied
    row = version_or_404(file, pk) if pk is not None else None
    if row is not None and file.model and row.known_to is not None:
        row = cells.current_of(file, row.key) or row
    like = row
    if row is None and request.GET.get("like", "").isdecimal():
        like = version_or_404(file, int(request.GET["like"]))
    key = "" if row is None else (row.key if file.model else row.code)
    form = FactForm(request.POST or None, file=file, initial=cells.cells_of(like) if like else {})
    if request.method == "POST" and form.is_valid():
        change = proposals.Change(form.cells(), key)
        proposal = _drafted(
            form,
            lambda: proposals.draft(
                file.name, [change], form.cleaned_data["reason"], request.user, form.cleaned_data["go_live_on"]
            ),
        )
        if proposal is not None:
            return _sent_on(request, proposal)
    return _form_page(request, file, form, fact_in_words(row) if row else _("A new fact"), like)


@for_readers
def edit(request, pk: int):
    """Change one's own draft of one fact, or take up one that was refused or stopped."""
    proposal = get_object_or_404(FactProposal, pk=pk)
    file, rows = cells.BY_NAME[proposal.file], list(proposal.rows.all())
    if proposal.drafted_by_id != request.user.pk or not permissions.may_draft(request.user):
        raise PermissionDenied
    if len(rows) != 1 or rows[0].withdraws:
        messages.warning(request, _("This proposal cannot be edited here. Take it back and propose it again."))
        return redirect("facts_proposal", proposal.pk)
    initial = rows[0].cells | {
        "reason": proposal.reason,
        "go_live_on": proposal.go_live_on,
        "edits": proposal.edits,
    }
    form = FactForm(request.POST or None, file=file, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        replaces = rows[0].replaces or (rows[0].key if rows[0].before else "")
        change = proposals.Change(form.cells(), replaces)
        changed = _drafted(
            form,
            lambda: proposals.redraft(
                proposal.pk, [change], given["reason"], request.user, given["edits"], given["go_live_on"]
            ),
        )
        if changed is not None:
            return _sent_on(request, changed)
    return _form_page(request, file, form, rows[0].key, cells.current_of(file, rows[0].now_key))


@require_POST
@for_readers
def confirm(request, file_name: str, pk: int):
    """One click: I read the source again, and nothing has changed."""
    file = file_or_404(file_name)
    if file.model is None:
        raise Http404
    row = version_or_404(file, pk)
    try:
        row = actions.confirm_fact(file.model, row.key, request.user)
        messages.success(request, _("Marked as checked today."))
    except (actions.CheckRefused, file.model.DoesNotExist) as error:
        gone = isinstance(error, file.model.DoesNotExist)
        messages.error(request, _("This fact is no longer published.") if gone else str(error))
    return redirect("facts_fact", file.name, row.pk)


@require_POST
@for_readers
def withdraw(request, file_name: str, pk: int):
    """Propose that a fact be published no more."""
    file = file_or_404(file_name)
    row = version_or_404(file, pk)
    if file.model is None:
        raise Http404
    change = proposals.Change({}, row.key, withdraws=True)
    try:
        proposal = proposals.draft(file.name, [change], request.POST.get("reason", ""), request.user)
    except proposals.ProposalError as error:
        messages.error(request, str(error))
        return redirect("facts_fact", file.name, row.pk)
    return _sent_on(request, proposal)


def list_name(file: File) -> str:
    """The name of the address of Wagtail's list of this kind."""
    return (file.model or Corridor).snippet_viewset.get_url_name("list")


def _drafted(form, write):
    try:
        return write()
    except RowProblem as problem:
        form.refuse(problem)
    except proposals.ProposalError as error:
        form.add_error(None, str(error))
    return None


def _sent_on(request, proposal):
    messages.success(request, _("Draft kept. Look at what it moves, then send it to a second person."))
    return redirect("facts_proposal", proposal.pk)


def _form_page(request, file: File, form, title: str, fact):
    context = {
        **heading_of(title, _("Propose a change"), "edit"),
        "breadcrumbs_items": crumbs((reverse(list_name(file)), NAMES[file.name]), ("", title)),
        "problems": [(form[name].label if name in form.fields else "", told) for name, told in form.errors.items()],
        "form": form,
        "fact": fact,
    }
    return render(request, "cms/facts/propose.html", context, status=422 if form.errors else 200)
