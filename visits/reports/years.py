"""The years that have something to report."""

import datetime as dt

from django.db.models import Min

from scheduling.models import Reservation
from visits.models import Visit


def years_until(today: dt.date) -> list[int]:
    """From the first visit's year to that of `today`, the latest first; two queries.

    A visit of the time before has its day in `held_on`, any other a place in the calendar.
    """
    firsts = (
        Reservation.objects.aggregate(first=Min("date"))["first"],
        Visit.objects.aggregate(first=Min("held_on"))["first"],
    )
    begin = min((day.year for day in firsts if day), default=today.year)
    return list(range(today.year, min(begin, today.year) - 1, -1))
