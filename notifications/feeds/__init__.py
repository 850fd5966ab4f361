"""Calendars that people subscribe to: what each holds, and how it is answered over HTTP.

How a visit is written as iCalendar is `ical`'s matter.
"""
