"""The table of a visit's life: which action leads from where to where, and who may do it.

Pages, API, desk and the diagram in docs/ read this one table; the functions that walk it are in
deciding.py, answering.py and their like.
"""

from dataclasses import dataclass
from enum import StrEnum

from visits.models import Status, Visit, VisitEvent

By = VisitEvent.By


class Action(StrEnum):
    """What can be done to a visit; the API's `allowed` lists these names."""

    VERIFY = "verify"
    EXPIRE = "expire"
    APPROVE = "approve"
    DECLINE = "decline"
    PROPOSE = "propose"
    ACCEPT = "accept"
    CANCEL = "cancel"
    AMEND = "amend"
    ASSIGN = "assign"
    CHECK_IN = "check-in"
    COMPLETE = "complete"
    NO_SHOW = "no-show"
    TAKE_BACK = "take-back"
    OFFER = "offer"
    LAPSE = "lapse"
    REFUSE = "refuse"
    REORDER = "reorder"
    RESCHEDULE = "reschedule"
    KEEP = "keep"
    MERGE = "merge"
    SPLIT = "split"
    ASK_MISSING = "ask-missing"
    GIVE_MISSING = "give-missing"
    WRITE = "write"
    NOTE = "note"
    ANSWER = "answer"
    CONSENT = "consent"


@dataclass(frozen=True)
class Step:
    """From which statuses, to which (None: it stays), by whom."""

    come_from: frozenset[Status]
    to: Status | None
    by: frozenset[VisitEvent.By]


WAITING = frozenset({Status.REQUESTED, Status.PROPOSED, Status.WAITLISTED})
OPEN = WAITING | {Status.UNVERIFIED, Status.CONFIRMED}
_STAFF = frozenset({By.STAFF, By.PROGRAM})
_GUESTS = frozenset({By.DELEGATION})
_SYSTEM = frozenset({By.SYSTEM})
TALK = frozenset({Action.WRITE, Action.NOTE, Action.CONSENT})
_PLACED = frozenset({Status.REQUESTED, Status.CONFIRMED})
_SEEN = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED})
_KNOWN = frozenset(Status) - {Status.UNVERIFIED, Status.EXPIRED}


def _only(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


LIFE: dict[Action, Step] = {
    # Without a place the address leads to the waiting list instead (confirming.verify).
    Action.VERIFY: Step(_only(Status.UNVERIFIED), Status.REQUESTED, _GUESTS),
    Action.EXPIRE: Step(_only(Status.UNVERIFIED), Status.EXPIRED, _SYSTEM),
    Action.APPROVE: Step(WAITING, Status.CONFIRMED, _STAFF),
    Action.DECLINE: Step(WAITING, Status.DECLINED, _STAFF),
    Action.PROPOSE: Step(WAITING, Status.PROPOSED, _STAFF),
    # An offer of the waiting list leads to a request, since nobody approved yet.
    Action.ACCEPT: Step(_only(Status.PROPOSED), Status.CONFIRMED, _GUESTS | _STAFF),
    Action.CANCEL: Step(OPEN, Status.CANCELLED, _GUESTS | _STAFF),
    Action.AMEND: Step(OPEN, None, _GUESTS | _STAFF),
    Action.ASSIGN: Step(WAITING | {Status.CONFIRMED}, None, _STAFF),
    Action.CHECK_IN: Step(_only(Status.CONFIRMED), Status.ARRIVED, _STAFF),
    Action.COMPLETE: Step(_only(Status.ARRIVED), Status.COMPLETED, _STAFF),
    Action.NO_SHOW: Step(_only(Status.CONFIRMED), Status.NO_SHOW, _STAFF),
    # A slip of the day, within attendance.TAKE_BACK_WITHIN. Not a departure: its thanks are sent.
    Action.TAKE_BACK: Step(_only(Status.ARRIVED, Status.NO_SHOW), Status.CONFIRMED, _STAFF),
    # The waiting list: a free place is offered, taken (accept), refused, or lapses.
    Action.OFFER: Step(_only(Status.WAITLISTED), Status.PROPOSED, _SYSTEM),
    Action.LAPSE: Step(_only(Status.PROPOSED), Status.WAITLISTED, _SYSTEM),
    Action.REORDER: Step(_only(Status.WAITLISTED), None, _STAFF),
    # With a place it is a request again, without one it waits (waiting_list.refuse).
    Action.REFUSE: Step(_only(Status.PROPOSED), Status.REQUESTED, _GUESTS | _STAFF),
    # Staff move a confirmed visit; its delegation asks, and keeps its place until staff decide.
    Action.RESCHEDULE: Step(WAITING | {Status.CONFIRMED}, None, _GUESTS | _STAFF),
    Action.KEEP: Step(_only(Status.CONFIRMED), None, _STAFF),
    Action.MERGE: Step(WAITING | {Status.CONFIRMED}, None, _STAFF),
    Action.SPLIT: Step(_PLACED, None, _STAFF),
    Action.ASK_MISSING: Step(WAITING | {Status.CONFIRMED}, None, _STAFF),
    Action.GIVE_MISSING: Step(WAITING | {Status.CONFIRMED}, None, _GUESTS | _STAFF),
    Action.WRITE: Step(_KNOWN, None, _GUESTS | _STAFF),
    Action.NOTE: Step(frozenset(Status), None, _STAFF),
    Action.ANSWER: Step(WAITING | {Status.CONFIRMED}, None, _STAFF | {By.OFFICER}),
    # To being photographed: asked for before or on the day, taken back at any time after it.
    Action.CONSENT: Step(_SEEN, None, _GUESTS | _STAFF),
}


def allowed_actions(visit: Visit, by: VisitEvent.By) -> list[Action]:
    """What someone of kind `by` may do to `visit` as it stands, in the table's order.

    Without what only talks about it (messages, notes, consent to photographs), and without the
    answer to a wish to move where there is none.
    """
    return [
        action
        for action, step in LIFE.items()
        if visit.status in step.come_from
        and by in step.by
        and action not in TALK
        and (action != Action.KEEP or visit.wished_slots)
    ]
