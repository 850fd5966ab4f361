"""The parts that invitations and feeds share: the empty VCALENDAR and the VEVENT."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vCategory, vText
from icalendar.prop import vInline

from config.version import VERSION
from notifications.ical.model import CalendarEvent, Person, Status
from notifications.ical.text import (
    CATEGORY_OCTETS,
    DESCRIPTION_OCTETS,
    LOCATION_OCTETS,
    MOST_CATEGORIES,
    NAME_OCTETS,
    SUMMARY_OCTETS,
    clean_line,
    clean_name,
    clean_text,
    clip,
    mailto,
    uri,
)
from notifications.ical.zones import vtimezone

PRODID = f"-//Singgah//{VERSION}//ID"
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class Text(vText):
    r"""TEXT (RFC 5545 section 3.3.11) that comes back as it was.

    `icalendar` 7.3 takes a backslash before an N for a line break of its own while it writes:
    "C:\New" would be read as two lines.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The text escaped, in UTF-8."""
        return str(self).translate(_ESCAPES).encode()


def calendar(
    events: Iterable[CalendarEvent], *, also: tuple[str, datetime] | None = None
) -> Calendar:
    """A VCALENDAR with one VTIMEZONE for each zone of `events`, and as yet no event.

    `also` names a zone, and an instant in it, to be there in any case.
    """
    result = Calendar()
    result.add("PRODID", Text(PRODID))
    result.add("VERSION", "2.0")
    result.add("CALSCALE", "GREGORIAN")
    years: dict[str, set[int]] = {}
    if also:
        years[also[0]] = {also[1].astimezone(UTC).year}
    for event in events:
        used = years.setdefault(event.time_zone, set())
        used.update(instant.astimezone(UTC).year for instant in (event.starts_at, event.ends_at))
    for zone, needed in sorted(years.items()):
        if zone != "UTC":
            result.add_component(vtimezone(zone, first_year=min(needed), last_year=max(needed)))
    return result


def vevent(event: CalendarEvent, *, stamp: datetime, status: Status) -> Event:
    """The VEVENT of `event` without people and alarm; `stamp` (aware) becomes its DTSTAMP.

    Raises ValueError where `event.url` is no URI.
    """
    result = Event()
    result.add("UID", Text(clean_line(event.uid)))
    result.add("DTSTAMP", stamp.astimezone(UTC))
    result.add("SEQUENCE", event.sequence)
    result.add("CREATED", event.created_at.astimezone(UTC))
    result.add("LAST-MODIFIED", event.changed_at.astimezone(UTC))
    starts_at, ends_at = _times(event)
    result.add("DTSTART", starts_at)
    result.add("DTEND", ends_at)
    result.add("STATUS", status)
    result.add("TRANSP", "TRANSPARENT" if event.free else "OPAQUE")
    if event.private:
        result.add("CLASS", "PRIVATE")
    result.add("SUMMARY", Text(clip(clean_line(event.summary), SUMMARY_OCTETS)))
    if location := clip(clean_line(event.location), LOCATION_OCTETS):
        result.add("LOCATION", Text(location))
    if description := clip(clean_text(event.description), DESCRIPTION_OCTETS):
        result.add("DESCRIPTION", Text(description))
    if event.geo:
        # A float's own text may be 1e-05, which is no RFC 5545 FLOAT.
        result.add("GEO", vInline(f"{event.geo[0]:.6f};{event.geo[1]:.6f}"))
    if event.url:
        result.add("URL", vInline(uri(event.url)))
    if categories := _categories(event.categories):
        result.add("CATEGORIES", vCategory(categories))
    return result


def person(someone: Person) -> vCalAddress:
    """A calendar address with its CN. Raises ValueError where the address is not a plain one."""
    result = vCalAddress(mailto(someone.address))
    if name := clip(clean_name(someone.name), NAME_OCTETS):
        result.params["CN"] = name
    return result


def _times(event: CalendarEvent) -> tuple[datetime, datetime]:
    zone = ZoneInfo(event.time_zone)
    starts_at, ends_at = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    if _comes_twice(starts_at) or _comes_twice(ends_at):
        # RFC 5545 section 3.3.5 says which of the two is meant, but readers differ (dateutil takes
        # the other): UTC leaves no choice. Both ends must be written alike.
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return starts_at, ends_at


def _comes_twice(local: datetime) -> bool:
    # A time that is skipped has two offsets too, but no instant is ever shown as one.
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _categories(categories: tuple[str, ...]) -> list[str]:
    cleaned = (clip(clean_name(category), CATEGORY_OCTETS) for category in categories)
    return [category for category in cleaned if category][:MOST_CATEGORIES]


def written(result: Calendar) -> bytes:
    """The calendar's bytes: UTF-8, lines of at most 75 octets, ended by CRLF."""
    return bytes(result.to_ical())
