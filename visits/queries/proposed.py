"""Sessions that visits do not have yet: proposed to them, or wished for by them."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from scheduling.availability import Schedule
from scheduling.impact import Kind, Trouble, not_held
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.models import Status, Visit


def on_closed_days(now: dt.datetime) -> Iterator[Trouble]:
    """Each such session of an open visit that is not held any more; for scheduling.impact."""
    asked = Q(status=Status.PROPOSED) | Q(status=Status.CONFIRMED) & ~Q(wished_slots=[])
    open_visits = list(Visit.objects.filter(asked).order_by("pk"))
    slots = {
        visit.owner_key: [
            SlotId.parse(text)
            for text in dict.fromkeys([*visit.proposed_slots, *visit.wished_slots])
        ]
        for visit in open_visits
    }
    gone = not_held((slot for found in slots.values() for slot in found), now=now)
    for owner, found in slots.items():
        for slot in found:
            if slot in gone:
                yield Trouble(monday_of(slot.date), Kind.PROPOSED, str(slot), owner)


def still_open(visit: Visit, *, now: dt.datetime, schedule: Schedule | None = None) -> list[str]:
    """The ids of the sessions proposed to the visit that it can take now.

    Soft rules count as kept, since whoever proposed them judged those; its own place is free.
    Without queries where a `schedule` of their days is given.
    """
    slots = [SlotId.parse(text) for text in visit.proposed_slots]
    if not slots:
        return []
    days = [slot.date for slot in slots]
    schedule = schedule or Schedule.load(first=min(days), last=max(days), now=now)
    found = (
        schedule.slot(slot, people=visit.people, ignore_owner=visit.owner_key, overrule=True)
        for slot in slots
    )
    return [str(slot) for slot in found if slot and slot.available and slot.starts_at > now]
