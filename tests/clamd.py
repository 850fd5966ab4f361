"""A stand-in for ClamAV's clamd: its protocol over a real socket, with faults to order.

It finds EICAR's test string alone. https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# In two parts, so that no scanner finds it in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = "ClamAV 1.4.3/27450/Sun Nov 22 08:35:38 2026"


@dataclass
class Clamd:
    """One that runs; `says` replaces its verdicts, `silent` and `drips` keep its word back."""

    address: str
    version: str = VERSION
    most: int = 25 * 1024 * 1024
    says: bytes | None = None
    silent: bool = False
    drips: bool = False
    seen: list[bytes] = field(default_factory=list)
    heard: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Answer one after the other until it is over."""
        while True:
            try:
                connection, _where = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as asked:
            command = b""
            while not command.endswith(b"\0"):
                command += asked.read(1)
            if command == b"zVERSION\0":
                connection.sendall(self.version.encode() + b"\0")
                return
            assert command == b"zINSTREAM\0"
            content = self._stream(asked)
            if self.silent:
                self.over.wait(30)
                return
            if self.drips:
                while not self.over.wait(0.05):
                    connection.sendall(b"s")
                return
            connection.sendall(self._verdict(content) + b"\0")

    def _stream(self, asked) -> bytes | None:  # type: ignore[no-untyped-def]
        content = b""
        while (length := struct.unpack("!I", asked.read(4))[0]) != 0:
            if len(content) + length > self.most:
                return None  # and hangs up on what is still to come
            content += asked.read(length)
        self.seen.append(content)
        self.heard.set()
        return content

    def _verdict(self, content: bytes | None) -> bytes:
        if content is None:
            return b"INSTREAM size limit exceeded. ERROR"
        if self.says is not None:
            return self.says
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


@contextmanager
def running(folder: Path | None = None) -> Iterator[Clamd]:
    """By a socket in that folder, else by TCP on loopback."""
    if folder is None:
        listener = socket.create_server(("127.0.0.1", 0))
        clamd = Clamd(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(folder / "clamd.ctl"))
        listener.listen()
        clamd = Clamd(f"unix:{folder / 'clamd.ctl'}")
    thread = threading.Thread(target=clamd.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        clamd.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
