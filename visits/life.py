"""The table of a visit's life: which action leads from where to where, and who may do it.

Pages, API, desk and the diagram in docs/ read this one table; the functions that walk it are in
workflow.py.
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


def _only(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


LIFE: dict[Action, Step] = {
    # Without a place the address leads to the waiting list instead (workflow.verify).
    Action.VERIFY: Step(_only(Status.UNVERIFIED), Status.REQUESTED, _GUESTS),
    Action.EXPIRE: Step(_only(Status.UNVERIFIED), Status.EXPIRED, _SYSTEM),
    Action.APPROVE: Step(WAITING, Status.CONFIRMED, _STAFF),
    Action.DECLINE: Step(WAITING, Status.DECLINED, _STAFF),
    Action.PROPOSE: Step(WAITING, Status.PROPOSED, _STAFF),
    Action.ACCEPT: Step(_only(Status.PROPOSED), Status.CONFIRMED, _GUESTS | _STAFF),
    Action.CANCEL: Step(OPEN, Status.CANCELLED, _GUESTS | _STAFF),
    Action.AMEND: Step(OPEN, None, _GUESTS | _STAFF),
    Action.ASSIGN: Step(WAITING | {Status.CONFIRMED}, None, _STAFF),
    Action.CHECK_IN: Step(_only(Status.CONFIRMED), Status.ARRIVED, _STAFF),
    Action.COMPLETE: Step(_only(Status.ARRIVED), Status.COMPLETED, _STAFF),
    Action.NO_SHOW: Step(_only(Status.CONFIRMED), Status.NO_SHOW, _STAFF),
}


def allowed_actions(visit: Visit, by: VisitEvent.By) -> list[Action]:
    """What someone of kind `by` may do to `visit` as it stands, in the table's order."""
    return [a for a, step in LIFE.items() if visit.status in step.come_from and by in step.by]
