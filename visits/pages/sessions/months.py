"""A month of sessions as a table of days, each with its number of sessions or its why-not."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from scheduling.availability import Schedule
from scheduling.models import BookingRules
from scheduling.slots import WAITABLE, Reason, Slot
from visits.phrases import why_not


def can_wait(slot: Slot) -> bool:
    """Whether `slot` may be chosen: it can be had, or one can wait for its full week."""
    return slot.reason is None or slot.reason in WAITABLE


@dataclass(frozen=True)
class Day:
    """One day of the table, with its sessions."""

    date: dt.date
    slots: Sequence[Slot]

    @property
    def open(self) -> bool:
        """Whether one of its sessions can be had."""
        return any(slot.available for slot in self.slots)

    @property
    def choosable(self) -> bool:
        """Whether one of its sessions can be had or waited for."""
        return any(can_wait(slot) for slot in self.slots)

    @property
    def waits(self) -> bool:
        """Whether its sessions can only be waited for."""
        return self.choosable and not self.open

    @property
    def note(self) -> str:
        """What it is closed for, by its name ("Hari Raya Natal"), where nothing of it is open."""
        if self.choosable:
            return ""
        closed = (s.note for s in self.slots if s.reason is Reason.CLOSED and s.note)
        return next(closed, "")

    @property
    def words(self) -> str:
        """What stands under the number: how many sessions, or why none."""
        free = sum(slot.available for slot in self.slots)
        if free:
            return ngettext("%(count)s session", "%(count)s sessions", free) % {"count": free}
        if self.waits:
            return pgettext("day", "Wait")
        reasons = [slot for slot in self.slots if slot.reason != Reason.SLOT_TAKEN]
        if self.slots:
            return why_not.in_short((reasons or list(self.slots))[0])
        return gettext("No session")


@dataclass(frozen=True)
class Month:
    """A month's weeks of five days (seven where weekends have sessions); None pads them."""

    first: dt.date
    weeks: list[list[Day | None]]
    weekends: bool
    before: dt.date | None
    after: dt.date | None
    weekdays: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """ "Desember 2026"."""
        return date_format(self.first, "F Y")

    @property
    def open(self) -> bool:
        """Whether one of its sessions can be had."""
        return any(day.open for week in self.weeks for day in week if day)

    @property
    def days(self) -> list[Day]:
        """Its days in order."""
        return [day for week in self.weeks for day in week if day]

    @property
    def waits(self) -> bool:
        """Whether it has a day whose sessions can only be waited for."""
        return any(day.waits for day in self.days)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What days are closed for, once each: ("24–25", "Cuti Bersama"); columns are narrow."""
        closed = groupby((day for day in self.days if day.note), attrgetter("note"))
        runs = [(note, [day.date.day for day in run]) for note, run in closed]
        return [
            (f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]), note) for note, run in runs
        ]

    def day(self, date: dt.date | None) -> Day | None:
        """The day of that date, where it is in this month's table."""
        return next((day for day in self.days if day.date == date), None)


def _month_after(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


def month_of(
    day: dt.date | None, *, people: int, now: dt.datetime, today: dt.date, owner: str = ""
) -> Month:
    """The month of `day`, kept between today's month and the horizon's; None: the next open one.

    `people` is the size of the delegation, `today` the host's date; a place of `owner` counts as
    free, as when it moves.
    """
    lowest = today.replace(day=1)
    highest = (today + dt.timedelta(days=BookingRules.load().horizon_days)).replace(day=1)
    first = lowest if day is None else min(max(day.replace(day=1), lowest), highest)
    month = _load(first, people=people, now=now, lowest=lowest, highest=highest, owner=owner)
    # Late in a month nothing of it can be asked for any more: open where there is something.
    if day is None and month.after and not any(d.choosable for d in month.days):
        return _load(
            month.after, people=people, now=now, lowest=lowest, highest=highest, owner=owner
        )
    return month


def _load(
    first: dt.date,
    *,
    people: int,
    now: dt.datetime,
    lowest: dt.date,
    highest: dt.date,
    owner: str,
) -> Month:
    last = last_of(first)
    schedule = Schedule.load(first=first, last=last, now=now)
    slots = schedule.slots(people=people, ignore_owner=owner)
    return month_table(first, slots, lowest=lowest, highest=highest)


def month_table(
    first: dt.date, slots: Sequence[Slot], *, lowest: dt.date, highest: dt.date
) -> Month:
    """The month that begins on `first` with its `slots`; one can turn from `lowest` to `highest`.

    The two are the first days of the first and the last month.
    """
    by_date: dict[dt.date, list[Slot]] = {}
    for slot in slots:
        by_date.setdefault(slot.date, []).append(slot)
    weekends = any(date.weekday() > 4 for date in by_date)
    width = 7 if weekends else 5
    weeks: list[list[Day | None]] = []
    for dates in calendar.Calendar().monthdatescalendar(first.year, first.month):
        days = [
            Day(date, by_date.get(date, [])) if date.month == first.month else None
            for date in dates[:width]
        ]
        if any(days):
            weeks.append(days)
    return Month(
        first=first,
        weeks=weeks,
        weekends=weekends,
        before=(first - dt.timedelta(days=1)).replace(day=1) if first > lowest else None,
        after=_month_after(first) if first < highest else None,
        weekdays=[str(WEEKDAYS_ABBR[n]) for n in range(width)],
    )


def last_of(first: dt.date) -> dt.date:
    """The last day of the month that begins on `first`."""
    return _month_after(first) - dt.timedelta(days=1)


def date_from(text: str | None) -> dt.date | None:
    """A date or a month out of an address (`2026-12-08`, `2026-12`), or None."""
    try:
        return dt.date.fromisoformat(f"{text}-01" if text and len(text) == 7 else text or "")
    except ValueError:
        return None
