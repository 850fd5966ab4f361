"""The visit's life: one function an action, the only code that changes a visit's status.

Each takes the visit and `now`, walks the table in life.py in one transaction (lock of the visit
first, then of the week, in scheduling), writes an event, and returns the visit as it is now.
All raise WrongStatus where the table does not allow the step for that actor, Stale where
`version` is given and old, and scheduling.capacity.Refused where there is no place.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from scheduling import capacity, joint, places, waiting
from scheduling.contention import again
from scheduling.models import BookingRules
from scheduling.slots import WAITABLE, Reason, SlotId
from scheduling.working_days import working_day_after
from visits.code_tries import count_wrong_code, tries_left
from visits.events import DELEGATION, SYSTEM, Actor, record
from visits.joint_visits import companions_of, slot_of
from visits.life import LIFE, Action
from visits.models import Assignment, Officer, Participant, Status, Visit, VisitEvent
from visits.models.visit import new_nonce
from visits.steps import BadCode, Kind, NeedsReason, Stale, Step, TooLate, WrongStatus, step
from visits.tokens import code_matches
from visits.waiting_list import let_offer_pass

__all__ = ["BadCode", "NeedsReason", "Stale", "TooLate", "WrongStatus"]  # callers need them too

# What calendars show of what can be amended.
IN_CALENDARS = frozenset({"people", "contact_name", "contact_email"})
# Long enough for the evening of the day itself, too short to rewrite what was reported.
TAKE_BACK_WITHIN = dt.timedelta(hours=24)


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
        if not (visit.wants_waitlist and refusal.code in WAITABLE):
            raise
        waits = True
    visit.status = Status.UNVERIFIED
    visit.created_at = visit.changed_at = now
    if trusted:
        visit.verified_at = now
        visit.status = Status.WAITLISTED if waits else Status.REQUESTED
        visit.reply_due_at = working_day_after(now=now, days=rules.reply_working_days)
    visit.save()
    if visit.status == Status.WAITLISTED:
        _wait(visit)
    data = {"override_reason": overrule_reason} if overrule_reason else {}
    record(visit, Kind.SUBMITTED, by=by, now=now, data=data)
    return visit


@again
def verify(visit: Visit, *, now: dt.datetime, code: str | None = None, network: str = "") -> Visit:
    """Confirm the e-mail address by the code of the mail, or (None) by a press on its own page.

    The hold then lasts until staff decide; the reply is due within the rule's working days.
    `network` is where the code came from, as networks.network_of names it. Raises BadCode; after so
    many wrong codes (code_tries.py) only the link of the mail confirms. Too late, the visit lapses
    at once and WrongStatus says so.
    """
    lapsed, left = False, None
    with step(visit, Action.VERIFY, by=DELEGATION, now=now) as this:
        visit = this.visit
        held = places.reservation_of(visit.owner_key)
        if held and held.hold_expires_at and held.hold_expires_at <= now:
            this.by = SYSTEM
            this.give_back()
            this.to(Status.EXPIRED, Kind.EXPIRED)
            lapsed = True
        elif code is not None and (not tries_left(visit, network) or not code_matches(visit, code)):
            left = count_wrong_code(visit, network)
        else:
            visit.verified_at = now
            visit.network, visit.code_attempts_by_network = "", {}
            visit.reply_due_at = _reply_due(now)
            if held:
                capacity.extend_hold(owner=visit.owner_key, until=None)
            else:
                _wait(visit)
            this.to(Status.REQUESTED if held else Status.WAITLISTED, Kind.VERIFIED)
    if lapsed:
        raise WrongStatus(visit, DELEGATION.kind)
    if left is not None:
        raise BadCode(left)
    return visit


def expire_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Let unconfirmed requests lapse whose time is over; gives the number of visits that did."""
    count = 0
    for visit in _lapsed(now, BookingRules.load())[:limit]:
        try:
            with step(visit, Action.EXPIRE, by=SYSTEM, now=now) as this:
                this.give_back()
                this.to(Status.EXPIRED, Kind.EXPIRED)
                count += 1
        except WrongStatus:
            continue  # confirmed or cancelled between the query and the lock
    return count


