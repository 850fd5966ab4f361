"""The figures of a year as anybody may read them: page, JSON and CSV show the same."""

import datetime as dt
import threading
import time
from dataclasses import dataclass

from django.utils.translation import get_language

from scheduling.database.marks import Mark
from scheduling.models import BookingRules
from visits.reports.asked import Times
from visits.reports.held import By, Count
from visits.reports.open.protecting import FEWEST, Point, Told, points_of, told
from visits.reports.period import ONE_DAY, Period
from visits.reports.report import report_of
from visits.reports.satisfaction import Index
from visits.reports.years import years_until

# Answers to the survey leave no mark, and days pass.
_LONGEST = 300.0
_MOST_KEPT = 100


@dataclass(frozen=True)
class Figures:
    """What is told of a year up to the day `until`; of `years` there is something to tell.

    `people` is None where so few came that one of them could be known. `months` are those that have
    begun, by their first days, without people. `origins`, `topics` and `agencies` are of the months
    that are over, until `over`, which is None in January. `index` is over all `points`.
    """

    year: int
    until: dt.date
    over: dt.date | None
    years: list[int]
    visits: int
    people: int | None
    months: list[Count]
    origins: Told
    topics: Told
    agencies: Told
    provinces: dict[str, str]
    requests: int
    approved: int
    declined: int
    answered: Times
    index: Index
    points: list[Point]


def figures_of(year: int, *, now: dt.datetime) -> Figures | None:
    """The figures of `year`; None where it has not begun or nothing is known of it.

    Thirteen queries, whatever happened in it.
    """
    today = now.astimezone(BookingRules.load().zone).date()
    years = years_until(today)
    if year not in years:
        return None
    period = Period.of_year(year)
    report = report_of(period, now=now)
    held, asked = report.visitors, report.asked
    before = min(today.replace(day=1), period.last + ONE_DAY)
    points = points_of(report.satisfaction.months, before=before)

    def told_by(by: By, *, parts: bool = False) -> Told:
        names = {count.key: count.name for count in held.by[by]}
        ended = before > period.last
        return told(held.keyed[by], names, before=before, parts=parts, ended=ended)

    return Figures(
        year=year,
        until=min(today, period.last),
        over=before - ONE_DAY if before > period.first else None,
        years=years,
        visits=held.visits,
        people=held.people if held.people >= FEWEST or not held.visits else None,
        months=[
            Count(month.key, month.name, month.visits, 0)
            for month in held.by[By.MONTH]
            if month.key <= f"{today}"
        ],
        origins=told_by(By.PROVINCE, parts=True),
        topics=told_by(By.TOPIC),
        agencies=told_by(By.AGENCY),
        provinces=held.provinces,
        requests=asked.requests,
        approved=asked.approved,
        declined=asked.declined,
        answered=asked.answered,
        index=Index.together([point.index for point in points]),
        points=points,
    )


_Key = tuple[int, str | None, dt.date]
_kept: dict[_Key, tuple[Mark, float, Figures | None]] = {}
_counting = threading.Lock()


def figures_kept(year: int, *, now: dt.datetime, mark: Mark) -> Figures | None:
    """The same, counted once a change in each process, and by one reader at a time.

    `mark` was read before anything else (docs/decisions/0020).
    """
    key = year, get_language(), now.astimezone(BookingRules.load().zone).date()
    with _counting:
        known = _kept.get(key)
        if known and known[0] == mark and time.monotonic() < known[1]:
            return known[2]
        until = time.monotonic() + _LONGEST
        found = figures_of(year, now=now)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = mark, until, found
        return found


def forget() -> None:
    """What this process keeps, for tests that take their changes back."""
    _kept.clear()
