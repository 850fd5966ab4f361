"""What the readers of workbooks answer: sheets as tables of texts."""

import datetime as dt
from dataclasses import dataclass, field

LONGEST_CELL = 32_767


@dataclass
class Sheet:
    """A visible sheet: the lines that hold something, by their numbers in it (from 1).

    `merged` are the ranges that one cell fills, as top, left, bottom, right (from 0); `hidden`
    the numbers of lines that are not shown; `hollow` those where a formula has no value; `wide`
    those that hold more columns than were asked for; `cut` whether there were more lines;
    `from_1904` whether its days count from there (date1904 of ECMA-376, 18.2.28), as on old Macs.
    """

    name: str
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hollow: list[int] = field(default_factory=list)
    wide: list[int] = field(default_factory=list)
    cut: bool = False
    from_1904: bool = False


def number_text(value: float) -> str:
    """A number as it is written; beyond the 15 digits that spreadsheets keep, with its exponent."""
    if abs(value) >= 1e15:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else repr(value)


def text_of(value: object) -> str:
    """A cell's value as text; a date as ISO 8601 has it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_text(value)
        case dt.datetime():
            # Parts of days are no seconds: 09:29:59.999997 is half past nine.
            moment = value + dt.timedelta(microseconds=500_000)
            moment = moment.replace(microsecond=0)
            return (moment if moment.time() != dt.time() else moment.date()).isoformat()
        case dt.time() if value.second == 0:
            return value.isoformat("minutes")
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)[:LONGEST_CELL]
