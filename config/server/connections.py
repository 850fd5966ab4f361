"""What the system's network stack bounds for us: a reader that stands still is cut off."""

import os
import socket
from contextlib import suppress
from pathlib import Path

# A connection whose reader has taken nothing for so long is ended by the kernel.
MOST_MILLISECONDS = 60_000
# What the kernel holds of an answer for one reader (it doubles the number). By itself it would take
# megabytes, and call an answer sent of which nothing was read.
SEND_BUFFER = 128 * 1024


def bound() -> None:
    """Bound the connections that this process will accept, where the system can (Linux).

    Called with the first request: the server listens only once it has called every hook.
    """
    with suppress(OSError):
        for entry in list(Path("/proc/self/fd").iterdir()):
            with suppress(OSError, ValueError):
                _bound(int(entry.name))


def _bound(fd: int) -> None:
    with socket.socket(fileno=os.dup(fd)) as found:
        if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            # Connections that are accepted inherit both.
            found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, MOST_MILLISECONDS)
