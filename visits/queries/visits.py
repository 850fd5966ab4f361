"""Read models for pages, mails and feeds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from scheduling.models import BookingRules, Reservation, Share
from scheduling.slots import SlotId
from visits.models import Status, Visit


@dataclass(frozen=True)
class Session:
    """Where and when a visit is; begin and end are aware, in the host's zone.

    `held` is True while the place may still lapse or be decided on; `given_back` is True where
    this is only the memory of a place that the visit no longer has; `joint` where others come too.
    """

    slot_id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room_name: str
    held: bool
    given_back: bool = False
    hold_expires_at: dt.datetime | None = None
    joint: bool = False

    @property
    def date(self) -> dt.date:
        """The local date."""
        return self.starts_at.date()


def sessions_of(visits: Iterable[Visit]) -> dict[int, Session]:
    """The session of each visit that has or had one, by the visit's id; four queries at most."""
    visits = list(visits)
    zone = ZoneInfo(BookingRules.load().time_zone)
    held: dict[str, Reservation] = {}
    past: dict[tuple[str, dt.date, dt.time, str], Reservation] = {}
    owners = [v.owner_key for v in visits]
    for reservation in Reservation.objects.filter(owner__in=owners).select_related("room"):
        r = reservation
        if r.active:
            held[r.owner] = r
        past[r.owner, r.date, r.starts_at, r.room.code] = r
    shares = Share.objects.filter(Q(owner__in=owners) | Q(reservation__owner__in=owners))
    joint: set[int] = set()
    for share in shares.select_related("reservation__room"):
        held[share.owner] = share.reservation
        joint.add(share.reservation_id)
    found: dict[int, Session] = {}
    for visit in visits:
        r_now = held.get(visit.owner_key)
        if r_now is None and visit.last_slot:
            slot = SlotId.parse(visit.last_slot)
            r_now = past.get((visit.owner_key, slot.date, slot.starts_at, slot.room))
        if r_now is None:
            continue
        starts_at, ends_at = r_now.instants(zone)
        found[visit.pk] = Session(
            slot_id=r_now.slot_id,
            starts_at=starts_at,
            ends_at=ends_at,
            room_name=r_now.room.name,
            held=r_now.state == Reservation.State.HOLD,
            given_back=not r_now.active,
            hold_expires_at=r_now.hold_expires_at,
            joint=r_now.pk in joint,
        )
    return found


def session_of(visit: Visit) -> Session | None:
    """The session of one visit; see sessions_of."""
    return sessions_of([visit]).get(visit.pk)


def visits_between(first: dt.date, last: dt.date, *, statuses: Iterable[Status]) -> QuerySet[Visit]:
    """Visits of those statuses whose session is on one of these local dates, also joint ones."""
    places = Reservation.objects.filter(date__range=(first, last))
    active = places.exclude(state=Reservation.State.RELEASED)
    owners = [*active.values_list("owner", flat=True)]
    owners += Share.objects.filter(reservation__in=active).values_list("owner", flat=True)
    uids = [owner.removeprefix("visit:") for owner in owners]
    visits = Visit.objects.filter(uid__in=uids, status__in=statuses)
    return visits.select_related("region__province").order_by("pk")
