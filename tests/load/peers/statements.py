"""How many statements a booking takes: a way to PostgreSQL on which they are counted.

It counts what a program asks to be executed, in both ways that the protocol has (a text, or a
prepared statement), without what only opens and closes transactions.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median
from urllib.parse import urlsplit, urlunsplit

from tests.load.peers.clients import ask, at_once
from tests.load.peers.sides import Side
from tests.services import POSTGRES

_BOOKINGS = 9
# So many that each of our weeks has a visit: the first of a week takes six more.
_BEFORE = 60
# Codes in place of a protocol's version: may it be encrypted?
_ENCRYPTED = (80877103, 80877104)
_TRANSACTION = (b"BEGIN", b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE", b"START", b"END")


class Way:
    """Between a program and PostgreSQL; `seen` is how many statements went along so far."""

    def __init__(self) -> None:
        self.seen = 0
        self._lock = threading.Lock()
        told = urlsplit(POSTGRES)
        self._server = (told.hostname or "127.0.0.1", told.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))

    def to(self, database: str) -> str:
        """The address of a database by this way."""
        told = urlsplit(database)
        login = told.netloc.rpartition("@")[0]
        port = self._listening.getsockname()[1]
        return urlunsplit(told._replace(netloc=f"{login}@127.0.0.1:{port}"))

    def open(self) -> None:
        """Let programs through until it is closed."""
        with suppress(OSError):
            while True:
                self._start(self._pass, self._listening.accept()[0])

    def close(self) -> None:
        """Let nobody through any more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _start(self, *work: object) -> None:
        threading.Thread(target=work[0], args=work[1:], daemon=True).start()  # type: ignore[arg-type]

    def _pass(self, program: socket.socket) -> None:
        with program, socket.create_connection(self._server) as server, suppress(OSError):
            self._start(_copy, server, program)
            self._count(program, server)

    def _count(self, program: socket.socket, server: socket.socket) -> None:
        stream = program.makefile("rb")
        while True:
            (length,) = struct.unpack("!i", _exactly(stream, 4))
            first = _exactly(stream, length - 4)
            if struct.unpack("!i", first[:4])[0] not in _ENCRYPTED:
                break
            program.sendall(b"N")
        server.sendall(struct.pack("!i", length) + first)
        texts: dict[bytes, bytes] = {}
        bound = b""
        while True:
            head = _exactly(stream, 5)
            body = _exactly(stream, struct.unpack("!i", head[1:])[0] - 4)
            kind = head[:1]
            if kind == b"P":  # parse: the statement's name, its text
                name, text, *_ = body.split(b"\0")
                texts[name] = text
            elif kind == b"B":  # bind: the portal's name, the statement's name
                bound = texts.get(body.split(b"\0")[1], b"")
            elif kind in (b"Q", b"E"):  # a text, or execute what was bound
                text = body if kind == b"Q" else bound
                with self._lock:
                    self.seen += not text.lstrip().upper().startswith(_TRANSACTION)
            server.sendall(head + body)


def _exactly(stream: "socket.SocketIO", number: int) -> bytes:
    found = stream.read(number)
    if found is None or len(found) < number:
        raise OSError("closed")
    return found


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)


@contextmanager
def counted() -> Iterator[Way]:
    """A way that is open meanwhile."""
    way = Way()
    thread = threading.Thread(target=way.open)
    thread.start()
    try:
        yield way
    finally:
        way.close()
        thread.join()


def of_a_booking(side: Side, way: Way) -> float:
    """The median of a few, one after the other, where others were booked before."""
    counter = side.counter
    assert counter
    at_once(counter.address, counter.headers, counter.plenty[:_BEFORE])
    found = []
    for body in counter.plenty[_BEFORE : _BEFORE + _BOOKINGS]:
        before = way.seen
        status, said = ask(counter.address, counter.headers, body)
        assert status < 300, (counter.address, status, said[:200])
        found.append(way.seen - before)
    return median(found)
