"""ical (what Home Assistant reads with), in the same shape as ical.js.

It splits CATEGORIES at escaped commas too (RFC 5545, 3.3.11 says it must not), so those are not
compared; and it trusts a TZID's name rather than the VTIMEZONE beside it.
"""

from datetime import UTC, datetime
from typing import Any

from ical.calendar_stream import IcsCalendarStream

from tests.readers.shape import ReadAlarm, ReadEvent, ReadPerson


def read(calendar: bytes) -> list[ReadEvent]:
    """The events of one calendar. Raises CalendarParseError if it can't be read."""
    found = IcsCalendarStream.calendar_from_ics(calendar.decode())
    return [_event(event, found.method) for event in found.events]


def _event(event: Any, method: Any) -> ReadEvent:
    return {
        "method": str(method) if method else None,
        "uid": event.uid,
        "sequence": event.sequence,
        "stamp": _utc(event.dtstamp),
        "created_at": _utc(event.created) if event.created else None,
        "changed_at": _utc(event.last_modified) if event.last_modified else None,
        "starts_at": _utc(event.dtstart),
        "ends_at": _utc(event.dtend),
        "time_zone": getattr(event.dtstart.tzinfo, "key", None),
        "summary": event.summary,
        "location": event.location,
        "description": event.description,
        "url": str(event.url) if event.url else None,
        "geo": [event.geo.lat, event.geo.lng] if event.geo else None,
        "status": event.status.value if event.status else None,
        "transparency": event.transparency,
        "visibility": event.classification.value if event.classification else None,
        "categories": [],
        "organizer": _person(event.organizer) if event.organizer else None,
        "attendees": [_person(attendee) for attendee in event.attendees],
        "alarms": [_alarm(alarm) for alarm in event.alarm],
    }


def _person(someone: Any) -> ReadPerson:
    return {
        "address": str(someone.uri),
        "name": someone.common_name or "",
        "role": someone.role,
        "partstat": someone.status,
        "rsvp": bool(someone.rsvp),
    }


def _alarm(alarm: Any) -> ReadAlarm:
    return {
        "action": str(alarm.action),
        "trigger": f"-P{-alarm.trigger.days}D",
        "description": alarm.description,
    }


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a floating time: {value}")
    return value.astimezone(UTC)
