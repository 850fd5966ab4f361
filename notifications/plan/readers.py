"""Every letter that there is, and what kind of reader it is for."""

from notifications.plan.reminders import REMINDERS
from notifications.plan.table import PLAN, To


def readers() -> dict[str, To]:
    """Every letter by its name, in the order of the plan, and who reads it."""
    lines = [(line.template, line.to) for planned in PLAN.values() for line in planned]
    lines += [(template, to) for reminder in REMINDERS for to, template in reminder.lines]
    return dict(lines)
