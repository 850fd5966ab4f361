"""What can be had, and why not: the one place that knows whether a session is open.

A session follows from timetable, closures, rules and places; refusals, calendar cells, the API
and alternatives all show the answer that is computed here.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from scheduling.models import Closure, Reservation, Week
from scheduling.rules.rulebook import Rulebook
from scheduling.sessions.closed import closure_on
from scheduling.sessions.timetable import Session
from scheduling.sessions.working_days import add_working_days, days_off
from scheduling.slots import SOFT_REASONS, Reason, Slot, SlotId
from scheduling.taken import Places
from scheduling.weeks import days_of, monday_of, sunday_of, week_name

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WeekState:
    """A week as people see it.

    `held` is how many of the `taken` places may still lapse. `state`: `past` before this week;
    `closed` where no session is left open by closures, or nobody is received; `full`; else `open`.
    `bookable` and `waitable` say whether one of its sessions can be asked or waited for right now.
    """

    starts_on: dt.date
    name: str
    capacity: int
    taken: int
    held: int
    available: int
    state: Literal["open", "full", "closed", "past"]
    bookable: bool
    waitable: bool
    note: str
    overcommitted: bool


class Schedule:
    """The sessions of a range of local dates with their answers.

    Made by `load`; itself it knows the rules alone, and nothing counts as taken.
    `earliest` and `latest` are the first and last local date that lead time and horizon allow.
    """

    def __init__(
        self,
        *,
        first: dt.date,
        last: dt.date,
        now: dt.datetime,
        book: Rulebook,
    ) -> None:
        self.first, self.last, self.now, self.stamp = first, last, now, book.stamp
        rules = self.rules = book.rules
        self.zone: ZoneInfo = rules.zone
        self.today: dt.date = now.astimezone(self.zone).date()
        # Beyond `last` too, since lead time is counted in days on which the house is open.
        closures = book.closures_from(min(monday_of(first), self.today))
        self._is_off = days_off(closures)
        self.earliest: dt.date = add_working_days(
            self.today, rules.lead_working_days, is_off=self._is_off
        )
        self.latest: dt.date = self.today + dt.timedelta(days=rules.horizon_days)
        self._closures = closures
        self._whole_weeks = {"first": monday_of(first), "last": sunday_of(last)}
        self._sessions = book.sessions
        self._capacities = book.capacities
        self._places = Places()

    @classmethod
    def load(
        cls,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        now: dt.datetime,
        rooms: bool = True,
        marked: tuple[Rulebook, int | None] | None = None,
    ) -> "Schedule":
        """What is so at this moment from `first` (or today) to `last` (or the horizon).

        One query; three more where rules have changed since this process last read them, two
        where places have. Without `rooms` sessions may count as free, which saves one: for whoever
        will `see_places_again`. `marked` is what Rulebook.with_places gave just now. Whoever
        takes dates from outside bounds them: the work grows with the number of days.
        """
        book, stamp = marked or Rulebook.with_places()
        today = now.astimezone(book.rules.zone).date()
        first = first or today
        last = last or today + dt.timedelta(days=book.rules.horizon_days)
        schedule = cls(first=first, last=last, now=now, book=book)
        schedule._places = Places.load(**schedule._whole_weeks, rooms=rooms, stamp=stamp)
        return schedule

    @classmethod
    def last_seen(cls, *, first: dt.date, last: dt.date, now: dt.datetime) -> "Schedule":
        """As this process last saw it, which may be old; no query, once it has read the rules."""
        schedule = cls(first=first, last=last, now=now, book=Rulebook.remembered())
        schedule._places = Places.last_seen()
        return schedule

    def see_places_again(self, weeks: Iterable[Week]) -> None:
        """Forget what was taken and read it anew, `weeks` as the caller locked them."""
        self._places = Places.of(weeks, **self._whole_weeks)

    def count_in(self, places: Iterable[Reservation]) -> None:
        """Take `places`, active ones of the whole range, as what is taken: no query."""
        self._places = Places.among(self._places.weeks, places)

    def stored(self, monday: dt.date) -> Week | None:
        """That week's own row, where somebody asked for it already."""
        return self._places.weeks.get(monday)

    def by_rule(self, monday: dt.date) -> int:
        """How many places that week has by the rules."""
        return self._capacities.of(monday)

    @property
    def next_working_day(self) -> dt.date:
        """The first working day after today."""
        return add_working_days(self.today, 1, is_off=self._is_off)

    def new_weeks(self, mondays: Iterable[dt.date]) -> list[Week]:
        """Rows for those of the weeks that nobody asked for yet, in the order given."""
        return [
            Week(starts_on=monday, capacity=self._capacities.of(monday))
            for monday in mondays
            if monday not in self._places.weeks
        ]

    # --- Sessions -----------------------------------------------------------------------------

    def slots(
        self, *, people: int = 1, ignore_owner: str = "", overrule: bool = False
    ) -> list[Slot]:
        """All sessions from `first` to `last` in order, for a delegation of `people`.

        A place held by `ignore_owner` counts as free, as when it moves; with `overrule` the rules
        that staff may go over count as kept.
        """
        return [
            slot
            for n in range((self.last - self.first).days + 1)
            for slot in self._of_day(
                self.first + n * ONE_DAY, people=people, ignore=ignore_owner, overrule=overrule
            )
        ]

    def slot(
        self,
        slot_id: SlotId,
        *,
        people: int = 1,
        ignore_owner: str = "",
        overrule: bool = False,
    ) -> Slot | None:
        """One session of the range, as in `slots`; None where that day has no such session."""
        session = self._sessions.find(slot_id)
        if session is None:
            return None
        return self._answer(session, slot_id, people=people, ignore=ignore_owner, overrule=overrule)

    def closed_by(self, slot_id: SlotId) -> Closure | None:
        """The closure that lies on that session of the range, if any."""
        session = self._sessions.find(slot_id)
        return self._closure(session, slot_id.date) if session else None

    def of_day(self, day: dt.date, *, people: int = 1) -> list[Slot]:
        """The sessions of one day of the range, in order, for a delegation of `people`."""
        return list(self._of_day(day, people=people, ignore="", overrule=False))

    def begins_of_day(self, day: dt.date, *, ignore_owner: str) -> Iterable[Sequence[Session]]:
        """The sessions of one day of the range that begin together, by the codes of their rooms.

        None of them is judged; there are none where week or day are full, or the house is closed.
        """
        monday = monday_of(day)
        week_full = self._taken(monday) >= self._capacity(monday)
        mine = ignore_owner and any(r.owner == ignore_owner for r in self._places.of_week(monday))
        if (week_full and not mine) or self._day_is_full(day, ignore_owner) or self._is_off(day):
            return ()
        return self._sessions.by_begin(day).values()

    def _of_day(self, day: dt.date, *, people: int, ignore: str, overrule: bool) -> Iterator[Slot]:
        for session in self._sessions.of(day):
            yield self._answer(
                session, session.on(day), people=people, ignore=ignore, overrule=overrule
            )

    def _answer(
        self, session: Session, slot_id: SlotId, *, people: int, ignore: str, overrule: bool
    ) -> Slot:
        starts_at = dt.datetime.combine(slot_id.date, session.starts_at, self.zone)
        closure = self._closure(session, slot_id.date)
        ends_at = dt.datetime.combine(slot_id.date, session.ends_at, self.zone)
        reasons = self._reasons(session, (starts_at, ends_at), people=people, ignore=ignore)
        if overrule:
            reasons = (reason for reason in reasons if reason not in SOFT_REASONS)
        reason = Reason.CLOSED if closure else next(reasons, None)
        if closure:
            note = closure.shown_name
        else:
            note = self._week_note(slot_id.date) if reason is Reason.CLOSED else ""
        return Slot(
            id=slot_id,
            starts_at=starts_at,
            ends_at=ends_at,
            room_id=session.room_id,
            room_name=session.room_name,
            people_limit=session.people_limit,
            reason=reason,
            note=note,
        )

    def _reasons(
        self,
        session: Session,
        hours: tuple[dt.datetime, dt.datetime],
        *,
        people: int,
        ignore: str,
    ) -> Iterator[Reason]:
        """Every reason against a session that no closure takes, the one to name first."""
        starts_at, ends_at = hours
        day, monday = starts_at.date(), monday_of(starts_at.date())
        if self._capacity(monday) == 0:
            yield Reason.CLOSED
        if day < self.earliest or starts_at <= self.now:
            yield Reason.TOO_SOON
        # Staff may go over the lead time, nobody over the clock (docs/decisions/0120).
        if ends_at <= self.now:
            yield Reason.TOO_LATE
        if day > self.latest:
            yield Reason.TOO_FAR
        mine = ignore and any(r.owner == ignore for r in self._places.of_week(monday))
        if not mine and self._taken(monday) >= self._capacity(monday):
            yield Reason.WEEK_FULL
        if self._day_is_full(day, ignore):
            yield Reason.DAY_FULL
        if any(
            r.room_id == session.room_id
            and r.starts_at < session.ends_at
            and r.ends_at > session.starts_at
            and (not ignore or r.owner != ignore)
            for r in self._places.by_date.get(day, ())
        ):
            yield Reason.SLOT_TAKEN
        if people > session.people_limit:
            yield Reason.TOO_MANY_PEOPLE

    def most_on(self, day: dt.date) -> int | None:
        """How many delegations that day takes; None where only the week counts."""
        return self._capacities.a_day(monday_of(day))

    def _day_is_full(self, day: dt.date, ignore: str) -> bool:
        limit = self.most_on(day)
        others = (r for r in self._places.by_date.get(day, ()) if not ignore or r.owner != ignore)
        return limit is not None and sum(1 for _ in others) >= limit

    def _closure(self, session: Session, day: dt.date) -> Closure | None:
        return closure_on(session, day, self._closures)

    # --- Weeks --------------------------------------------------------------------------------

    def weeks(self) -> list[WeekState]:
        """Every week that has a day in the range, whole, in order."""
        mondays = range((self._whole_weeks["last"] - self._whole_weeks["first"]).days // 7 + 1)
        return [self._week(self._whole_weeks["first"] + n * 7 * ONE_DAY) for n in mondays]

    def _week(self, monday: dt.date) -> WeekState:
        slots = [
            slot
            for day in days_of(monday)
            for slot in self._of_day(day, people=1, ignore="", overrule=False)
        ]
        capacity, taken = self._capacity(monday), self._taken(monday)
        state: Literal["open", "full", "closed", "past"]
        if monday < monday_of(self.today):
            state = "past"
        elif all(slot.reason is Reason.CLOSED for slot in slots):
            state = "closed"
        else:
            state = "full" if taken >= capacity else "open"
        closed_by = dict.fromkeys(slot.note for slot in slots if slot.reason is Reason.CLOSED)
        names = ", ".join(name for name in closed_by if name) if state == "closed" else ""
        return WeekState(
            starts_on=monday,
            name=week_name(monday),
            capacity=capacity,
            taken=taken,
            held=sum(r.state == Reservation.State.HOLD for r in self._places.of_week(monday)),
            available=max(0, capacity - taken),
            state=state,
            bookable=any(slot.available for slot in slots),
            waitable=any(slot.waitable for slot in slots),
            note=self._week_note(monday) or names,
            overcommitted=taken > capacity,
        )

    def _capacity(self, monday: dt.date) -> int:
        week = self._places.weeks.get(monday)
        return week.capacity if week else self._capacities.of(monday)

    def _taken(self, monday: dt.date) -> int:
        week = self._places.weeks.get(monday)
        return week.taken if week else 0

    def _week_note(self, day: dt.date) -> str:
        week = self._places.weeks.get(monday_of(day))
        return week.note if week else ""
