"""How any step of a visit's life is taken, and what stands in its way.

A step locks the visit, asks the table in life.py, changes the visit and writes the event, all in
one transaction. The steps themselves are functions in workflow.py, waiting_list.py,
joint_visits.py and conversation.py.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from scheduling import capacity, places, waiting
from visits.events import Actor, record
from visits.life import LIFE, Action, allowed_actions
from visits.models import Status, Visit, VisitEvent

Kind = VisitEvent.Kind
LONGEST_REASON = 1000  # characters
# In these a visit keeps its turn on the waiting list.
_MAY_WAIT = (Status.WAITLISTED, Status.PROPOSED)


class WrongStatus(Exception):
    """The step is not allowed from here; `status` and `allowed` say what is."""

    def __init__(self, visit: Visit, by: VisitEvent.By) -> None:
        super().__init__(f"{visit.reference} is {visit.status}")
        self.status = Status(visit.status)
        self.allowed = allowed_actions(visit, by)


class Stale(Exception):
    """Somebody changed the visit since the caller read it; `visit` is as it is now."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(f"{visit.reference} has version {visit.version}")
        self.visit = visit


class TooLate(Exception):
    """The time for the step is over; `cut_off` was the moment (aware)."""

    def __init__(self, cut_off: dt.datetime) -> None:
        super().__init__(str(cut_off))
        self.cut_off = cut_off


class BadCode(Exception):
    """The code does not confirm the address; `attempts_left` may be 0."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__("bad code")
        self.attempts_left = attempts_left


class NeedsReason(Exception):
    """The step needs a reason in words."""


@dataclass
class Step:
    """An action under way: the locked visit, the moment and the actor.

    What is not shown `in_calendars` leaves the SEQUENCE as it is (RFC 5546, 2.1.4).
    """

    visit: Visit
    was: str
    now: dt.datetime
    by: Actor
    freed: set[dt.date] = field(default_factory=set)
    in_calendars: bool = True

    def to(self, status: Status | None, kind: Kind, **data: Any) -> None:
        """Store the visit in its new status with a higher version, and write the event."""
        if status is not None:
            self.visit.status = status
            if self.was in _MAY_WAIT and status not in _MAY_WAIT:
                waiting.stop_waiting(owner=self.visit.owner_key)
            if status != Status.PROPOSED:
                self.visit.offer_expires_at, self.visit.proposed_slots = None, []
        self.visit.version += 1
        self.visit.sequence += self.in_calendars
        self.visit.changed_at = self.now
        self.visit.save()
        record(self.visit, kind, by=self.by, now=self.now, was=self.was, data=data)

    def note(self, kind: Kind, **data: Any) -> VisitEvent:
        """Write the event alone: nothing changed that another editor or a calendar must know."""
        return record(self.visit, kind, by=self.by, now=self.now, was=self.was, data=data)

    def give_back(self) -> None:
        """Give the place back, remembering for calendars which session it was."""
        held = places.locked(self.visit.owner_key)
        if held:
            self.visit.last_slot = held.slot_id
            capacity.release(owner=self.visit.owner_key, now=self.now)
            self.freed.add(held.week_id)


@contextmanager
def step(
    visit: Visit,
    action: Action,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    skip_locked: bool = False,
) -> Iterator[Step]:
    """Take `action` inside: the visit is locked, and may be stored by `Step.to`.

    A week in which a place came free is passed on to the waiting list before the transaction
    ends. Raises Stale where `version` is given and old, WrongStatus where the table does not allow
    the action, Visit.DoesNotExist where another transaction has the visit and `skip_locked`.
    """
    with transaction.atomic():
        locked = (
            Visit.objects.select_for_update(of=("self",), skip_locked=skip_locked)
            .select_related("region__province")
            .get(pk=visit.pk)
        )
        if version is not None and version != locked.version:
            raise Stale(locked)
        row = LIFE[action]
        if locked.status not in row.come_from or by.kind not in row.by:
            raise WrongStatus(locked, by.kind)
        taken = Step(visit=locked, was=locked.status, now=now, by=by)
        yield taken
        if taken.freed:
            # Here, not above: offering a place is a step itself.
            from visits.waiting_list import pass_on

            for week in sorted(taken.freed):
                pass_on(now=now, week=week)
