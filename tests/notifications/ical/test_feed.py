"""What must hold of a feed (RFC 5545, 7986)."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.ical import CalendarEvent, feed
from notifications.ical.feed import css_color
from tests.notifications.ical.content import unfolded, values
from tests.notifications.ical.examples import PROFILE, in_feed, moved, visit
from tests.readers import ical_js, vobject_reader

ROOT = Path(__file__).parents[3]


def test_feed_describes_itself() -> None:
    made = feed(in_feed(), PROFILE)
    assert values(made, "NAME") == values(made, "X-WR-CALNAME") == ["Kunjungan MPP Batam"]
    assert values(made, "X-WR-TIMEZONE") == ["Asia/Jakarta"]
    assert values(made, "COLOR") == ["seagreen"]
    assert values(made, "REFRESH-INTERVAL") == ["VALUE=DURATION:PT1H"]
    assert values(made, "X-PUBLISHED-TTL") == ["PT1H"]
    assert values(made, "SOURCE") == [f"VALUE=URI:{PROFILE.source_url}"]
    assert values(made, "METHOD") == []


def test_feed_was_changed_when_its_last_event_or_its_profile_was() -> None:
    def first_line(made: bytes) -> str:
        return values(made, "LAST-MODIFIED")[0]

    assert first_line(feed(in_feed(), PROFILE)) == "20261125T040000Z"
    later = replace(PROFILE, changed_at=datetime(2026, 12, 1, tzinfo=UTC))
    assert first_line(feed(in_feed(), later)) == "20261201T000000Z"


def test_feed_has_no_people_and_no_alarm() -> None:
    made = feed(in_feed(), PROFILE)
    assert b"mailto:" not in made
    assert not values(made, "ATTENDEE")
    assert not values(made, "ORGANIZER")
    assert b"VALARM" not in made


def test_stamp_is_the_events_last_change() -> None:
    made = feed([moved()], PROFILE)
    assert values(made, "DTSTAMP") == ["20261125T040000Z"]


def test_order_of_events_given_does_not_matter() -> None:
    events = in_feed()
    made = feed(events, PROFILE)
    assert made == feed(reversed(events), PROFILE)
    assert values(made, "UID") == ["2@mpp.batam.example", moved().uid, "3@mpp.batam.example"]


def test_one_zone_is_described_once() -> None:
    lines = unfolded(feed([*in_feed(), *in_feed()], PROFILE))
    assert [line for line in lines if line.startswith("TZID:")] == [
        "TZID:Asia/Jakarta",
        "TZID:Europe/Berlin",
    ]


def test_both_readers_find_the_same_in_a_feed() -> None:
    made = feed(in_feed(), PROFILE)
    events = ical_js.read(made)
    assert events == vobject_reader.read(made)
    assert [event["status"] for event in events] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert [event["sequence"] for event in events] == [0, 3, 5]
    assert [event["visibility"] for event in events] == ["PRIVATE", None, None]


def test_empty_feed_is_valid() -> None:
    made = feed([], PROFILE)
    assert ical_js.read(made) == vobject_reader.read(made) == []
    assert values(made, "TZID") == ["Asia/Jakarta"]  # RFC 5545 wants a component in a calendar


def test_bytes_are_the_same_in_every_process() -> None:
    script = (
        "import sys; from notifications.ical import feed;"
        "from tests.notifications.ical.examples import *;"
        "from tests.notifications.ical.test_feed import many_zones;"
        "sys.stdout.buffer.write(feed(many_zones(), PROFILE))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Jakarta"), ("2", "America/St_Johns"))
    }
    assert made == {feed(many_zones(), PROFILE)}


def many_zones() -> list[CalendarEvent]:
    """Events in so many zones that an order by hash would show."""
    zones = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "Asia/Tokyo")
    return [visit(uid=zone, time_zone=zone) for zone in zones]


def test_colour_is_a_css_name() -> None:
    assert css_color("#0b6e4f") == "seagreen"
    assert css_color("#FF0000") == "red"
    assert css_color("navy") == "navy"
    with pytest.raises(ValueError, match="unknown color"):
        css_color("hijau\r\nX:1")


def test_source_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="not a URI"):
        feed([], replace(PROFILE, source_url="/kalender/x.ics"))
