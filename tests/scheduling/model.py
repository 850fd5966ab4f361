"""A week's places as a plain model in memory: what the engine must agree with, and nothing more.

It knows sessions, people, capacities and closures as sets and dictionaries, and decides by
looking at them; no database, no lock, no query.
"""

import datetime as dt
from dataclasses import dataclass, field

from scheduling.weeks import monday_of

Key = tuple[dt.date, dt.time, str]


@dataclass
class Model:
    """Who is where: `places` by owner, `together` the owners of a joint visit, first the holder."""

    limit: int
    sessions: set[Key]
    capacity: dict[dt.date, int]
    closed: set[dt.date] = field(default_factory=set)
    places: dict[str, Key] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    together: dict[str, list[str]] = field(default_factory=dict)
    booked: set[str] = field(default_factory=set)

    def holder(self, owner: str) -> str:
        """Who holds the place that `owner` has a part in."""
        return next((h for h, owners in self.together.items() if owner in owners), owner)

    def party(self, owner: str) -> list[str]:
        """Everybody in the place of `owner`."""
        return self.together.get(self.holder(owner), [owner])

    def taken(self, monday: dt.date) -> int:
        """Places of the week that are taken."""
        return sum(monday_of(key[0]) == monday for key in self._held().values())

    def _held(self) -> dict[str, Key]:
        return {o: key for o, key in self.places.items() if self.holder(o) == o}

    def why_not(self, key: Key, people: int, *, instead_of: str = "") -> str | None:
        """The reason against `key`, or None; the place held by `instead_of` counts as free."""
        monday = monday_of(key[0])
        held = {o: k for o, k in self._held().items() if o != instead_of}
        own = self.places.get(instead_of)
        same_week = own is not None and monday_of(own[0]) == monday
        if key not in self.sessions or key[0] in self.closed or self.capacity[monday] == 0:
            return "slot_closed"
        if not same_week and self.taken(monday) >= self.capacity[monday]:
            return "week_full"
        if key in held.values():
            return "slot_taken"
        if people > self.limit:
            return "too_many_people"
        return None

    def leave(self, owner: str) -> None:
        """Take `owner` out; whoever joined first holds the place on."""
        holder = self.holder(owner)
        party = self.together.pop(holder, [owner])
        rest = [one for one in party if one != owner]
        if rest:
            self.together[rest[0]] = rest
            if holder in self.booked:
                self.booked.discard(holder)
                self.booked.add(rest[0])
            if len(rest) == 1:
                del self.together[rest[0]]
        self.booked.discard(owner)
        del self.places[owner]
