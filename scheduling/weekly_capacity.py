"""How many places a week has by the rules, before anybody set a capacity of its own."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

from scheduling.models import CapacityRule

# Used only where the host has no rule for a week yet; domain.md: four delegations a week.
DEFAULT_CAPACITY = 4


@dataclass(frozen=True)
class CapacityRules:
    """The host's rules, each holding from its Monday until the next one's."""

    mondays: list[dt.date]
    capacities: list[int]

    @classmethod
    def load(cls) -> "CapacityRules":
        """All rules; one query."""
        rules = list(
            CapacityRule.objects.order_by("from_week").values_list("from_week", "capacity")
        )
        return cls([monday for monday, _ in rules], [capacity for _, capacity in rules])

    def of(self, week: dt.date) -> int:
        """The capacity of the week that begins on `week`, a Monday."""
        at = bisect_right(self.mondays, week)
        return self.capacities[at - 1] if at else DEFAULT_CAPACITY
