"""Whom a visit could be received together with: the suggestion behind "merge"."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from scheduling.models import BookingRules
from scheduling.slots import SlotId
from visits.models import Status, Visit
from visits.queries.same_weeks import SameWeeks
from visits.queries.visits import Session, session_in

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


def partners_for(
    visit: Visit, session: Session | None, *, weeks: SameWeeks, now: dt.datetime
) -> list[Partner]:
    """Up to five, those with the most topics in common first; no query.

    Only what needs no overruling: a topic in common, and a room large enough for all together.
    `weeks` are those of the visit (same_weeks.weeks_of).
    """
    days = {SlotId.parse(text).date for text in visit.preferred_slots}
    if session is not None:
        days.add(session.date)
    today, zone = timezone.localdate(now), BookingRules.load().zone
    mine = {topic.pk for topic in visit.topics.all()}
    partners = []
    for place in weeks.places:
        other = weeks.visits.get(place.owner)
        if other is None or other.status not in _JOINABLE or place.date < today:
            continue
        group = weeks.owners[place.pk]
        shared = tuple(t.local_name for t in other.topics.all() if t.pk in mine)
        together = weeks.people[place.pk] + visit.people
        fits = together <= place.room.people_limit
        if shared and fits and visit.owner_key not in group:
            theirs = session_in(place, zone=zone, joint=len(group) > 1)
            partners.append(Partner(other, theirs, together, shared, place.date in days))
    return sorted(partners, key=lambda p: (-len(p.shared), p.session.starts_at))[:_MOST]
