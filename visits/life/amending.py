"""What changes of a visit that stays where it is: its data, and who receives it.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from scheduling import capacity, places
from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import Kind, step
from visits.life.table import Action
from visits.life.waiting_list import wait
from visits.models import Assignment, Officer, Participant, Status, Visit, VisitEvent
from visits.models.visit import new_nonce

# What calendars show of what can be amended.
IN_CALENDARS = frozenset({"people", "contact_name", "contact_email"})


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
    """Change headcount, contact, notes or participants.

    `changes` holds cleaned values by field name; `participants` a list of unsaved Participants,
    which replace those there are. What is as it was changes nothing and is told to nobody. Raises
    Refused (too_many_people) beyond the room's limit, unless with an `override_reason` of staff.
    """
    with step(visit, Action.AMEND, by=by, now=now, version=version) as this:
        visit = this.visit
        changes = {name: value for name, value in changes.items() if _differs(visit, name, value)}
        if not changes:
            return visit
        people = changes.get("people", visit.people)
        overrule = bool(override_reason) and by.kind != VisitEvent.By.DELEGATION
        if people != visit.people and places.reservation_of(visit.owner_key):
            capacity.change_people(owner=visit.owner_key, people=people, now=now, overrule=overrule)
        participants = changes.get("participants")
        if participants is not None:
            visit.participants.all().delete()
            Participant.objects.bulk_create(participants)
        for field, value in changes.items():
            if field != "participants":
                setattr(visit, field, value)
        if "people" in changes and visit.status == Status.WAITLISTED:
            wait(visit)
        if "contact_email" in changes and by.kind == VisitEvent.By.STAFF:
            # Links that the one before was sent open nothing any more; the new one gets others.
            visit.nonce = new_nonce()
        data = {"override_reason": override_reason} if overrule else {}
        this.in_calendars = not IN_CALENDARS.isdisjoint(changes)
        this.to(None, Kind.AMENDED, fields=sorted(changes), **data)
    return visit


def _differs(visit: Visit, field: str, value: Any) -> bool:
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


@again
def answer(
    visit: Visit,
    *,
    officer: Officer,
    answer: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Note whether an assigned officer will be there (a value of Assignment.Answer).

    Raises Assignment.DoesNotExist where the officer is not assigned. The same answer twice changes
    nothing twice.
    """
    with step(visit, Action.ANSWER, by=by, now=now, version=version) as this:
        visit = this.visit
        assignment = visit.assignments.get(officer=officer)
        if assignment.answer != answer:
            assignment.answer, assignment.confirmed_at = answer, now
            assignment.save(update_fields=["answer", "confirmed_at"])
            this.note(Kind.ANSWERED, officer=officer.pk, answer=answer)
    return visit
