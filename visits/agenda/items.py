"""What a rundown holds, and the rules of it: within the session, nothing overlaps."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from visits.models import AgendaItem

# Items of one rundown: what a sheet holds, and a description in a calendar.
MOST = 40


class Hours(StrEnum):
    """What is wrong with the hours of an item."""

    ORDER = "order"
    WHOLE_MINUTES = "whole_minutes"
    OUTSIDE = "outside_session"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Item:
    """One item as it is to be: aware instants, who leads it (an officer's id, or a name)."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    officer_id: int | None = None
    speaker: str = ""
    place: str = ""

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class Fault:
    """What is wrong with the item at `index` of the list as it was given, and in which field."""

    index: int
    field: str
    code: Hours


class BadRundown(Exception):
    """These items cannot be a rundown of the session: `faults` say which, and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{fault.index}.{fault.field} {fault.code}" for fault in faults))
        self.faults = list(faults)


def check(items: Sequence[Item], *, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Raise BadRundown unless `items` lie one after another between the two (aware)."""
    faults = [fault for index, item in enumerate(items) for fault in _own(index, item)]
    for index, item in enumerate(items):
        if item.starts_at < starts_at:
            faults.append(Fault(index, "starts_at", Hours.OUTSIDE))
        if item.ends_at > ends_at:
            faults.append(Fault(index, "ends_at", Hours.OUTSIDE))
    until: dt.datetime | None = None
    for index in sorted(range(len(items)), key=lambda i: (items[i].starts_at, i)):
        if until is not None and items[index].starts_at < until:
            faults.append(Fault(index, "starts_at", Hours.OVERLAP))
        until = max(until or items[index].ends_at, items[index].ends_at)
    if faults:
        raise BadRundown(sorted(faults, key=lambda fault: fault.index))


def _own(index: int, item: Item) -> list[Fault]:
    """What is wrong with an item by itself."""
    found = []
    for name, moment in (("starts_at", item.starts_at), ("ends_at", item.ends_at)):
        if moment.second or moment.microsecond:
            found.append(Fault(index, name, Hours.WHOLE_MINUTES))
    if item.ends_at <= item.starts_at:
        found.append(Fault(index, "ends_at", Hours.ORDER))
    return found


def in_order(items: Sequence[Item]) -> list[Item]:
    """The same by the clock."""
    return sorted(items, key=lambda item: item.starts_at)


def of_rows(rows: Iterable[AgendaItem]) -> list[Item]:
    """Stored items as values."""
    return [Item(r.starts_at, r.ends_at, r.title, r.officer_id, r.speaker, r.place) for r in rows]


def as_kept(items: Sequence[Item], start: dt.datetime) -> list[list[Any]]:
    """As JSON for the history, reckoned from `start`: [begin, end (minutes), title, officer's id,
    speaker, place]. So an earlier state can be put back after the visit has moved.
    """  # fmt: skip
    return [
        [
            _minutes(item.starts_at - start),
            _minutes(item.ends_at - start),
            item.title,
            item.officer_id,
            item.speaker,
            item.place,
        ]
        for item in items
    ]


def from_kept(rows: Sequence[Sequence[Any]], start: dt.datetime) -> list[Item]:
    """What `as_kept` gave, in a session that begins at `start`."""
    return [
        Item(
            starts_at=start + dt.timedelta(minutes=begin),
            ends_at=start + dt.timedelta(minutes=end),
            title=title,
            officer_id=officer,
            speaker=speaker,
            place=place,
        )
        for begin, end, title, officer, speaker, place in rows
    ]


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds()) // 60
