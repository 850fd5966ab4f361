"""Whose turn it is: threads are few, and no network gets all of them.

Everything here runs in the event loop, so nothing is locked.
"""

import asyncio
from collections import Counter, OrderedDict, deque

from config.server.refusals import Refusal

# Requests of one network that wait for a thread, and of all.
MOST_WAITING_OF_A_NETWORK = 64
MOST_WAITING = 512
# Threads that one network leaves to the others.
LEFT_TO_OTHERS = 2


class Turns:
    """Gives out turns for `threads`: among networks that wait, one after the other."""

    def __init__(self, threads: int) -> None:
        self._free = threads
        self._most = max(1, threads - LEFT_TO_OTHERS)
        self._at_work: Counter[str] = Counter()
        # Networks in the order in which they are next.
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._count = 0

    async def take(self, network: str) -> None:
        """Wait for a turn; Refusal (429, 503) where too many wait already."""
        queue = self._waiting.get(network)
        if not queue and self._free and self._at_work[network] < self._most:
            self._begin(network)
            return
        if queue is not None and len(queue) >= MOST_WAITING_OF_A_NETWORK:
            raise Refusal(429)
        if self._count >= MOST_WAITING:
            raise Refusal(503)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(network, deque()).append(turn)
        self._count += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back(network)
            raise

    def give_back(self, network: str) -> None:
        """End a turn, and let the next begin."""
        self._free += 1
        self._at_work[network] -= 1
        if not self._at_work[network]:
            del self._at_work[network]
        self._next()

    def _begin(self, network: str) -> None:
        self._free -= 1
        self._at_work[network] += 1

    def _next(self) -> None:
        for network in list(self._waiting):
            if not self._free:
                return
            if self._at_work[network] >= self._most:
                continue
            queue = self._waiting[network]
            while queue:
                turn = queue.popleft()
                self._count -= 1
                if not turn.done():
                    self._begin(network)
                    turn.set_result(None)
                    break
            if queue:
                self._waiting.move_to_end(network)
            else:
                del self._waiting[network]


class Rate:
    """So many requests of a network in a time, with a reserve for who was quiet before."""

    def __init__(self, *, a_second: float, reserve: int, most_networks: int = 10_000) -> None:
        self._a_second, self._reserve, self._most = a_second, reserve, most_networks
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, network: str, now: float) -> bool:
        """Whether one more may be answered at `now` (seconds of a clock that only rises)."""
        left, since = self._left.pop(network, (float(self._reserve), now))
        left = min(self._reserve, left + (now - since) * self._a_second)
        if len(self._left) >= self._most:
            self._left.popitem(last=False)  # who was quiet longest
        good = left >= 1
        self._left[network] = (left - good, now)
        return good