def lapsed_since(*, now: dt.datetime) -> dt.datetime | None:
    """When the oldest unconfirmed request should have lapsed, or None where none should have."""
    rules = BookingRules.load()
    visit = _lapsed(now, rules).first()
    return visit.created_at + dt.timedelta(minutes=rules.hold_minutes) if visit else None


def _lapsed(now: dt.datetime, rules: BookingRules) -> QuerySet[Visit]:
    before = now - dt.timedelta(minutes=rules.hold_minutes)
    due = Visit.objects.filter(status=Status.UNVERIFIED, created_at__lte=before)
    return due.order_by("created_at")


@again
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
    with step(visit, Action.APPROVE, by=by, now=now, version=version) as this:
        visit = this.visit
        _settle(this, slot, overrule=bool(override_reason))
        data = {"override_reason": override_reason} if override_reason else {}
        this.to(Status.CONFIRMED, Kind.APPROVED, slot=slot_of(visit), **data)
    return visit


@again
def accept(
    visit: Visit, *, slot: SlotId, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Take one of the proposed sessions; raises ValueError where `slot` was not proposed.

    Raises scheduling.capacity.Refused where it has begun, or was given to others meanwhile.
    What staff proposed is confirmed by that. An offer of the waiting list becomes a request whose
    reply is due within the rule's working days.
    """
    with step(visit, Action.ACCEPT, by=by, now=now, version=version) as this:
        visit = this.visit
        if str(slot) not in visit.proposed_slots:
            raise ValueError("not proposed")
        _still_ahead([slot], now)
        if visit.offer_expires_at is not None:
            capacity.extend_hold(owner=visit.owner_key, until=None)
            visit.reply_due_at = _reply_due(now)
            this.to(Status.REQUESTED, Kind.ACCEPTED, slot=str(slot))
        else:
            # Staff proposed it: lead time and size were theirs to judge.
            _settle(this, slot, overrule=True)
            this.to(Status.CONFIRMED, Kind.ACCEPTED, slot=slot_of(visit))
    return visit


@again
def refuse(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """None of the proposed sessions suits: staff decide anew, or the visit goes on waiting.

    A place of its own stays held; a place offered from the waiting list goes to the next.
    """
    with step(visit, Action.REFUSE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.reason = reason.strip()
        if visit.offer_expires_at is not None:
            let_offer_pass(this)
        held = places.reservation_of(visit.owner_key)
        visit.proposed_slots = []
        visit.reply_due_at = _reply_due(now)
        this.to(Status.REQUESTED if held else Status.WAITLISTED, Kind.REFUSED, reason=visit.reason)
    return visit


@again
def reschedule(
    visit: Visit,
    *,
    slots: Sequence[SlotId],
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Move to the first of `slots` that can be had; the new place and the old one change at once.

    Where the delegation of a confirmed visit asks, the wish is noted and its place stays until
    staff answer by this same function or `keep`. A visit that waits without a place, and finds
    none, waits for these sessions from now on. `override_reason` is for staff alone. A confirmed
    visit that is in the first of `slots` already stays as it is, and nobody is told.
    """
    with step(visit, Action.RESCHEDULE, by=by, now=now, version=version) as this:
        visit = this.visit
        if visit.status == Status.CONFIRMED and str(slots[0]) == slot_of(visit):
            return visit
        overrule = bool(override_reason) and by.kind != VisitEvent.By.DELEGATION
        data = {"slots": [str(slot) for slot in slots], "reason": reason.strip()}
        if overrule:
            data["override_reason"] = override_reason
        # A delegation moves nobody but itself, and nothing that staff confirmed.
        bound = visit.status == Status.CONFIRMED or bool(companions_of(visit))
        if by.kind == VisitEvent.By.DELEGATION and bound:
            capacity.check(choices=slots, owner=visit.owner_key, people=visit.people, now=now)
            visit.wished_slots = data["slots"]
            this.to(None, Kind.MOVE_ASKED, **data)
            return visit
        visit.wished_slots = []
        try:
            _move(this, slots, overrule=overrule)
        except capacity.Refused as refusal:
            if visit.status != Status.WAITLISTED or refusal.code not in WAITABLE:
                raise
            visit.preferred_slots = data["slots"]
            _wait(visit)
            this.to(None, Kind.MOVE_ASKED, **data)
            return visit
        if visit.status == Status.CONFIRMED:
            # Who said yes to the old hour is asked again (calendars.md 15).
            visit.assignments.update(answer="", confirmed_at=None)
            this.to(None, Kind.MOVED, **data, slot=slot_of(visit))
        else:
            visit.preferred_slots = data["slots"]
            visit.proposed_slots = []
            visit.reply_due_at = _reply_due(now)
            this.to(Status.REQUESTED, Kind.MOVED, **data, slot=slot_of(visit))
    return visit


@again
def keep(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Answer a wish to move with no: the visit stays in its session. Needs a reason in words.

    Without such a wish WrongStatus: there is nothing to answer.
    """
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.KEEP, by=by, now=now, version=version) as this:
        visit = this.visit
        if not visit.wished_slots:
            raise WrongStatus(visit, by.kind)
        visit.wished_slots = []
        visit.reason = reason.strip()
        this.to(None, Kind.MOVE_KEPT, reason=visit.reason)
    return visit


@again
def decline(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Refuse the request with a reason that the delegation reads; gives the place back."""
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.DECLINE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.reason = reason.strip()
        this.give_back()
        this.to(Status.DECLINED, Kind.DECLINED, reason=visit.reason)
    return visit


@again
def propose(
    visit: Visit,
    *,
    slots: Sequence[SlotId],
    message: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Offer other sessions; the place held so far stays held until the delegation answers.

    Each must be to be had now, but for lead time, horizon and size, which are staff's to judge.
    Raises scheduling.capacity.Refused with the first that is not.
    """
    slots = list(dict.fromkeys(slots))
    with step(visit, Action.PROPOSE, by=by, now=now, version=version) as this:
        visit = this.visit
        _still_ahead(slots, now)
        capacity.check_each(slots=slots, owner=visit.owner_key, people=visit.people, now=now)
        if visit.offer_expires_at is not None:
            # The session that was offered stays held until the answer to this proposal.
            capacity.extend_hold(owner=visit.owner_key, until=None)
            visit.offer_expires_at = None
        visit.proposed_slots = [str(slot) for slot in slots]
        visit.reason = message.strip()
        this.to(Status.PROPOSED, Kind.PROPOSED, slots=visit.proposed_slots)
    return visit


@again
def cancel(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Call the visit off, from either side; gives the place back."""
    with step(visit, Action.CANCEL, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.reason = reason.strip()
        this.give_back()
        this.to(Status.CANCELLED, Kind.CANCELLED, reason=visit.reason)
    return visit


@again
def amend(
    visit: Visit,
    *,
    changes: dict[str, Any],
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Change headcount, contact, notes or participants.

    `changes` holds cleaned values by field name; `participants` a list of unsaved Participants,
    which replace those there are. What is as it was changes nothing and is told to nobody. Raises
    Refused (too_many_people) beyond the room's limit, unless with an `override_reason` of staff.
    """
    with step(visit, Action.AMEND, by=by, now=now, version=version) as this:
        visit = this.visit
        changes = {name: value for name, value in changes.items() if _differs(visit, name, value)}
        if not changes:
            return visit
        people = changes.get("people", visit.people)
        overrule = bool(override_reason) and by.kind != VisitEvent.By.DELEGATION
        if people != visit.people and places.reservation_of(visit.owner_key):
            capacity.change_people(owner=visit.owner_key, people=people, now=now, overrule=overrule)
        participants = changes.get("participants")
        if participants is not None:
            visit.participants.all().delete()
            Participant.objects.bulk_create(participants)
        for field, value in changes.items():
            if field != "participants":
                setattr(visit, field, value)
        if "people" in changes and visit.status == Status.WAITLISTED:
            _wait(visit)
        if "contact_email" in changes and by.kind == VisitEvent.By.STAFF:
            # Links that the one before was sent open nothing any more; the new one gets others.
            visit.nonce = new_nonce()
        data = {"override_reason": override_reason} if overrule else {}
        this.in_calendars = not IN_CALENDARS.isdisjoint(changes)
        this.to(None, Kind.AMENDED, fields=sorted(changes), **data)
    return visit


def _differs(visit: Visit, field: str, value: Any) -> bool:
    if field != "participants":
        return bool(getattr(visit, field) != value)
    as_told = [(p.number, p.name, p.position, p.grade, p.nip) for p in value]
    rows = visit.participants.order_by("number")
    return as_told != list(rows.values_list("number", "name", "position", "grade", "nip"))


@again
def assign(
    visit: Visit,
    *,
    officers: Sequence[Officer],
    receiving: Officer | None = None,
    first_receives: bool = True,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Name the host's people: who receives (`receiving`, else the first) and the agencies'.

    Without `first_receives` nobody receives where `receiving` is None. The same people once more
    change nothing.
    """
    with step(visit, Action.ASSIGN, by=by, now=now, version=version) as this:
        visit = this.visit
        first = receiving or (next(iter(officers), None) if first_receives else None)
        before = dict(visit.assignments.values_list("officer_id", "role"))
        chosen = {officer.pk: Assignment.Role.AGENCY for officer in officers}
        if first:
            chosen[first.pk] = Assignment.Role.RECEIVING
        if chosen == before:
            return visit
        visit.assignments.exclude(officer_id__in=chosen).delete()
        # One receives at the most, also for a moment.
        visit.assignments.update(role=Assignment.Role.AGENCY)
        for officer_id, role in chosen.items():
            visit.assignments.update_or_create(officer_id=officer_id, defaults={"role": role})
        this.to(
            None,
            Kind.ASSIGNED,
            added=sorted(set(chosen) - set(before)),
            removed=sorted(set(before) - set(chosen)),
        )
    return visit


@again
def check_in(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    arrived_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note that the delegation arrived, how many, and (written down later) at `arrived_at`."""
    with step(visit, Action.CHECK_IN, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.arrived_at = min(arrived_at or now, now)
        visit.people_came = people
        this.to(Status.ARRIVED, Kind.CHECKED_IN)
    return visit


@again
def complete(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    left_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note that the visit is over, when they left, and how many came where that is known now."""
    with step(visit, Action.COMPLETE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.left_at = min(left_at or now, now)
        visit.people_came = people if people is not None else visit.people_came
        this.to(Status.COMPLETED, Kind.COMPLETED)
    return visit


@again
def no_show(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that nobody came; the place stays used, since it could not be given to others."""
    with step(visit, Action.NO_SHOW, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.people_came = 0
        this.to(Status.NO_SHOW, Kind.NO_SHOW)
    return visit


def take_back_until(visit: Visit) -> dt.datetime:
    """Until when an arrival, or that nobody came, can be taken back once it is noted (aware)."""
    # Nothing but that note changes a visit of these statuses.
    return visit.changed_at + TAKE_BACK_WITHIN


def can_be_taken_back(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether take_back() is still to be had."""
    return visit.status in LIFE[Action.TAKE_BACK].come_from and now < take_back_until(visit)


@again
def take_back(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Undo a wrong note of the day: the visit is expected again, as before. Raises TooLate."""
    with step(visit, Action.TAKE_BACK, by=by, now=now, version=version) as this:
        visit = this.visit
        if now >= take_back_until(visit):
            raise TooLate(take_back_until(visit))
        visit.arrived_at = visit.people_came = None
        this.to(Status.CONFIRMED, Kind.TAKEN_BACK)
    return visit


@again
def answer(
    visit: Visit,
    *,
    officer: Officer,
    answer: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Note whether an assigned officer will be there (a value of Assignment.Answer).

    Raises Assignment.DoesNotExist where the officer is not assigned. The same answer twice changes
    nothing twice.
    """
    with step(visit, Action.ANSWER, by=by, now=now, version=version) as this:
        visit = this.visit
        assignment = visit.assignments.get(officer=officer)
        if assignment.answer != answer:
            assignment.answer, assignment.confirmed_at = answer, now
            assignment.save(update_fields=["answer", "confirmed_at"])
            this.note(Kind.ANSWERED, officer=officer.pk, answer=answer)
    return visit


@again
def consent(
    visit: Visit,
    *,
    photographs: bool,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Note whether the delegation may be photographed; the event says by whom and when.

    The same answer twice is written once.
    """
    with step(visit, Action.CONSENT, by=by, now=now, version=version) as this:
        visit = this.visit
        if visit.photo_consent is not photographs:
            visit.photo_consent = photographs
            visit.save(update_fields=["photo_consent"])
            this.note(Kind.CONSENTED, photographs=photographs)
    return visit


def _reply_due(now: dt.datetime) -> dt.datetime:
    return working_day_after(now=now, days=BookingRules.load().reply_working_days)


def _still_ahead(slots: Sequence[SlotId], now: dt.datetime) -> None:
    # Lead time is staff's to judge, the past is not.
    zone = BookingRules.load().zone
    for slot in slots:
        if dt.datetime.combine(slot.date, slot.starts_at, zone) <= now:
            raise capacity.Refused(Reason.TOO_SOON, slot)


def _wait(visit: Visit) -> None:
    """Put the visit on the waiting list, by the time of its request."""
    waiting.wait(
        owner=visit.owner_key,
        people=visit.people,
        wishes=[SlotId.parse(text) for text in visit.preferred_slots],
        since=visit.created_at,
    )


def _move(this: Step, slots: Sequence[SlotId], *, overrule: bool) -> None:
    """Take the first of `slots` that can be had instead of what the visit has, if anything."""
    visit = this.visit
    refused: capacity.Refused | None = None
    for slot in slots:
        try:
            _settle(this, slot, overrule=overrule, book=False)
        except capacity.Refused as refusal:
            refused = refused or refusal
        else:
            capacity.extend_hold(owner=visit.owner_key, until=None)
            return
    if refused is not None:
        raise refused


def _settle(this: Step, slot: SlotId | None, *, overrule: bool, book: bool = True) -> None:
    """Make the visit's place a booked one (unless not `book`), in `slot` where given."""
    visit, now = this.visit, this.now
    # Locked before it is looked at: in a joint visit the holder may leave at this moment.
    held = places.locked(visit.owner_key)
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
        _change_place(this, held.owner == visit.owner_key, slot, overrule=overrule)
        this.freed.add(held.week_id)
    if book:
        capacity.book(owner=visit.owner_key, now=now)


def _change_place(this: Step, holds_it: bool, slot: SlotId, *, overrule: bool) -> None:
    """Move the place that the visit holds, with whoever shares it, or leave another's."""
    visit, now = this.visit, this.now
    asked: dict[str, Any] = {"to": slot, "people": visit.people, "now": now, "overrule": overrule}
    if not holds_it:
        booked = visit.status == Status.CONFIRMED
        joint.leave(owner=visit.owner_key, booked=booked, **asked)
        return
    along = companions_of(visit)
    capacity.move(owner=visit.owner_key, **asked)
    for companion in along:
        _moves_along(companion, slot, by=this.by, now=now)


def _moves_along(visit: Visit, slot: SlotId, *, by: Actor, now: dt.datetime) -> None:
    """Tell of a visit that shares the place which has just moved."""
    with step(visit, Action.RESCHEDULE, by=by, now=now) as this:
        this.visit.assignments.update(answer="", confirmed_at=None)
        this.to(None, Kind.MOVED, slots=[str(slot)], slot=str(slot), reason="")
