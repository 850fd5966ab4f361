"""What is ready when somebody decides on a visit: sessions as they stand, reasons, suggestions."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from scheduling.alternatives import alternatives
from scheduling.availability import Schedule, WeekState
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
# What delegations most often leave out.
MISSING = {
    "surat": gettext_lazy("The official letter, signed and with its number."),
    "tugas": gettext_lazy("The assignment letter (surat tugas)."),
    "peserta": gettext_lazy("The names and positions of everybody who comes."),
}
_PROPOSED_AT_ONCE = 3


@dataclass(frozen=True)
class Choice:
    """A session that was asked for, as it stands now for this very visit."""

    number: int
    slot: Slot | None
    slot_id: str
    held: bool

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
    def ready(self) -> list[str]:
        """What a proposal begins with: the nearest few."""
        return [str(slot.id) for slot in self.others[:_PROPOSED_AT_ONCE]]


def sessions_for(visit: Visit, session: Session | None, now: dt.datetime) -> Sessions:
    """Both lists; what the visit holds itself counts as free. Thirteen queries at most."""
    held = session.slot_id if session and not session.given_back else ""
    ids = list(dict.fromkeys([*visit.preferred_slots, *([held] if held else [])]))
    slots = [SlotId.parse(text) for text in ids]
    dates = [slot.date for slot in slots]
    schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    found = [
        Choice(
            number=number,
            slot=schedule.slot(slot, people=visit.people, ignore_owner=visit.owner_key),
            slot_id=str(slot),
            held=str(slot) == held,
        )
        for number, slot in enumerate(slots, start=1)
    ]
    mondays = {monday_of(date) for date in dates}
    others = alternatives(
        near=slots[0], people=visit.people, now=now, limit=8, ignore_owner=visit.owner_key
    )
    return Sessions(
        choices=found,
        others=[slot for slot in others if str(slot.id) not in ids][:5],
        weeks=[week for week in schedule.weeks() if week.starts_on in mondays],
    )
