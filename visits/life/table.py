"""The table of a visit's life: which action leads from where to where, and who may do it.

Pages, API, desk and the diagram in docs/ read this one table; the functions that walk it are in
deciding.py, answering.py and their like.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from visits.models import Status, Visit, VisitEvent

By = VisitEvent.By
_STAFF = frozenset({By.STAFF, By.PROGRAM})


class Action(StrEnum):
    """What can be done to a visit; the API's `allowed` lists these names."""

    VERIFY = "verify"
    EXPIRE = "expire"
    END = "end"
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
    UNDO = "undo"
    REOPEN = "reopen"
    OFFER = "offer"
    LAPSE = "lapse"
    REFUSE = "refuse"
    REORDER = "reorder"
    RESCHEDULE = "reschedule"
    KEEP = "keep"
    DROP_WISH = "drop-wish"
    MERGE = "merge"
    SPLIT = "split"
    ASK_MISSING = "ask-missing"
    GIVE_MISSING = "give-missing"
    WRITE = "write"
    NOTE = "note"
    ANSWER = "answer"
    CONSENT = "consent"
    DIRECT = "direct"
    PRESENCE = "presence"
    DISPUTE = "dispute"
    SET_AGENDA = "set-agenda"
    SEND_AGENDA = "send-agenda"
    LETTER_DUE = "letter-due"
    LETTER_CAME = "letter-came"
    LAPSE_LETTER = "lapse-letter"


class Until(StrEnum):
    """Until when of the visit's own session a step is taken."""

    BEGIN = "begin"
    END = "end"


class Hours(Protocol):
    """When a session begins and ends (aware)."""

    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...


@dataclass(frozen=True)
class Step:
    """From which statuses, to which (None: it stays), by whom, and for these until when.

    Whoever is not named in `until` may take it whatever the hour. What a step leads into (approve,
    propose, accept, reschedule, merge, split) has hours of its own, which it looks at itself.
    """

    come_from: frozenset[Status]
    to: Status | None
    by: frozenset[VisitEvent.By]
    until: Mapping[VisitEvent.By, Until] = field(default_factory=dict)
    # Staff may take it from these too.
    staff_from: frozenset[Status] = frozenset()

    def comes_from(self, by: VisitEvent.By) -> frozenset[Status]:
        """The statuses from which `by` may take it; none where it is not theirs."""
        if by not in self.by:
            return frozenset()
        return self.come_from | self.staff_from if by in _STAFF else self.come_from


WAITING = frozenset({Status.REQUESTED, Status.PROPOSED, Status.WAITLISTED})
OPEN = WAITING | {Status.UNVERIFIED, Status.CONFIRMED}
_GUESTS = frozenset({By.DELEGATION})
_SYSTEM = frozenset({By.SYSTEM})
TALK = frozenset({Action.WRITE, Action.NOTE, Action.CONSENT, Action.DIRECT})
# Of single people, by pages and calls of their own.
OF_PEOPLE = frozenset({Action.PRESENCE, Action.DISPUTE})
# Steps that `allowed_actions` leaves out: what only talks about a visit, and what hangs on more
# than its status (undo/undoing.py `undo_until`; the rundown: on its session) or the clock
# (presence/until.py).
UNLISTED = TALK | OF_PEOPLE | {Action.UNDO, Action.SET_AGENDA, Action.SEND_AGENDA}
_PLACED = frozenset({Status.REQUESTED, Status.CONFIRMED})
_SEEN = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED})
_KNOWN = frozenset(Status) - {Status.UNVERIFIED, Status.EXPIRED}


_UNTIL_END = dict.fromkeys((By.STAFF, By.PROGRAM, By.OFFICER, By.DELEGATION), Until.END)
# What the host prepared stands once the guests are due: from then on they tell staff.
_GUESTS_UNTIL_BEGIN = {**_UNTIL_END, By.DELEGATION: Until.BEGIN}
_BUT_GUESTS = {By.DELEGATION: Until.BEGIN}


