"""Do the counts, places and rooms agree? Everything is counted anew, nothing is trusted."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduling.database import guards
from scheduling.models import Reservation, Share, Week
from scheduling.rules.weekly_capacity import CapacityRules
from scheduling.weeks import monday_of, week_name


@dataclass(frozen=True)
class Difference:
    """Something that should agree and does not: what was checked, where, and what was found."""

    check: str
    subject: str
    found: str

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: {self.found}"


def audit() -> list[Difference]:
    """All differences in this app's data; empty where all is well."""
    return [*_weeks(), *_places(), *_shares(), *_guards()]


def _weeks() -> Iterator[Difference]:
    """Counts and capacities. More taken than the capacity is no difference: see Week."""
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    counted = Counter(active.values_list("week_id", flat=True))
    rules = CapacityRules.load()
    for week in Week.objects.order_by("starts_on"):
        if week.taken != counted[week.starts_on]:
            found = f"taken is {week.taken}, active reservations are {counted[week.starts_on]}"
            yield Difference("count", str(week), found)
        expected = rules.of(week.starts_on) if week.own_capacity is None else week.own_capacity
        if week.capacity != expected:
            found = f"capacity is {week.capacity}, the rule says {expected}"
            yield Difference("capacity", str(week), found)
        if monday_of(week.starts_on) != week.starts_on:
            yield Difference("week", week.starts_on.isoformat(), "does not begin on a Monday")


def _places() -> Iterator[Difference]:
    """Rooms and weeks of active reservations."""
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    before: tuple[int, dt.date, dt.time, str] | None = None
    for place in active.select_related("room").order_by("room", "date", "starts_at").iterator():
        if monday_of(place.date) != place.week_id:
            found = f"{place.date} is counted in week {week_name(place.week_id)}"
            yield Difference("week", place.owner, found)
        if before and before[:2] == (place.room_id, place.date) and place.starts_at < before[2]:
            yield Difference("room", place.slot_id, f"{before[3]} and {place.owner} at one time")
        if not before or before[:2] != (place.room_id, place.date) or place.ends_at > before[2]:
            before = (place.room_id, place.date, place.ends_at, place.owner)


def _shares() -> Iterator[Difference]:
    """Who shares a place: an active one, and has no other."""
    owners = set(
        Reservation.objects.exclude(state=Reservation.State.RELEASED).values_list(
            "owner", flat=True
        )
    )
    for share in Share.objects.select_related("reservation__room"):
        if not share.reservation.active:
            yield Difference("share", share.owner, f"shares {share.reservation}, which is released")
        if share.owner in owners:
            yield Difference("share", share.owner, "has a place of its own too")


def _guards() -> Iterator[Difference]:
    for name in guards.missing():
        yield Difference("guard", name, "is not installed; run migrate")
