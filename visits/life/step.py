"""How any step of a visit's life is taken, and what stands in its way.

A step locks the visit, asks the table in table.py, changes the visit and writes the event, all in
one transaction. The steps themselves are functions in deciding.py, answering.py, waiting_list.py,
joint_visits.py and conversation/messages.py.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from django.db import transaction
from django.db.models import F

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.models import BookingRules
from scheduling.sharing import putting_back, waiting
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.agenda.following import follow
from visits.history import recent
from visits.history.events import SYSTEM, Actor, record
from visits.life.deadlines import allowed_now, hours_now
from visits.life.letters import due as letter_due
from visits.life.table import LIFE, Action, over_since
from visits.models import Status, Visit, VisitEvent

P = ParamSpec("P")
Kind = VisitEvent.Kind
LONGEST_REASON = 1000  # characters
# What a decision changes of the visit itself.
PUT_BACK = (
    *("status", "reason", "proposed_slots", "offer_expires_at", "answer_due_at"),
    *("last_slot", "wished_slots", "reply_due_at", "letter_due_at", "letter_instead"),
)
# Officer, role, answer, its moment, reason, suggested colleague.
People = list[tuple[Any, ...]]
# In these a visit keeps its turn on the waiting list.
_MAY_WAIT = (Status.WAITLISTED, Status.PROPOSED)


class WrongStatus(Exception):
    """The step is not allowed from here; `status` and `allowed` say what is."""

    def __init__(self, visit: Visit, by: VisitEvent.By, *, now: dt.datetime) -> None:
        super().__init__(f"{visit.reference} is {visit.status}")
        self.status = Status(visit.status)
        self.allowed = allowed_now(visit, by, now=now)


class Over(WrongStatus):
    """The visit's session has begun or ended, and with it the time for the step: `cut_off`."""

    def __init__(
        self, visit: Visit, by: VisitEvent.By, cut_off: dt.datetime, *, now: dt.datetime
    ) -> None:
        super().__init__(visit, by, now=now)
        self.cut_off = cut_off


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

    What is not shown `in_calendars` leaves the SEQUENCE as it is (RFC 5546, 2.1.4). `done` is the
    event of to(); `undo` says that the step can be taken back for a while, which a step that took
    other visits along clears.
    """

    visit: Visit
    was: str
    now: dt.datetime
    by: Actor
    freed: set[dt.date] = field(default_factory=set)
    in_calendars: bool = True
    undo: bool = False
    done: VisitEvent | None = None

    def to(self, status: Status | None, kind: Kind, **data: Any) -> VisitEvent:
        """Store the visit in its new status with a higher version, and write the event."""
        if status is not None:
            self.visit.status = status
            if self.was in _MAY_WAIT and status not in _MAY_WAIT:
                waiting.stop_waiting(owner=self.visit.owner_key)
            if kind != Kind.UNDONE and letter_due.begins_anew(self.was, status):
                letter_due.set_anew(self.visit, now=self.now)
            if status != Status.PROPOSED:
                self.visit.offer_expires_at, self.visit.proposed_slots = None, []
                self.visit.answer_due_at = None
        letter_due.keep_before_the_day(self.visit, now=self.now)
        if self.visit.agenda_from is not None:
            follow(self.visit)
        self.visit.version += 1
        self.visit.sequence += self.in_calendars
        self.visit.changed_at = self.now
        self.visit.save()
        self.done = record(self.visit, kind, by=self.by, now=self.now, was=self.was, data=data)
        return self.done

    def note(self, kind: Kind, **data: Any) -> VisitEvent:
        """Write the event alone: nothing changed that another editor or a calendar must know."""
        return record(self.visit, kind, by=self.by, now=self.now, was=self.was, data=data)

    def ask_officers_again(self) -> None:
        """The hours are others: whoever answered is asked anew, and told so (calendars.md 15)."""
        named = self.visit.assignments
        named.exclude(answer="").update(answer_before=F("answer"))
        named.update(answer="", confirmed_at=None, reason="", colleague=None)

    def give_back(self) -> None:
        """Give the place back, remembering for calendars which session it was.

        While the step can be taken back, a place that somebody waits for stays held: offered at
        once it would be gone, and given to nobody in particular it would go past the list. Then
        undo/undoing.py `let_go_due` gives it back.
        """
        held = places.locked(self.visit.owner_key)
        if held is None:
            return
        self.visit.last_slot = held.slot_id
        alone = not held.shares.exists()
        if self.undo and alone and waiting.is_waited_for(week=held.week_id):
            capacity.hold_on(owner=self.visit.owner_key, until=recent.until(self.now))
            return
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
        # Without its people a visit is history: nothing is done to it any more.
        if locked.erased_at or locked.status not in row.comes_from(by.kind):
            raise WrongStatus(locked, by.kind, now=now)
        if by.kind in row.until:
            over = over_since(action, by.kind, hours_now(locked), now=now)
            if over is not None:
                raise Over(locked, by.kind, over, now=now)
        yield Step(visit=locked, was=locked.status, now=now, by=by)


@contextmanager
def step(
    visit: Visit,
    action: Action,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    undo: bool = False,
    people_before: People | None = None,
    skip_locked: bool = False,
) -> Iterator[Step]:
    """Take `action` inside: the visit is locked, and may be stored by `Step.to`.

    A week in which a place came free is passed on to the waiting list before the transaction
    ends. Raises Stale where `version` is given and old, WrongStatus where the table does not allow
    the action, and its kind Over where the visit's session has come too far for it.

    With `undo`, staff can take the step back for a while (undo/undoing.py); until then nothing of
    it is told. `people_before` are the officers where the caller has named others in the same
    transaction. With `skip_locked`, Visit.DoesNotExist where another transaction has the visit.
    """
    with _locked(visit, action, by=by, now=now, version=version, skip_locked=skip_locked) as taken:
        taken.undo = undo and recent.can_be_undone_by(by)
        before = _before(taken.visit, people_before) if taken.undo else {}
        yield taken
        if taken.undo and taken.done is not None:
            recent.keep(taken.done, before=before)
        for week in sorted(taken.freed):
            pass_on(now=now, week=week)


def once(
    kind: Kind, same: Callable[[dict[str, Any]], dict[str, Any]] = lambda _given: {}
) -> Callable[[Callable[P, Visit]], Callable[P, Visit]]:
    """A step that the same person may take twice: the second time it gives the visit as it is.

    `kind` is its event, `same` what of the arguments must be alike (recent.done_already). Whoever
    else did it, or with other words, is refused as ever.
    """

    def decorate(take: Callable[P, Visit]) -> Callable[P, Visit]:
        @wraps(take)
        def taken(*args: P.args, **kwargs: P.kwargs) -> Visit:
            try:
                return take(*args, **kwargs)
            except (Stale, WrongStatus):
                given: dict[str, Any] = kwargs
                visit: Any = args[0]
                done = recent.done_already(visit, kind, by=given["by"], **same(given))
                if done is None:
                    raise
                return done

        return taken

    return decorate


def people_of(visit: Visit) -> People:
    """The officers named for `visit`, as they are put back: id, role, then what they answered."""
    rows = visit.assignments.order_by("pk")
    found = rows.values_list("officer_id", "role", "answer", "confirmed_at", "reason", "colleague")
    return [(pk, role, *map(_plain, said)) for pk, role, *said in found]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _before(visit: Visit, people: People | None) -> dict[str, Any]:
    return {
        "fields": {name: _plain(getattr(visit, name)) for name in PUT_BACK},
        "people": people_of(visit) if people is None else people,
        **putting_back.remembered(visit.owner_key),
    }


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
    rules = BookingRules.load()
    until = now + dt.timedelta(hours=rules.offer_hours)
    with _locked(
        visit, Action.OFFER, by=SYSTEM, now=now, version=None, skip_locked=skip_locked
    ) as this:
        visit = this.visit
        place = capacity.take(
            choices=slots, owner=visit.owner_key, people=visit.people, now=now, hold_until=until
        )
        begins_at, _ends_at = place.instants(rules.zone)
        if begins_at < until:
            until = begins_at
            capacity.extend_hold(owner=visit.owner_key, until=until)
        visit.proposed_slots = [str(place.slot)]
        visit.offer_expires_at = until
        visit.reason = ""
        this.to(Status.PROPOSED, Kind.OFFERED, slot=str(place.slot), until=until.isoformat())
