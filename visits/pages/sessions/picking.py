"""Choosing up to three sessions from a month: for a new request, and to move a visit.

Every press sends all that is ticked, so nothing needs JavaScript and nothing ticked is lost; who
uses this keeps the choices (`picks`, ids of sessions by preference) between two presses.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from scheduling.availability import Schedule
from scheduling.slots import Slot, SlotId
from visits.pages.sessions.months import Month, can_wait, date_from, month_of
from visits.pages.sessions.room_size import largest_room
from visits.phrases import why_not

MOST_PICKS = 3


@dataclass(frozen=True)
class Choice:
    """A session in the open day's list: its why-not, and its rank among the choices (0: none).

    `fourth`: it could be had, but for the three that are chosen.
    """

    slot: Slot
    why_not: str
    choosable: bool
    rank: int
    fourth: bool = False


@dataclass(frozen=True)
class Picker:
    """Who chooses: so many people; a place of `owner` counts as free for it.

    `current` is the session it has already, which is not to be chosen again; `may_wait` says
    whether a session in a full week may be chosen to wait for.
    """

    people: int
    now: dt.datetime
    owner: str = ""
    current: str = ""
    may_wait: bool = True

    def slots(self, ids: Sequence[str]) -> list[Slot]:
        """The sessions of these ids, as they stand now; unknown ones are left out."""
        return slots_by_id(ids, people=self.people, now=self.now, owner=self.owner)

    def can_choose(self, slot: Slot) -> bool:
        """Whether it can be had, or waited for where that is of use."""
        if str(slot) == self.current:
            return False
        return can_wait(slot) if self.may_wait else slot.available

    def picks_after(self, data: QueryDict, picks: Sequence[str]) -> tuple[list[str], str]:
        """The choices after a press, in order, and what to say about it (empty: all is well)."""
        shown = set(data.getlist("shown"))
        kept = kept_in_order(data, picks, name="slot", shown=shown.__contains__)
        added = set(kept) - set(picks)
        free = {str(s.id) for s in self.slots(sorted(added)) if self.can_choose(s)}
        problem = ""
        if added - free:
            problem = gettext("This session can no longer be chosen. Please choose another one.")
        kept = [pick for pick in kept if pick in free or pick not in added]
        if len(kept) > MOST_PICKS:
            problem = gettext("Three sessions at the most. Remove one before you add another.")
        return kept[:MOST_PICKS], problem

    def page(self, request: HttpRequest, picks: Sequence[str]) -> dict[str, Any]:
        """What parts/choose_sessions.html shows: the month, the open day, the choices so far."""
        chosen = self.slots(picks)
        open_day = date_from(request.POST.get("open_day") or request.GET.get("hari"))
        if open_day is None and "bulan" not in request.GET and chosen:
            open_day = chosen[0].date
        asked = open_day or date_from(request.GET.get("bulan"))
        # Who moves looks around the day they have.
        if asked is None and self.current:
            asked = SlotId.parse(self.current).date
        month = month_of(
            asked,
            people=self.people,
            now=self.now,
            today=timezone.localdate(self.now),
            owner=self.owner,
        )
        limit = largest_room()
        return {
            "people": self.people,
            "limit": limit,
            "too_many": self.people > limit > 0,
            "month": month,
            "open_day": open_day,
            "choices": self._choices(month, open_day, picks),
            "chosen": chosen,
            "would_hold": would_hold(chosen),
            "spare": range(len(chosen) + 1, MOST_PICKS + 1),
            "may_wait": self.may_wait,
        }

    def _choices(self, month: Month, day: dt.date | None, picks: Sequence[str]) -> list[Choice]:
        shown = month.day(day)
        if shown is None:
            return []
        ranks = {pick: rank for rank, pick in enumerate(picks, start=1)}
        return [self._choice(slot, ranks) for slot in shown.slots]

    def _choice(self, slot: Slot, ranks: Mapping[str, int]) -> Choice:
        rank = ranks.get(str(slot), 0)
        fourth = len(ranks) >= MOST_PICKS and not rank and self.can_choose(slot)
        if str(slot) == self.current:
            words = gettext("Your session now")
        elif fourth:
            words = gettext("Three are chosen: remove one first")
        else:
            words = why_not.in_short(slot)
        return Choice(
            slot=slot,
            why_not=words,
            choosable=bool(rank) or (self.can_choose(slot) and not fourth),
            rank=rank,
            fourth=fourth,
        )


def kept_in_order(
    data: QueryDict, picks: Sequence[str], *, name: str, shown: Callable[[str], bool]
) -> list[str]:
    """The choices after a press: of `picks` those not unticked, then what was ticked besides.

    `shown` says of a session whether it had a box (called `name`) on the page; the press on
    `remove` takes one away, that on `first` puts one before the others.
    """
    ticked = data.getlist(name)
    kept = [pick for pick in picks if pick in ticked or not shown(pick)]
    kept += [tick for tick in dict.fromkeys(ticked) if tick not in kept]
    remove, first = data.get("remove"), data.get("first")
    kept = [pick for pick in kept if pick != remove]
    if first in kept:
        kept = [first, *(pick for pick in kept if pick != first)]
    return kept


def would_hold(chosen: Sequence[Slot]) -> Slot | None:
    """The open session that is taken although one to wait for is chosen too, or None."""
    if not any(slot.waitable for slot in chosen):
        return None
    return next((slot for slot in chosen if slot.available), None)


def slots_by_id(
    ids: Sequence[str], *, people: int, now: dt.datetime, owner: str = ""
) -> list[Slot]:
    """The sessions of these ids, in their order, as they stand now; unknown ones are left out."""
    dates = []
    for text in ids:
        try:
            dates.append(SlotId.parse(text).date)
        except ValueError:
            continue
    if not dates:
        return []
    today = timezone.localdate(now)
    # Ids come from outside: the work grows with the days between the first and the last.
    dates = [date for date in dates if abs((date - today).days) < 1000]
    if not dates:
        return []
    schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    found = {str(s.id): s for s in schedule.slots(people=people, ignore_owner=owner)}
    return [found[text] for text in ids if text in found]


def turned_to(data: QueryDict, here: str) -> str | None:
    """The address that a press within the choosing leads to, or None where it meant to go on."""
    if day := date_from(data.get("day")):
        return f"{here}?hari={day}#hari"
    if month := date_from(data.get("month")):
        return f"{here}?bulan={month:%Y-%m}"
    if {"remove", "first", "update"} & set(data):
        open_day = date_from(data.get("open_day"))
        return f"{here}?hari={open_day}#pilihan" if open_day else f"{here}#pilihan"
    return None
