"""Dates and times of the day as people type them here: the day first, or a question."""

import datetime as dt
import re
import unicodedata

from visits.language.numbers import fold_digits

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = (
    ("senin", "monday"),
    ("selasa", "tuesday"),
    ("rabu", "wednesday"),
    ("kamis", "thursday"),
    ("jumat", "jum'at", "friday"),
    ("sabtu", "saturday"),
    ("minggu", "ahad", "sunday"),
)
_BY_NUMBERS = re.compile(r"(\d{1,2})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[\s.\-]*([a-z]+)[\s.,\-]*(\d{1,4})")
_MONTH_DAY = re.compile(r"([a-z]+)\.?\s*(\d{1,2}),?\s+(\d{1,4})")
_WEEKDAY = re.compile(r"([a-z']+)\s*,?\s+(?=\d|[a-z]+\.?\s*\d)")
_CLOCK = re.compile(r"(?:pukul|jam|pkl\.?)?\s*(\d{1,2})(?:\s*[.:]\s*(\d{2})|(?<=\d\d)(\d{2}))?")
_SHORT_CLOCK = re.compile(r"(\d)(\d{2})")


class UnclearDay(ValueError):
    """What is typed is no day for sure; `why` is `month_first`, `short_year` or `no_day`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parse_day(text: str) -> dt.date:
    """The day that `text` names: "1/12/2026" is 1 December, as dates are written here.

    "3 Maret 2026", "Selasa, 3 Maret 2026", "March 3, 2026" and "2026-03-03" leave no doubt. Raises
    UnclearDay for a month before the day, a year of two digits, a weekday that is another one, and
    what is no date.
    """
    said = _plain(text)
    weekday = _WEEKDAY.match(said)
    named = weekday[1].strip(" ,") if weekday else ""
    which = next((n for n, names in enumerate(WEEKDAYS) if named in names), None)
    if weekday and which is not None:
        said = said[weekday.end() :]
    day = _day(said)
    if which is not None and day.weekday() != which:
        raise UnclearDay("no_day")
    return day


def _day(said: str) -> dt.date:
    if match := _YEAR_FIRST.fullmatch(said):
        return _checked(match[1], int(match[3]), match[4])
    if match := _BY_NUMBERS.fullmatch(said):
        month = int(match[3])
        if month > 12 and int(match[1]) <= 12:
            raise UnclearDay("month_first")
        return _checked(match[4], month, match[1])
    if (match := _DAY_MONTH.fullmatch(said)) and match[2] in MONTHS:
        return _checked(match[3], MONTHS[match[2]], match[1])
    if (match := _MONTH_DAY.fullmatch(said)) and match[1] in MONTHS:
        return _checked(match[3], MONTHS[match[1]], match[2])
    raise UnclearDay("no_day")


def _checked(year: str, month: int, day: str) -> dt.date:
    if len(year) != 4:
        raise UnclearDay("short_year")
    try:
        return dt.date(int(year), month, int(day))
    except ValueError as error:
        raise UnclearDay("no_day") from error


def parse_clock(text: str) -> dt.time:
    """The time of the day: "9.00", "09:00", "9", "0900", "pukul 9.00". Raises ValueError."""
    said = _plain(text)
    if short := _SHORT_CLOCK.fullmatch(said):
        return dt.time(int(short[1]), int(short[2]))
    match = _CLOCK.fullmatch(said)
    if match is None:
        raise ValueError("no time of the day")
    return dt.time(int(match[1]), int(match[2] or match[3] or 0))


def _plain(text: str) -> str:
    alike = unicodedata.normalize("NFKC", fold_digits(text)).translate({0x2019: "'", 0x2013: "-"})
    return " ".join(alike.casefold().split())
