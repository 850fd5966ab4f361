"""How much of the weeks' capacity was used in a period."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Min

from scheduling.availability import Schedule
from scheduling.models import Week
from scheduling.once import once
from scheduling.slots import Reason
from scheduling.weeks import days_of, monday_of
from visits.reports.period import ONE_DAY, Period

_THURSDAY = 3 * ONE_DAY


@dataclass(frozen=True)
class Quota:
    """The places of the weeks of a period that have begun; closed weeks have none."""

    places: int
    taken: int
    weeks: int
    full_weeks: int

    @property
    def used(self) -> Fraction | None:
        """The part that was taken; None where there was nothing to take."""
        return Fraction(self.taken, self.places) if self.places else None


def quota_of(period: Period, *, now: dt.datetime) -> Quota:
    """The quota of `period`; three queries.

    A week belongs to the period that its Thursday lies in (ISO 8601), so that none counts twice.
    Weeks before the first that anybody asked for here had no places: visits of the time before
    (imports/) took none of ours.
    """
    begun = once("first_week", lambda: Week.objects.aggregate(first=Min("starts_on"))["first"])
    mondays = [
        monday
        for n in range((monday_of(period.last) - monday_of(period.first)).days // 7 + 1)
        if period.first
        <= (monday := monday_of(period.first) + 7 * n * ONE_DAY) + _THURSDAY
        <= period.last
        and begun
        and monday >= begun
    ]
    if not mondays:
        return Quota(0, 0, 0, 0)
    last = mondays[-1] + 6 * ONE_DAY
    schedule = Schedule.load(first=mondays[0], last=last, now=now, rooms=False)
    places = taken = weeks = full = 0
    for monday in mondays:
        if monday > schedule.today:
            break
        stored = schedule.stored(monday)
        capacity = stored.capacity if stored else schedule.by_rule(monday)
        used = stored.taken if stored else 0
        if not used and _is_closed(schedule, monday):
            continue
        weeks += 1
        places += max(capacity, used)
        taken += used
        full += used >= capacity
    return Quota(places, taken, weeks, full)


def _is_closed(schedule: Schedule, monday: dt.date) -> bool:
    return all(
        slot.reason is Reason.CLOSED for day in days_of(monday) for slot in schedule.of_day(day)
    )
