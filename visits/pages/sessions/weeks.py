"""A week of sessions, day by day, each with its why-not."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from scheduling.availability import Schedule, WeekState
from scheduling.models import BookingRules
from scheduling.slots import Slot
from scheduling.weeks import monday_of, parse_week
from visits.phrases import why_not


@dataclass(frozen=True)
class WeekPage:
    """The week that begins on `monday`; `before` and `after` are the neighbours to turn to."""

    monday: dt.date
    state: WeekState
    days: list[tuple[dt.date, list[tuple[Slot, str]]]]
    before: dt.date | None
    after: dt.date | None


def week_from(text: str | None) -> dt.date | None:
    """The Monday of a week out of an address (`2026-W50`), or None."""
    try:
        return parse_week(text or "")
    except ValueError:
        return None


def week_page(monday: dt.date, *, now: dt.datetime) -> WeekPage:
    """That week, kept between this one and the horizon's; days without a session are left out."""
    today = timezone.localdate(now)
    lowest = monday_of(today)
    highest = monday_of(today + dt.timedelta(days=BookingRules.load().horizon_days))
    monday = min(max(monday, lowest), highest)
    schedule = Schedule.load(first=monday, last=monday + dt.timedelta(days=6), now=now)
    days: dict[dt.date, list[tuple[Slot, str]]] = {}
    for slot in schedule.slots():
        days.setdefault(slot.date, []).append((slot, why_not.in_short(slot)))
    week = dt.timedelta(weeks=1)
    return WeekPage(
        monday=monday,
        state=schedule.weeks()[0],
        days=list(days.items()),
        before=monday - week if monday > lowest else None,
        after=monday + week if monday < highest else None,
    )
