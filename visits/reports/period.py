"""The period that a report is of, and the one it is compared with."""

import calendar
import datetime as dt
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first to the last local day of the host, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """January to December."""
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @property
    def year(self) -> int | None:
        """The year that it is exactly, if it is one."""
        year = self.first.year
        return year if self == Period.of_year(year) else None

    @property
    def before(self) -> "Period":
        """What it is compared with: whole months with as many before them, else as many days."""
        if self.first.day == 1 and (self.last + ONE_DAY).day == 1:
            months = len(self.months)
            return Period(_months_later(self.first, -months), self.first - ONE_DAY)
        days = self.last - self.first + ONE_DAY
        return Period(self.first - days, self.first - ONE_DAY)

    @property
    def months(self) -> list[dt.date]:
        """The first day of every month that it has a day in, in order."""
        month, found = self.first.replace(day=1), []
        while month <= self.last:
            found.append(month)
            month = _months_later(month, 1)
        return found

    def instants(self, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
        """Its first moment and the first one after it, aware, in the host's `zone`."""
        ends = self.last + ONE_DAY
        return (
            dt.datetime.combine(self.first, dt.time(), zone),
            dt.datetime.combine(ends, dt.time(), zone),
        )

    def until(self, day: dt.date) -> "Period | None":
        """Its part up to `day`; None where it lies after it."""
        return Period(self.first, min(self.last, day)) if self.first <= day else None


def last_day_of(month: dt.date) -> dt.date:
    """The last day of the month that begins on `month`."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _months_later(month: dt.date, months: int) -> dt.date:
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return dt.date(years, index + 1, 1)
