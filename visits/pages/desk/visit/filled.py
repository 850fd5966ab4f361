"""Which button of a visit's page is the filled one: what is next, as the visit stands now."""

from collections.abc import Collection
from enum import StrEnum

from scheduling.slots import Reason
from visits.life.table import Action
from visits.models import Assignment, Status, Visit
from visits.pages.desk.visit.decision import Sessions


class Filled(StrEnum):
    """The button, by what it does."""

    APPROVE = "approve"
    PROPOSE = "propose"
    MOVE = "move"
    OFFICERS = "officers"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    NOTHING = ""


def filled_for(
    visit: Visit,
    actions: Collection[Action],
    *,
    sessions: Sessions,
    receiving: Assignment | None,
    today: bool,
    date_over: bool,
) -> Filled:
    """The one button to fill in the bar, or none where it is not the house's turn.

    `receiving` is who comes to receive them, `today` whether their day has come, `date_over`
    whether it came undecided: then what ends that stands above with a button of its own.
    """
    if date_over or visit.status == Status.PROPOSED:
        return Filled.NOTHING
    held = next((choice for choice in sessions.choices if choice.held), None)
    closed = held is not None and (held.slot is None or held.slot.reason is Reason.CLOSED)
    if Action.APPROVE in actions:
        if sessions.best:
            return Filled.APPROVE
        return Filled.MOVE if closed and Action.RESCHEDULE in actions else Filled.PROPOSE
    if Action.COMPLETE in actions:
        return Filled.DEPARTURE
    if Action.CHECK_IN in actions and today:
        return Filled.ARRIVAL
    if closed and Action.RESCHEDULE in actions:
        return Filled.MOVE
    if receiving is None and Action.ASSIGN in actions and not visit.wished_slots:
        return Filled.OFFICERS
    return Filled.NOTHING
