"""Whom a visit could be received together with: the suggestion behind "merge"."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from scheduling.models import Reservation, Room, Share
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.models import Status, Visit
from visits.queries.visits import Session, session_of, sessions_of

_MOST = 5
_JOINABLE = (Status.REQUESTED, Status.CONFIRMED)


@dataclass(frozen=True)
class Partner:
    """A visit of the same week that this one could join, in its session.

    `people` is how many they would be together, `shared` the names of topics that both ask for,
    `asked_for` whether that session's day is among those that this one asked for or has.
    """

    visit: Visit
    session: Session
    people: int
    shared: tuple[str, ...]
    asked_for: bool


def partners_for(visit: Visit, *, now: dt.datetime) -> list[Partner]:
    """Up to five, those with the most topics in common first; at most eleven queries.

    Only what needs no overruling: a topic in common, and a room large enough for all together.
    """
    own = session_of(visit)
    days = {SlotId.parse(text).date for text in visit.preferred_slots}
    if own:
        days.add(own.date)
    weeks = {monday_of(day) for day in days}
    active = Reservation.objects.filter(week__in=weeks, date__gte=timezone.localdate(now))
    places = list(active.exclude(state=Reservation.State.RELEASED))
    shares = list(Share.objects.filter(reservation__in=places))
    people = {place.pk: place.people for place in places}
    of_owner = {place.owner: place for place in places}
    for share in shares:
        people[share.reservation_id] += share.people
    taken_together = {s.reservation_id for s in shares if s.owner == visit.owner_key}
    uids = [owner.removeprefix("visit:") for owner in of_owner if owner != visit.owner_key]
    others = Visit.objects.filter(uid__in=uids, status__in=_JOINABLE)
    found = list(others.select_related("region__province").prefetch_related("topics"))
    limits = dict(Room.objects.values_list("pk", "people_limit"))
    mine = {topic.pk for topic in visit.topics.all()}
    sessions = sessions_of(found)
    partners = []
    for other in found:
        place, session = of_owner[other.owner_key], sessions.get(other.pk)
        shared = tuple(t.local_name for t in other.topics.all() if t.pk in mine)
        together = people[place.pk] + visit.people
        fits = together <= limits[place.room_id]
        if shared and fits and session and place.pk not in taken_together:
            partners.append(Partner(other, session, together, shared, session.date in days))
    return sorted(partners, key=lambda p: (-len(p.shared), p.session.starts_at))[:_MOST]
