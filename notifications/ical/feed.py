"""The calendar that people subscribe to."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from functools import lru_cache

from icalendar import vDuration
from icalendar.prop import vInline

from notifications.ical.components import Text, calendar, vevent, written
from notifications.ical.model import CalendarEvent, FeedProfile
from notifications.ical.text import (
    DESCRIPTION_OCTETS,
    SUMMARY_OCTETS,
    clean_line,
    clean_text,
    clip,
    uri,
)

REFRESH_EVERY = timedelta(hours=1)


def feed(events: Iterable[CalendarEvent], profile: FeedProfile) -> bytes:
    """The bytes of a feed of `events` in any order; equal events and profile give equal bytes.

    DTSTAMP is each event's last change, which is what it means where there is no METHOD (RFC
    5545 section 3.8.7.2). There is none because PUBLISH would ask for an ORGANIZER in each event
    (RFC 5546 section 3.2.1), and with one calendars take a subscribed event for an invitation.
    So no organizer, no attendees and no alarm. The profile's VTIMEZONE is there even with no
    event, since a VCALENDAR without any component is not valid.

    Raises ValueError where an address is no URI or `profile.color` no colour.
    """
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid))
    changed_at = max([profile.changed_at, *(event.changed_at for event in ordered)])
    name = Text(clip(clean_line(profile.name), SUMMARY_OCTETS))
    source = vInline(uri(profile.source_url), params={"VALUE": "URI"})
    refresh = vDuration(REFRESH_EVERY)
    result = calendar(ordered, also=(profile.time_zone, changed_at))
    result.add("NAME", name)
    result.add("X-WR-CALNAME", name)
    if profile.description:
        description = Text(clip(clean_text(profile.description), DESCRIPTION_OCTETS))
        result.add("DESCRIPTION", description)
        result.add("X-WR-CALDESC", description)
    result.add("X-WR-TIMEZONE", Text(profile.time_zone))
    result.add("COLOR", css_color(profile.color))
    result.add("REFRESH-INTERVAL", refresh, parameters={"VALUE": "DURATION"})
    result.add("X-PUBLISHED-TTL", vDuration(REFRESH_EVERY))
    result.add("SOURCE", source)
    result.add("LAST-MODIFIED", changed_at.astimezone(UTC))
    head, end = written(result).rsplit(b"END:VCALENDAR", 1)
    return b"".join([head, *map(_written_event, ordered), b"END:VCALENDAR", end])


@lru_cache(maxsize=4096)
def _written_event(event: CalendarEvent) -> bytes:
    """The lines of one event; where one of many visits changed the others stand here already."""
    return bytes(vevent(event, stamp=event.changed_at, status=event.status).to_ical())


@lru_cache(maxsize=64)
def css_color(color: str) -> str:
    """The CSS name nearest to `color` (a name or `#rrggbb`): RFC 7986 section 5.9 takes no others.

    Raises ValueError where `color` is neither.
    """
    from PIL import ImageColor  # heavy: docs/decisions/0231

    red, green, blue = ImageColor.getrgb(color)[:3]

    def distance(name: str) -> tuple[int, str]:
        r, g, b = ImageColor.getrgb(name)[:3]
        return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2, name

    return min(ImageColor.colormap, key=distance)
