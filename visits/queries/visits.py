"""Read models for pages, mails and feeds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from scheduling.impact import not_held
from scheduling.models import BookingRules, Reservation, Share
from scheduling.once import once
from scheduling.places import places_of
from scheduling.slots import SlotId
from visits.models import Status, Visit


@dataclass(frozen=True)
class Session:
    """Where and when a visit is; begin and end are aware, in the host's zone.

    `held` is True while the place may still lapse or be decided on; `given_back` is True where
    this is only the memory of a place that the visit no longer has; `joint` where others come too:
    `together` are their institutions, the one who holds the place first, for whoever asked.
    """

    slot_id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room_name: str
    held: bool
    given_back: bool = False
    hold_expires_at: dt.datetime | None = None
    joint: bool = False
    together: tuple[str, ...] = ()

    @property
    def date(self) -> dt.date:
        """The local date."""
        return self.starts_at.date()


def sessions_of(visits: Iterable[Visit], *, named: bool = False) -> dict[int, Session]:
    """The session of each visit that has or had one, by the visit's id; one query, and the rules.

    With whom each comes where they are to be `named`: one more where somebody comes with others.
    """
    visits = list(visits)
    zone = ZoneInfo(BookingRules.load().time_zone)
    held: dict[str, Reservation] = {}
    past: dict[tuple[str, dt.date, dt.time, str], Reservation] = {}
    owners = [v.owner_key for v in visits]
    joint: dict[int, list[str]] = {}
    for r in _places_with(owners):
        if r.active:
            held[r.owner] = r
        past[r.owner, r.date, r.starts_at, r.room.code] = r
        if r.sharer:
            held[r.sharer] = r
            joint.setdefault(r.pk, [r.owner]).append(r.sharer)
    names = _institutions(visits, joint) if named and joint else {}
    found: dict[int, Session] = {}
    for visit in visits:
        r_now = held.get(visit.owner_key)
        if r_now is None and visit.last_slot:
            slot = SlotId.parse(visit.last_slot)
            r_now = past.get((visit.owner_key, slot.date, slot.starts_at, slot.room))
        if r_now is None:
            continue
        others = [owner for owner in joint.get(r_now.pk, ()) if owner != visit.owner_key]
        together = tuple(names[owner] for owner in others if owner in names)
        found[visit.pk] = session_in(r_now, zone=zone, joint=bool(others), together=together)
    return found


def _places_with(owners: list[str]) -> QuerySet[Reservation, Any]:
    """Every place that one of `owners` has, had or shares, with its room; once a `sharer`."""
    places = places_of(owners).select_related("room")
    return places.annotate(sharer=F("shares__owner")).order_by("pk", "shares__id")


def _institutions(visits: list[Visit], joint: dict[int, list[str]]) -> dict[str, str]:
    """Whose owners' keys stand in `joint`, by name; no query for those among `visits`."""
    names = {visit.owner_key: visit.institution for visit in visits}
    unknown = {owner for group in joint.values() for owner in group} - set(names)
    if unknown:
        uids = [owner.removeprefix("visit:") for owner in unknown]
        others = Visit.objects.filter(uid__in=uids).only("uid", "institution")
        names |= {other.owner_key: other.institution for other in others}
    return names


def session_in(
    place: Reservation, *, zone: ZoneInfo, joint: bool, together: tuple[str, ...] = ()
) -> Session:
    """The session of whoever has that place, which was read with its room; no query."""
    starts_at, ends_at = place.instants(zone)
    return Session(
        slot_id=place.slot_id,
        starts_at=starts_at,
        ends_at=ends_at,
        room_name=place.room.name,
        held=place.state == Reservation.State.HOLD,
        given_back=not place.active,
        hold_expires_at=place.hold_expires_at,
        joint=joint,
        together=together,
    )


def session_of(visit: Visit) -> Session | None:
    """The session of one visit; see sessions_of. An answer that changes nothing reads it once."""
    return once(f"session:{visit.pk}", lambda: sessions_of([visit]).get(visit.pk))


class Place(StrEnum):
    """What a place is worth that a visit has: none, kept, on a closed day, or over."""

    NONE = "none"
    KEPT = "kept"
    CLOSED = "closed"
    OVER = "over"


def place_of(session: Session | None, *, now: dt.datetime) -> Place:
    """What the visit's place is worth now; over once its session has begun."""
    if session is None or session.given_back:
        return Place.NONE
    if session.starts_at <= now:
        return Place.OVER
    return Place.CLOSED if not_held([SlotId.parse(session.slot_id)], now=now) else Place.KEPT


def visits_between(first: dt.date, last: dt.date, *, statuses: Iterable[Status]) -> QuerySet[Visit]:
    """Visits of those statuses whose session is on one of these local dates, also joint ones."""
    places = Reservation.objects.filter(date__range=(first, last))
    active = places.exclude(state=Reservation.State.RELEASED)
    owners = [*active.values_list("owner", flat=True)]
    owners += Share.objects.filter(reservation__in=active).values_list("owner", flat=True)
    uids = [owner.removeprefix("visit:") for owner in owners]
    visits = Visit.objects.filter(uid__in=uids, status__in=statuses)
    return visits.select_related("region__province").order_by("pk")
