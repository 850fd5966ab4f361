"""The calendar part of a mail: an invitation, its update or its withdrawal (RFC 5546, 6047)."""

from datetime import datetime, timedelta

from icalendar import Alarm, vCalAddress

from notifications.ical.components import Text, calendar, person, vevent, written
from notifications.ical.model import CalendarEvent, Method, Person
from notifications.ical.text import MOST_ATTENDEES, SUMMARY_OCTETS, clean_line, clip

REMIND_BEFORE = timedelta(days=1)


def invitation(event: CalendarEvent, *, method: Method, stamp: datetime) -> bytes:
    """The bytes of one VCALENDAR with one VEVENT, for one reader.

    `event` lists as attendees those whom this reader may know; with CANCEL those for whom it is
    called off. `stamp` (aware) is the moment of making; store the bytes to send them again.

    CANCEL always says STATUS:CANCELLED, also to one officer taken off a visit that goes on: RFC
    5546 section 3.2.5 would leave the status out then, but that copy is for this officer alone,
    and calendars remove it surely only so (Google and Outlook write it like this).

    Raises ValueError where `stamp` is naive, nobody or more than 40 are invited, a cancelled
    event is requested, or an address is not a plain one.
    """
    if stamp.utcoffset() is None:
        raise ValueError("stamp must be an aware datetime")
    if not 0 < len(event.attendees) <= MOST_ATTENDEES:
        raise ValueError(f"an invitation names 1 to {MOST_ATTENDEES} attendees")
    if method == "REQUEST" and event.status == "CANCELLED":
        raise ValueError("a cancelled event is told with method CANCEL")
    result = calendar([event])
    result.add("METHOD", method)
    status = "CANCELLED" if method == "CANCEL" else event.status
    component = vevent(event, stamp=stamp, status=status)
    component.add("ORGANIZER", person(event.organizer))
    for attendee in event.attendees:
        component.add("ATTENDEE", _attendee(attendee, asked=method == "REQUEST"))
    if method == "REQUEST":
        component.add_component(_alarm(event))
    result.add_component(component)
    return written(result)


def _attendee(attendee: Person, *, asked: bool) -> vCalAddress:
    result = person(attendee)
    result.params["CUTYPE"] = "INDIVIDUAL"
    result.params["ROLE"] = attendee.role
    result.params["PARTSTAT"] = attendee.partstat
    if asked and attendee.rsvp:
        result.params["RSVP"] = "TRUE"
    return result


def _alarm(event: CalendarEvent) -> Alarm:
    result = Alarm()
    result.add("ACTION", "DISPLAY")
    result.add("TRIGGER", -REMIND_BEFORE)
    result.add("DESCRIPTION", Text(clip(clean_line(event.summary), SUMMARY_OCTETS)))
    return result
