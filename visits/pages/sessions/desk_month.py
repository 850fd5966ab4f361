"""Choosing sessions on the desk: a month in which each says whether it can be had, or why not.

The month stands in the form that sends the choice (templates/desk/choose_sessions.html): one
session by radio buttons, several by boxes, whose order is that of choosing. Without JavaScript a
press on another month sends the form, which comes back with everything typed; with it the month
alone is fetched.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.availability import Schedule
from scheduling.models import BookingRules, Reservation
from scheduling.slots import WAITABLE, Slot, SlotId
from visits.pages.sessions.months import Month, date_from, last_of, month_table
from visits.pages.sessions.picking import kept_in_order, slots_by_id
from visits.phrases import why_not

# Staff may go over the horizon with a reason: so many days ahead they can look at the least.
_AHEAD = dt.timedelta(days=180)
_BEYOND = dt.timedelta(days=60)
# Presses within the choosing, which send the form but mean to choose on.
PRESSES = frozenset({"month", "first", "remove"})


class Mark(StrEnum):
    """What can be done with a session: `soft` with a reason, `wait` for its full week."""

    FREE = "free"
    SOFT = "soft"
    WAIT = "wait"
    SHUT = "shut"


@dataclass(frozen=True)
class Cell:
    """One session of the month: its mark, the words of it, and its rank among the choices or 0."""

    slot: Slot
    mark: Mark
    words: str
    rank: int

    @property
    def choosable(self) -> bool:
        """Whether it has a button: it can be had, or was chosen when it could."""
        return self.mark is not Mark.SHUT or self.rank > 0


@dataclass(frozen=True)
class DayCells:
    """A day's sessions; `shut` says why where none of them can be had, for one same reason."""

    date: dt.date
    cells: Sequence[Cell]
    shut: str


@dataclass(frozen=True)
class Chooser:
    """What a form asks: its field's `name`, up to `most` sessions, for so many `people`.

    A place of `owner` counts as free; `reference` is its visit's, for the months to come.
    `may_wait`: also a session of a full week, to wait for it. `current` is the session it has.
    `key` tells two of one page apart.
    """

    name: str
    most: int
    people: int
    now: dt.datetime
    owner: str = ""
    reference: str = ""
    current: str = ""
    may_wait: bool = False
    key: str = "sesi"

    @property
    def address(self) -> str:
        """Where another month of the same is to be had."""
        asked: dict[str, str | int] = {"nama": self.name, "banyak": self.most, "kunci": self.key}
        if self.reference:
            asked["kunjungan"] = self.reference
        if self.may_wait:
            asked["tunggu"] = 1
        return f"{reverse('desk-sessions')}?{urlencode(asked)}"


@dataclass(frozen=True)
class Choosing:
    """The month as it is shown: `weeks` of days, what is chosen, and which of it lies elsewhere."""

    chooser: Chooser
    month: Month
    weeks: list[list[DayCells | None]]
    chosen: list[Slot]
    several_rooms: bool
    marks: frozenset[Mark]

    @property
    def elsewhere(self) -> list[Slot]:
        """What is chosen in another month."""
        first = self.month.first
        return [slot for slot in self.chosen if slot.date.replace(day=1) != first]


def picks_in(data: QueryDict, name: str) -> list[str]:
    """The sessions that a sent form chose, by preference; unticking one takes it away."""
    shown = date_from(data.get("shown_month"))
    prefix = f"{shown:%Y-%m}-" if shown else "-"
    return kept_in_order(
        data, data.getlist("picked"), name=name, shown=lambda pick: pick.startswith(prefix)
    )


def choosing_of(chooser: Chooser, picks: Sequence[str], month: str | None = None) -> Choosing:
    """The month asked for (`2026-12`), or of the first choice, of its session, or the first open.

    Eight queries at most.
    """
    now = chooser.now
    today = timezone.localdate(now)
    horizon = dt.timedelta(days=BookingRules.load().horizon_days)
    lowest = today.replace(day=1)
    highest = (today + max(_AHEAD, horizon + _BEYOND)).replace(day=1)
    chosen = slots_by_id(picks, people=chooser.people, now=now, owner=chooser.owner)
    day = date_from(month) or (chosen[0].date if chosen else _ahead(chooser.current, today))
    first = min(max((day or today).replace(day=1), lowest), highest)
    found = _load(chooser, first, picks)
    if day is None and not any(cell.mark is Mark.FREE for cell in found.values()):
        # Nothing can be had any more this month, at least not without a reason.
        first = (first + dt.timedelta(days=32)).replace(day=1)
        found = _load(chooser, first, picks)
    table = month_table(
        first, [cell.slot for cell in found.values()], lowest=lowest, highest=highest
    )
    weeks = [
        [_day(day.date, [found[str(s)] for s in day.slots], today) if day else None for day in week]
        for week in table.weeks
    ]
    return Choosing(
        chooser=chooser,
        month=table,
        weeks=weeks,
        chosen=chosen,
        several_rooms=len({cell.slot.room_id for cell in found.values()}) > 1,
        marks=frozenset(cell.mark for cell in found.values()),
    )


def _ahead(current: str, today: dt.date) -> dt.date | None:
    """The day of the session it has, where that is still to come."""
    day = SlotId.parse(current).date if current else None
    return day if day and day >= today else None


def _load(chooser: Chooser, first: dt.date, picks: Sequence[str]) -> Mapping[str, Cell]:
    """The month's sessions by their ids; four queries at most."""
    last = last_of(first)
    schedule = Schedule.load(first=first, last=last, now=chooser.now)
    held = {
        place.slot_id
        for place in Reservation.objects.filter(
            state=Reservation.State.HOLD, date__range=(first, last)
        ).select_related("room")
    }
    ranks = {pick: rank for rank, pick in enumerate(picks, start=1)}
    slots = schedule.slots(people=chooser.people, ignore_owner=chooser.owner)
    ruled = schedule.slots(people=chooser.people, ignore_owner=chooser.owner, overrule=True)
    cells = {}
    for slot, hard in zip(slots, ruled, strict=True):
        cells[str(slot)] = Cell(
            slot, *_answer(chooser, slot, hard, held=held), rank=ranks.get(str(slot), 0)
        )
    return cells


def _answer(chooser: Chooser, slot: Slot, hard: Slot, *, held: set[str]) -> tuple[Mark, str]:
    """What can be done with it, and why not; `hard` is the same without the rules of staff."""
    if str(slot) == chooser.current:
        return Mark.SHUT, _("Its session now")
    if slot.available:
        return Mark.FREE, _("Free")
    if hard.available:
        return Mark.SOFT, why_not.in_short_for_staff(slot)
    if chooser.may_wait and hard.reason in WAITABLE:
        return Mark.WAIT, why_not.in_short_for_staff(hard)
    if str(slot) in held and hard.reason not in ("closed", "too_late"):
        return Mark.SHUT, _("Held")
    return Mark.SHUT, why_not.in_short_for_staff(hard)


def _day(date: dt.date, cells: Sequence[Cell], today: dt.date) -> DayCells:
    if date < today or not cells:
        return DayCells(date, [], "")
    shut = {cell.words for cell in cells if not cell.choosable}
    alike = len(shut) == 1 and not any(cell.choosable for cell in cells)
    return DayCells(date, [] if alike else cells, shut.pop() if alike else "")
