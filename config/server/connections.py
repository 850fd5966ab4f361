"""What the system's network stack bounds for us: a reader that stands still is cut off."""

import os
import socket
from contextlib import suppress
from pathlib import Path

# A connection whose reader has taken nothing for so long is ended by the kernel.
MOST_MILLISECONDS = 60_000


def bound() -> None:
    """Bound the connections of this process's listening sockets, where the system can (Linux)."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None:
        return
    with suppress(OSError):
        for entry in list(Path("/proc/self/fd").iterdir()):
            with suppress(OSError, ValueError):
                _bound(int(entry.name), option)


def _bound(fd: int, option: int) -> None:
    with socket.socket(fileno=os.dup(fd)) as found:
        if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            # Connections that are accepted inherit it.
            found.setsockopt(socket.IPPROTO_TCP, option, MOST_MILLISECONDS)
