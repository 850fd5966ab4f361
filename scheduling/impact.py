"""What is over-committed now, and what a change of the rules would bring, before it is made.

Nothing here repairs anything: a lowered capacity and a closure over booked sessions are states to
show, and people decide (domain.md, calendar rules).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from scheduling.availability import Schedule
from scheduling.models import BookingRules, Reservation
from scheduling.slots import Reason
from scheduling.weeks import week_name


class Kind(StrEnum):
    """What is wrong with a place or a week."""

    CLOSED = "closed"
    NO_SESSION = "no_session"
    OVERCOMMITTED = "overcommitted"


@dataclass(frozen=True, order=True)
class Trouble:
    """A place that should be moved (`slot` and `owner`), or (both empty) a week with too many.

    `week` is its Monday, `note` the closure's name, or "5 of 4" for a week.
    """

    week: dt.date
    kind: Kind
    slot: str = ""
    owner: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.slot or week_name(self.week)} {self.note}".strip()


def troubles(*, now: dt.datetime) -> list[Trouble]:
    """Everything from today on that lies on a closure, in no session, or in too full a week.

    In order of time; eight queries, however many places.
    """
    today = now.astimezone(BookingRules.load().zone).date()
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    places = list(active.filter(date__gte=today).select_related("room").order_by("date"))
    if not places:
        return []
    schedule = Schedule.load(first=today, last=places[-1].date, now=now)
    found = [trouble for place in places if (trouble := _of_place(place, schedule))]
    found += [
        Trouble(week.starts_on, Kind.OVERCOMMITTED, note=f"{week.taken} > {week.capacity}")
        for week in schedule.weeks()
        if week.overcommitted
    ]
    return sorted(found)


def _of_place(place: Reservation, schedule: Schedule) -> Trouble | None:
    slot = schedule.slot(place.slot, ignore_owner=place.owner, overrule=True)
    if slot is None:
        return Trouble(place.week_id, Kind.NO_SESSION, place.slot_id, place.owner)
    if slot.reason is Reason.CLOSED:
        return Trouble(place.week_id, Kind.CLOSED, place.slot_id, place.owner, slot.note)
    return None


def preview(change: Callable[[], object], *, now: dt.datetime) -> list[Trouble]:
    """The troubles that `change` would bring that are not there yet; nothing of it is kept.

    `change` writes to the database as it would for real; it is run and undone. Raises what it
    raises.
    """
    with transaction.atomic():
        before = set(troubles(now=now))
        change()
        after = troubles(now=now)
        transaction.set_rollback(True)
    return [trouble for trouble in after if trouble not in before]
