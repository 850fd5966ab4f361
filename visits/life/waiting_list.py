"""The waiting list as visits see it: a freed place is offered with a deadline, then passed on.

Who waits for what cannot come any more waits no longer: it ends by itself.
"""

import datetime as dt
from dataclasses import dataclass

from scheduling.database.contention import again
from scheduling.impact import not_held
from scheduling.models import Waiting
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from visits.history.events import Actor
from visits.life.clock.stepping import Busy, clock_step
from visits.life.step import Kind, NeedsReason, Step, WrongStatus, step
from visits.life.table import Action
from visits.models import Status, Visit


def let_offer_pass(this: Step) -> None:
    """Give the offered place back, never to be offered to the same visit again."""
    for text in this.visit.proposed_slots:
        waiting.let_pass(owner=this.visit.owner_key, slot=SlotId.parse(text))
    this.give_back()


def lapse_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Pass on offers whose time is over or whose session is gone; gives how many visits they were.

    They wait again, or their waiting ends where nothing that they wait for can still come.
    """
    offers = Visit.objects.filter(status=Status.PROPOSED).exclude(offer_expires_at=None)
    found = list(offers.order_by("offer_expires_at")[:limit])
    gone = not_held((_offered(visit) for visit in found), now=now)
    return sum(_lapse(visit, _offered(visit) in gone, now=now) for visit in found)


def _offered(visit: Visit) -> SlotId:
    return SlotId.parse(visit.proposed_slots[0])


def _lapse(visit: Visit, gone: bool, *, now: dt.datetime) -> bool:
    if not gone and visit.offer_expires_at and visit.offer_expires_at > now:
        return False
    try:
        with clock_step(visit, Action.LAPSE, now=now) as this:
            if (
                this.visit.proposed_slots != visit.proposed_slots
                or this.visit.offer_expires_at != visit.offer_expires_at
            ):
                return False
            let_offer_pass(this)
            this.visit.proposed_slots = []
            this.to(Status.WAITLISTED, Kind.OFFER_LAPSED, why="closed" if gone else "time")
    except (WrongStatus, Busy):
        return False  # answered between the query and the lock, or being answered
    end_wait(visit, now=now)
    return True


def end_due(*, now: dt.datetime, limit: int = 500) -> int:
    """End the waiting of all for whom nothing can come any more; gives how many visits that were.

    Their days are past, too near, or closed.
    """
    owners = [entry.owner for entry, _why in waiting.without_hope(now=now)]
    uids = [owner.removeprefix("visit:") for owner in owners]
    due = Visit.objects.filter(status=Status.WAITLISTED, uid__in=uids)
    return sum(end_wait(visit, now=now) for visit in due.order_by("pk")[:limit])


def end_wait(visit: Visit, *, now: dt.datetime) -> bool:
    """End the waiting of `visit` where nothing that it waits for can come; whether it ended."""
    try:
        with clock_step(visit, Action.END, now=now) as this:
            # Asked again under the lock: other days may have been chosen, or a day opened again.
            hopeless = waiting.without_hope(now=now, owner=this.visit.owner_key)
            if this.was != Status.WAITLISTED or not hopeless:
                return False
            this.to(Status.EXPIRED, Kind.WAIT_ENDED, why=str(hopeless[0][1]))
    except (WrongStatus, Busy):
        return False  # offered something, or ended, meanwhile; or it is the next pass's
    return True


def needs_other_days(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether all that the visit waits for was offered to it: only other days bring something."""
    return visit.status == Status.WAITLISTED and waiting.all_offered(owner=visit.owner_key, now=now)


def may_still_get(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether the visit is on the list, and something that it waits for can still come."""
    owner = visit.owner_key
    on_list = any(entry.owner == owner for entry in waiting.queue())
    return on_list and not waiting.without_hope(now=now, owner=owner)


@again
def reorder(
    visit: Visit,
    *,
    number: int,
    reason: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Put the visit at position `number` of the waiting list (1 is the first), with a reason."""
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.REORDER, by=by, now=now, version=version) as this:
        waiting.place_in_queue(owner=visit.owner_key, number=number)
        this.note(Kind.REORDERED, number=number, reason=reason.strip())
        return this.visit


@dataclass(frozen=True)
class Line:
    """One who waits: its number, its wishes and the sessions that it could have now."""

    number: int
    entry: Waiting
    visit: Visit
    wishes: list[SlotId]
    could_have: list[SlotId]


def lines(*, now: dt.datetime) -> list[Line]:
    """The list in its order; nine queries, none of them growing."""
    entries = waiting.queue()
    uids = [entry.owner.removeprefix("visit:") for entry in entries]
    found = Visit.objects.filter(uid__in=uids).select_related("region__province")
    visits = {visit.owner_key: visit for visit in found}
    could = {entry.owner: slots for entry, slots in waiting.could_have(now=now, entries=entries)}
    return [
        Line(
            number=number,
            entry=entry,
            visit=visits[entry.owner],
            wishes=[SlotId.parse(text) for text in entry.wishes],
            could_have=could.get(entry.owner, [])[:3],
        )
        for number, entry in enumerate(entries, start=1)
        if entry.owner in visits
    ]


def number_of(visit: Visit) -> int | None:
    """Where the visit stands on the waiting list (1 is the first), or None."""
    owners = [entry.owner for entry in waiting.queue()]
    return owners.index(visit.owner_key) + 1 if visit.owner_key in owners else None


def wait(visit: Visit) -> None:
    """Put the visit on the waiting list, by the time of its request."""
    waiting.wait(
        owner=visit.owner_key,
        people=visit.people,
        wishes=[SlotId.parse(text) for text in visit.preferred_slots],
        since=visit.created_at,
    )
