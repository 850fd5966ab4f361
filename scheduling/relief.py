"""How an over-committed week comes back to its number: which places to move, and where.

A suggestion for people, who decide; nothing is moved here (domain.md, calendar rules).
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from scheduling.alternatives import distance
from scheduling.availability import Schedule, WeekState
from scheduling.models import BookingRules, Reservation, Share
from scheduling.once import reading_anew
from scheduling.slots import Slot, SlotId
from scheduling.weeks import monday_of, sunday_of

# The work grows with the days that are looked at: a week further off gets no suggestion.
_FURTHEST = dt.timedelta(days=400)


@dataclass(frozen=True)
class Relief:
    """A place that could be moved: its owner, its session, and where to (None: nowhere is free)."""

    week: dt.date
    owner: str
    slot: SlotId
    to: Slot | None


def relief_of(weeks: Collection[dt.date], *, now: dt.datetime) -> list[Relief]:
    """For each of the weeks (Mondays) as many places as it has too many; easiest to move first.

    Those not approved yet come first, then who came last; a joint visit after single ones. Each
    session is suggested once, and no week beyond what it has left. Six queries at most.
    """
    rules = BookingRules.load()
    today = now.astimezone(rules.zone).date()
    horizon = today + dt.timedelta(days=rules.horizon_days)
    weeks = sorted(week for week in weeks if week <= horizon + _FURTHEST)
    if not weeks:
        return []
    places = list(
        Reservation.objects.exclude(state=Reservation.State.RELEASED)
        .filter(week__in=weeks)
        .select_related("room")
    )
    joint: Counter[int] = Counter()
    for share in Share.objects.filter(reservation__in=places):
        joint[share.reservation_id] += share.people
    last = max(horizon, sunday_of(weeks[-1]))
    schedule = Schedule.load(first=min(today, weeks[0]), last=last, now=now)
    states = {state.starts_on: state for state in schedule.weeks()}
    left = {monday: state.available for monday, state in states.items()}
    used: set[SlotId] = set()
    found = []
    for monday in weeks:
        state = states.get(monday)
        movable = [p for p in places if p.week_id == monday and _is_ahead(p, schedule)]
        movable.sort(key=lambda place: _effort(place, joint))
        for place in movable[: _too_many(state)]:
            to = _nearest(place, place.people + joint[place.pk], schedule, left=left, used=used)
            if to is not None:
                used.add(to.id)
                left[monday_of(to.date)] -= 1
            found.append(Relief(monday, place.owner, place.slot, to))
    return found


def relief_after(
    change: Callable[[], object], weeks: Collection[dt.date], *, now: dt.datetime
) -> list[Relief]:
    """The same as it would be after `change`, which is run and undone."""
    if not weeks:
        return []
    with transaction.atomic(), reading_anew():
        change()
        found = relief_of(weeks, now=now)
        transaction.set_rollback(True)
    return found


def _effort(place: Reservation, joint: Counter[int]) -> tuple[bool, bool, float, int]:
    """The smaller the easier: alone, not approved yet, come last."""
    booked = place.state == Reservation.State.BOOKED
    return place.pk in joint, booked, -place.created_at.timestamp(), place.pk


def _too_many(state: WeekState | None) -> int:
    return max(0, state.taken - state.capacity) if state else 0


def _is_ahead(place: Reservation, schedule: Schedule) -> bool:
    begin = dt.datetime.combine(place.date, place.starts_at, schedule.zone)
    return begin > schedule.now


def _nearest(
    place: Reservation,
    people: int,
    schedule: Schedule,
    *,
    left: dict[dt.date, int],
    used: set[SlotId],
) -> Slot | None:
    """The nearest session of a week that still has a place."""
    free = [
        slot
        for slot in schedule.slots(people=people)
        if slot.available and slot.id not in used and left.get(monday_of(slot.date), 0) > 0
    ]
    return min(free, key=lambda slot: distance(slot.id, place.slot), default=None)
