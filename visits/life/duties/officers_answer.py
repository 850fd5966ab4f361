"""Whether an officer will be there, why not, and a colleague who goes instead.

A colleague whom an officer suggests is a suggestion to staff: nobody is named, or told, before
staff say so (docs/decisions/0239). Each walks the table in table.py by `step`, which says what all
of them raise.
"""

import datetime as dt
from dataclasses import dataclass

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.joint_visits import slot_of
from visits.life.step import Kind, step
from visits.life.table import Action
from visits.models import Assignment, Officer, Visit
from visits.queries.colleagues import may_go


@dataclass(frozen=True)
class Excuse:
    """Why somebody cannot be there, and whom of their agency they suggest; both may be left out."""

    reason: str = ""
    colleague: Officer | None = None


NO_EXCUSE = Excuse()


class OtherHours(Exception):
    """The visit has another session than the one that was answered for; `visit` as it is now."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.reference)
        self.visit = visit


class NoColleague(Exception):
    """The suggested one is out of use, of another agency, or named for the visit already."""


@again
def answer(
    visit: Visit,
    *,
    officer: Officer,
    answer: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    excuse: Excuse | None = None,
    slot: str | None = None,
) -> Visit:
    """Note whether an assigned officer will be there (a value of Assignment.Answer).

    "" takes the answer back. `excuse` counts with "declined" alone; without one (None) the excuse
    that was given with the same answer stays. `slot` is the session that whoever answers was shown
    ("" for none). The same answer twice changes nothing twice. Raises Assignment.DoesNotExist where
    the officer is not assigned, OtherHours, NoColleague.
    """
    with step(visit, Action.ANSWER, by=by, now=now, version=version) as this:
        visit = this.visit
        assignment = visit.assignments.select_related("colleague").get(officer=officer)
        if slot is not None and slot != (slot_of(visit) or ""):
            raise OtherHours(visit)
        before = Excuse(assignment.reason, assignment.colleague)
        if answer != Assignment.Answer.DECLINED:
            excuse = NO_EXCUSE
        elif excuse is None:
            excuse = before if assignment.answer == answer else NO_EXCUSE
        suggested = excuse.colleague
        if suggested and suggested != before.colleague and not may_go(visit, officer, suggested):
            raise NoColleague
        if (assignment.answer, before) == (answer, excuse):
            return visit
        assignment.answer, assignment.confirmed_at = answer, now if answer else None
        assignment.reason, assignment.colleague = excuse.reason, suggested
        assignment.answer_before = ""
        assignment.save()
        said: dict[str, object] = {"officer": officer.pk, "answer": answer}
        if suggested:
            said["colleague"] = suggested.pk
        if excuse.reason:
            said["reason"] = excuse.reason
        this.note(Kind.ANSWERED, **said)
    return visit


@again
def stand_in(
    visit: Visit,
    *,
    officer: Officer,
    colleague: Officer,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Name `colleague` in the place and role of `officer`; both are told once it is approved.

    Twice is once. Raises Assignment.DoesNotExist where the officer is not assigned any more,
    Officer.DoesNotExist where the colleague is out of use.
    """
    with step(visit, Action.ASSIGN, by=by, now=now, version=version) as this:
        visit = this.visit
        named = set(visit.assignments.values_list("officer_id", flat=True))
        if colleague.pk in named and officer.pk not in named:
            return visit
        assignment = visit.assignments.get(officer=officer)
        if not Officer.objects.filter(pk=colleague.pk, active=True).exists():
            raise Officer.DoesNotExist
        role = assignment.role
        assignment.delete()
        if colleague.pk not in named:
            visit.assignments.create(officer=colleague, role=role)
        elif role == Assignment.Role.RECEIVING:
            visit.assignments.filter(officer=colleague).update(role=role)
        added = [] if colleague.pk in named else [colleague.pk]
        this.to(None, Kind.ASSIGNED, added=added, removed=[officer.pk])
    return visit
