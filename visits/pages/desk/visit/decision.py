"""What is ready when somebody decides on a visit: sessions as they stand, reasons, suggestions."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from scheduling.alternatives import alternatives
from scheduling.availability import Schedule, WeekState
from scheduling.models import BookingRules
from scheduling.slots import SOFT_REASONS, Slot, SlotId
from scheduling.weeks import monday_of
from visits.models import Visit
from visits.queries.visits import Session

# Reasons for a decline, by the word under which a form sends them; the delegation reads them.
REASONS = {
    "pimpinan": gettext_lazy("All leaders are away that week."),
    "gedung": gettext_lazy("The building is closed for an event of the city."),
    "topik": gettext_lazy("The topic asked for is not handled by this office."),
    "penuh": gettext_lazy("All sessions of the weeks asked for are taken."),
}
# The same where the day asked for has come unanswered.
DATE_PASSED = {
    "lewat": gettext_lazy("The day that you asked for came before we answered. We apologise."),
}
# What delegations most often leave out.
_PROPOSED_AT_ONCE = 3


@dataclass(frozen=True)
class Choice:
    """A session that was asked for, as it stands now for this very visit.

    `shut` where approving it would be refused, whatever reason staff give: `slot` then says why.
    """

    number: int
    slot: Slot | None
    slot_id: str
    held: bool
    shut: bool

    @property
    def soft(self) -> bool:
        """Whether only a rule stands against it that staff may go over."""
        return self.slot is not None and self.slot.reason in SOFT_REASONS


@dataclass(frozen=True)
class Sessions:
    """The sessions asked for, those that could be had instead, and the weeks of the former."""

    choices: list[Choice]
    others: list[Slot]
    weeks: list[WeekState]

    @property
    def open(self) -> bool:
        """Whether one of those asked for may be approved."""
        return not all(choice.shut for choice in self.choices)

    @property
    def best(self) -> str:
        """The id of the one to approve without choosing: held for them, else the first free one."""
        held = (c.slot_id for c in self.choices if c.held and not c.shut)
        free = (c.slot_id for c in self.choices if c.slot and c.slot.available and not c.shut)
        return next(held, "") or next(free, "")

    @property
    def ready(self) -> list[str]:
        """What a proposal begins with: the nearest few."""
        return [str(slot.id) for slot in self.others[:_PROPOSED_AT_ONCE]]


def schedule_for(visit: Visit, session: Session | None, now: dt.datetime) -> Schedule:
    """Every day that its page speaks of: to the horizon, and whatever was asked for or proposed."""
    texts = [*visit.preferred_slots, *visit.proposed_slots, *([session.slot_id] if session else [])]
    days = [SlotId.parse(text).date for text in texts]
    rules = BookingRules.load()
    today = now.astimezone(rules.zone).date()
    horizon = today + dt.timedelta(days=rules.horizon_days)
    return Schedule.load(first=min([today, *days]), last=max([horizon, *days]), now=now)


def sessions_for(
    visit: Visit, session: Session | None, *, now: dt.datetime, schedule: Schedule
) -> Sessions:
    """Both lists; what the visit holds itself counts as free. `schedule` as in schedule_for."""
    held = session.slot_id if session and not session.given_back else ""
    ids = list(dict.fromkeys([*visit.preferred_slots, *([held] if held else [])]))
    slots = [SlotId.parse(text) for text in ids]
    dates = [slot.date for slot in slots]
    found = [
        _choice(slot, visit, schedule, number=number, held=session if str(slot) == held else None)
        for number, slot in enumerate(slots, start=1)
    ]
    mondays = {monday_of(date) for date in dates}
    others = alternatives(
        near=slots[0],
        people=visit.people,
        now=now,
        limit=8,
        ignore_owner=visit.owner_key,
        schedule=schedule,
    )
    return Sessions(
        choices=found,
        others=[slot for slot in others if str(slot.id) not in ids][:5],
        weeks=[week for week in schedule.weeks() if week.starts_on in mondays],
    )


def _choice(
    slot_id: SlotId, visit: Visit, schedule: Schedule, *, number: int, held: Session | None
) -> Choice:
    def found(*, overrule: bool) -> Slot | None:
        return schedule.slot(
            slot_id, people=visit.people, ignore_owner=visit.owner_key, overrule=overrule
        )

    hard = found(overrule=True)
    if held:
        # What they hold stays theirs to be approved, even where its timetable has changed.
        shut = held.ends_at <= schedule.now or schedule.closed_by(slot_id) is not None
    else:
        shut = hard is None or not hard.available
    return Choice(number, hard if shut else found(overrule=False), str(slot_id), bool(held), shut)
