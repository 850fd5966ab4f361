"""VTIMEZONE components (RFC 5545 section 3.6.5) from the IANA database.

`icalendar` 7.3 makes them too, but gives the onset of summer time in the new local time instead
of the old one, so that the offset is wrong for an hour, and steps over changes that last less
than 64 days (Ramadan in Morocco). Here each change is an observance of its own, without RRULE
or RDATE: the plainest form, which every reader understands alike.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - an onset is written in local time without a zone


class _Period(NamedTuple):
    """What clocks of a zone show between two changes."""

    offset: timedelta
    summer: bool
    name: str


@lru_cache(maxsize=256)
def vtimezone(time_zone: str, *, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from the year before `first_year` to the end of the
    year after `last_year`. The component is shared: do not change it.
    """
    zone = ZoneInfo(time_zone)
    start = datetime(max(first_year - 1, 2), 1, 1, tzinfo=UTC)
    end = datetime(min(last_year + 2, 9999), 1, 1, tzinfo=UTC)
    changes = list(_changes(zone, start, end))
    period = _period(zone, start)
    onset = (start + period.offset).replace(tzinfo=None) if changes else _EPOCH
    component = Timezone()
    component.add("TZID", time_zone)
    component.add_component(_observance(onset, before=period, after=period))
    for instant, after in changes:
        onset = (instant + period.offset).replace(tzinfo=None)
        component.add_component(_observance(onset, before=period, after=after))
        period = after
    return component


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, _Period]]:
    """The UTC instants after `start` and before `end` from which the zone's clocks differ."""
    day, period = start, _period(zone, start)
    while day < end:
        following = min(day + _DAY, end)
        after = _period(zone, following)
        if after != period:
            yield _first_instant(zone, day, following), after
        day, period = following, after


def _first_instant(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second between two instants from which the zone shows what it shows at the later."""
    new = _period(zone, after)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _period(zone, middle) == new:
            after = middle
        else:
            before = middle
    return after


def _period(zone: ZoneInfo, instant: datetime) -> _Period:
    local = instant.astimezone(zone)
    return _Period(local.utcoffset() or timedelta(), bool(local.dst()), local.tzname() or "")


def _observance(
    onset: datetime, *, before: _Period, after: _Period
) -> TimezoneStandard | TimezoneDaylight:
    observance = TimezoneDaylight() if after.summer else TimezoneStandard()
    observance.add("DTSTART", onset)
    observance.add("TZOFFSETFROM", before.offset)
    observance.add("TZOFFSETTO", after.offset)
    observance.add("TZNAME", after.name)
    return observance
