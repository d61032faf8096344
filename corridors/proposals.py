"""Proposals of facts: drafted by an editor, decided by a second person, published at once or on their day.

The only writer of corridors.proposal_models. One verb each, one transaction each. Publishing ends in corridors.actions,
which closes the old version, inserts the new one and tells the floors above.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from corridors import actions, cells, permissions
from corridors.known import Known
from corridors.proposal_models import FactProposal, ProposedRow
from corridors.rules.proposing import Refusal, is_due, may_decide
from foundation import clock, trail
from foundation.reports import RowProblem

DRAFTED = trail.declare("corridors.proposal_drafted", _("Proposed facts of migration"))
SENT = trail.declare("corridors.proposal_sent", _("Sent a proposal to a second person"))
APPROVED = trail.declare("corridors.proposal_approved", _("Approved a proposal"))
REFUSED = trail.declare("corridors.proposal_refused", _("Refused a proposal"))
TAKEN_BACK = trail.declare("corridors.proposal_taken_back", _("Took a proposal back"))
LIVE = trail.declare("corridors.proposal_published", _("Published a proposal"))
STOPPED = trail.declare("corridors.proposal_stopped", _("A proposal could not be published"))
State = FactProposal.State
MOST_ROWS = 1000


class ProposalError(Exception):
    """Why something cannot be done with a proposal, as a sentence for its editors."""


@dataclass(frozen=True)
class Change:
    """What an editor wants one fact to say. `replaces` = the key of the fact it was made from, "" for a new one."""

    cells: dict[str, str]
    replaces: str = ""
    withdraws: bool = False
    line: int = 0


def draft(
    file_name: str, changes: Iterable[Change], reason: str, actor, go_live_on: date | None = None
) -> FactProposal:
    """Keep a draft. Raises RowProblem naming the column that is broken, ProposalError, or PermissionDenied."""
    _must(permissions.may_draft(actor))
    with transaction.atomic():
        proposal = FactProposal.objects.create(
            file=file_name,
            reason=_reason(reason),
            drafted_by=actor,
            drafted_at=clock.now(),
            go_live_on=_not_past(go_live_on),
        )
        count = _write_rows(proposal, changes)
        trail.record(DRAFTED, proposal, actor, file=file_name, rows=count)
        return proposal


def redraft(proposal_id: int, changes, reason: str, actor, edits: int, go_live_on: date | None = None) -> FactProposal:
    """Change one's own draft, or take up one that was sent, stopped or refused; what the facts say now is its new base.

    `edits` is the count that the editor's page showed: another one means that somebody changed it meanwhile.
    """
    _must(permissions.may_draft(actor))
    with transaction.atomic():
        proposal = _locked(proposal_id)
        _own(proposal, actor)
        if proposal.state in (State.PUBLISHED, State.SCHEDULED):
            raise ProposalError(_("This proposal has been approved and can no longer be changed."))
        if proposal.edits != edits:
            raise ProposalError(
                _("This draft was changed in another window. Look at it again; nothing of yours was saved over it.")
            )
        proposal.rows.all().delete()
        proposal.reason, proposal.go_live_on = _reason(reason), _not_past(go_live_on)
        proposal.state, proposal.edits = State.DRAFT, proposal.edits + 1
        proposal.decided_by = proposal.decided_at = None
        proposal.decision = proposal.stopped = ""
        proposal.save()
        count = _write_rows(proposal, changes)
        trail.record(DRAFTED, proposal, actor, file=proposal.file, rows=count)
        return proposal


def send(proposal_id: int, actor) -> FactProposal:
    """Ask a second person. Raises ProposalError when the facts have moved since the draft."""
    _must(permissions.may_draft(actor))
    with transaction.atomic():
        proposal = _locked(proposal_id)
        _own(proposal, actor)
        if proposal.state == State.AWAITING:
            return proposal
        if proposal.state != State.DRAFT:
            raise ProposalError(_("Only a draft can be sent to a second person."))
        _read(proposal)
        return _now(proposal, State.AWAITING, SENT, actor)


def take_back(proposal_id: int, actor) -> FactProposal:
    """The drafter wants it no more, up to its publication; kept for the record."""
    _must(permissions.may_draft(actor))
    with transaction.atomic():
        proposal = _locked(proposal_id)
        _own(proposal, actor)
        if proposal.state == State.PUBLISHED:
            raise ProposalError(_("This proposal is published. Propose the change that mends it."))
        return _now(proposal, State.TAKEN_BACK, TAKEN_BACK, actor)


def refuse(proposal_id: int, actor, why: str) -> FactProposal:
    """A second person says no, and why."""
    with transaction.atomic():
        proposal = _decided(proposal_id, actor, _reason(why))
        return _now(proposal, State.REFUSED, REFUSED, actor)


def approve(proposal_id: int, actor, edits: int, words: str = "") -> FactProposal:
    """A second person says yes to what stands there after `edits` changes: published at once, or on its day.

    Raises ProposalError: one's own proposal, one that was changed meanwhile, or one whose facts have moved.
    """
    with transaction.atomic():
        proposal = _decided(proposal_id, actor, words.strip())
        if proposal.edits != edits:
            raise ProposalError(
                _("This proposal was changed after you opened it. Read it again before you approve it.")
            )
        _read(proposal)
        if is_due(proposal.go_live_on, clock.today()):
            proposal.state = State.SCHEDULED if proposal.go_live_on else proposal.state
            trail.record(APPROVED, proposal, actor, rows=proposal.rows.count())
            return _publish(proposal, actor)
        return _now(proposal, State.SCHEDULED, APPROVED, actor)


def publish_due(today: date | None = None) -> tuple[int, int]:
    """Publish what was approved for a day that has come: (published, stopped). Each in a transaction of its own, so
    that a kill leaves each one wholly done or not begun, and a second run finds only what is left.
    """
    today, done, stopped = today or clock.today(), 0, 0
    due = FactProposal.objects.filter(state=State.SCHEDULED, go_live_on__lte=today).order_by("go_live_on", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            proposal = _locked(pk)
            if proposal.state != State.SCHEDULED:
                continue
            try:
                with transaction.atomic():
                    if not (proposal.decided_by and permissions.may_approve(proposal.decided_by)):
                        raise ProposalError(
                            _("Who approved this proposal may no longer do so. Another must approve it.")
                        )
                    _publish(proposal, proposal.decided_by)
                done += 1
            except (ProposalError, RowProblem, IntegrityError) as error:
                proposal.refresh_from_db()
                proposal.stopped = str(error) if not isinstance(error, IntegrityError) else _("The tables refused it.")
                _now(proposal, State.STOPPED, STOPPED, None)
                stopped += 1
    return done, stopped


def put_in_place(proposal: FactProposal, actor=None) -> actions.Outcome:
    """Write the proposal's facts without a word to anybody: `_publish` records (but for a corridor, which records what
    it said before) and announces them, and a preview of what they move rolls them back.
    """
    file, outcome = cells.BY_NAME[proposal.file], actions.Outcome()
    rows = _read(proposal)
    if file.model is None:
        for _row, told in rows:
            actions.keep_corridor(told.values, told.source, outcome, actor, proposal.pk)
        return outcome
    for part in (
        actions.close_facts(file.model, [row.now_key for row, _told in rows if row.is_closing]),
        actions.publish_facts(file.model, [told for row, told in rows if not row.withdraws]),
    ):
        for name in ("created", "updated", "withdrawn"):
            getattr(outcome, name).extend(getattr(part, name))
        outcome.add_news_of(part)
    return outcome


def _publish(proposal: FactProposal, actor) -> FactProposal:
    try:
        with transaction.atomic():
            outcome = put_in_place(proposal, actor)
    except IntegrityError:
        raise ProposalError(_("The tables refused it: somebody may have published the same fact a moment ago."))
    file = cells.BY_NAME[proposal.file]
    if file.model is not None:
        for fact in file.model.objects.current().filter(key__in=outcome.created + outcome.updated):
            trail.record(actions.PUBLISHED, fact, actor, key=fact.key, proposal=proposal.pk)
        ended = file.model.objects.filter(key__in=outcome.withdrawn, known_to__isnull=False).order_by(
            "known_from", "pk"
        )
        for fact in {fact.key: fact for fact in ended}.values():
            trail.record(actions.WITHDRAWN, fact, actor, key=fact.key, proposal=proposal.pk)
    proposal.published_at = clock.now()
    _now(proposal, State.PUBLISHED, LIVE, actor)
    actions.announce(outcome)
    return proposal


def _read(proposal: FactProposal) -> list[tuple[ProposedRow, actions.Told | None]]:
    """Each row with what it says, read anew. Raises ProposalError naming the fact that moved or the cell that broke."""
    file, known = cells.BY_NAME[proposal.file], Known.now()
    found = []
    for row in proposal.rows.all():
        if _seen(file, row.now_key) != row.before:
            raise ProposalError(
                _(
                    "“%(fact)s” says something else now than when this was drafted. Its drafter must look at it again "
                    "before it can be published."
                )
                % {"fact": row.now_key}
            )
        if row.withdraws:
            found.append((row, None))
            continue
        try:
            told = cells.told_of(file, row.cells, known, row.line)
            cells.check_source(file, told, clock.today())
        except RowProblem as problem:
            raise ProposalError(f"{problem.column}: {problem.reason}.")
        if told.key != row.key:
            raise ProposalError(_("“%(fact)s” no longer names this fact.") % {"fact": row.key})
        found.append((row, told))
    return found


def _write_rows(proposal: FactProposal, changes: Iterable[Change]) -> int:
    file, known, today, fresh = cells.BY_NAME[proposal.file], Known.now(), clock.today(), []
    for change in changes:
        if change.withdraws:
            before = _seen(file, change.replaces)
            if not before or file.model is None:
                raise ProposalError(_("There is no such fact to withdraw."))
            fresh.append(ProposedRow(proposal=proposal, key=change.replaces, withdraws=True, before=before))
            continue
        told = cells.told_of(file, change.cells, known, change.line)
        cells.check_source(file, told, today)
        told_cells = cells.plain_cells(file, told)
        replaces = change.replaces if change.replaces != told.key else ""
        if replaces and file.model is None:
            raise RowProblem("code", told.key, "names another corridor; a corridor keeps its two countries and channel")
        if replaces and _seen(file, told.key):
            raise RowProblem(file.columns.split()[0], told.key, "names a fact that is there already")
        before = _seen(file, replaces or told.key)
        if before == told_cells:
            raise ProposalError(_("Nothing differs from what we publish now."))
        fresh.append(
            ProposedRow(
                proposal=proposal, line=change.line, key=told.key, replaces=replaces, cells=told_cells, before=before
            )
        )
    if not fresh:
        raise ProposalError(_("Nothing differs from what we publish now."))
    if len(fresh) > MOST_ROWS:
        raise ProposalError(_("One proposal may hold at most %(most)s rows. Part the file.") % {"most": MOST_ROWS})
    if len({row.key for row in fresh}) < len(fresh):
        raise ProposalError(_("Two rows speak of the same fact."))
    ProposedRow.objects.bulk_create(fresh)
    return len(fresh)


def _seen(file, key: str) -> dict[str, str]:
    row = cells.current_of(file, key)
    return cells.cells_of(row) if row else {}


def _decided(proposal_id: int, actor, words: str) -> FactProposal:
    _must(permissions.may_approve(actor))
    proposal = _locked(proposal_id)
    refusal = may_decide(proposal.state == State.AWAITING, proposal.drafted_by_id, actor.pk)
    if refusal is Refusal.OWN:
        raise PermissionDenied(_("You drafted this yourself: somebody else must decide about it."))
    if refusal is Refusal.NOT_WAITING:
        raise ProposalError(_("This proposal no longer waits for a decision."))
    proposal.decided_by, proposal.decided_at, proposal.decision = actor, clock.now(), words[:1000]
    return proposal


def _now(proposal: FactProposal, state: str, action: str, actor) -> FactProposal:
    proposal.state = state
    proposal.save()
    trail.record(action, proposal, actor, file=proposal.file)
    return proposal


def _locked(pk: int) -> FactProposal:
    return FactProposal.objects.select_for_update(of=("self",)).get(pk=pk)


def _own(proposal: FactProposal, actor) -> None:
    if proposal.drafted_by_id != actor.pk:
        raise PermissionDenied(_("Only who drafted it may change it. Draft a proposal of your own."))


def _must(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("You may not do this with facts of migration."))


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ProposalError(_("Say why, in a sentence."))
    return text[:1000]


def _not_past(day: date | None) -> date | None:
    if day is not None and day < clock.today():
        raise ProposalError(_("The day of publication has passed. Leave it empty to publish on approval."))
    return day
