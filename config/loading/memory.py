"""What glibc keeps for itself of the memory that Python gave back; nothing elsewhere.

It holds an arena for each thread, and returns only the end of each. The threads of a Python process
take turns anyway, so one arena does for all; and after work that is done for now, what lies free in
it goes back to the system.
"""

import ctypes
from contextlib import suppress

# Of malloc.h.
_M_ARENA_MAX = -8


def share_an_arena() -> None:
    """Let all threads that begin from now on, here and in processes made from this one, use one."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def give_back(**_signal: object) -> None:
    """Return to the system what lies free; about a millisecond."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
