"""What is measured of each program, ours and theirs alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.load.rest import busy, family, resident

# In which ways there can be only four places.
ONE_COUNT, FOUR_ROOMS = "of one count", "one in each of four rooms"


@dataclass(frozen=True)
class Calendar:
    """A feed of 500 events that a running program serves."""

    address: str
    # Changes one event as its people would; gives words that the feed says from then on.
    change: Callable[[], str]
    headers: Mapping[str, str] = field(default_factory=dict)
    # It goes on serving what it remembers after a change, except at an address that nobody read.
    stale: bool = False


@dataclass(frozen=True)
class Counter:
    """Where a running program takes bookings by `POST`; each body is used once."""

    address: str
    headers: Mapping[str, str]
    plenty: list[str]  # there is room for all of them
    one: list[str]  # likewise, but all compete for the same count
    # Each sixty for four places: of what there are only four, and the bodies.
    short: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """A running program: the process that made its others, and what of it is measured."""

    pid: int
    calendar: Calendar | None = None
    counter: Counter | None = None

    def held(self) -> float:
        """MB of all its processes; what they share is counted once."""
        return sum(map(resident, family(self.pid)))

    def worked(self) -> float:
        """Seconds of a processor that they have used so far, the database's not counted."""
        return busy(family(self.pid))
