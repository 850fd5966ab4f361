"""Working days: Monday to Friday, except days on which the whole house is closed."""

import datetime as dt
from collections.abc import Callable, Iterable

from scheduling.models import Closure

# Closures without end must not make a search for a working day endless.
_SEARCH_DAYS = 1830
LAST_SECOND = dt.time(23, 59, 59)


def add_working_days(start: dt.date, n: int, *, is_off: Callable[[dt.date], bool]) -> dt.date:
    """The `n`-th working day after `start`; `start` itself for 0.

    `is_off` tells of a Monday to Friday whether the house is closed on it. Where closures leave
    too few working days in the next five years, the last day that was looked at.
    """
    day = start
    for _ in range(min(_SEARCH_DAYS, (dt.date.max - start).days)):
        if n <= 0:
            break
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and not is_off(day):
            n -= 1
    return day


def days_off(closures: Iterable[Closure]) -> Callable[[dt.date], bool]:
    """Whether the whole house is closed on a day; part of a day, or one room, is not the house."""
    spans = [(c.starts_on, c.ends_on) for c in closures if c.all_day and c.room_id is None]
    return lambda day: any(first <= day <= last for first, last in spans)


def end_of_day(day: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """The last second of `day` in `zone`: who is told a day has all of it."""
    return dt.datetime.combine(day, LAST_SECOND, zone)
