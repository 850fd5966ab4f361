"""What to do when changes get in each other's way: give way, and try again a few times.

Locks are taken in one order (docs/decisions/0003), so a deadlock is a surprise; a lock that is
waited for too long is not. PostgreSQL undoes the whole change of whoever gives way, so that it
can simply be made again.
"""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, transaction

P = ParamSpec("P")
R = TypeVar("R")

# The database cannot be asked, or gave up; whoever came may come again.
AWAY = (OperationalError, InterfaceError)

MOST_TRIES = 3
# Whoever came is answered within MOST_SECONDS. PostgreSQL waits LOCK_SECONDS for a lock (settings),
# so no try begins that could not end in time.
MOST_SECONDS, LOCK_SECONDS = 4, 1.5
# PostgreSQL, appendix A: serialization_failure, deadlock_detected, lock_not_available.
_GAVE_WAY = frozenset({"40001", "40P01", "55P03"})


def gave_way(error: BaseException) -> bool:
    """Whether the database undid a change only because another was under way."""
    return getattr(error.__cause__, "sqlstate", None) in _GAVE_WAY


def again(change: Callable[P, R]) -> Callable[P, R]:
    """Make `change`, which opens a transaction, again where it gave way: MOST_TRIES in all,
    the last of them begun so that it ends within MOST_SECONDS.

    Inside a transaction of the caller's it does nothing: that whole one would have to be repeated.
    Raises what the last try raised.
    """

    @functools.wraps(change)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        if transaction.get_connection().in_atomic_block:
            return change(*args, **kwargs)
        last_begin = time.monotonic() + MOST_SECONDS - LOCK_SECONDS
        for left in reversed(range(MOST_TRIES)):
            try:
                return change(*args, **kwargs)
            except OperationalError as error:
                if not left or not gave_way(error) or time.monotonic() > last_begin:
                    raise
            time.sleep(random.uniform(0.02, 0.1))  # noqa: S311 - spreads load, guards nothing
        raise AssertionError("unreachable")

    return tried
