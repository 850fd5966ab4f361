"""Whose place it is: looking a place up by its owner, locking it, and leaving a shared one.

A place has one owner; others may share it (a joint visit). All that capacity.py and
sharing/joint.py have in common stands here, the rule itself does not.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet, Sum

from scheduling.models import Reservation, Share, Week
from scheduling.once import forget

State = Reservation.State


def _active() -> QuerySet[Reservation]:
    return Reservation.objects.exclude(state=State.RELEASED)


def places_of(owners: Sequence[str]) -> QuerySet[Reservation]:
    """Every place that one of `owners` has, had or shares."""
    # Two looks by an index each: with OR the database reads all places ever taken.
    own = Reservation.objects.filter(owner__in=owners).order_by().values("pk")
    shared = Share.objects.filter(owner__in=owners).order_by().values("reservation")
    return Reservation.objects.filter(pk__in=own.union(shared))


def reservation_of(owner: str) -> Reservation | None:
    """The place that the owner has or shares, with its room, or None."""
    mine = places_of([owner]).exclude(state=State.RELEASED)
    return mine.select_related("room").first()


def owners_of(place: Reservation) -> list[str]:
    """Everybody whose place it is, the one who holds it first."""
    return [place.owner, *place.shares.values_list("owner", flat=True)]


def people_of(place: Reservation) -> int:
    """How many people come together in it."""
    shared = place.shares.aggregate(people=Sum("people"))["people"] or 0
    return place.people + int(shared)


def locked(owner: str) -> Reservation | None:
    """The place that the owner has or shares, locked until the transaction ends."""
    for _attempt in range(3):
        found = reservation_of(owner)
        if found is None:
            return None
        # Without the room: PostgreSQL drops a joined row whose room changed while waited for.
        place = _active().filter(pk=found.pk).select_for_update().first()
        if place and owner in owners_of(place):
            return place
        # It passed to somebody else between the look and the lock: look again.
    return None


def run_out(moment: dt.datetime) -> QuerySet[Reservation]:
    """Places whose hold has run out at `moment`, or before it."""
    return Reservation.objects.filter(state=State.HOLD, hold_expires_at__lte=moment)


def held_until(moment: dt.datetime) -> list[str]:
    """The owners of those places, the first to run out first."""
    return list(run_out(moment).order_by("hold_expires_at").values_list("owner", flat=True))


def lock_weeks(mondays: Iterable[dt.date], *, new: Sequence[Week] = ()) -> list[Week]:
    """Lock the weeks, the earlier first; before that, `new` rows are made by whoever is first.

    Whatever is taken is read anew from then on.
    """
    forget("places")
    if new:
        Week.objects.bulk_create(new, ignore_conflicts=True)
    weeks = Week.objects.filter(starts_on__in=set(mondays)).order_by("starts_on")
    return list(weeks.select_for_update())


def lock_all_weeks() -> list[Week]:
    """Lock every week, and let nobody make a row of another until the transaction ends.

    Who is making one is waited for. On SQLite writers come one after the other anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Stronger than what a row's lock takes of the table: no one of both holds half.
            cursor.execute("LOCK TABLE scheduling_week IN EXCLUSIVE MODE")
    return list(Week.objects.order_by("starts_on").select_for_update())


def part(owner: str, place: Reservation, *, now: dt.datetime) -> bool:
    """Take the owner out of a shared, locked place; False where nobody else is in it.

    What it was part of stays on record as a released reservation of its own, since calendars go
    on showing it. Where the holder leaves, the one who joined first holds the place on.
    """
    shares = list(place.shares.order_by("id"))
    if not shares:
        return False
    leaving = next((share for share in shares if share.owner == owner), None)
    memory = Reservation(
        week_id=place.week_id,
        room_id=place.room_id,
        date=place.date,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        owner=owner,
        people=leaving.people if leaving else place.people,
        state=State.RELEASED,
        created_at=leaving.joined_at if leaving else place.created_at,
        released_at=now,
    )
    if leaving:
        leaving.delete()
    else:
        heir = shares[0]
        heir.delete()
        place.owner, place.people = heir.owner, heir.people
        place.save(update_fields=["owner", "people"])
    memory.save()
    return True
