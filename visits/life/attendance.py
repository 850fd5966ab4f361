"""What is noted on the day: they came, they left, nobody came; and a wrong note taken back.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import Kind, TooLate, step
from visits.life.table import LIFE, Action
from visits.models import Status, Visit

# Long enough for the evening of the day itself, too short to rewrite what was reported.
TAKE_BACK_WITHIN = dt.timedelta(hours=24)


@again
def check_in(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    arrived_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note that the delegation arrived, how many, and (written down later) at `arrived_at`."""
    with step(visit, Action.CHECK_IN, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.arrived_at = min(arrived_at or now, now)
        visit.people_came = people
        this.to(Status.ARRIVED, Kind.CHECKED_IN)
    return visit


@again
def complete(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    left_at: dt.datetime | None = None,
    people: int | None = None,
    version: int | None = None,
) -> Visit:
    """Note that the visit is over, when they left, and how many came where that is known now."""
    with step(visit, Action.COMPLETE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.left_at = min(left_at or now, now)
        visit.people_came = people if people is not None else visit.people_came
        this.to(Status.COMPLETED, Kind.COMPLETED)
    return visit


@again
def no_show(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that nobody came; the place stays used, since it could not be given to others."""
    with step(visit, Action.NO_SHOW, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.people_came = 0
        this.to(Status.NO_SHOW, Kind.NO_SHOW)
    return visit


def take_back_until(visit: Visit) -> dt.datetime:
    """Until when an arrival, or that nobody came, can be taken back once it is noted (aware)."""
    # Nothing but that note changes a visit of these statuses.
    return visit.changed_at + TAKE_BACK_WITHIN


def can_be_taken_back(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether take_back() is still to be had."""
    return visit.status in LIFE[Action.TAKE_BACK].come_from and now < take_back_until(visit)


@again
def take_back(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Undo a wrong note of the day: the visit is expected again, as before. Raises TooLate."""
    with step(visit, Action.TAKE_BACK, by=by, now=now, version=version) as this:
        visit = this.visit
        if now >= take_back_until(visit):
            raise TooLate(take_back_until(visit))
        visit.arrived_at = visit.people_came = None
        this.to(Status.CONFIRMED, Kind.TAKEN_BACK)
    return visit
