"""What changes of a visit that stays where it is: its data, and who receives it.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.db.models import F

from scheduling import capacity, places
from scheduling.database.contention import again
from visits.history.changes import MANY, as_kept, note_changes
from visits.history.events import Actor
from visits.life.letters import due as letter_due
from visits.life.step import Kind, step
from visits.life.table import Action
from visits.life.waiting_list import wait
from visits.models import Assignment, Officer, Participant, Status, Visit, VisitEvent
from visits.models.references import new_nonce

# Not the visit's own: the host's clock (moving.py).
TIME_ZONE = "time_zone"
# What calendars show of what can be amended.
IN_CALENDARS = frozenset(
    {
        *("institution", "region", "country", "place", "purpose", "people"),
        *("leader_name", "leader_position", "contact_name", "contact_email"),
        TIME_ZONE,
    }
)
# What a delegation may change of what is known; the rest it asked with, and staff correct it.
OF_GUESTS = frozenset(
    {
        *("people", "notes", "participants"),
        *("contact_name", "contact_position", "contact_phone", "contact_email"),
        *("letter_number", "letter_date", "letter_file", "assignment_letter"),
    }
)


# Numbers are unique in a visit: those of a list that changes move out of the way first.
_OUT_OF_THE_WAY = 16_000
# From here on a name of the same number is the same person, written better; below, another one.
_ALIKE = 0.6


class NotedPresent(Exception):
    """Who was noted as present stays on the list: `numbers` on it, and `names` as they stand."""

    def __init__(self, people: Sequence[Participant]) -> None:
        self.numbers = [one.number for one in people]
        self.names = [one.name for one in people]
        super().__init__(", ".join(map(str, self.numbers)))


class NotYours(Exception):
    """These `fields` a delegation does not change by itself: staff do."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@again
