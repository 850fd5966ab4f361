"""What is stored about time: rules as data, and the places that are taken.

Sessions themselves are never stored: they follow from these rules (see availability.py).
"""

from scheduling.models.marks import ChangeMark
from scheduling.models.places import Reservation, Share, Waiting, Week
from scheduling.models.rules import (
    BookingRules,
    CapacityRule,
    Closure,
    OpenHoliday,
    Room,
    SessionPattern,
    Timetable,
)

__all__ = [
    "BookingRules",
    "CapacityRule",
    "ChangeMark",
    "Closure",
    "OpenHoliday",
    "Reservation",
    "Room",
    "SessionPattern",
    "Share",
    "Timetable",
    "Waiting",
    "Week",
]
