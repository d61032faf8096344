"""The editors' screen of a proposal: what changes and what it moves on which days, and deciding about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.facts.forms import DecisionForm, label_of
from cms.facts.impact import MOST_OPENINGS, Impact, impact_of, is_on_every_page, span_of
from cms.facts.policy import for_readers
from cms.facts.words import crumbs, fact_in_words, heading_of, proposal_in_words
from corridors import cells, permissions, proposals
from corridors.proposal_models import FactProposal, ProposedRow
from corridors.rules.proposing import effect_day, gap
from foundation import clock

State = FactProposal.State
# Each with its neighbours: an approver sees every row, a page at a time.
ROWS_A_PAGE = 100


@require_safe
@for_readers
def show_proposal(request, pk: int):
    """What is proposed, what it would move, and the buttons that this person may press."""
    proposal = get_object_or_404(FactProposal.objects.select_related("drafted_by", "decided_by"), pk=pk)
    return _proposal_page(request, proposal, DecisionForm(initial={"edits": proposal.edits}))


@require_POST
@for_readers
def decide(request, pk: int):
    """send, take_back, approve or refuse: the button that was pressed."""
    proposal = get_object_or_404(FactProposal, pk=pk)
    form, verb = DecisionForm(request.POST), request.POST.get("verb")
    if not form.is_valid():
        return _proposal_page(request, proposal, form)
    words, user = form.cleaned_data["words"], request.user
    try:
        if verb == "send":
            proposals.send(pk, user)
            messages.success(request, _("Sent. A second person can now approve it."))
        elif verb == "take_back":
            proposals.take_back(pk, user)
            messages.success(request, _("Taken back."))
        elif verb == "approve":
            done = proposals.approve(pk, user, form.cleaned_data["edits"], words)
            published = done.state == State.PUBLISHED
            messages.success(request, _("Published.") if published else _("Approved. It is published on its day."))
        elif verb == "refuse":
            proposals.refuse(pk, user, words)
            messages.success(request, _("Refused. Its drafter reads your words here."))
        else:
            raise Http404
    except proposals.ProposalError as error:
        messages.error(request, str(error))
        proposal.refresh_from_db()
        return _proposal_page(request, proposal, form)
    return redirect("facts_proposal", pk)


def _proposal_page(request, proposal: FactProposal, form):
    user, today = request.user, clock.today()
    impact = refused = None
    if proposal.state in FactProposal.OPEN:
        try:
            impact = impact_of(proposal, today)
        except proposals.ProposalError as error:
            refused = str(error)
    every = list(proposal.rows.all())
    page = Paginator(every, ROWS_A_PAGE).get_page(request.GET.get("p"))
    own = proposal.drafted_by_id == user.pk
    waits = proposal.state == State.AWAITING
    context = {
        **heading_of(proposal_in_words(proposal), proposal.get_state_display(), "clipboard-list"),
        "breadcrumbs_items": crumbs(
            (reverse(FactProposal.snippet_viewset.get_url_name("list")), _("Proposals")),
            ("", proposal_in_words(proposal)),
        ),
        "proposal": proposal,
        "page": page,
        "rows": [_row_in_words(row) | _held_against_now(row, proposal, impact, today) for row in page],
        "gone": [row.now_key for row in every if row.is_closing],
        "impact": impact,
        "refused": refused,
        "most_openings": MOST_OPENINGS,
        "on_every_page": is_on_every_page(proposal),
        "form": form,
        "own": own,
        "may_send": own and proposal.state == State.DRAFT and not refused,
        "may_edit": own and proposal.state not in (State.PUBLISHED, State.SCHEDULED),
        "may_take_back": own and proposal.state in FactProposal.OPEN,
        "may_decide": waits and not own and permissions.may_approve(user),
        "waits_for_other": waits and own,
    }
    return render(request, "cms/facts/proposal.html", context, status=422 if request.method == "POST" else 200)


def _row_in_words(row: ProposedRow) -> dict:
    changed = cells.differing(row.before, row.cells) if not row.withdraws else []
    return {
        "key": fact_in_words(row),
        "replaces": row.replaces.replace("|", " · "),
        "withdraws": row.withdraws,
        "is_new": not row.before,
        "changed": [(label_of(name), row.before.get(name, ""), row.cells.get(name, "")) for name in changed],
    }


def _held_against_now(row: ProposedRow, proposal: FactProposal, impact: Impact | None, today) -> dict:
    """What the change of one fact means for the days between which it holds; nothing for a proposal that is closed or
    cannot be published, nor for a corridor.
    """
    now, then = (impact.now.get(row.now_key), impact.then.get(row.key)) if impact else (None, None)
    old, new, published = span_of(now), span_of(then), effect_day(proposal.go_live_on, today)
    ends_it = old is not None and new is not None and new.is_over(published) and not old.is_over(published)
    return {
        "fact": then or now,
        "was_over": old is None or old.is_over(today),
        "ends": new.last if ends_it else None,
        "published": published,
        "gap": gap(old, new, published),
        "begins": new.first if new else None,
    }
