"""What is measured of each program, ours and theirs alike."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.load.rest import busy, family, resident

# How a program comes to its database: the address of a database, as the program is told it.
Way = Callable[[str], str]


def straight(database: str) -> str:
    """As it is."""
    return database


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


# Seconds of a processor in a blink that are no work: a look at a queue, a heartbeat.
_IDLE = 0.02


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

    def rest(self) -> None:
        """Wait until it works no more, at the most ten seconds: what a round began is its own."""
        end, before = time.monotonic() + 10, -1.0
        while time.monotonic() < end and (now := self.worked()) - before > _IDLE:
            before = now
            time.sleep(0.3)
