"""What is noted on the day: they came, they left, nobody came; and a wrong note taken back.

How many came is what was said at the door, or how many were noted one by one (presence/) where that
is more (docs/decisions/0264). Whoever is still in the building leaves with the delegation.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import Kind, NeedsReason, Step, TooLate, once, step
from visits.life.table import LIFE, Action
from visits.models import Presence, Status, Visit
from visits.queries.day import usual_departure
from visits.queries.visits import session_of

# Long enough for the evening of the day itself, too short to rewrite what was reported.
TAKE_BACK_WITHIN = dt.timedelta(hours=24)


@once(Kind.CHECKED_IN, lambda given: {"people_came": given.get("people")})
@again
def check_in(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    arrived_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
    reason: str = "",
    by_person: bool = False,
    without_network: bool = False,
) -> Visit:
    """Note that the delegation arrived, how many, and (written down later) at `arrived_at`.

    `reason` is kept in the history: why on another day than that of its session; `by_person` that
    it follows from one of them being noted as present; `without_network` that a phone kept it.
    """
    with step(visit, Action.CHECK_IN, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.arrived_at = min(arrived_at or now, now)
        visit.people_came = people
        said: dict[str, Any] = {
            "reason": reason,
            "by_person": by_person,
            "without_network": without_network,
            "people_came": people,
        }
        said = {name: value for name, value in said.items() if value}
        this.to(Status.ARRIVED, Kind.CHECKED_IN, **said)
    return visit


def check_in_on_another_day(
    visit: Visit,
    *,
    reason: str,
    by: Actor,
    now: dt.datetime,
    people: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note that they came now, though their session is another day's; raises NeedsReason.

    The visit keeps its session: its calendars are as they were, and the place is theirs.
    """
    words = reason.strip()
    if not words:
        raise NeedsReason
    return check_in(visit, by=by, now=now, people=people, version=version, reason=words)


@once(Kind.COMPLETED, lambda given: {"people_came": given["people"]} if given.get("people") else {})
@again
def complete(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    left_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
    without_network: bool = False,
) -> Visit:
    """Note that the visit is over, when they left, and how many came where that is known now.

    Without `left_at` as `usual_departure` says: written down on a later day, their session's end.
    """
    with step(visit, Action.COMPLETE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.left_at = min(left_at or _usual_departure(visit, now), now)
        _they_leave(visit, visit.left_at)
        visit.people_came = _came(visit, people if people is not None else visit.people_came)
        stated = {"people_came": people} if people else {}
        this.to(Status.COMPLETED, Kind.COMPLETED, **_kept(without_network), **stated)
    return visit


def how_many_came(visit: Visit) -> int | None:
    """How many came, by what was last said at the door and by who is noted; None: nobody knows."""
    said = visit.events.filter(kind__in=(Kind.CHECKED_IN, Kind.COMPLETED)).order_by("-id")
    for event in said:
        # Before the last arrival another one was noted, and taken back.
        if "people_came" in event.data or event.kind == Kind.CHECKED_IN:
            return _came(visit, event.data.get("people_came"))
    return _came(visit, None)


def _came(visit: Visit, stated: int | None) -> int | None:
    """Not all who came are noted by name; and who is noted was there, whatever was counted."""
    return max(stated or 0, Presence.objects.filter(visit=visit).count()) or None


def _usual_departure(visit: Visit, now: dt.datetime) -> dt.datetime:
    arrived = visit.arrived_at
    if arrived is None or timezone.localdate(arrived) == timezone.localdate(now):
        return now
    session = session_of(visit)
    return now if session is None else usual_departure(session, now=now, arrived_at=arrived)


def _they_leave(visit: Visit, at: dt.datetime) -> None:
    """Whoever is still in the building leaves at `at`, and none before they came."""
    inside = Presence.objects.filter(visit=visit, left_at=None)
    inside.update(left_at=Greatest(F("came_at"), Value(at)))


@once(Kind.NO_SHOW)
@again
def no_show(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    without_network: bool = False,
) -> Visit:
    """Note that nobody came; the place stays used, since it could not be given to others."""
    with step(visit, Action.NO_SHOW, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.people_came = 0
        this.to(Status.NO_SHOW, Kind.NO_SHOW, **_kept(without_network))
    return visit


def _kept(without_network: bool) -> dict[str, bool]:
    return {"without_network": True} if without_network else {}


def take_back_until(visit: Visit) -> dt.datetime:
    """Until when an arrival, or that nobody came, can be taken back once it is noted (aware)."""
    # Nothing but that note changes a visit of these statuses.
    return visit.changed_at + TAKE_BACK_WITHIN


def can_be_taken_back(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether take_back() is still to be had."""
    return visit.status in LIFE[Action.TAKE_BACK].come_from and now < take_back_until(visit)


@again
def take_back(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Undo a wrong note of the day: the visit is expected again, as before. Raises TooLate.

    Whom one had noted as present goes with it.
    """
    with step(visit, Action.TAKE_BACK, by=by, now=now, version=version) as this:
        visit = this.visit
        if now >= take_back_until(visit):
            raise TooLate(take_back_until(visit))
        visit.arrived_at = visit.people_came = None
        _forget_presence(this)
        this.to(Status.CONFIRMED, Kind.TAKEN_BACK)
    return visit


def _forget_presence(this: Step) -> None:
    noted = Presence.objects.filter(visit=this.visit)
    numbers = sorted(noted.values_list("participant__number", flat=True))
    if numbers:
        noted.delete()
        this.note(Kind.PRESENCE_UNDONE, participants=numbers)
