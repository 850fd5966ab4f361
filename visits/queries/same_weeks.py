"""Who else comes in the weeks that a visit has, or asked for: read once for all that asks."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, prefetch_related_objects

from scheduling.models import Reservation
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.models import Assignment, Visit
from visits.queries.visits import Session


@dataclass(frozen=True)
class SameWeeks:
    """Active places of some weeks with their rooms; made by `load`.

    `owners` are everybody in a place, by its id, the one who holds it first; `visits` those behind
    them, by owner's key, with topics and assignments.
    """

    places: list[Reservation]
    owners: dict[int, list[str]]
    people: dict[int, int]
    visits: dict[str, Visit]

    @classmethod
    def load(cls, visit: Visit, weeks: Iterable[dt.date]) -> "SameWeeks":
        """Of `weeks` (their Mondays); four queries. Reads the visit's own topics and officers too.

        The visit itself is not among `visits`.
        """
        same = cls.of([visit], weeks)
        same.visits.pop(visit.owner_key, None)
        return same

    @classmethod
    def of(cls, visits: Sequence[Visit], weeks: Iterable[dt.date]) -> "SameWeeks":
        """The same for several at once, who are among `visits` too; four queries."""
        active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
        rows = active.filter(week__in=set(weeks)).select_related("room")
        rows = rows.annotate(sharer=F("shares__owner"), sharing=F("shares__people"))
        places: dict[int, Reservation] = {}
        owners: dict[int, list[str]] = {}
        people: dict[int, int] = {}
        for place in rows.order_by("date", "starts_at", "shares__id"):
            if place.pk not in places:
                places[place.pk] = place
                owners[place.pk], people[place.pk] = [place.owner], place.people
            if place.sharer:
                owners[place.pk].append(place.sharer)
                people[place.pk] += place.sharing
        uids = {owner.removeprefix("visit:") for group in owners.values() for owner in group}
        uids -= {str(visit.uid) for visit in visits}
        others = list(Visit.objects.filter(uid__in=uids).select_related("region__province"))
        named = Assignment.objects.select_related("officer", "colleague").order_by("-role", "id")
        known = [*visits, *others]
        prefetch_related_objects(known, "topics", Prefetch("assignments", named))
        return cls(
            list(places.values()), owners, people, {visit.owner_key: visit for visit in known}
        )

    def together_with(self, visit: Visit) -> list[Visit]:
        """Those who come in the visit's own place, the one who holds it first."""
        for group in self.owners.values():
            if visit.owner_key in group:
                return [self.visits[owner] for owner in group if owner in self.visits]
        return []

    def at_once(self, visit: Visit, session: Session) -> Iterator[Visit]:
        """Those who have another place while `session` lasts.

        A joint visit is received together: its companions are not among them.
        """
        for place, others in self._apart(visit):
            if (
                place.date == session.date
                and place.starts_at < session.ends_at.time()
                and place.ends_at > session.starts_at.time()
            ):
                yield from others

    def people_with(self, visit: Visit) -> int:
        """How many people come in the visit's place, with everybody else in it."""
        for place in self.places:
            if visit.owner_key in self.owners[place.pk]:
                return self.people[place.pk]
        return visit.people

    def in_session(self, visit: Visit, slot: SlotId) -> list[Visit]:
        """Those who have that session, others than the visit and its companions."""
        text = str(slot)
        found = (others for place, others in self._apart(visit) if place.slot_id == text)
        return next(found, [])

    def in_week(self, visit: Visit, monday: dt.date) -> Iterator[list[Visit]]:
        """The groups that have another place in that week."""
        for place, others in self._apart(visit):
            if place.week_id == monday:
                yield others

    def _apart(self, visit: Visit) -> Iterator[tuple[Reservation, list[Visit]]]:
        for place in self.places:
            group = self.owners[place.pk]
            if visit.owner_key not in group:
                yield place, [self.visits[owner] for owner in group if owner in self.visits]


def weeks_of(visit: Visit, session: Session | None) -> set[dt.date]:
    """The Mondays of what the visit asked for and has."""
    days = {SlotId.parse(text).date for text in visit.preferred_slots}
    if session is not None:
        days.add(session.date)
    return {monday_of(day) for day in days}
