"""vobject (what Radicale once read with, on dateutil's zones), in the same shape as ical.js."""

import re
from datetime import UTC, datetime
from typing import Any

import vobject
from vobject import icalendar as vobject_icalendar

from tests.readers.shape import ReadAlarm, ReadEvent, ReadPerson

# vobject is older than RFC 6868: it gives the escapes in parameters as they stand.
_RFC_6868 = {"^^": "^", "^n": "\n", "^'": '"'}


def read(calendar: bytes) -> list[ReadEvent]:
    """The events of one calendar. Raises vobject's own errors if it can't be read."""
    # It remembers zones by name for the whole process, and would not look at our VTIMEZONE.
    zones = vars(vobject_icalendar)["__tzidMap"]
    zones.clear()
    vobject_icalendar.registerTzid("UTC", vobject_icalendar.utc)
    component = vobject.readOne(calendar.decode(), transform=True, validate=True)
    method = _value(component, "method")
    return [_event(event, method) for event in component.contents.get("vevent", [])]


def _event(event: Any, method: str | None) -> ReadEvent:
    start = event.dtstart
    geo = _value(event, "geo")
    categories = event.contents.get("categories", [])
    organizers = [_person(line) for line in event.contents.get("organizer", [])]
    return {
        "method": method,
        "uid": _value(event, "uid"),
        "sequence": int(event.sequence.value) if "sequence" in event.contents else None,
        "stamp": _instant(event, "dtstamp"),
        "created_at": _instant(event, "created") if "created" in event.contents else None,
        "changed_at": (
            _instant(event, "last-modified") if "last-modified" in event.contents else None
        ),
        "starts_at": _instant(event, "dtstart"),
        "ends_at": _instant(event, "dtend"),
        "time_zone": _parameter(start, "X-VOBJ-ORIGINAL-TZID") or _parameter(start, "TZID"),
        "summary": _value(event, "summary"),
        "location": _value(event, "location"),
        "description": _value(event, "description"),
        "url": _value(event, "url"),
        "geo": [float(part) for part in geo.split(";")] if geo else None,
        "status": _value(event, "status"),
        "transparency": _value(event, "transp"),
        "visibility": _value(event, "class"),
        "categories": [value for line in categories for value in line.value],
        "organizer": organizers[0] if organizers else None,
        "attendees": [_person(line) for line in event.contents.get("attendee", [])],
        "alarms": [_alarm(alarm) for alarm in event.contents.get("valarm", [])],
    }


def _person(line: Any) -> ReadPerson:
    return {
        "address": line.value,
        "name": _parameter(line, "CN") or "",
        "role": _parameter(line, "ROLE"),
        "partstat": _parameter(line, "PARTSTAT"),
        "rsvp": _parameter(line, "RSVP") == "TRUE",
    }


def _alarm(alarm: Any) -> ReadAlarm:
    trigger = vobject_icalendar.timedeltaToString(alarm.trigger.value)
    return {
        "action": _value(alarm, "action"),
        "trigger": trigger,
        "description": _value(alarm, "description"),
    }


def _instant(component: Any, name: str) -> datetime:
    value: datetime = component.contents[name][0].value
    if value.tzinfo is None:  # vobject gives what it could not place without a zone
        raise ValueError(f"{name} is floating: {value}")
    if "pytz" in type(value.tzinfo).__module__ and value.tzinfo is not vobject_icalendar.utc:
        raise ValueError(f"{name} has no VTIMEZONE in the calendar: {value.tzinfo}")
    return value.astimezone(UTC)


def _value(component: Any, name: str) -> str | None:
    lines = component.contents.get(name)
    return lines[0].value if lines else None


def _parameter(line: Any, name: str) -> str | None:
    values = line.params.get(name)
    if not values:
        return None
    return re.sub(r"\^[\^n']", lambda found: _RFC_6868[found.group()], values[0])
