"""How many places a week has: by the rules from a week on, or by a number of its own."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from scheduling.database.contention import again
from scheduling.database.placing import rules_hold
from scheduling.models import CapacityRule, Week
from scheduling.places import lock_all_weeks, lock_weeks
from scheduling.weeks import monday_of

# Used only where the host has no rule for a week yet; domain.md: four delegations a week.
DEFAULT_CAPACITY = 4
LARGEST_CAPACITY = 100


@dataclass(frozen=True)
class CapacityRules:
    """The host's rules, each holding from its Monday until the next one's."""

    mondays: list[dt.date]
    rules: list[tuple[int, int | None]]

    @classmethod
    def load(cls) -> "CapacityRules":
        """All rules; one query."""
        rows = list(
            CapacityRule.objects.order_by("from_week").values_list(
                "from_week", "capacity", "daily_limit"
            )
        )
        return cls([row[0] for row in rows], [(row[1], row[2]) for row in rows])

    def of(self, week: dt.date) -> int:
        """The capacity of the week that begins on `week`, a Monday: delegations."""
        return self._rule(week)[0]

    def a_day(self, week: dt.date) -> int | None:
        """How many delegations one day of that week takes, or None: as many as have a session."""
        return self._rule(week)[1]

    def _rule(self, week: dt.date) -> tuple[int, int | None]:
        at = bisect_right(self.mondays, week)
        return self.rules[at - 1] if at else (DEFAULT_CAPACITY, None)


@again
def set_week_capacity(*, week: dt.date, capacity: int | None, note: str, now: dt.datetime) -> Week:
    """Give the week that begins on Monday `week` a capacity of its own, or (None) the rule's.

    Nobody is sent away: below what is taken the week is over-committed, and takes no more until
    places come back. Raises ValueError where `week` is no Monday or `capacity` not 0 to 100.
    """
    if monday_of(week) != week:
        raise ValueError("not a Monday")
    if capacity is not None and not 0 <= capacity <= LARGEST_CAPACITY:
        raise ValueError(f"capacity must be 0 to {LARGEST_CAPACITY}")
    with transaction.atomic():
        new = Week(starts_on=week, capacity=CapacityRules.load().of(week))
        [row] = lock_weeks([week], new=[new])
        # Those of now: whoever applies others later waits for this row.
        rules = CapacityRules.load()
        row.own_capacity = capacity
        row.capacity = rules.of(week) if capacity is None else capacity
        row.note, row.changed_at = note, now
        row.save(update_fields=["own_capacity", "capacity", "note", "changed_at"])
        return row


def lock_weeks_by_rule(
    mondays: Iterable[dt.date], *, new: Sequence[Week], stamp: int | None
) -> list[Week]:
    """Lock the weeks as places.lock_weeks does; those that are `new` have the rules' capacity.

    `stamp` is the mark of the rules that `new` were made by. Where others were applied before the
    row was there, nobody saw it: it gets theirs here. Whoever applies them later waits for it.
    """
    weeks = lock_weeks(mondays, new=new)
    if new and not rules_hold(stamp):
        _bring_to(CapacityRules.load(), weeks)
    return weeks


def most_without_raising(week: dt.date) -> int:
    """The most places the week that begins on Monday `week` can be given without a raise.

    That is what the rule says, or what the week has by a raise before.
    """
    stored = Week.objects.filter(starts_on=week).values_list("own_capacity", flat=True).first()
    return max(CapacityRules.load().of(week), stored or 0)


@again
def apply_capacity_rules() -> int:
    """Bring every week without a capacity of its own to the rules'; gives how many changed."""
    with transaction.atomic():
        weeks = lock_all_weeks()
        return _bring_to(CapacityRules.load(), weeks)


def _bring_to(rules: CapacityRules, weeks: Iterable[Week]) -> int:
    by_rule = [week for week in weeks if week.own_capacity is None]
    changed = [week for week in by_rule if week.capacity != rules.of(week.starts_on)]
    for week in changed:
        week.capacity = rules.of(week.starts_on)
        week.save(update_fields=["capacity"])
    return len(changed)
