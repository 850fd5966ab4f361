"""Until when something is due, counted in the days on which the house works."""

import datetime as dt

from scheduling.rules.rulebook import Rulebook
from scheduling.sessions.working_days import add_working_days, days_off, end_of_day


def working_day_after(*, now: dt.datetime, days: int) -> dt.datetime:
    """The same local hour on the `days`-th working day after `now`; queries as Rulebook.load."""
    book = Rulebook.load()
    local = now.astimezone(book.rules.zone)
    due = _due_on(local.date(), days, book)
    return local.replace(year=due.year, month=due.month, day=due.day)


def end_of_working_day_after(*, now: dt.datetime, days: int) -> dt.datetime:
    """The end of that working day, what others must keep to; queries as Rulebook.load."""
    book = Rulebook.load()
    zone = book.rules.zone
    return end_of_day(_due_on(now.astimezone(zone).date(), days, book), zone)


def _due_on(today: dt.date, days: int, book: Rulebook) -> dt.date:
    return add_working_days(today, days, is_off=days_off(book.closures_from(today)))
