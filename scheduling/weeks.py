"""Weeks of ISO 8601: Monday to Sunday, written `2026-W53`."""

import datetime as dt
import re

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the ISO week that `day` lies in."""
    return day - dt.timedelta(days=day.weekday())


def sunday_of(day: dt.date) -> dt.date:
    """The Sunday of that week, or the last day that a date can be."""
    return day + dt.timedelta(days=min(6 - day.weekday(), (dt.date.max - day).days))


def week_name(day: dt.date) -> str:
    """`2026-W53` for any day of that week (the ISO year, not the calendar year)."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def parse_week(name: str) -> dt.date:
    """The Monday of a week written `2026-W53`.

    Raises ValueError where it is not so written, or the year has no such week.
    """
    match = _WEEK.fullmatch(name)
    if not match:
        raise ValueError(f"not an ISO week: {name!r}")
    return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)


def days_of(monday: dt.date) -> list[dt.date]:
    """The days of the week that begins on `monday`: seven, unless the calendar itself ends."""
    return [monday + dt.timedelta(days=n) for n in range((sunday_of(monday) - monday).days + 1)]
