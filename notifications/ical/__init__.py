"""Visits as iCalendar bytes: invitations for mail, feeds for calendars that subscribe.

Knows neither Django nor the database: plain values in, bytes out, equal values give equal bytes.
The serializer is the `icalendar` package; what is done beyond it says why where it is done.
"""

from notifications.ical.feed import feed
from notifications.ical.invitation import invitation
from notifications.ical.model import CalendarEvent, FeedProfile, Person

__all__ = ["CalendarEvent", "FeedProfile", "Person", "feed", "invitation"]
