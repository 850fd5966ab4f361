"""Every computation in the host's own time: the three Indonesian zones, and one that changes."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from scheduling import capacity
from scheduling.availability import Schedule
from scheduling.models import BookingRules, Room
from scheduling.rules.due import working_day_after
from scheduling.slots import SlotId
from tests.factories import a_visit
from tests.scheduling.factories import PatternFactory, TimetableFactory
from visits.life import address
from visits.models import Host, Status, Visit

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    pass


def host_in(zone: str) -> None:
    BookingRules.objects.update(time_zone=zone, lead_working_days=0, horizon_days=400)


@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [("Asia/Jakarta", 2), ("Asia/Makassar", 1), ("Asia/Jayapura", 0), ("America/New_York", 14)],
)
def test_a_session_at_nine_is_at_nine_there(zone: str, utc_hour: int) -> None:
    host_in(zone)
    day = dt.date(2026, 12, 8)
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    first = Schedule.load(first=day, last=day, now=now).slots()[0]
    assert first.starts_at.astimezone(dt.UTC).hour == utc_hour
    assert (first.starts_at.hour, str(first.id)) == (9, "2026-12-08-0900-aula")


def test_both_sides_of_a_change_of_the_clock() -> None:
    host_in(BERLIN)
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    before, after = dt.date(2027, 3, 26), dt.date(2027, 3, 29)  # summer time begins on the 28th
    found = {s.date: s for s in Schedule.load(first=before, last=after, now=now).slots()}
    assert found[before].starts_at.utcoffset() == dt.timedelta(hours=1)
    assert found[after].starts_at.utcoffset() == dt.timedelta(hours=2)
    assert {s.starts_at.hour for s in found.values()} <= {9, 13}
    assert found[before].ends_at - found[before].starts_at == dt.timedelta(hours=2)


def test_a_session_over_the_missing_hour_lasts_as_long_as_the_clock_on_the_wall_says() -> None:
    host_in(BERLIN)
    table = TimetableFactory.create(valid_from=dt.date(2027, 3, 28))
    PatternFactory.create(
        timetable=table,
        weekday=7,
        starts_at=dt.time(1),
        ends_at=dt.time(4),
        room=Room.objects.get(),
    )
    day = dt.date(2027, 3, 28)
    now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    [slot] = Schedule.load(first=day, last=day, now=now).slots()
    lasts = slot.ends_at.astimezone(dt.UTC) - slot.starts_at.astimezone(dt.UTC)
    assert lasts == dt.timedelta(hours=2)


def test_a_hold_is_counted_in_minutes_not_on_the_wall() -> None:
    host_in(BERLIN)
    # Half an hour before the clocks go back from 03.00 to 02.00.
    now = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    visit = a_visit(now=now, slots=[SlotId.parse("2026-11-03-0900-aula")])
    assert address.expire_due(now=now + dt.timedelta(minutes=59)) == 0
    assert address.expire_due(now=now + dt.timedelta(minutes=60)) == 1
    assert Visit.objects.get(pk=visit.pk).status == Status.EXPIRED


def test_a_reply_is_due_at_the_same_hour_on_the_wall() -> None:
    host_in(BERLIN)
    friday = dt.datetime(2027, 3, 26, 8, 0, tzinfo=dt.UTC)  # 09.00 there
    assert working_day_after(now=friday, days=1).isoformat() == "2027-03-29T09:00:00+02:00"


def test_the_hosts_midnight_ends_its_week() -> None:
    host_in("Asia/Jayapura")
    # Sunday 23.30 in Jakarta is already Monday in Jayapura.
    now = dt.datetime(2026, 12, 6, 16, 30, tzinfo=dt.UTC)
    monday = dt.date(2026, 11, 30)
    [past, current] = Schedule.load(first=monday, last=dt.date(2026, 12, 7), now=now).weeks()
    assert (past.state, current.state) == ("past", "open")


def test_the_last_week_of_a_year_of_53_is_one_week_with_one_capacity() -> None:
    host_in("Asia/Jakarta")
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    days = ["2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"]
    for n, day in enumerate(days):
        capacity.take(
            choices=[SlotId.parse(f"{day}-0900-aula")],
            owner=f"visit:{n}",
            people=5,
            now=now,
            hold_until=None,
        )
    with pytest.raises(capacity.Refused) as refused:
        capacity.take(
            choices=[SlotId.parse("2027-01-01-0900-aula")],
            owner="visit:9",
            people=5,
            now=now,
            hold_until=None,
        )
    assert refused.value.code == "week_full"
    [week] = Schedule.load(first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 1), now=now).weeks()
    assert (week.name, week.taken) == ("2026-W53", 4)


def test_a_leap_day_is_a_day() -> None:
    host_in("Asia/Jakarta")
    now = dt.datetime(2028, 2, 20, tzinfo=dt.UTC)
    day = dt.date(2028, 2, 29)
    assert str(Schedule.load(first=day, last=day, now=now).slots()[0]) == "2028-02-29-0900-aula"
    with time_machine.travel(dt.datetime(2028, 2, 29, 3, tzinfo=dt.UTC), tick=False):
        due = working_day_after(now=timezone.now(), days=1)
    assert due.date() == dt.date(2028, 3, 1)
