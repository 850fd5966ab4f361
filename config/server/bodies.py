"""A request's body, read before anyone works on it: bounded in octets, in time, and in number.

A body that comes at once costs nothing here. One that does not must keep to a rate; only so many
of those are waited for, and they hold memory or disk up to a bound, but never a thread.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable
from tempfile import SpooledTemporaryFile

from config.server.refusals import Refusal

KIB, MIB = 1024, 1024 * 1024

# So long anyone may take, and then the rate counts: a telephone at the edge of its network manages
# it. In all, no body takes longer than MOST_SECONDS.
GRACE_SECONDS = 10.0
LEAST_OCTETS_A_SECOND = 4 * KIB
MOST_SECONDS = 600.0
# From here on a body is slow.
SLOW_AFTER_SECONDS = 1.0
MOST_SLOW = 200
MOST_SLOW_OF_A_NETWORK = 20
# What all bodies of this process hold together, and from where on one goes to disk.
MOST_OCTETS_HELD = 192 * MIB
MOST_OCTETS_IN_MEMORY = 256 * KIB
# What is refused is read on up to this, so that its sender hears why (RFC 9112, 9.6).
MOST_OCTETS_DRAINED = MIB
MOST_SECONDS_DRAINED = 2.0

Body = SpooledTemporaryFile[bytes]


class Bodies:
    """All bodies that are being read or worked on in this process."""

    def __init__(self, most_octets: int) -> None:
        """`most_octets` is the largest body that any page takes."""
        self.most_octets = most_octets
        self.held = 0
        self._slow: Counter[str] = Counter()

    async def read(
        self, source: AsyncIterable[bytes], length: int | None, network: str, *, waits: bool = False
    ) -> tuple[Body, int]:
        """The body of `length` octets (None: unknown), rewound, and its size.

        Whoever `waits` (Expect: 100-continue) has sent nothing yet that would be read on.
        Raises Refusal: 413 too large, 408 too slow, 429 or 503 too many slow ones, 503 too much
        held, 400 broken off. Whoever gets a body calls `release` with its size once done.
        """
        if length is not None and length > self.most_octets:
            if not waits:
                await self._drain(source)
            raise Refusal(413)
        body: Body = SpooledTemporaryFile(MOST_OCTETS_IN_MEMORY)  # noqa: SIM115 - the caller's
        slow = _Slow(self._slow, network)
        loop = asyncio.get_running_loop()
        began, size = loop.time(), 0
        timer = None
        try:
            async with asyncio.timeout(GRACE_SECONDS) as limit:
                timer = loop.call_later(SLOW_AFTER_SECONDS, slow.begin, limit)
                async for chunk in source:
                    size += len(chunk)
                    self.held += len(chunk)
                    if size > self.most_octets:
                        await self._drain(source)
                        raise Refusal(413)
                    if self.held > MOST_OCTETS_HELD:
                        raise Refusal(503)
                    body.write(chunk)
                    allowed = GRACE_SECONDS + size / LEAST_OCTETS_A_SECOND
                    if not slow.refused:
                        limit.reschedule(began + min(allowed, MOST_SECONDS))
            if length is not None and size < length:
                raise Refusal(400)
        except BaseException as error:
            body.close()
            self.release(size)
            if isinstance(error, TimeoutError):
                raise Refusal(slow.refused or 408) from None
            if isinstance(error, OSError):  # the disk is full
                raise Refusal(503) from error
            raise
        finally:
            if timer:
                timer.cancel()
            slow.end()
        body.seek(0)
        return body, size

    def release(self, size: int) -> None:
        """Forget a body of `size` octets."""
        self.held -= size

    async def _drain(self, source: AsyncIterable[bytes]) -> None:
        left = MOST_OCTETS_DRAINED
        try:
            async with asyncio.timeout(MOST_SECONDS_DRAINED):
                async for chunk in source:
                    left -= len(chunk)
                    if left < 0:
                        return
        except TimeoutError:
            return


class _Slow:
    """One body's place among the slow ones, if it comes to that."""

    def __init__(self, all_slow: Counter[str], network: str) -> None:
        self._all, self._network = all_slow, network
        self._counted = False
        self.refused = 0

    def begin(self, limit: asyncio.Timeout) -> None:
        """Count it as slow, or end it where there are too many."""
        if self._all[self._network] >= MOST_SLOW_OF_A_NETWORK:
            self.refused = 429
        elif self._all.total() >= MOST_SLOW:
            self.refused = 503
        else:
            self._all[self._network] += 1
            self._counted = True
            return
        limit.reschedule(asyncio.get_running_loop().time())

    def end(self) -> None:
        """Count it no more."""
        if self._counted:
            self._all[self._network] -= 1
            if not self._all[self._network]:
                del self._all[self._network]
