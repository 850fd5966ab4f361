"""Guests who were not on the list: put on it at the door, and noted as present with that."""

import datetime as dt

from django.db.models import Max

from scheduling.database.contention import again
from visits.history.changes import as_kept, note_changes
from visits.history.events import Actor
from visits.life.requesting import Person
from visits.life.step import Kind, step
from visits.life.table import Action
from visits.models import Participant, Presence, Visit
from visits.presence.noting import enter, under_way

MOST = 1000  # as many as a program may send (api/serializers/request.py)


class ListFull(Exception):
    """The list has MOST names already."""


@again
def add(
    visit: Visit,
    person: Person,
    *,
    how: Presence.How = Presence.How.DOOR,
    by: Actor,
    now: dt.datetime,
    came_at: dt.datetime | None = None,
    left_at: dt.datetime | None = None,
    reason: str = "",
) -> Participant:
    """Put `person` (cleaned as participant_lists.check does) on the list, and note them as present.

    They get the next number, and a mark by which the delegation sees that it did not name them.
    Who is on the list already, as far as was typed, is noted as who they are: a second press, or a
    name that was overlooked. Raises ListFull, and what noting.note raises.
    """
    with under_way(visit, by=by, now=now, reason=reason) as under:
        found = _on_the_list(under.visit, person)
        if found is not None:
            enter(under, [found], how=how, now=now, came_at=came_at, left_at=left_at)
            return found
        added = _put_on_the_list(under.visit, person, by=by, now=now)
        under.step.visit.refresh_from_db()
        enter(under, [added], how=how, now=now, came_at=came_at, left_at=left_at, unlisted=True)
        return added


def _on_the_list(visit: Visit, person: Person) -> Participant | None:
    """The one of that name, where nothing that was typed says that it is another."""
    for one in visit.participants.order_by("number"):
        same = one.name.casefold() == person.name.casefold()
        other = any(
            typed and known and typed.casefold() != known.casefold()
            for typed, known in ((person.position, one.position), (person.nip, one.nip))
        )
        if same and not other:
            return one
    return None


def _put_on_the_list(visit: Visit, person: Person, *, by: Actor, now: dt.datetime) -> Participant:
    with step(visit, Action.AMEND, by=by, now=now) as this:
        last = this.visit.participants.aggregate(last=Max("number"))["last"] or 0
        if this.visit.participants.count() >= MOST:
            raise ListFull
        before = as_kept(this.visit, "participants")
        added = Participant.objects.create(
            visit=this.visit,
            number=last + 1,
            name=person.name,
            position=person.position,
            grade=person.grade,
            nip=person.nip,
            added_at_door=True,
        )
        this.in_calendars = False
        event = this.to(None, Kind.AMENDED, fields=["participants"])
        after = as_kept(this.visit, "participants")
        note_changes(event, {"participants": before}, {"participants": after})
    return added
