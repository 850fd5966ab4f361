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


def always(visit: Visit) -> bool:
    """Needed whatever the visit says."""
    return True


@dataclass(frozen=True)
class Reminder:
    """A line of the table; `urgent` ones ignore the host's quiet hours.

    `early` is False where its words would be untrue before its time; `unanswered` ones go to those
    officers alone who have not said whether they will be there.
    """

    name: str
    lines: tuple[tuple[To, str], ...]
    visits: Callable[[dt.datetime], list[Visit]]
    occasion: Callable[[Visit, Session | None], Occasion | None]
    needed: Callable[[Visit], bool] = always
    urgent: bool = False
    early: bool = True
    unanswered: bool = False

    @property
    def conditional(self) -> bool:
        """Whether it goes only where it is still needed then."""
        return self.needed is not always


def host_zone() -> ZoneInfo:
    """The zone of the host's clocks, by which reminders go."""
    return BookingRules.load().zone


def days_before(session: Session, days: int, at: dt.time = dt.time.min) -> dt.datetime:
    """That time of the host's clocks, so many days before the session; after it where negative."""
    return dt.datetime.combine(session.date - days * DAY, at, session.starts_at.tzinfo)
