"""The visit's life: one function an action, the only code that changes a visit's status.

Each takes the visit and `now`, walks the table in life.py in one transaction (lock of the visit
first, then of the week, in scheduling), writes an event, and returns the visit as it is now.
All raise WrongStatus where the table does not allow the step for that actor, Stale where
`version` is given and old, and scheduling.capacity.Refused where there is no place.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from scheduling import capacity
from scheduling.models import BookingRules
from scheduling.slots import SlotId
from scheduling.working_days import working_day_after
from visits.events import DELEGATION, SYSTEM, Actor, record
from visits.life import LIFE, Action, allowed_actions
from visits.models import Assignment, Officer, Participant, Status, Visit, VisitEvent
from visits.tokens import CODE_ATTEMPTS, code_matches

Kind = VisitEvent.Kind


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


class BadCode(Exception):
    """The code does not confirm the address; `attempts_left` may be 0."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__("bad code")
        self.attempts_left = attempts_left


class NeedsReason(Exception):
    """The step needs a reason in words."""


@dataclass
class _Step:
    """An action under way: the locked visit, the moment and the actor."""

    visit: Visit
    was: str
    now: dt.datetime
    by: Actor

    def to(self, status: Status | None, kind: Kind, **data: Any) -> None:
        """Store the visit in its new status with a higher version, and write the event."""
        if status is not None:
            self.visit.status = status
        self.visit.version += 1
        self.visit.sequence += 1
        self.visit.changed_at = self.now
        self.visit.save()
        record(self.visit, kind, by=self.by, now=self.now, was=self.was, data=data)

    def give_back(self) -> None:
        """Give the place back, remembering for calendars which session it was."""
        held = capacity.reservation_of(self.visit.owner_key)
        if held:
            self.visit.last_slot = held.slot_id
            capacity.release(owner=self.visit.owner_key, now=self.now)


@contextmanager
def _step(
    visit: Visit, action: Action, *, by: Actor, now: dt.datetime, version: int | None = None
) -> Iterator[_Step]:
    with transaction.atomic():
        locked = (
            Visit.objects.select_for_update(of=("self",))
            .select_related("region__province")
            .get(pk=visit.pk)
        )
        if version is not None and version != locked.version:
            raise Stale(locked)
        step = LIFE[action]
        if locked.status not in step.come_from or by.kind not in step.by:
            raise WrongStatus(locked, by.kind)
        yield _Step(visit=locked, was=locked.status, now=now, by=by)


def open_request(
    visit: Visit,
    *,
    choices: Sequence[SlotId],
    by: Actor,
    now: dt.datetime,
    trusted: bool = False,
    overrule_reason: str = "",
) -> Visit:
    """Take a place for a new visit and store it; called by requests.submit in its transaction.

    `trusted` (staff, or a key with visits:submit) skips the check of the e-mail address. Without
    a place in a full week, a visit that wants the waiting list is stored all the same.
    """
    rules = BookingRules.load()
    hold_until = None if trusted else now + dt.timedelta(minutes=rules.hold_minutes)
    try:
        capacity.take(
            choices=choices,
            owner=visit.owner_key,
            people=visit.people,
            now=now,
            hold_until=hold_until,
            overrule=bool(overrule_reason),
        )
        waits = False
    except capacity.Refused as refusal:
        if not (visit.wants_waitlist and refusal.code == "week_full"):
            raise
        waits = True
    visit.status = Status.UNVERIFIED
    visit.created_at = visit.changed_at = now
    if trusted:
        visit.verified_at = now
        visit.status = Status.WAITLISTED if waits else Status.REQUESTED
        visit.reply_due_at = working_day_after(now=now, days=rules.reply_working_days)
    visit.save()
    data = {"override_reason": overrule_reason} if overrule_reason else {}
    record(visit, Kind.SUBMITTED, by=by, now=now, data=data)
    return visit


