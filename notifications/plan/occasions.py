"""What reminders are made of: a line of their table, and the time in which one is of use."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from notifications.plan.table import To
from scheduling.models import BookingRules
from visits.models import Visit
from visits.queries.visits import Session

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Occasion:
    """What a reminder is about, and the time in which it is of use (aware instants)."""

    about: str
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Reminder:
    """A line of the table; `urgent` ones ignore the host's quiet hours."""

    name: str
    lines: tuple[tuple[To, str], ...]
    visits: Callable[[dt.datetime], list[Visit]]
    occasion: Callable[[Visit, Session | None], Occasion | None]
    needed: Callable[[Visit], bool] = lambda visit: True
    urgent: bool = False


def host_zone() -> ZoneInfo:
    """The zone of the host's clocks, by which reminders go."""
    return BookingRules.load().zone


def days_before(session: Session, days: int, at: dt.time = dt.time.min) -> dt.datetime:
    """That time of the host's clocks, so many days before the session; after it where negative."""
    return dt.datetime.combine(session.date - days * DAY, at, session.starts_at.tzinfo)
