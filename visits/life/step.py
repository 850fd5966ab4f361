"""How any step of a visit's life is taken, and what stands in its way.

A step locks the visit, asks the table in table.py, changes the visit and writes the event, all in
one transaction. The steps themselves are functions in deciding.py, answering.py, waiting_list.py,
joint_visits.py and conversation/messages.py.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.models import BookingRules
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.history.events import SYSTEM, Actor, record
from visits.life.table import LIFE, Action, allowed_actions
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
def _locked(
    visit: Visit,
    action: Action,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None,
    skip_locked: bool,
) -> Iterator[Step]:
    """`action` under way, as `step` says, without what follows from a place that came free."""
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
        yield Step(visit=locked, was=locked.status, now=now, by=by)


@contextmanager
def step(
    visit: Visit,
    action: Action,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Iterator[Step]:
    """Take `action` inside: the visit is locked, and may be stored by `Step.to`.

    A week in which a place came free is passed on to the waiting list before the transaction
    ends. Raises Stale where `version` is given and old, and WrongStatus where the table does not
    allow the action.
    """
    with _locked(visit, action, by=by, now=now, version=version, skip_locked=False) as taken:
        yield taken
        for week in sorted(taken.freed):
            pass_on(now=now, week=week)


def pass_on(*, now: dt.datetime, week: dt.date | None = None) -> int:
    """Offer what is free to those who wait, in their order; gives the number of offers.

    With `week` (its Monday) only places of that week, inside the caller's transaction, which may
    have locks: visits that another transaction has are left to the next pass of `deliver_due`.
    """
    offers = 0
    for entry, slots in waiting.could_have(now=now):
        chosen = [slot for slot in slots if week is None or monday_of(slot.date) == week]
        visit = Visit.objects.filter(uid=entry.owner.removeprefix("visit:")).first()
        if visit is None or not chosen:
            continue
        try:
            _offer(visit, chosen, now=now, skip_locked=week is not None)
        except (WrongStatus, capacity.Refused, Visit.DoesNotExist):
            continue  # taken, or decided on, between the look and the lock
        offers += 1
    return offers


@again
def _offer(visit: Visit, slots: list[SlotId], *, now: dt.datetime, skip_locked: bool) -> None:
    until = now + dt.timedelta(hours=BookingRules.load().offer_hours)
    with _locked(
        visit, Action.OFFER, by=SYSTEM, now=now, version=None, skip_locked=skip_locked
    ) as this:
        visit = this.visit
        place = capacity.take(
            choices=slots, owner=visit.owner_key, people=visit.people, now=now, hold_until=until
        )
        visit.proposed_slots = [str(place.slot)]
        visit.offer_expires_at = until
        visit.reason = ""
        this.to(Status.PROPOSED, Kind.OFFERED, slot=str(place.slot), until=until.isoformat())