def verify(visit: Visit, *, now: dt.datetime, code: str | None = None) -> Visit:
    """Confirm the e-mail address by the code of the mail, or (None) by a press on its own page.

    The hold then lasts until staff decide; the reply is due within the rule's working days.
    Raises BadCode; after CODE_ATTEMPTS wrong codes only the link of the mail confirms. Too late,
    the visit lapses at once and WrongStatus says so.
    """
    lapsed = wrong = False
    with _step(visit, Action.VERIFY, by=DELEGATION, now=now) as step:
        visit = step.visit
        held = capacity.reservation_of(visit.owner_key)
        if held and held.hold_expires_at and held.hold_expires_at <= now:
            step.by = SYSTEM
            step.give_back()
            step.to(Status.EXPIRED, Kind.EXPIRED)
            lapsed = True
        elif code is not None and (
            visit.code_attempts >= CODE_ATTEMPTS or not code_matches(visit, code)
        ):
            visit.code_attempts = min(visit.code_attempts + 1, CODE_ATTEMPTS)
            visit.save(update_fields=["code_attempts"])
            wrong = True
        else:
            days = BookingRules.load().reply_working_days
            visit.verified_at = now
            visit.reply_due_at = working_day_after(now=now, days=days)
            if held:
                capacity.extend_hold(owner=visit.owner_key, until=None)
            step.to(Status.REQUESTED if held else Status.WAITLISTED, Kind.VERIFIED)
    if lapsed:
        raise WrongStatus(visit, DELEGATION.kind)
    if wrong:
        raise BadCode(CODE_ATTEMPTS - visit.code_attempts)
    return visit


def expire_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Let unconfirmed requests lapse whose time is over; gives the number of visits that did."""
    rules = BookingRules.load()
    before = now - dt.timedelta(minutes=rules.hold_minutes)
    due = Visit.objects.filter(status=Status.UNVERIFIED, created_at__lte=before)
    count = 0
    for visit in due.order_by("created_at")[:limit]:
        try:
            with _step(visit, Action.EXPIRE, by=SYSTEM, now=now) as step:
                step.give_back()
                step.to(Status.EXPIRED, Kind.EXPIRED)
                count += 1
        except WrongStatus:
            continue  # confirmed or cancelled between the query and the lock
    return count


def approve(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    slot: SlotId | None = None,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Confirm the visit, in the session it holds or in `slot`."""
    with _step(visit, Action.APPROVE, by=by, now=now, version=version) as step:
        visit = step.visit
        _settle(visit, slot, now=now, overrule=bool(override_reason))
        data = {"override_reason": override_reason} if override_reason else {}
        step.to(Status.CONFIRMED, Kind.APPROVED, slot=_slot_of(visit), **data)
    return visit