def amend(
    visit: Visit,
    *,
    changes: dict[str, Any],
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Change what is known of a visit, and keep from what to what for the desk's history.

    `changes` holds cleaned values by field name: `participants` a list of unsaved Participants,
    `topics` and `agencies` lists of their rows, which replace those there are; `letter_file` and
    `assignment_letter` a file, or "" for none. What is as it was changes nothing and is told to
    nobody. Another address ends all links that the former one got (docs/decisions/0142). Raises
    Refused (too_many_people) beyond the room's limit, unless with an `override_reason` of staff;
    NotYours for what a delegation does not change (OF_GUESTS); NotedPresent where a list leaves
    out, or puts another person in the place of, somebody who was noted as present.
    """
    with step(visit, Action.AMEND, by=by, now=now, version=version) as this:
        visit = this.visit
        changes = {name: value for name, value in changes.items() if _differs(visit, name, value)}
        if not changes:
            return visit
        if by.kind == VisitEvent.By.DELEGATION and (others := set(changes) - OF_GUESTS):
            raise NotYours(sorted(others))
        before = {field: as_kept(visit, field) for field in changes}
        people = changes.get("people", visit.people)
        overrule = bool(override_reason) and by.kind != VisitEvent.By.DELEGATION
        if people != visit.people and places.reservation_of(visit.owner_key):
            capacity.change_people(owner=visit.owner_key, people=people, now=now, overrule=overrule)
        participants = changes.get("participants")
        if participants is not None:
            _put_list(visit, participants)
        for field, value in changes.items():
            if field in MANY:
                getattr(visit, field).set(value)
            elif field != "participants":
                setattr(visit, field, value)
        if "letter_file" in changes and not visit.letter_file:
            letter_due.taken_away(visit, now=now)
        if "people" in changes and visit.status == Status.WAITLISTED:
            wait(visit)
        if "contact_email" in changes:
            # Links that the one before was sent open nothing any more; the new one gets others.
            visit.nonce = new_nonce()
        data = {"override_reason": override_reason} if overrule else {}
        this.in_calendars = not IN_CALENDARS.isdisjoint(changes)
        event = this.to(None, Kind.AMENDED, fields=sorted(changes), **data)
        note_changes(event, before, {field: as_kept(visit, field) for field in changes})
    return visit


def _put_list(visit: Visit, told: list[Participant]) -> None:
    """Let the list be `told`, each person keeping their row: presence and tickets hang on it.

    The same NIP or the same name is the same person, wherever they stand now; else whoever has the
    number is the one whose name was corrected. Raises NotedPresent.
    """
    noted = set(visit.presences.values_list("participant_id", flat=True))
    rest = list(visit.participants.order_by("number"))
    stay: dict[int, Participant] = {}
    for same in _SAME:
        by_key: dict[Hashable, list[Participant]] = {}
        for old in rest:
            by_key.setdefault(same(old), []).append(old)
        for index, new in enumerate(told):
            key = same(new)
            if index in stay or not key or not by_key.get(key):
                continue
            old = by_key[key][0]
            if old.pk in noted and not _one_person(old, new):
                continue
            stay[index] = by_key[key].pop(0)
            rest.remove(old)
    if gone := [old for old in rest if old.pk in noted]:
        raise NotedPresent(gone)
    visit.participants.filter(pk__in=[old.pk for old in rest]).delete()
    visit.participants.update(number=F("number") + _OUT_OF_THE_WAY)
    for index, old in stay.items():
        for field in _OF_A_ROW:
            setattr(old, field, getattr(told[index], field))
    Participant.objects.bulk_update(stay.values(), _OF_A_ROW)
    Participant.objects.bulk_create([new for n, new in enumerate(told) if n not in stay])


_OF_A_ROW = ("number", "name", "position", "grade", "nip")
_SAME: tuple[Callable[[Participant], Hashable], ...] = (
    lambda one: (one.name, one.position, one.grade, one.nip),
    lambda one: one.nip,
    # Degrees stand behind a comma, and are often written later.
    lambda one: one.name.partition(",")[0].casefold(),
    lambda one: one.number,
)


def _one_person(old: Participant, new: Participant) -> bool:
    """Whether `new` may be `old`, whom somebody saw: the same NIP, or much the same name."""
    if old.nip and new.nip:
        return old.nip == new.nip
    names = (old.name.casefold(), new.name.casefold())
    return SequenceMatcher(None, *names).ratio() >= _ALIKE


def _differs(visit: Visit, field: str, value: Any) -> bool:
    if field in MANY:
        return {one.pk for one in value} != set(getattr(visit, field).values_list("pk", flat=True))
    if field != "participants":
        return bool(getattr(visit, field) != value)
    as_told = [(p.number, p.name, p.position, p.grade, p.nip) for p in value]
    rows = visit.participants.order_by("number")
    return as_told != list(rows.values_list("number", "name", "position", "grade", "nip"))


@again
def assign(
    visit: Visit,
    *,
    officers: Sequence[Officer],
    receiving: Officer | None = None,
    first_receives: bool = True,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Name the host's people: who receives (`receiving`, else the first) and the agencies'.

    Without `first_receives` nobody receives where `receiving` is None. The same people once more
    change nothing.
    """
    with step(visit, Action.ASSIGN, by=by, now=now, version=version) as this:
        visit = this.visit
        first = receiving or (next(iter(officers), None) if first_receives else None)
        before = dict(visit.assignments.values_list("officer_id", "role"))
        chosen = {officer.pk: Assignment.Role.AGENCY for officer in officers}
        if first:
            chosen[first.pk] = Assignment.Role.RECEIVING
        if chosen == before:
            return visit
        visit.assignments.exclude(officer_id__in=chosen).delete()
        # One receives at the most, also for a moment.
        visit.assignments.update(role=Assignment.Role.AGENCY)
        for officer_id, role in chosen.items():
            visit.assignments.update_or_create(officer_id=officer_id, defaults={"role": role})
        this.to(
            None,
            Kind.ASSIGNED,
            added=sorted(set(chosen) - set(before)),
            removed=sorted(set(before) - set(chosen)),
        )
    return visit