def _only(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


LIFE: dict[Action, Step] = {
    # Without a place the address leads to the waiting list instead (confirming.verify).
    Action.VERIFY: Step(
        _only(Status.UNVERIFIED), Status.REQUESTED, _GUESTS | _STAFF, _GUESTS_UNTIL_BEGIN
    ),
    Action.EXPIRE: Step(_only(Status.UNVERIFIED), Status.EXPIRED, _SYSTEM),
    # Nothing that they wait for can come any more (waiting_list.end_due), or nobody answered what
    # was proposed (deciding.end_due); who keeps a turn by it waits again.
    Action.END: Step(_only(Status.WAITLISTED, Status.PROPOSED), Status.EXPIRED, _SYSTEM),
    Action.APPROVE: Step(WAITING, Status.CONFIRMED, _STAFF),
    Action.DECLINE: Step(WAITING, Status.DECLINED, _STAFF),
    Action.PROPOSE: Step(WAITING, Status.PROPOSED, _STAFF),
    # An offer of the waiting list leads to a request, since nobody approved yet.
    Action.ACCEPT: Step(_only(Status.PROPOSED), Status.CONFIRMED, _GUESTS | _STAFF),
    Action.CANCEL: Step(OPEN, Status.CANCELLED, _GUESTS | _STAFF, _GUESTS_UNTIL_BEGIN),
    # Staff correct what is known of a visit at any time, also after its end or refusal.
    Action.AMEND: Step(
        OPEN, None, _GUESTS | _STAFF, {By.DELEGATION: Until.END}, staff_from=frozenset(Status)
    ),
    Action.ASSIGN: Step(WAITING | {Status.CONFIRMED}, None, _STAFF, _UNTIL_END),
    Action.CHECK_IN: Step(_only(Status.CONFIRMED), Status.ARRIVED, _STAFF),
    Action.COMPLETE: Step(_only(Status.ARRIVED), Status.COMPLETED, _STAFF),
    Action.NO_SHOW: Step(_only(Status.CONFIRMED), Status.NO_SHOW, _STAFF),
    # A slip of the day, within attendance.TAKE_BACK_WITHIN. Not a departure: its thanks are sent.
    Action.TAKE_BACK: Step(_only(Status.ARRIVED, Status.NO_SHOW), Status.CONFIRMED, _STAFF),
    # A decision of a moment ago, by whoever made it: back to what was before (undo/undoing.py).
    Action.UNDO: Step(_PLACED | {Status.DECLINED, Status.PROPOSED, Status.CANCELLED}, None, _STAFF),
    # The same request once more, where its session or another is free (undo/reopening.py). What
    # lapsed too, but not unconfirmed: nobody proved that address.
    Action.REOPEN: Step(
        _only(Status.DECLINED, Status.CANCELLED, Status.EXPIRED), Status.REQUESTED, _STAFF
    ),
    # The waiting list: a free place is offered, taken (accept), refused, or lapses.
    Action.OFFER: Step(_only(Status.WAITLISTED), Status.PROPOSED, _SYSTEM),
    Action.LAPSE: Step(_only(Status.PROPOSED), Status.WAITLISTED, _SYSTEM),
    Action.REORDER: Step(_only(Status.WAITLISTED), None, _STAFF),
    # With a place it is a request again, without one it waits (waiting_list.refuse).
    Action.REFUSE: Step(_only(Status.PROPOSED), Status.REQUESTED, _GUESTS | _STAFF),
    # Staff move a confirmed visit; its delegation asks, and keeps its place until staff decide.
    Action.RESCHEDULE: Step(WAITING | {Status.CONFIRMED}, None, _GUESTS | _STAFF, _BUT_GUESTS),
    Action.KEEP: Step(_only(Status.CONFIRMED), None, _STAFF, _UNTIL_END),
    # The sessions wished for, or the visit's own, have begun.
    Action.DROP_WISH: Step(_only(Status.CONFIRMED), None, _SYSTEM),
    Action.MERGE: Step(WAITING | {Status.CONFIRMED}, None, _STAFF),
    Action.SPLIT: Step(_PLACED, None, _STAFF),
    Action.ASK_MISSING: Step(WAITING | {Status.CONFIRMED}, None, _STAFF, _UNTIL_END),
    Action.GIVE_MISSING: Step(WAITING | {Status.CONFIRMED}, None, _GUESTS | _STAFF, _UNTIL_END),
    Action.WRITE: Step(_KNOWN, None, _GUESTS | _STAFF),
    Action.NOTE: Step(frozenset(Status), None, _STAFF),
    Action.ANSWER: Step(WAITING | {Status.CONFIRMED}, None, _STAFF | {By.OFFICER}, _UNTIL_END),
    # To being photographed: asked for before or on the day, taken back at any time after it.
    Action.CONSENT: Step(_SEEN, None, _GUESTS | _STAFF),
    # Somebody of the desk is to see to something: as long as there is something to see to.
    Action.DIRECT: Step(OPEN | {Status.ARRIVED}, None, _STAFF),
    # Who of them is here; the first one noted is their arrival (presence/noting.py).
    Action.PRESENCE: Step(_SEEN, None, _STAFF),
    # What was noted of that is wrong, says the delegation; staff answer it under PRESENCE.
    Action.DISPUTE: Step(_only(Status.ARRIVED, Status.COMPLETED), None, _GUESTS),
    # The rundown, as it is planned and as it was. What was not sent yet is sent while it helps.
    Action.SET_AGENDA: Step(_SEEN | {Status.REQUESTED, Status.PROPOSED}, None, _STAFF),
    Action.SEND_AGENDA: Step(_only(Status.CONFIRMED), None, _STAFF, _UNTIL_END),
    # The official letter, where the host requires it (letter_steps/): until when, or not at all;
    # that it came on paper; and the end of what is held without it.
    Action.LETTER_DUE: Step(_PLACED, None, _STAFF, _UNTIL_END),
    Action.LETTER_CAME: Step(WAITING | {Status.CONFIRMED}, None, _STAFF, _UNTIL_END),
    Action.LAPSE_LETTER: Step(_PLACED, Status.EXPIRED, _SYSTEM),
}


def over_since(
    action: Action, by: VisitEvent.By, hours: Hours | None, *, now: dt.datetime
) -> dt.datetime | None:
    """The moment after which `by` no longer takes `action`, where it has come; else None.

    `hours` are the visit's (deadlines.hours_of).
    """
    until = LIFE[action].until.get(by)
    if until is None or hours is None:
        return None
    moment = hours.starts_at if until == Until.BEGIN else hours.ends_at
    return moment if moment <= now else None


def allowed_actions(
    visit: Visit, by: VisitEvent.By, *, hours: Hours | None, now: dt.datetime
) -> list[Action]:
    """What someone of kind `by` may do to `visit` as it stands, in the table's order.

    `hours` are the visit's (deadlines.hours_of).

    Without UNLISTED, and without what has no matter: the answer to a wish to move where there is
    none, or the deadline of a letter that is there. Nothing once its people's data were erased.
    """
    if visit.erased_at:
        return []
    return [
        action
        for action, step in LIFE.items()
        if visit.status in step.comes_from(by)
        and action not in UNLISTED
        and over_since(action, by, hours, now=now) is None
        and _has_a_matter(action, visit)
    ]


def _has_a_matter(action: Action, visit: Visit) -> bool:
    """Whether there is anything for `action` to be about."""
    match action:
        case Action.KEEP:
            return bool(visit.wished_slots)
        case Action.REOPEN:
            return visit.status != Status.EXPIRED or visit.verified_at is not None
        case Action.LETTER_DUE | Action.LETTER_CAME:
            return not visit.letter_file
        case Action.LAPSE_LETTER:
            return visit.letter_due_at is not None
    return True
