"""Dates, times and weeks in words, in the reader's language and the host's zone.

Indonesian by the usage of official letters: "Selasa, 1 Desember 2026", "09.00–11.30 WIB".
"""

import datetime as dt
import math

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DAY_IS_OVER = dt.time(23, 59)
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def _indonesian() -> bool:
    return get_language() != "en"


def zone_words(moment: dt.datetime) -> str:
    """The zone's short name: WIB, WITA, WIT, or what the zone data calls it."""
    key = getattr(moment.tzinfo, "key", "")
    return _ZONES.get(key) or moment.tzname() or ""


def day_words(day: dt.date) -> str:
    """ "Selasa, 1 Desember 2026" or "Tuesday, 1 December 2026"."""
    return date_format(day, "l, j F Y")


def date_words(day: dt.date) -> str:
    """ "1 Desember 2026" or "1 December 2026", as it stands below a letter's head."""
    return date_format(day, "j F Y")


def roman_month(day: dt.date) -> str:
    """The month as it stands in numbers of letters: "XI" in November."""
    return _ROMAN[day.month - 1]


def short_day_words(day: dt.date) -> str:
    """ "Sel, 1 Des 2026"."""
    return date_format(day, "D, j M Y")


def near_day_words(day: dt.date) -> str:
    """ "Sel, 1 Des": for lists of what is near enough to need no year."""
    return date_format(day, "D, j M")


def time_words(moment: dt.datetime | dt.time) -> str:
    """ "09.00" or "09:00"."""
    return moment.strftime("%H.%M" if _indonesian() else "%H:%M")


def local_time_words(moment: dt.datetime | None) -> str:
    """The time of an instant in the active zone (the host's): "09.04"; nothing of None."""
    return time_words(timezone.localtime(moment)) if moment else ""


def hours_words(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """ "09.00–11.30 WIB"; both aware and in the host's zone."""
    return f"{time_words(starts_at)}–{time_words(ends_at)} {zone_words(starts_at)}"


def moment_words(moment: dt.datetime) -> str:
    """ "Selasa, 1 Desember 2026, 09.00 WIB", in the active zone (the host's)."""
    local = timezone.localtime(moment)
    return f"{day_words(local.date())}, {time_words(local)} {zone_words(local)}"


def until_words(moment: dt.datetime) -> str:
    """A deadline: the day alone where it ends with the day, else with its hour."""
    local = timezone.localtime(moment)
    if local.time() >= _DAY_IS_OVER:
        return day_words(local.date())
    return moment_words(moment)


def short_moment_words(moment: dt.datetime) -> str:
    """ "Sel, 1 Des 2026, 09.00", in the active zone (the host's)."""
    local = timezone.localtime(moment)
    return f"{short_day_words(local.date())}, {time_words(local)}"


def week_words(monday: dt.date, year: bool = False) -> str:
    """The working days of a week: "14–18 Desember", "28 Des – 1 Jan"."""
    friday = monday + dt.timedelta(days=4)
    if monday.month == friday.month:
        words = f"{monday.day}–{date_format(friday, 'j F')}"
    else:
        words = f"{date_format(monday, 'j M')} – {date_format(friday, 'j M')}"
    return f"{words} {friday.year}" if year else words


def wait_words(seconds: float) -> str:
    """How long to wait, rounded up: "in 12 minutes"; beyond two hours in hours."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes <= 120:
        return ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("in %(count)d hour", "in %(count)d hours", hours) % {"count": hours}
