"""Days as people write them in spreadsheets: one or several, a serial number, with a weekday.

A date is read day first, as they are written here. Where more than one day may be meant, or the
day is none that a visit of the past can have, it is a question.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from django.utils.translation import gettext as _

from visits.imports.reading.questions import Unclear
from visits.language.dates import day_words
from visits.language.numbers import fold_digits
from visits.language.typed_times import MONTHS, WEEKDAYS

EARLIEST = dt.date(2000, 1, 1)
# Longer than that no delegation stays: rather a slip.
LONGEST = dt.timedelta(days=30)
# Excel counts days from here, or from 1904 (ECMA-376, part 1, 18.17.4.1).
_FIRST_SERIAL = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_ROMAN_DIGITS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {word: n for n, word in enumerate(_ROMAN_DIGITS, start=1)}
_NUMBERS = re.compile(r"(\d{1,2})\s*([/.\-\\ ])\s*(\d{1,2})\s*\2\s*'?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[\s.\-/,]*([a-z]+)(?:[\s.,\-/]*'?(\d{4}|\d{2}))?")
_MONTH_DAY = re.compile(r"([a-z]+)[.\s]*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY = re.compile(r"\d{1,2}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EIGHT = re.compile(r"\d{8}")
_ISO_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:\d{2})?"
)
_CLOCK = re.compile(
    r"[\s,;(]*(?:(?:pukul|jam|pkl\.?)\s*\d{1,2}(?:[.:]\d{2})?|(?<!\d)\d{1,2}[.:]\d{2})"
    r"(?:[.:]\d{2})?(?:\s*(?:-|s\.?\s?[/.]?\s?d\.?|sampai)\s*(?:\d{1,2}[.:]\d{2}|selesai))?"
    r"\s*(?:wib|wita|wit)?\)?$"
)
_BEFORE = re.compile(r"^[\s'\"]*(?:(?:hari|tanggal|tgl|pada)\b[\s.:]*)+")
_JOINERS = (
    r"(?:s\s?[./]\s?d\b\.?(?:\s?/\s?d\b\.?)?|\bsd\b\.?|\bsampai(?:\s+dengan)?\b|"
    r"\bhingga\b|\bdan\b|\bto\b|&|–|—|,)"
)
_JOIN = re.compile(rf"\s*{_JOINERS}\s*|\s+-\s+")
# Joiners that name days one by one: "16 & 18 Mei" is no 17th.
_ONE_BY_ONE = re.compile(r"\bdan\b|&|,")
_EDGES = re.compile(rf"^(?:[\s,.\-–—/()&]|{_JOINERS})+|[\s,.\-–—/(]+$")
_WEEKDAY = re.compile(r"\b(?:" + "|".join(name for names in WEEKDAYS for name in names) + r")\b")
_WEEKDAY_BEFORE = re.compile(rf"{_WEEKDAY.pattern}\s*,?")
_TIGHT = re.compile(r"(\d{1,2})\s*-\s*(\d{1,2}[\s./]*[a-z]+.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})")
_TIGHT_BOTH = re.compile(r"(\d{1,2}([/.])\d{1,2}\2\d{2,4})\s*-\s*(\d{1,2}\2\d{1,2}\2\d{2,4})")


@dataclass(frozen=True)
class Days:
    """The first and the last day, and the hour that stood beside them."""

    first: dt.date
    last: dt.date
    hours: str = ""


class Order(Enum):
    """Which of two numbers is the day, where somebody has said it."""

    DAY_FIRST = auto()
    MONTH_FIRST = auto()


class _Twofold(Unclear):
    """A date whose day and month may be the other way round."""


@dataclass(frozen=True)
class Around:
    """What helps to read a date: the day it is now, and the year and month that go for its rows.

    `month_first` where other dates of the column have the month first; `turned` where a spreadsheet
    seems to have taken the day for the month; `from_1904` where it counts days from there. With
    `order` nothing of the former is asked about.
    """

    today: dt.date
    year: int | None = None
    month: int | None = None
    month_first: bool = False
    turned: bool = False
    order: Order | None = None
    from_1904: bool = False


def plain_date(text: str) -> str:
    """As dates are compared: small letters, plain digits, one blank."""
    said = unicodedata.normalize("NFKC", fold_digits(text)).translate({0x2019: "'", 0x2212: "-"})
    return " ".join(said.casefold().split())


def numbers_in(text: str) -> tuple[int, int, bool] | None:
    """The first two numbers of a date of numbers, and whether it is one that a program wrote."""
    said = _CLOCK.sub("", plain_date(text))
    if iso := _YEAR_FIRST.fullmatch(_ISO_TIME.sub(r"\1", plain_date(text))):
        return int(iso[4]), int(iso[3]), True
    if found := _NUMBERS.fullmatch(_WEEKDAY.sub("", said).strip(" ,./-")):
        return int(found[1]), int(found[3]), False
    return None


def read_days(text: str, around: Around) -> Days:
    """The days that `text` names; raises Unclear, with options of all its days and its hours."""
    said = plain_date(text)
    hours = ""
    if iso := _ISO_TIME.fullmatch(said):
        said, hours = iso[1], "" if iso[2] == "00:00" else iso[2]
    said = _BEFORE.sub("", said)
    if (clock := _CLOCK.search(said)) and clock.start() > 4:
        hours, said = clock[0].strip(" ,;()"), said[: clock.start()]
    weekdays = [_number_of(found[0]) for found in _WEEKDAY.finditer(said)]
    said = _WEEKDAY_BEFORE.sub(" ", said)
    said = _EDGES.sub("", _EDGES.sub("", said).strip()).strip(" ()")
    try:
        first, last = _ends(said, around, weekdays)
        _check(first, last, weekdays, around)
    except Unclear as unclear:
        if not hours:
            raise
        options = [(f"{value} {hours}", f"{words}, {hours}") for value, words in unclear.options]
        raise Unclear(unclear.why, options) from unclear
    return Days(first, last, hours)


def _number_of(weekday: str) -> int:
    return next(n for n, names in enumerate(WEEKDAYS) if weekday in names)


def _ends(said: str, around: Around, weekdays: list[int]) -> tuple[dt.date, dt.date]:
    single = _one(said, around, weekdays)
    if single:
        return single, single
    if both := _TIGHT_BOTH.fullmatch(said):
        parts = [both[1], both[3]]
    elif tight := _TIGHT.fullmatch(said):
        parts = [tight[1], tight[2]]
    else:
        parts = [part.strip(" -") for part in _JOIN.split(said) if part.strip(" -")]
    if len(parts) < 2:
        raise Unclear(_("No date can be read here."))
    try:
        days = _days_of(parts, around, weekdays)
    except _Twofold as unclear:
        raise _ask(unclear.why, *_either_way(parts, around)) from unclear
    gaps = {(b - a).days for a, b in pairwise(days)}
    if gaps != {1} and (len(days) > 2 or _ONE_BY_ONE.search(said)):
        raise _ask(_("Several days that do not follow each other."), *days, (min(days), max(days)))
    return days[0], days[-1]


def _days_of(parts: list[str], around: Around, weekdays: list[int]) -> list[dt.date]:
    last = _one(parts[-1], around, weekdays[-1:])
    if last is None:
        raise Unclear(_("No date can be read here."))
    return [_with_rest_of(last, part, around) for part in parts[:-1]] + [last]


def _either_way(parts: list[str], around: Around) -> Iterator[tuple[dt.date, dt.date]]:
    """What several days are with the day first and with the month first, where a visit can be."""
    for order in Order:
        try:
            days = _days_of(parts, replace(around, order=order), [])
            _check(days[0], days[-1], [], around)
        except Unclear:
            continue
        yield days[0], days[-1]


def _with_rest_of(last: dt.date, part: str, around: Around) -> dt.date:
    """The first day of several, which may leave out the month or year of the last."""
    if _DAY.fullmatch(part):
        return _date(last.year, last.month, int(part))
    if (found := _DAY_MONTH.fullmatch(part)) and not found[3] and (month := _month(found[2])):
        return _date(last.year, month, int(found[1]))
    if (found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})", part)) is not None:
        return _date(last.year, int(found[2]), int(found[1]))
    first = _one(part, around, [])
    if first is None:
        raise Unclear(_("No date can be read here."))
    return first


def _one(said: str, around: Around, weekdays: list[int]) -> dt.date | None:
    """One day, or None where this is none; raises Unclear."""
    if found := _YEAR_FIRST.fullmatch(said):
        day = _date(int(found[1]), int(found[3]), int(found[4]))
        other = _turned(day)
        if around.turned and other and found[2] == "-":
            words = _("The spreadsheet may have taken the day for the month.")
            return _either(words, day, other, around)
        return day
    if found := _NUMBERS.fullmatch(said):
        return _by_numbers(int(found[1]), int(found[3]), _year(found[4]), around, weekdays)
    if (found := _DAY_MONTH.fullmatch(said)) and (month := _month(found[2])):
        year = _year(found[3]) if found[3] else _year_around(month, around)
        return _date(year, month, int(found[1]))
    if (found := _MONTH_DAY.fullmatch(said)) and found[1] in MONTHS:
        return _date(int(found[3]), MONTHS[found[1]], int(found[2]))
    if found := _SERIAL.fullmatch(said):
        return _FIRST_SERIAL[around.from_1904] + dt.timedelta(days=int(found[1]))
    if _EIGHT.fullmatch(said):
        return _of_eight(said, around)
    if _DAY.fullmatch(said) and around.year and around.month:
        return _date(around.year, around.month, int(said))
    return None


def _month(word: str) -> int | None:
    return MONTHS.get(word) or _ROMAN.get(word)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _year_around(month: int, around: Around) -> int:
    if around.year is None:
        raise Unclear(_("The year is missing."))
    return around.year


def _by_numbers(one: int, two: int, year: int, around: Around, weekdays: list[int]) -> dt.date:
    """Day first, unless that is no day; a question where this column or weekday speaks against."""
    if two > 12 >= one:
        return _date(year, one, two)
    day = _date(year, two, one)
    other = _turned(day)
    if other is None:
        return day
    if weekdays and not around.order:
        if day.weekday() == weekdays[0]:
            return day
        if other.weekday() == weekdays[0]:
            raise _twofold(_("The weekday says that the month stands first."), other, day)
    if around.month_first or around.order:
        return _either(_("Other dates in this column have the month first."), day, other, around)
    return day


def _either(why: str, day: dt.date, other: dt.date, around: Around) -> dt.date:
    """The one of two days that their order says; raises _Twofold where nothing says it."""
    if around.order is None:
        raise _twofold(why, day, other)
    return day if around.order == Order.DAY_FIRST else other


def _turned(day: dt.date) -> dt.date | None:
    """The day with day and month the other way round, if that is another one."""
    return (
        None if day.day > 12 or day.day == day.month else day.replace(day=day.month, month=day.day)
    )


def _of_eight(said: str, around: Around) -> dt.date:
    found = []
    for year, month, day in ((said[:4], said[4:6], said[6:]), (said[4:], said[2:4], said[:2])):
        try:
            one = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if EARLIEST <= one <= around.today:
            found.append(one)
    if len(found) != 1:
        raise _ask(_("No date can be read here."), *found)
    return found[0]


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Unclear(_("There is no such day.")) from error


def _check(first: dt.date, last: dt.date, weekdays: list[int], around: Around) -> None:
    if last < first:
        turned = [(last, first)] if first - last <= LONGEST else []
        raise _ask(_("The last day is before the first."), *turned)
    if last - first > LONGEST:
        raise Unclear(_("Longer than %(days)d days.") % {"days": LONGEST.days})
    if first < EARLIEST:
        raise Unclear(_("Before the year %(year)d.") % {"year": EARLIEST.year})
    if last > around.today:
        raise Unclear(_("This day is still to come. Enter it as a visit instead."))
    named = [first] if len(weekdays) < 2 else [first, last]
    for day, weekday in zip(named, weekdays[:1] + weekdays[-1:], strict=False):
        if day.weekday() != weekday:
            words = _("That day is another weekday: %(day)s.") % {"day": day_words(day)}
            raise _ask(words, (first, last))


def _ask(why: str, *days: dt.date | tuple[dt.date, dt.date]) -> Unclear:
    return Unclear(why, [option(day) for day in days])


def _twofold(why: str, *days: dt.date) -> _Twofold:
    return _Twofold(why, [option(day) for day in days])


def option(days: dt.date | tuple[dt.date, dt.date]) -> tuple[str, str]:
    """A day, or the first and last of several, as a cell could say them, and in words."""
    first, last = days if isinstance(days, tuple) else (days, days)
    value = first.isoformat() if first == last else f"{first} s.d. {last}"
    return value, span_words(first, last)


def span_words(first: dt.date, last: dt.date) -> str:
    """One day, or the first and the last of several, in words."""
    return day_words(first) if first == last else f"{day_words(first)} – {day_words(last)}"
