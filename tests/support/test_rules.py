"""What may follow what, what is due when, what is kept until when, and which counts may be shown: without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules import keeping
from support.rules.needs import FEWEST, Row, by_demand, ranking_problem, shown
from support.rules.states import OPEN, Hand, Handing, State, Step, after, after_handing, steps_from

DAY = date(2026, 11, 22)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("state", "step", "then"),
    [
        ("new", "assign", "assigned"),
        ("new", "answer", "working"),
        ("assigned", "answer", "working"),
        ("assigned", "give_back", "new"),
        ("working", "ask_to_close", "closing"),
        ("closing", "agree", "closed"),
        ("closing", "go_on", "working"),
        ("closing", "write", "working"),
        ("closing", "run_out", "closed"),
        ("closed", "write", "working"),
        ("new", "withdraw", "withdrawn"),
        ("closed", "answer", None),
        ("closed", "withdraw", None),
        ("withdrawn", "write", None),
        ("working", "agree", None),
        ("assigned", "ask_to_close", None),
    ],
)
def test_a_clients_case_goes_these_ways(state, step, then):
    assert after(state, step) == then


def test_no_helper_closes_a_clients_case_alone():
    closing = {(state, step) for state in State for step in Step if after(state, step) is State.CLOSED}
    assert closing == {(State.CLOSING, Step.AGREE), (State.CLOSING, Step.RUN_OUT)}


def test_a_concern_is_closed_by_helpers_and_never_waits_for_a_client():
    assert after("working", "close", has_client=False) is State.CLOSED
    of_clients = {Step.ASK_TO_CLOSE, Step.AGREE, Step.GO_ON, Step.WRITE, Step.WITHDRAW, Step.RUN_OUT}
    assert not any(of_clients & steps_from(state, has_client=False) for state in State)


@given(st.lists(st.sampled_from(list(Step))), st.booleans())
def test_whatever_happens_a_withdrawn_case_stays_withdrawn(steps, has_client):
    state, withdrawn = State.NEW, False
    for step in steps:
        state = after(state, step, has_client) or state
        withdrawn = withdrawn or state is State.WITHDRAWN
        assert not withdrawn or state is State.WITHDRAWN


def test_a_client_can_take_every_open_case_back():
    assert {state for state in State if after(state, Step.WITHDRAW)} == OPEN


@pytest.mark.parametrize(
    ("state", "hand", "then"),
    [
        ("asked", "consent", "in_progress"),
        ("asked", "accept", None),
        ("in_progress", "accept", "accepted"),
        ("in_progress", "reject", "rejected"),
        ("in_progress", "consent", None),
        ("accepted", "finish", "done"),
        ("accepted", "revoke", "revoked"),
        ("rejected", "accept", None),
        ("revoked", "consent", None),
        ("done", "revoke", None),
    ],
)
def test_a_referral_goes_these_ways(state, hand, then):
    assert after_handing(state, hand) == then


def test_nothing_is_handed_over_before_consent():
    after_consent = {Handing.IN_PROGRESS, Handing.ACCEPTED, Handing.REJECTED, Handing.DONE}
    assert not {after_handing(Handing.ASKED, hand) for hand in Hand if hand is not Hand.CONSENT} & after_consent


@given(days, st.none() | st.integers(0, 2000), st.booleans(), st.booleans())
def test_nothing_is_kept_beyond_the_hard_maximum(received, closed_after, keep, withdrawn):
    closed = None if closed_after is None else received + timedelta(days=closed_after)
    gone = keeping.gone_on(received, closed, keep, withdrawn)
    assert gone <= received + timedelta(days=keeping.DAYS_AT_MOST)
    if closed:
        assert gone <= closed + timedelta(days=keeping.DAYS_IF_ASKED)


@pytest.mark.parametrize(
    ("keep", "withdrawn", "stays"), [(False, False, 90), (True, False, 365), (False, True, 30), (True, True, 30)]
)
def test_content_goes_so_many_days_after_closure(keep, withdrawn, stays):
    assert keeping.gone_on(DAY, DAY, keep, withdrawn) == DAY + timedelta(days=stays)


@pytest.mark.parametrize(("request_kind", "wait"), [("shelter", 1), ("concern", 1), ("unpaid_wages", 3), ("", 3)])
def test_what_cannot_wait_is_due_the_next_day(request_kind, wait):
    assert keeping.due_on(request_kind, DAY) == DAY + timedelta(days=wait)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_count_below_five_is_never_shown(asked, given_):
    assert all(number is None or number >= FEWEST for number in shown(asked, given_))


def test_what_most_asked_for_and_fewest_got_comes_first():
    rows = [Row("a", "TH", 9, 8), Row("b", "TH", 9, None), Row("c", "TH", None, None), Row("d", "MY", 20, 19)]
    assert [row.need for row in by_demand(rows)] == ["d", "b", "a", "c"]


@pytest.mark.parametrize(
    ("ranked", "problem"),
    [([], None), (["a", "b", ""], None), (["", "a"], "gap"), (["a", "", "b"], "gap"), (["a", "a"], "twice")],
)
def test_an_order_names_each_need_once_and_leaves_no_place_empty(ranked, problem):
    assert ranking_problem(ranked) == problem