def accept(
    visit: Visit, *, slot: SlotId, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Take one of the proposed sessions; raises ValueError where `slot` was not proposed."""
    with _step(visit, Action.ACCEPT, by=by, now=now, version=version) as step:
        visit = step.visit
        if str(slot) not in visit.proposed_slots:
            raise ValueError("not proposed")
        # Staff proposed it: lead time and size were theirs to judge.
        _settle(visit, slot, now=now, overrule=True)
        step.to(Status.CONFIRMED, Kind.ACCEPTED, slot=_slot_of(visit))
    return visit


def decline(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Refuse the request with a reason that the delegation reads; gives the place back."""
    if not reason.strip():
        raise NeedsReason
    with _step(visit, Action.DECLINE, by=by, now=now, version=version) as step:
        visit = step.visit
        visit.reason = reason.strip()
        step.give_back()
        step.to(Status.DECLINED, Kind.DECLINED, reason=visit.reason)
    return visit


def propose(
    visit: Visit,
    *,
    slots: Sequence[SlotId],
    message: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Offer other sessions; the place held so far stays held until the delegation answers."""
    with _step(visit, Action.PROPOSE, by=by, now=now, version=version) as step:
        visit = step.visit
        visit.proposed_slots = [str(slot) for slot in slots]
        visit.reason = message.strip()
        step.to(Status.PROPOSED, Kind.PROPOSED, slots=visit.proposed_slots)
    return visit


def cancel(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Call the visit off, from either side; gives the place back."""
    with _step(visit, Action.CANCEL, by=by, now=now, version=version) as step:
        visit = step.visit
        visit.reason = reason.strip()
        step.give_back()
        step.to(Status.CANCELLED, Kind.CANCELLED, reason=visit.reason)
    return visit


def amend(
    visit: Visit,
    *,
    changes: dict[str, Any],
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Change headcount, contact, notes or participants.

    `changes` holds cleaned values by field name; `participants` a list of unsaved Participants,
    which replace those there are. Raises Refused (too_many_people) beyond the room's limit.
    """
    with _step(visit, Action.AMEND, by=by, now=now, version=version) as step:
        visit = step.visit
        people = changes.get("people", visit.people)
        if people != visit.people and capacity.reservation_of(visit.owner_key):
            capacity.change_people(owner=visit.owner_key, people=people, now=now)
        participants = changes.get("participants")
        if participants is not None:
            visit.participants.all().delete()
            Participant.objects.bulk_create(participants)
        for field, value in changes.items():
            if field != "participants":
                setattr(visit, field, value)
        step.to(None, Kind.AMENDED, fields=sorted(changes))
    return visit


def assign(
    visit: Visit,
    *,
    officers: Sequence[Officer],
    receiving: Officer | None = None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Name the host's people: the receiving officer (default: the first) and the agencies'."""
    with _step(visit, Action.ASSIGN, by=by, now=now, version=version) as step:
        visit = step.visit
        first = receiving or next(iter(officers), None)
        before = set(visit.assignments.values_list("officer_id", flat=True))
        chosen = {officer.pk: officer for officer in officers}
        if first:
            chosen.setdefault(first.pk, first)
        visit.assignments.exclude(officer_id__in=chosen).delete()
        visit.assignments.update(role=Assignment.Role.AGENCY)
        for officer in chosen.values():
            role = Assignment.Role.RECEIVING if officer == first else Assignment.Role.AGENCY
            visit.assignments.update_or_create(officer=officer, defaults={"role": role})
        step.to(
            None,
            Kind.ASSIGNED,
            added=sorted(set(chosen) - before),
            removed=sorted(before - set(chosen)),
        )
    return visit


def check_in(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that the delegation arrived."""
    return _plain(visit, Action.CHECK_IN, Kind.CHECKED_IN, by=by, now=now, version=version)


def complete(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that the visit is over."""
    return _plain(visit, Action.COMPLETE, Kind.COMPLETED, by=by, now=now, version=version)


def no_show(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that nobody came; the place stays used, since it could not be given to others."""
    return _plain(visit, Action.NO_SHOW, Kind.NO_SHOW, by=by, now=now, version=version)


def _plain(
    visit: Visit, action: Action, kind: Kind, *, by: Actor, now: dt.datetime, version: int | None
) -> Visit:
    with _step(visit, action, by=by, now=now, version=version) as step:
        step.to(LIFE[action].to, kind)
    return step.visit


def _settle(visit: Visit, slot: SlotId | None, *, now: dt.datetime, overrule: bool) -> None:
    """Make the visit's place a booked one, in `slot` where given."""
    held = capacity.reservation_of(visit.owner_key)
    if slot is None and held is None:
        slot = SlotId.parse(visit.preferred_slots[0])
    if held is None and slot is not None:
        capacity.take(
            choices=[slot],
            owner=visit.owner_key,
            people=visit.people,
            now=now,
            hold_until=None,
            overrule=overrule,
        )
    elif slot is not None and held is not None and str(slot) != held.slot_id:
        capacity.move(
            owner=visit.owner_key, to=slot, people=visit.people, now=now, overrule=overrule
        )
    capacity.book(owner=visit.owner_key, now=now)


def _slot_of(visit: Visit) -> str:
    held = capacity.reservation_of(visit.owner_key)
    return held.slot_id if held else ""
