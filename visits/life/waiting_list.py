"""The waiting list as visits see it: a freed place is offered with a deadline, then passed on."""

import datetime as dt
from dataclasses import dataclass

from scheduling.database.contention import again
from scheduling.models import Waiting
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from visits.history.events import SYSTEM, Actor
from visits.life.step import Kind, NeedsReason, Step, WrongStatus, step
from visits.life.table import Action
from visits.models import Status, Visit


def let_offer_pass(this: Step) -> None:
    """Give the offered place back, never to be offered to the same visit again."""
    for text in this.visit.proposed_slots:
        waiting.let_pass(owner=this.visit.owner_key, slot=SlotId.parse(text))
    this.give_back()


def lapse_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Pass on offers whose time is over; gives the number of visits that wait again."""
    due = Visit.objects.filter(status=Status.PROPOSED, offer_expires_at__lte=now)
    count = 0
    for visit in due.order_by("offer_expires_at")[:limit]:
        try:
            with step(visit, Action.LAPSE, by=SYSTEM, now=now) as this:
                if this.visit.offer_expires_at is None or this.visit.offer_expires_at > now:
                    continue
                let_offer_pass(this)
                this.visit.proposed_slots = []
                this.to(Status.WAITLISTED, Kind.OFFER_LAPSED)
                count += 1
        except WrongStatus:
            continue  # answered between the query and the lock
    return count


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
    could = {entry.owner: slots for entry, slots in waiting.could_have(now=now)}
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
