"""Noting by person who is here: at the door, by ticket, with the others, from the signed list.

Each locks the visit (life/step.py), so two phones at one door count nobody twice and both hear that
it is noted. All raise step.WrongStatus where the visit is not expected, NotYet before its day,
NeedsReason once corrections have to say why (until.py), WrongMoment for a time that cannot be true.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life import attendance
from visits.life.step import Kind, NeedsReason, Step, WrongStatus, step
from visits.life.table import Action
from visits.models import Participant, Presence, Status, Visit, VisitEvent
from visits.presence.until import needs_reason
from visits.queries.day import (
    DayVisit,
    WrongMoment,
    check_moment,
    usual_departure,
    visit_on_its_day,
)

How = Presence.How


class NotYet(Exception):
    """Their day has not come: `day` (a date of the host's)."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class NotOnTheList(Exception):
    """Some of those named are not on the visit's list any more."""


class NotNoted(Exception):
    """Some of those named are not noted as present (any more)."""


@dataclass
class Under:
    """A note under way: the locked visit on its day, why it is made late, if it is, and whether a
    phone kept it while there was no network."""

    step: Step
    row: DayVisit
    reason: dict[str, str] = field(default_factory=dict)
    kept: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """What the event says of that."""
        return {**self.reason, **({"without_network": True} if self.kept else {})}

    @property
    def visit(self) -> Visit:
        """The visit as it is now."""
        return self.step.visit

    def people(self, chosen: Collection[int]) -> list[Participant]:
        """Those with these ids, by number; raises NotOnTheList where one is missing."""
        found = list(self.visit.participants.filter(pk__in=chosen).order_by("number"))
        if len(found) < len(set(chosen)):
            raise NotOnTheList
        return found

    def noted(self, chosen: Collection[int] | None) -> list[Presence]:
        """What is noted of those with these ids (None: of all), by number; raises NotNoted."""
        rows = Presence.objects.filter(visit=self.visit).select_related("participant")
        found = rows.order_by("participant__number")
        if chosen is None:
            return list(found)
        some = list(found.filter(pk__in=chosen))
        if len(some) < len(set(chosen)):
            raise NotNoted
        return some

    def count_anew(self) -> None:
        """How many came, after a change of who is noted."""
        self.visit.people_came = attendance.how_many_came(self.visit)
        self.visit.save(update_fields=["people_came"])


@contextmanager
def under_way(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> Iterator[Under]:
    """A note about the people of `visit`, which is locked; raises what the module says."""
    with step(visit, Action.PRESENCE, by=by, now=now, version=version) as this:
        row = visit_on_its_day(this.visit)
        if row is None:
            raise WrongStatus(this.visit, by.kind, now=now)
        if row.day > timezone.localdate(now, row.session.starts_at.tzinfo):
            raise NotYet(row.day)
        words = reason.strip()
        if needs_reason(row, now=now) and not words:
            raise NeedsReason
        yield Under(this, row, {"reason": words} if words else {})


def usual_times(row: DayVisit, *, now: dt.datetime) -> tuple[dt.datetime, dt.datetime | None]:
    """When somebody came and left, where nobody says: today now, afterwards as the others did.

    A departure that was written down on a later day says nothing of when they left.
    """
    zone = row.session.starts_at.tzinfo
    came, left = row.visit.arrived_at or row.session.starts_at, row.visit.left_at
    if left is not None and left.astimezone(zone).date() == row.day:
        return came, max(came, left)
    if row.day == timezone.localdate(now, zone):
        return now, None
    return came, usual_departure(row.session, now=now, arrived_at=row.visit.arrived_at)


@again
def note(
    visit: Visit,
    people: Collection[int],
    *,
    how: Presence.How,
    by: Actor,
    now: dt.datetime,
    came_at: dt.datetime | None = None,
    left_at: dt.datetime | None = None,
    reason: str = "",
    version: int | None = None,
    without_network: bool = False,
) -> list[int]:
    """Note that the participants with these ids were here; gives the numbers of those new to it.

    Without times as `usual_times` says. Who is noted already stays as they are. The first one of a
    visit is its arrival. `without_network` tells that a phone kept it. Raises NotOnTheList, and
    then notes nobody.
    """
    with under_way(visit, by=by, now=now, reason=reason, version=version) as under:
        under.kept = without_network
        chosen = under.people(people)
        return enter(under, chosen, how=how, now=now, came_at=came_at, left_at=left_at)


def enter(
    under: Under,
    people: Sequence[Participant],
    *,
    how: Presence.How,
    now: dt.datetime,
    came_at: dt.datetime | None = None,
    left_at: dt.datetime | None = None,
    unlisted: bool = False,
) -> list[int]:
    """Write them down in the note that is under way; gives the numbers of those new to it.

    `unlisted` tells that they were put on the list by this.
    """
    by, row = under.step.by, under.row
    here = {one.pk for one in under.noted(None)}
    new = [one for one in people if one.pk not in here]
    if not new:
        return []
    usual_came, usual_left = usual_times(row, now=now)
    came = came_at or usual_came
    left = left_at or (max(came, usual_left) if usual_left else None)
    _check(row, came, left, now=now)
    if under.visit.status == Status.CONFIRMED:
        under.step.visit = attendance.check_in(
            under.visit,
            by=by,
            now=now,
            arrived_at=came,
            by_person=True,
            without_network=under.kept,
        )
        under.step.was = under.step.visit.status
    Presence.objects.bulk_create(
        Presence(
            participant=one,
            visit=under.visit,
            came_at=came,
            left_at=left,
            how=how,
            noted_by_id=by.user_id,
            noted_at=now,
        )
        for one in new
    )
    under.count_anew()
    numbers = [one.number for one in new]
    said = {"unlisted": True} if unlisted else {}
    under.step.note(Kind.PRESENCE_NOTED, participants=numbers, how=how, **said, **under.said)
    return numbers


@again
def leave(
    visit: Visit,
    people: Collection[int] | None,
    *,
    by: Actor,
    now: dt.datetime,
    left_at: dt.datetime | None = None,
    reason: str = "",
    without_network: bool = False,
) -> list[int]:
    """Note that those with these ids (None: all who are here) left; gives their numbers.

    Who has left already stays as they are, and nobody leaves before they came. Raises NotNoted.
    """
    with under_way(visit, by=by, now=now, reason=reason) as under:
        under.kept = without_network
        leaving = [one for one in under.noted(people) if one.left_at is None]
        if not leaving:
            return []
        at = left_at or usual_times(under.row, now=now)[1] or now
        _check(under.row, min(one.came_at for one in leaving), at, now=now)
        for one in leaving:
            one.left_at = max(at, one.came_at)
        Presence.objects.bulk_update(leaving, ["left_at"])
        numbers = [one.participant.number for one in leaving]
        under.step.note(Kind.PRESENCE_NOTED, participants=numbers, left=True, **under.said)
        return numbers


@again
def correct(
    visit: Visit,
    person: int,
    *,
    came_at: dt.datetime,
    left_at: dt.datetime | None,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
) -> bool:
    """Give somebody who is noted other times; gives whether that changed anything.

    `left_at` None: still here. Raises NotNoted.
    """
    with under_way(visit, by=by, now=now, reason=reason) as under:
        [one] = under.noted([person])
        if (one.came_at, one.left_at) == (came_at, left_at):
            return False
        _check(under.row, came_at, left_at, now=now)
        one.came_at, one.left_at = came_at, max(came_at, left_at) if left_at else None
        one.save(update_fields=["came_at", "left_at"])
        numbers = [one.participant.number]
        under.step.note(Kind.PRESENCE_NOTED, participants=numbers, corrected=True, **under.reason)
        return True


@again
def take_back(
    visit: Visit,
    people: Collection[int],
    *,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> list[int]:
    """Take back that those with these ids were here; gives their numbers.

    Who is not noted (any more) is passed over: somebody took it back already. With the last of them
    goes an arrival that only followed from it, as long as that can be taken back.
    """
    with under_way(visit, by=by, now=now, reason=reason, version=version) as under:
        chosen = set(people)
        gone = [one for one in under.noted(None) if one.pk in chosen]
        if not gone:
            return []
        numbers = [one.participant.number for one in gone]
        Presence.objects.filter(pk__in=[one.pk for one in gone]).delete()
        under.count_anew()
        under.step.note(Kind.PRESENCE_UNDONE, participants=numbers, **under.reason)
        left_over = Presence.objects.filter(visit=under.visit).exists()
        if not left_over and _came_by_person(under.visit, now=now):
            attendance.take_back(under.visit, by=by, now=now)
        return numbers


def _came_by_person(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether the visit's arrival followed from a person's, and can still be taken back."""
    if visit.status != Status.ARRIVED or not attendance.can_be_taken_back(visit, now=now):
        return False
    last = visit.events.filter(kind=VisitEvent.Kind.CHECKED_IN).order_by("id").last()
    return last is not None and bool(last.data.get("by_person"))


def _check(row: DayVisit, came: dt.datetime, left: dt.datetime | None, *, now: dt.datetime) -> None:
    """Raise WrongMoment unless somebody can have come, and left, then, on the visit's day."""
    if came > now:
        raise WrongMoment("not_yet")
    if came.astimezone(row.session.starts_at.tzinfo).date() != row.day:
        raise WrongMoment("another_day")
    if left is not None:
        check_moment(left, session=row.session, now=now, arrived_at=came)
