"""What every reader gives back for an event."""

from datetime import datetime
from typing import TypedDict


class ReadPerson(TypedDict):
    """`address` as it stands (with `mailto:`)."""

    address: str
    name: str
    role: str | None
    partstat: str | None
    rsvp: bool


class ReadAlarm(TypedDict):
    """`trigger` as an RFC 5545 duration."""

    action: str | None
    trigger: str | None
    description: str | None


class ReadEvent(TypedDict):
    """One VEVENT. Instants are aware and in UTC, by the VTIMEZONE in the same calendar;
    `time_zone` is DTSTART's TZID, `method` the calendar's. What is absent is None or empty.
    """

    method: str | None
    uid: str | None
    sequence: int | None
    stamp: datetime
    created_at: datetime | None
    changed_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str | None
    summary: str | None
    location: str | None
    description: str | None
    url: str | None
    geo: list[float] | None
    status: str | None
    transparency: str | None
    visibility: str | None
    categories: list[str]
    organizer: ReadPerson | None
    attendees: list[ReadPerson]
    alarms: list[ReadAlarm]
