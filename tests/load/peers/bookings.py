"""Bookings by eight clients one after the other, and by sixty at once."""

from collections.abc import Sequence

from tests.load.ground import ROUNDS
from tests.load.peers.clients import CLIENTS, Rate, at_once, booking
from tests.load.peers.sides import Counter, Side
from tests.load.peers.table import Beside


def measure(ours: Side, theirs: Side) -> list[Beside]:
    """In rounds that alternate."""
    sides = [(side, side.counter) for side in (ours, theirs) if side.counter]
    for _, counter in sides:
        # What a process and its threads do once belongs to no round.
        first = [counter.plenty.pop(0) for _ in range(CLIENTS)]
        at_once(counter.address, counter.headers, first)
    rows = []
    for name, bodies in (
        ("into plenty", [counter.plenty for _, counter in sides]),
        ("into one count", [counter.one for _, counter in sides]),
    ):
        rates: list[list[Rate]] = [[], []]
        worked: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for n, (side, counter) in enumerate(sides):
                before = side.worked()
                rate = booking(counter.address, counter.headers, bodies[n])
                side.rest()
                worked[n].append((side.worked() - before) * 1000 / rate.sent)
                rates[n].append(rate)
        rows += [
            Beside(f"bookings {name}, a second", *([r.a_second for r in each] for each in rates)),
            Beside(f"p95 {name}, ms", *([r.p95 for r in each] for each in rates)),
            Beside(f"processor of a booking {name}, ms", *worked),
            Beside(f"refused {name}", *([float(r.refused) for r in each] for each in rates)),
        ]
    return [*rows, *_short([counter for _, counter in sides])]


def _short(counters: Sequence[Counter]) -> list[Beside]:
    """How many of sixty at once got one of four places, for each way in which both can be short."""
    rows = []
    for what in dict.fromkeys(what for counter in counters for what in counter.short):
        got = []
        for counter in counters:
            bodies = list(counter.short.get(what, ()))
            came = at_once(counter.address, counter.headers, bodies) if bodies else {}
            booked = sum(n for status, n in came.items() if status < 300)
            got.append([float(booked)] if bodies else [])
        rows.append(Beside(f"60 at once for 4 places {what}", *got, without="–"))
    return rows
