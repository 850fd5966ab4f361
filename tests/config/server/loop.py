"""A loop of one's own: the thread of the tests may have one already, that of the browser."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def played(play: Callable[[], Coroutine[Any, Any, T]], *, within: float = 10) -> T:
    """What `play` gives, run in a new loop of another thread, within so many seconds."""

    async def bounded() -> T:
        return await asyncio.wait_for(play(), within)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(bounded())).result()
