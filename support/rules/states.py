"""Which steps a case and a referral may take, as tables: a step that is not in them is not lawful. Actions ask here."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    WORKING = "working"
    CLOSING = "closing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can happen to a case."""

    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    WRITE = "write"
    ASK_TO_CLOSE = "ask_to_close"
    AGREE = "agree"
    GO_ON = "go_on"
    CLOSE = "close"
    RUN_OUT = "run_out"
    WITHDRAW = "withdraw"


OPEN = frozenset({State.NEW, State.ASSIGNED, State.WORKING, State.CLOSING})

# Steps of helpers. Nobody closes a client's case alone: the client is asked, and silence answers after a time.
_HELPERS = {
    (State.NEW, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,
    (State.WORKING, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.GIVE_BACK): State.NEW,
    (State.WORKING, Step.GIVE_BACK): State.NEW,
    (State.NEW, Step.ANSWER): State.WORKING,
    (State.ASSIGNED, Step.ANSWER): State.WORKING,
    (State.WORKING, Step.ANSWER): State.WORKING,
    (State.CLOSING, Step.ANSWER): State.WORKING,
}
_OF_CLIENTS = {
    (State.WORKING, Step.ASK_TO_CLOSE): State.CLOSING,
    (State.CLOSING, Step.AGREE): State.CLOSED,
    (State.CLOSING, Step.GO_ON): State.WORKING,
    (State.CLOSING, Step.RUN_OUT): State.CLOSED,
    (State.NEW, Step.WRITE): State.NEW,
    (State.ASSIGNED, Step.WRITE): State.ASSIGNED,
    (State.WORKING, Step.WRITE): State.WORKING,
    (State.CLOSING, Step.WRITE): State.WORKING,
    (State.CLOSED, Step.WRITE): State.WORKING,
    **{(state, Step.WITHDRAW): State.WITHDRAWN for state in OPEN},
}
# A concern has no client who could be asked.
_OF_CONCERNS = {(state, Step.CLOSE): State.CLOSED for state in (State.NEW, State.ASSIGNED, State.WORKING)}


def after(state: str, step: str, has_client: bool = True) -> State | None:
    """The state that follows, None when the step is not lawful there."""
    lawful = _HELPERS | (_OF_CLIENTS if has_client else _OF_CONCERNS)
    return lawful.get((State(state), Step(step)))


def steps_from(state: str, has_client: bool = True) -> frozenset[Step]:
    """Every step that is lawful in that state."""
    return frozenset(step for step in Step if after(state, step, has_client))


class Handing(StrEnum):
    """Where a referral stands: asked is before the client has said yes, and nobody outside knows of it."""

    ASKED = "asked"
    IN_PROGRESS = "in_progress"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    REVOKED = "revoked"


# Those in which a client was asked, or has said yes, and nothing has ended yet.
RUNNING = (Handing.ASKED, Handing.IN_PROGRESS, Handing.ACCEPTED)


class Hand(StrEnum):
    """What can happen to a referral."""

    CONSENT = "consent"
    ACCEPT = "accept"
    REJECT = "reject"
    FINISH = "finish"
    REVOKE = "revoke"


_HANDINGS = {
    (Handing.ASKED, Hand.CONSENT): Handing.IN_PROGRESS,
    (Handing.ASKED, Hand.REVOKE): Handing.REVOKED,
    (Handing.IN_PROGRESS, Hand.ACCEPT): Handing.ACCEPTED,
    (Handing.IN_PROGRESS, Hand.REJECT): Handing.REJECTED,
    (Handing.IN_PROGRESS, Hand.REVOKE): Handing.REVOKED,
    (Handing.ACCEPTED, Hand.FINISH): Handing.DONE,
    (Handing.ACCEPTED, Hand.REVOKE): Handing.REVOKED,
}


def after_handing(state: str, hand: str) -> Handing | None:
    """The referral's next state, None when that cannot happen to it."""
    return _HANDINGS.get((Handing(state), Hand(hand)))
