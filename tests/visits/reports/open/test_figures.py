"""A year's open figures, against plain Python over the same rows."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from scheduling.database import marks
from scheduling.models import BookingRules, Room
from tests.visits.reports.past import Row, a_past, answered, of_before
from visits.models import Region, Status, Visit
from visits.reports.open.figures import figures_kept, figures_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Two hundred visits over a year's end."""
    return a_past(room, first=dt.date(2025, 11, 17), count=200, seed=22)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_is_counted_as_anybody_would(rows: list[Row], solok: Region, year: int) -> None:
    of_before(1, dt.date(year, 1, 1), 7, region=solok)
    of_before(2, dt.date(year, 10, 31), 6, country="MY", place="Johor")
    Visit.objects.filter(reference__startswith="ST-").update(leader_name="", contact_name="")
    held = [r for r in rows if r.day.year == year and r.status == Status.COMPLETED]
    found = figures_of(year, now=NOW)
    assert found is not None
    assert found.visits == len(held) + 2
    assert found.people == sum(row.came or row.people for row in held) + 13
    visits = Counter(row.region[:2] for row in held)
    visits["13"] += 1
    visits["MY"] += 1
    together = found.origins.together
    assert len(together) == (0 if year == 2025 else 2)
    assert {c.key: c.visits for c in found.origins.counts} == {
        key: n for key, n in visits.items() if key not in together
    }
    others = found.origins.others
    assert (others.visits if others else 0) == sum(visits[key] for key in together)
    topics = Counter(topic for row in held for topic in row.topics)
    assert {c.key: c.visits for c in found.topics.counts} == topics
    months = Counter(row.day.month for row in held)
    months[1] += 1
    months[10] += 1
    assert {int(m.key[5:7]): m.visits for m in found.months if m.visits} == months
    assert all(month.people == 0 for month in found.months)


def test_one_who_came_alone_is_told_together_with_others(rows: list[Row]) -> None:
    of_before(1, dt.date(2026, 3, 3), 1, country="SG", place="Kota")
    found = figures_of(2026, now=NOW)
    assert found is not None
    assert "SG" in found.origins.together
    assert len(found.origins.together) == 2
    assert "SG" not in {count.key for count in found.origins.counts}
    told = found.origins.others
    assert told is not None
    assert found.people == told.people + sum(count.people for count in found.origins.counts)


def test_a_year_of_three_people_says_only_that_somebody_came(solok: Region) -> None:
    of_before(1, dt.date(2026, 3, 3), 3, region=solok)
    found = figures_of(2026, now=NOW)
    assert found is not None
    assert (found.visits, found.people) == (1, None)
    assert (found.origins.counts, found.origins.others) == ([], None)


def test_where_they_came_from_waits_for_the_end_of_the_month(rows: list[Row]) -> None:
    before = figures_of(2026, now=NOW)
    of_before(1, dt.date(2026, 11, 20), 9, country="SG", place="Kota")
    now, later = figures_of(2026, now=NOW), figures_of(2026, now=NOW + dt.timedelta(days=8))
    assert before and now and later  # noqa: PT018
    assert (now.people, now.visits) == ((before.people or 0) + 9, before.visits + 1)
    assert now.over == dt.date(2026, 10, 31)
    assert (now.origins, later.over) == (before.origins, dt.date(2026, 11, 30))
    assert "SG" in later.origins.together
    january = figures_of(2026, now=dt.datetime(2026, 1, 20, tzinfo=dt.UTC))
    assert january is not None
    assert (january.over, january.origins.counts) == (None, [])


def test_the_index_is_of_the_months_that_are_over(rows: list[Row]) -> None:
    visit = Visit.objects.filter(status=Status.COMPLETED)[0]
    given: list[tuple[dt.datetime, int]] = [
        # Five minutes before and after midnight of New Year's Eve in Batam.
        (dt.datetime(2025, 12, 31, 16, 55, tzinfo=dt.UTC), 1),
        (dt.datetime(2025, 12, 31, 17, 5, tzinfo=dt.UTC), 4),
        *((dt.datetime(2026, 2, 2, 3, n, tzinfo=dt.UTC), 4) for n in range(4)),
        *((dt.datetime(2026, 5, 2, 3, n, tzinfo=dt.UTC), 3) for n in range(6)),
        *((dt.datetime(2026, 11, 2, 3, n, tzinfo=dt.UTC), 1) for n in range(9)),
    ]
    for at, score in given:
        answered(visit, at, *[score] * 9)
    found = figures_of(2026, now=NOW)
    assert found is not None
    assert [(p.first.month, p.last.month, p.index.value) for p in found.points] == [
        (1, 2, Decimal("100.00")),
        (5, 5, Decimal("75.00")),
    ]
    assert (found.index.answers, found.index.value) == (11, Decimal("86.36"))
    december = figures_of(2026, now=dt.datetime(2026, 12, 1, 1, tzinfo=dt.UTC))
    assert december is not None
    assert december.index.answers == 20


def test_the_year_is_that_of_the_hosts_clocks(rows: list[Row]) -> None:
    """Ten in the evening of New Year's Eve in London is the new year in Batam and in Jayapura."""
    moment = dt.datetime(2026, 12, 31, 22, tzinfo=dt.UTC)
    BookingRules.objects.update(time_zone="Asia/Jayapura")
    found = figures_of(2027, now=moment)
    assert found is not None
    assert found.until == dt.date(2027, 1, 1)
    assert [month.key for month in found.months] == ["2027-01-01"]
    assert figures_of(2028, now=moment) is None
    assert figures_of(2024, now=moment) is None


def test_few_queries_and_none_while_nothing_changes(
    rows: list[Row], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    figures_of(2026, now=NOW)  # the rules are read once a process
    with django_assert_num_queries(15):
        first = figures_of(2026, now=NOW)
    kept = figures_kept(2026, now=NOW, mark=marks.read())
    assert kept == first
    mark = marks.read()
    with django_assert_num_queries(1):
        assert figures_kept(2026, now=NOW, mark=mark) is kept
    of_before(1, dt.date(2026, 3, 3), 9, country="SG", place="Kota")
    changed = figures_kept(2026, now=NOW, mark=marks.read())
    assert changed is not None
    assert kept is not None
    assert changed.visits == kept.visits + 1
