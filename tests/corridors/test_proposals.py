"""Proposals of facts on a real database: two people, nothing broken, nothing published over somebody else's change."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from corridors import actions, cells, letters, proposals, reading
from corridors.loading import load_folder
from corridors.models import Corridor, CorridorStatus, CostItem, Helpline
from corridors.proposal_models import FactProposal, ReviewLetter
from corridors.proposals import Change, ProposalError
from corridors.signals import corridor_changed
from foundation import clock
from foundation.models import TrailEntry
from foundation.reports import RowProblem
from tests.fact_people import make_approver, make_both, make_editor, sits_in_an_agency
from tests.make import make_corridor, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)

COSTS = cells.BY_NAME["cost_items"]

State = FactProposal.State


@pytest.fixture
def fee(content) -> CostItem:
    load_folder(content)
    return CostItem.objects.current().get(corridor__code="MM-TH-MOU", name="Thai work visa, two years")


def told(fact, **more) -> dict:
    return cells.cells_of(fact) | {"source_title": "Gazette", "source_date": "2026-11-01"} | more


def waiting(fact, editor, go_live_on=None, **more) -> FactProposal:
    change = Change(told(fact, **more), fact.key)
    proposal = proposals.draft("cost_items", [change], "The fee has risen.", editor, go_live_on)
    return proposals.send(proposal.pk, editor)


def test_a_second_person_publishes_and_the_day_before_still_answers_the_old(fee):
    editor, approver = make_editor(), make_approver()
    before = clock.now()
    heard = []
    corridor_changed.connect(listener := lambda corridor, **kwargs: heard.append(corridor.code))
    proposal = waiting(fee, editor, amount_min="1900", amount_max="1900")
    assert fee.__class__.objects.current().get(key=fee.key).amount_max == 500, "a proposal publishes nothing"
    done = proposals.approve(proposal.pk, approver, proposal.edits, "Seen in the gazette")
    corridor_changed.disconnect(listener)
    assert done.state == State.PUBLISHED and heard == ["MM-TH-MOU"]
    corridor = Corridor.objects.get(code="MM-TH-MOU")

    def fees(facts):
        return {line.high for line in facts.lines if line.name == fee.name}

    assert fees(reading.facts_of(corridor, TODAY)) == {1900}
    assert fees(reading.facts_of(corridor, TODAY, before)) == {500}
    subjects = set(TrailEntry.objects.values_list("action", flat=True))
    assert {proposals.DRAFTED, proposals.SENT, proposals.APPROVED, proposals.LIVE, actions.PUBLISHED} <= subjects


def test_nobody_decides_about_what_they_drafted_not_even_a_superuser(fee):
    for user in (make_both(), make_user(is_superuser=True, is_staff=True)):
        proposal = waiting(fee, user, amount_max="700", note=str(user.pk))
        for verb in (
            lambda p=proposal, u=user: proposals.approve(p.pk, u, p.edits),
            lambda p=proposal, u=user: proposals.refuse(p.pk, u, "no"),
        ):
            with pytest.raises(PermissionDenied, match="somebody else"):
                verb()
        with pytest.raises(IntegrityError), transaction.atomic():
            FactProposal.objects.filter(pk=proposal.pk).update(decided_by=user)
    assert CostItem.objects.current().get(key=fee.key).amount_max == 500


def test_who_may_what(fee):
    editor, approver = make_editor(), make_approver()
    proposal = waiting(fee, editor, amount_max="700")
    worker, gone = make_user(), make_approver(is_active=False)
    agent = sits_in_an_agency(make_approver())
    boss = sits_in_an_agency(make_user(is_superuser=True, is_staff=True))
    for user in (worker, gone, agent, boss, make_editor()):
        with pytest.raises(PermissionDenied):
            proposals.approve(proposal.pk, user, proposal.edits)
    for user in (worker, approver, sits_in_an_agency(make_editor()), boss):
        with pytest.raises(PermissionDenied):
            proposals.draft("cost_items", [Change(told(fee, amount_max="800"), fee.key)], "why", user)
    for verb in (proposals.send, proposals.take_back):
        with pytest.raises(PermissionDenied):
            verb(proposal.pk, make_editor())


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"amount_min": "900", "amount_max": "800"}, "amount_min", "is more than amount_max"),
        ({"currency": ""}, "currency", "is empty"),
        ({"source_title": ""}, "source_title", "needs its source"),
        ({"source_title": "", "evidence": "recalled"}, "source_title", "needs its source"),
        ({"source_date": ""}, "source_date", "needs its date"),
        ({"source_date": "2027"}, "source_date", "after today"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "is not an address"),
        ({"effective_from": "2026", "effective_to": "2025"}, "effective_to", "is before effective_from"),
        ({"amount_max": "-1"}, "amount_max", "is less than 0"),
        ({"refundable_amount": "5000"}, "refundable_amount", "is more than the amount"),
        ({"figure_kind": "placeholder"}, "figure_kind", "must be blank"),
        ({"note": "a\u202eb"}, "note", "cannot be seen"),
        ({"item_name": "x" * 161}, "item_name", "longer than 160"),
        ({"amount_max": "500.123456"}, "amount_max", "decimal places"),
    ],
)
def test_a_broken_figure_cannot_be_proposed(fee, change, column, reason):
    with pytest.raises(RowProblem, match=re.escape(reason)) as caught:
        proposals.draft("cost_items", [Change(told(fee, **change), fee.key)], "why", make_editor())
    assert caught.value.column == column
    assert not FactProposal.objects.exists()


def test_a_figure_broken_behind_our_back_is_not_published(fee):
    proposal = waiting(fee, make_editor(), amount_max="700")
    row = proposal.rows.get()
    row.cells["currency"] = ""
    row.save()
    with pytest.raises(ProposalError, match="currency"):
        proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert CostItem.objects.current().get(key=fee.key).amount_max == 500


def test_the_second_of_two_proposals_is_told_that_its_base_moved(fee):
    editor, other, approver = make_editor(), make_editor(), make_approver()
    first, second = waiting(fee, editor, amount_max="700"), waiting(fee, other, amount_max="900")
    proposals.approve(first.pk, approver, first.edits)
    with pytest.raises(ProposalError, match="says something else now"):
        proposals.approve(second.pk, approver, second.edits)
    assert CostItem.objects.current().get(key=fee.key).amount_max == 700
    again = proposals.redraft(second.pk, [Change(told(fee, amount_max="900"), fee.key)], "Still.", other, second.edits)
    proposals.send(again.pk, other)
    proposals.approve(again.pk, approver, again.edits)
    assert CostItem.objects.current().get(key=fee.key).amount_max == 900


def test_two_windows_on_one_draft_and_an_approval_of_what_was_not_read(fee):
    editor = make_editor()
    draft = proposals.draft("cost_items", [Change(told(fee, amount_max="700"), fee.key)], "why", editor)
    proposals.redraft(draft.pk, [Change(told(fee, amount_max="750"), fee.key)], "why", editor, draft.edits)
    with pytest.raises(ProposalError, match="another window"):
        proposals.redraft(draft.pk, [Change(told(fee, amount_max="800"), fee.key)], "why", editor, draft.edits)
    proposals.send(draft.pk, editor)
    with pytest.raises(ProposalError, match="changed after you opened"):
        proposals.approve(draft.pk, make_approver(), draft.edits)


def test_a_decided_proposal_is_not_decided_again(fee):
    proposal, approver = waiting(fee, make_editor(), amount_max="700"), make_approver()
    proposals.approve(proposal.pk, approver, proposal.edits)
    for verb in (
        lambda: proposals.approve(proposal.pk, approver, 1),
        lambda: proposals.refuse(proposal.pk, approver, "no"),
    ):
        with pytest.raises(ProposalError, match="no longer waits"):
            verb()
    assert CostItem.objects.filter(key=fee.key).count() == 2


def test_an_approved_proposal_is_published_on_its_day_once(fee, on_day, capsys):
    proposal = waiting(fee, make_editor(), TODAY + timedelta(days=5), amount_max="700")
    done = proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert done.state == State.SCHEDULED
    assert proposals.publish_due() == (0, 0)
    on_day(TODAY + timedelta(days=5))
    call_command("publish_facts")
    assert "1 proposals published" in capsys.readouterr().out
    assert proposals.publish_due() == (0, 0)
    assert [row.amount_max for row in CostItem.objects.filter(key=fee.key).order_by("pk")] == [500, 700]


def test_a_killed_publication_leaves_nothing_half_done(fee, on_day, monkeypatch):
    proposal = waiting(fee, make_editor(), TODAY + timedelta(days=1), amount_max="700")
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    on_day(TODAY + timedelta(days=1))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(actions, "announce", lambda outcome: (_ for _ in ()).throw(KeyboardInterrupt))
        proposals.publish_due()
    assert CostItem.objects.filter(key=fee.key).count() == 1
    assert proposals.publish_due() == (1, 0)


@pytest.mark.parametrize("moved", [True, False])
def test_a_scheduled_proposal_stops_when_its_base_moved_or_its_approver_lost_the_right(fee, on_day, moved):
    approver = make_approver()
    proposal = waiting(fee, make_editor(), TODAY + timedelta(days=1), amount_max="700")
    proposals.approve(proposal.pk, approver, proposal.edits)
    if moved:
        other = waiting(fee, make_editor(), amount_max="650")
        proposals.approve(other.pk, make_approver(), other.edits)
    else:
        approver.groups.clear()
    on_day(TODAY + timedelta(days=1))
    assert proposals.publish_due() == (0, 1)
    assert proposals.publish_due() == (0, 0)
    proposal.refresh_from_db()
    assert proposal.state == State.STOPPED and proposal.stopped
    assert CostItem.objects.current().get(key=fee.key).amount_max != 700


def test_a_change_that_names_another_fact_closes_the_old_one(fee):
    proposal = waiting(fee, make_editor(), item_name="Thai work visa")
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert not CostItem.objects.current().filter(key=fee.key).exists()
    assert CostItem.objects.current().filter(name="Thai work visa").exists()
    assert CostItem.objects.filter(key=fee.key).exists(), "the old one is history"


def test_a_withdrawal_closes_the_fact(fee):
    editor = make_editor()
    proposal = proposals.draft("cost_items", [Change({}, fee.key, withdraws=True)], "Not a fee any more.", editor)
    proposals.send(proposal.pk, editor)
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert not CostItem.objects.current().filter(key=fee.key).exists()
    assert TrailEntry.objects.get(action=actions.WITHDRAWN).facts["key"] == fee.key


def test_a_proposal_that_changes_nothing_or_says_no_why_is_refused(fee):
    editor = make_editor()
    change = Change(cells.cells_of(fee), fee.key)
    with pytest.raises(ProposalError, match="Nothing differs"):
        proposals.draft("cost_items", [change], "why", editor)
    with pytest.raises(ProposalError, match="Say why"):
        proposals.draft("cost_items", [Change(told(fee, amount_max="700"), fee.key)], "  ", editor)
    with pytest.raises(ProposalError, match="has passed"):
        proposals.draft("cost_items", [Change(told(fee, amount_max="700"), fee.key)], "why", editor, date(2020, 1, 1))
    assert not FactProposal.objects.exists()


def test_a_correction_of_the_desk_outlives_a_reload_and_the_desk_may_say_again_what_it_said_before(fee, content):
    editor, approver = make_editor(), make_approver()

    def publish(**more):
        now = CostItem.objects.current().get(key=fee.key)
        proposal = waiting(now, editor, **more)
        proposals.approve(proposal.pk, approver, proposal.edits)

    publish(amount_max="700")
    publish(amount_max="800")
    load_folder(content)
    publish(amount_max="700")
    load_folder(content)
    assert CostItem.objects.current().get(key=fee.key).amount_max == 700


def test_checked_and_unchanged_is_a_new_version_with_a_new_review_date(fee, content):
    editor, before = make_editor(), clock.now()
    assert fee.review_on < TODAY
    fresh = actions.confirm_fact(CostItem, fee.key, editor)
    assert (fresh.checked_on, fresh.checked_by, fresh.review_on) == (TODAY, editor, date(2027, 11, 22))
    assert fresh.collection == fee.collection and cells.cells_of(fresh) == cells.cells_of(fee)
    old = CostItem.objects.get(pk=fee.pk)
    assert old.known_to == fresh.known_from and old.review_on == fee.review_on
    corridor = Corridor.objects.get(code="MM-TH-MOU")
    overdue = [line.overdue(TODAY) for line in reading.facts_of(corridor, TODAY, before).lines if line.name == fee.name]
    assert overdue == [True]
    again = actions.confirm_fact(CostItem, fee.key, make_editor())
    assert again.pk == fresh.pk and again.checked_by == editor
    assert load_folder(content)["cost_items"].unchanged == load_folder(content)["cost_items"].read


def test_what_nobody_saw_a_source_of_cannot_be_marked_as_checked(fee):
    editor = make_editor()
    recalled = CostItem.objects.current().filter(evidence="recalled").first()
    with pytest.raises(actions.CheckRefused, match="seen a source"):
        actions.confirm_fact(CostItem, recalled.key, editor)
    hidden = Helpline.objects.current().filter(given_by_brief=False, last_called=None).first()
    with pytest.raises(actions.CheckRefused, match="hidden"):
        actions.confirm_fact(Helpline, hidden.key, editor)
    shown = Helpline.objects.current().filter(given_by_brief=True).first()
    assert actions.confirm_fact(Helpline, shown.key, editor).last_called == TODAY
    with pytest.raises(PermissionDenied):
        actions.confirm_fact(CostItem, fee.key, make_approver())


def test_a_corridor_that_anything_points_to_is_not_deleted(fee):
    approver = make_approver()
    used, free = Corridor.objects.get(code="MM-TH-MOU"), make_corridor("MM-JP-TEST")
    with pytest.raises(actions.CorridorInUse) as caught:
        actions.delete_corridor(used.pk, approver)
    assert dict(caught.value.uses)["cost items"] == CostItem.objects.filter(corridor=used).count()
    with pytest.raises(PermissionDenied):
        actions.delete_corridor(free.pk, make_editor())
    actions.delete_corridor(free.pk, approver)
    assert not Corridor.objects.filter(code="MM-JP-TEST").exists()


def test_a_corridor_itself_is_changed_by_a_proposal(fee):
    editor, corridor = make_editor(), Corridor.objects.get(code="MM-TH-MOU")
    change = Change(told(corridor, notes="New note."), corridor.code)
    proposal = proposals.send(proposals.draft("corridors", [change], "why", editor).pk, editor)
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    corridor.refresh_from_db()
    assert corridor.note == "New note." and corridor.source.dated == "2026-11-01"
    with pytest.raises(RowProblem, match="another corridor"):
        proposals.draft("corridors", [Change(told(corridor, channel="BORDER"), corridor.code)], "why", editor)


def test_the_trail_says_who_approved_a_corridor_and_in_which_proposal(fee):
    editor, approver, corridor = make_editor(), make_approver(), Corridor.objects.get(code="MM-TH-MOU")
    new = told(corridor, code="MM-JP", destination="JP")
    for change in (Change(told(corridor, notes="New note."), corridor.code), Change(new)):
        proposal = proposals.send(proposals.draft("corridors", [change], "why", editor).pk, editor)
        proposals.approve(proposal.pk, approver, proposal.edits)
        entry = TrailEntry.objects.filter(action=actions.PUBLISHED).latest("sequence")
        assert entry.actor == str(approver.pk) and entry.facts["proposal"] == proposal.pk
        written = Corridor.objects.get(code=f"{change.cells['code']}-MOU")
        assert entry.subject == f"corridors.Corridor/{written.pk}"


def test_a_folder_changes_a_corridor_without_anybody(fee, content):
    Corridor.objects.filter(code="MM-TH-MOU").update(note="Changed behind our back.")
    load_folder(content)
    entry = TrailEntry.objects.filter(action=actions.PUBLISHED).latest("sequence")
    assert entry.actor == "" and set(entry.facts) == {"before"}


@pytest.mark.parametrize("name", sorted(cells.BY_NAME))
def test_every_kind_of_fact_can_be_proposed(fee, name):
    file, editor = cells.BY_NAME[name], make_editor()
    title, dated = cells.source_columns(file)
    row = next(row for row in cells.all_current(file) if row.evidence == "read" and row.source)
    note = next(column for column in ("note", "notes", "detail") if column in cells.columns_of(file))
    said = cells.cells_of(row) | {title: "Gazette", note: "Written by an editor."}
    said[dated] = said[dated] or "2026-10"
    key = row.key if file.model else row.code
    proposal = proposals.send(proposals.draft(name, [Change(said, key)], "why", editor).pk, editor)
    assert proposals.approve(proposal.pk, make_approver(), proposal.edits).state == State.PUBLISHED
    assert cells.cells_of(cells.current_of(file, key))[note] == "Written by an editor."


def test_the_letter_is_counted_once_a_week(fee):
    editor = make_editor()
    letters.choose_letters(editor, True)
    letters.choose_letters(editor, True)
    (letter,) = letters.waiting(TODAY)
    assert letters.claim(letter, TODAY) and not letters.claim(letter, TODAY)
    assert letters.waiting(TODAY) == [] and letters.waiting(TODAY + timedelta(days=1))
    letters.give_back(letter)
    assert letters.waiting(TODAY)
    editor.groups.clear()
    assert letters.waiting(TODAY) == []
    with pytest.raises(PermissionDenied):
        letters.choose_letters(make_user(), True)
    assert ReviewLetter.objects.count() == 1


def test_a_status_that_shuts_a_route_is_told(fee):
    editor, corridor = make_editor(), Corridor.objects.get(code="MM-TH-MOU")
    said = told(CorridorStatus.objects.current().filter(corridor=corridor).first())
    said |= {
        "status": "closed",
        "affected_group": "everybody",
        "for_everyone": "yes",
        "effective_from": "2026-11-01",
        "effective_to": "",
    }
    proposal = proposals.send(proposals.draft("corridor_status", [Change(said)], "why", editor).pk, editor)
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert reading.facts_of(corridor, TODAY).route().closed_for_everyone
