"""The figures of a period, against plain Python over the same rows."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from pytest_django import DjangoAssertNumQueries

from scheduling.models import Room, Week
from tests.scheduling.factories import ClosureFactory
from tests.visits.reports.past import ZONE, Row, a_past, answered
from visits.models import Status, Visit
from visits.reports.held import By
from visits.reports.period import Period
from visits.reports.quota import Quota
from visits.reports.report import report_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
FIRST = dt.date(2025, 11, 17)
NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Two hundred visits over a year's end."""
    return a_past(room, first=FIRST, count=200, seed=22)


def _counted(
    held: Iterable[Row], keys: Callable[[Row], Iterable[str]]
) -> dict[str, tuple[int, int]]:
    visits, people = Counter[str](), Counter[str]()
    for row in held:
        for key in keys(row):
            visits[key] += 1
            people[key] += row.came or row.people
    return {key: (visits[key], people[key]) for key in visits}


@pytest.mark.parametrize(
    "period",
    [
        Period.of_year(2025),
        Period.of_year(2026),
        Period(dt.date(2025, 12, 24), dt.date(2026, 2, 3)),
    ],
    ids=str,
)
def test_visits_are_counted_as_anybody_would(rows: list[Row], period: Period) -> None:
    inside = [row for row in rows if period.first <= row.day <= period.last]
    held = [row for row in inside if row.status == Status.COMPLETED]
    found = report_of(period, now=NOW).visitors
    assert found.visits == len(held) > 0
    assert found.people == sum(row.came or row.people for row in held)
    assert found.no_shows == sum(row.status == Status.NO_SHOW for row in inside)
    noted = [row.arrived_at - row.begin for row in held if row.arrived_at]
    assert found.noted == len(noted)
    assert found.on_time == sum(late <= dt.timedelta(minutes=15) for late in noted)
    keys: dict[By, Callable[[Row], Iterable[str]]] = {
        By.MONTH: lambda row: [f"{row.day:%Y-%m}-01"],
        By.PROVINCE: lambda row: [row.region[:2]],
        By.REGION: lambda row: [row.region],
        By.TOPIC: lambda row: row.topics,
        By.AGENCY: lambda row: row.agencies,
        By.RANK: lambda row: [row.rank],
    }
    for by, of in keys.items():
        counts = {c.key: (c.visits, c.people) for c in found.by[by] if c.visits}
        assert counts == _counted(held, of), by
    assert [month.key for month in found.by[By.MONTH]] == [f"{m}" for m in period.months]


def test_requests_are_counted_by_the_day_they_were_sent(rows: list[Row]) -> None:
    period = Period.of_year(2026)
    sent = [row for row in rows if row.created_at.astimezone(ZONE).year == 2026]
    found = report_of(period, now=NOW).asked
    assert found.requests == len(sent)
    assert found.approved == sum(r.status in (Status.COMPLETED, Status.NO_SHOW) for r in sent)
    assert found.declined == sum(r.status == Status.DECLINED for r in sent)
    assert found.cancelled == sum(r.status == Status.CANCELLED for r in sent)
    assert found.open == found.lapsed == 0
    assert dict(found.reasons) == Counter(r.reason for r in sent if r.reason)
    waited = [row for row in sent if row.waited_from]
    assert found.waiting == len(waited)
    placed = [r.decided_at - r.verified_at for r in waited if r.status != Status.DECLINED]
    assert found.got_a_place == len(placed)
    assert found.waited.median == pytest.approx(median(placed) / dt.timedelta(days=1))


