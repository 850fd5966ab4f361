"""The years that have something to report."""

import datetime as dt

from django.db.models import Min

from scheduling.models import Reservation
from visits.models import Visit


def years_until(today: dt.date) -> list[int]:
    """From the first visit's year to that of `today`, the latest first; two queries.

    A visit of the time before has its day in `held_on`, any other a place in the calendar.
    """
    # By the first week that has places: there is an index of weeks, of all days there is none.
    places = Reservation.objects.order_by("week_id", "date").values_list("date", flat=True)
    past = Visit.objects.filter(held_on__isnull=False)
    firsts = (places.first(), past.aggregate(first=Min("held_on"))["first"])
    begin = min((day.year for day in firsts if day), default=today.year)
    return list(range(today.year, min(begin, today.year) - 1, -1))
