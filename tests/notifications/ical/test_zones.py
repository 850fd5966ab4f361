"""Instants survive: through our VTIMEZONE, in readers that know no zone but what we give them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.ical import feed
from notifications.ical.zones import vtimezone
from tests.notifications.ical.content import unfolded, values
from tests.notifications.ical.examples import PROFILE, visit
from tests.readers import ical_js, vobject_reader


def hours_around(*instants: datetime) -> Iterator[datetime]:
    """Each half hour from half a day before to half a day after each of `instants`."""
    for instant in instants:
        yield from (instant + timedelta(minutes=30 * step) for step in range(-24, 25))


CHANGES = {
    "Europe/Berlin": ("2026-03-29T01:00Z", "2026-10-25T01:00Z"),
    "Europe/Dublin": ("2027-03-28T01:00Z", "2027-10-31T01:00Z"),
    "America/New_York": ("2026-03-08T07:00Z", "2026-11-01T06:00Z"),
    "Australia/Lord_Howe": ("2026-04-04T15:00Z", "2026-10-03T15:30Z"),
    "Africa/Casablanca": ("2026-02-15T02:00Z", "2026-03-22T02:00Z"),
    "Asia/Jakarta": ("2026-12-31T17:00Z",),
    "UTC": ("2026-12-31T12:00Z",),
}


@pytest.mark.parametrize("zone", CHANGES)
def test_instants_around_a_change_of_clocks_are_read_as_they_were(zone: str) -> None:
    starts = list(hours_around(*map(datetime.fromisoformat, CHANGES[zone])))
    events = [
        visit(uid=str(n), starts_at=start, ends_at=start + timedelta(hours=2), time_zone=zone)
        for n, start in enumerate(starts)
    ]
    made = feed(events, PROFILE)
    expected = {(event.uid, event.starts_at, event.ends_at) for event in events}
    for read in (ical_js.read, vobject_reader.read):
        assert {(e["uid"], e["starts_at"], e["ends_at"]) for e in read(made)} == expected


@pytest.mark.parametrize(
    ("zone", "short", "hour"),
    [("Asia/Jakarta", "WIB", 2), ("Asia/Makassar", "WITA", 1), ("Asia/Jayapura", "WIT", 0)],
)
def test_indonesian_zones_have_one_observance_for_ever(zone: str, short: str, hour: int) -> None:
    nine = datetime(2026, 12, 8, 9, 0, tzinfo=ZoneInfo(zone))
    event = visit(starts_at=nine, ends_at=nine + timedelta(hours=2), time_zone=zone)
    made = feed([event], PROFILE)
    assert values(made, "DTSTART")[-1] == f"TZID={zone}:20261208T090000"
    for read in (ical_js.read, vobject_reader.read):
        assert read(made)[0]["starts_at"] == datetime(2026, 12, 8, hour, tzinfo=UTC)
    lines = unfolded(bytes(vtimezone(zone, first_year=2026, last_year=2030).to_ical()))
    assert lines == [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZNAME:{short}",
        f"TZOFFSETFROM:+0{9 - hour}00",
        f"TZOFFSETTO:+0{9 - hour}00",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_onsets_are_written_in_the_time_before_the_change() -> None:
    made = bytes(vtimezone("Europe/Berlin", first_year=2026, last_year=2026).to_ical())
    assert {"20260329T020000", "20261025T030000"} <= set(values(made, "DTSTART"))


@pytest.mark.parametrize("hour", [0, 1])
def test_local_time_that_comes_twice_is_written_in_utc(hour: int) -> None:
    start = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    event = visit(starts_at=start, ends_at=start + timedelta(hours=3), time_zone="Europe/Berlin")
    made = feed([event], PROFILE)
    assert f"20261025T0{hour}3000Z" in values(made, "DTSTART")
    assert values(made, "DTEND") == [f"20261025T0{hour + 3}3000Z"]


def test_zone_of_the_instants_given_does_not_matter() -> None:
    event = visit()
    same = visit(starts_at=event.starts_at.astimezone(UTC), ends_at=event.ends_at.astimezone(UTC))
    assert feed([event], PROFILE) == feed([same], PROFILE)
