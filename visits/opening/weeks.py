"""Weeks to begin with: the hours that most offices receive guests at, to be changed later.

Hours of civil servants: Perpres 21/2023, 37.5 hours a week, 32.5 in Ramadan; Friday's noon is free
for prayer.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from scheduling.models import CapacityRule, Room, SessionPattern, Timetable
from scheduling.weeks import monday_of

_T = dt.time
_MONDAY_TO_THURSDAY = (1, 2, 3, 4)
_FRIDAY = 5


@dataclass(frozen=True)
class Session:
    """Hours of one weekday (ISO: Monday is 1), local time."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time


@dataclass(frozen=True)
class WeekTemplate:
    """Sessions of a week, and how many delegations are received in it."""

    code: str
    sessions: tuple[Session, ...]
    delegations: int


def _week(
    code: str, *hours: tuple[dt.time, dt.time], friday: tuple[dt.time, dt.time]
) -> WeekTemplate:
    usual = [Session(day, *h) for day in _MONDAY_TO_THURSDAY for h in hours]
    return WeekTemplate(code, (*usual, Session(_FRIDAY, *friday)), delegations=4)


TEMPLATES = {
    template.code: template
    for template in (
        _week("usual", (_T(9), _T(11, 30)), (_T(13, 30), _T(15, 30)), friday=(_T(9), _T(11))),
        _week("mornings", (_T(9), _T(11, 30)), friday=(_T(9), _T(11))),
        _week("ramadan", (_T(9), _T(11)), (_T(12, 30), _T(14)), friday=(_T(9), _T(11))),
    )
}


class NoRoom(Exception):
    """Sessions are held in a room, and there is none in use."""


class HasSessions(Exception):
    """Another timetable begins on that day: it is changed at its own page."""


def use(
    template: WeekTemplate, *, name: str, first: dt.date, last: dt.date | None = None
) -> Timetable:
    """Make the timetable `name` from `first` to `last` (local days; none: for good).

    Its sessions are held in the largest room; the capacity comes with it where there is none.
    Raises NoRoom, HasSessions, and ValueError where `last` lies before `first`.
    """
    if last is not None and last < first:
        raise ValueError
    with transaction.atomic():
        if Timetable.objects.filter(valid_from=first).exists():
            raise HasSessions
        room = Room.objects.filter(active=True).order_by("-people_limit", "id").first()
        if room is None:
            raise NoRoom
        made = Timetable.objects.create(name=name, valid_from=first, valid_until=last)
        SessionPattern.objects.bulk_create(
            SessionPattern(
                timetable=made,
                weekday=session.weekday,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                room=room,
            )
            for session in template.sessions
        )
        if not CapacityRule.objects.exists():
            CapacityRule.objects.create(from_week=monday_of(first), capacity=template.delegations)
    return made