def test_an_answer_takes_working_days(rows: list[Row]) -> None:
    """In steps of five minutes: weekends, and days on which the house is closed, count nothing."""
    closed = dt.date(2026, 1, 16)
    ClosureFactory.create(starts_on=closed)
    found = report_of(Period.of_year(2026), now=NOW).asked.answered
    sent = [row for row in rows if row.created_at.astimezone(ZONE).year == 2026]

    def minutes(row: Row) -> int:
        moment, count = row.verified_at.astimezone(ZONE), 0
        while moment < row.decided_at:
            count += 5 * (moment.weekday() < 5 and moment.date() != closed)
            moment += dt.timedelta(minutes=5)
        return count

    days = sorted(minutes(row) / 1440 for row in sent)
    assert found.count == len(days)
    assert found.median == pytest.approx(median(days), abs=0.01)
    assert found.nine_of_ten == pytest.approx(days[-(len(days) // 10) - 1], abs=0.01)


def test_places_belong_to_the_year_of_their_weeks_thursday(rows: list[Row]) -> None:
    """29 December 2025 begins the first week of 2026; closed weeks have no places."""
    ClosureFactory.create(starts_on=dt.date(2026, 7, 6), ends_on=dt.date(2026, 7, 12))
    held = [r for r in rows if r.status in (Status.COMPLETED, Status.NO_SHOW)]
    of_weeks = Counter(row.day.isocalendar()[:2] for row in held)
    quota = report_of(Period.of_year(2026), now=NOW).quota
    assert quota.taken == sum(n for (year, _), n in of_weeks.items() if year == 2026)
    stored = {row.day.isocalendar()[:2] for row in rows}
    with_row = sum(year == 2026 for year, _ in stored)
    # Weeks that nobody asked for have the four places of the rule; up to the present, 2026-W48.
    assert quota.weeks == 48 - 1
    assert quota.places == with_row * 20 + (quota.weeks - with_row) * 4
    assert quota.used == Fraction(quota.taken, quota.places)


def test_before_anybody_asked_here_there_were_no_places(rows: list[Row]) -> None:
    before = Period.of_year(FIRST.year - 1)
    assert report_of(before, now=NOW).quota == Quota(0, 0, 0, 0)
    # 17 November 2025 is the Monday of the first one's week; seven weeks are the year's.
    assert min(row.day for row in rows) - FIRST < dt.timedelta(days=7)
    assert report_of(Period.of_year(FIRST.year), now=NOW).quota.weeks == 6


def test_the_index_is_that_of_the_answers_of_the_period(rows: list[Row]) -> None:
    visit = Visit.objects.filter(status=Status.COMPLETED)[0]
    # Half past eleven in the evening of New Year's Eve, and half an hour after midnight.
    answered(visit, dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC), *[1] * 9)
    answered(visit, dt.datetime(2025, 12, 31, 17, 30, tzinfo=dt.UTC), *[4] * 9)
    answered(visit, dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC), *[4] * 8, 3)
    found = report_of(Period.of_year(2026), now=NOW).satisfaction
    assert (found.whole.answers, found.whole.value) == (2, Decimal("98.61"))
    assert found.months[dt.date(2026, 1, 1)].value == Decimal("100.00")
    assert found.months[dt.date(2026, 3, 1)].value == Decimal("97.22")
    assert found.months[dt.date(2026, 2, 1)].value is None


def test_nothing_at_all_is_a_report_too(room: Room) -> None:
    report = report_of(Period.of_year(2019), now=NOW)
    assert (report.visitors.visits, report.asked.requests, report.quota.taken) == (0, 0, 0)
    assert report.visitors.people_a_visit is None
    assert report.satisfaction.whole.value is None


def test_a_report_asks_as_often_for_many_visits_as_for_few(
    room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Week.objects.create(starts_on=FIRST, capacity=20)
    report_of(Period.of_year(2026), now=NOW)
    with django_assert_num_queries(12):
        report_of(Period.of_year(2026), now=NOW)
    a_past(room, first=FIRST, count=100, seed=1)
    with django_assert_num_queries(12):
        report_of(Period.of_year(2026), now=NOW)


def test_months_are_compared_with_as_many_months() -> None:
    assert Period.of_year(2026).before == Period.of_year(2025)
    quarter = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert quarter.before == Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    days = Period(dt.date(2026, 3, 10), dt.date(2026, 3, 12))
    assert days.before == Period(dt.date(2026, 3, 7), dt.date(2026, 3, 9))
