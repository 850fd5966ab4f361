"""The proxies that are shipped write no secret, whatever becomes of a request."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.config.logs.test_every_address import (
    CODE,
    HEADERS,
    SECRET,
    nothing_told,
    variants,
    written,
)
from tests.fronts import front_of
from tests.sampled import sampled

PATHS = (
    f"/k/{SECRET}/",
    f"/k/{SECRET}/undangan.ics",
    f"/b/{SECRET}/",
    f"/tugas/{SECRET}/",
    f"/survei/{SECRET}/",
    f"/kalender/{SECRET}.ics",
    f"/petugas/tiba/{CODE}/",
    f"/akun/sandi/kunci/1-{SECRET}/",
    f"/akun/undangan/{SECRET}/",
    f"/elsewhere/{SECRET}",
)


@pytest.fixture
def upstream() -> Iterator[int]:
    """What is alive, and ends every other connection without an answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        head = connection.recv(65536)
                        if head.startswith(b"GET /healthz/live"):
                            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                                               b"Connection: close\r\n\r\n")  # fmt: skip

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize("kind", sampled(["nginx", "caddy"], every=2))
def test_a_proxy_writes_no_secret(kind: str, upstream: int, tmp_path: Path) -> None:
    if not (shutil.which(kind) or Path(f"/usr/sbin/{kind}").exists()):
        pytest.skip(f"{kind} is not here")
    lines = [f"{name}: {value}" for name, value in HEADERS.items()]
    statuses = set()
    with front_of(kind, upstream, tmp_path / kind) as front:
        for path in PATHS:
            for variant in variants(path):
                answer = front.ask(f"{variant}?token={SECRET}&code={CODE}", *lines)
                statuses.add(answer.status)
            statuses.add(front.ask(path, *lines, method="POST", body=SECRET.encode()).status)
            large = front.ask(path, *lines, "Content-Length: 900000000", method="POST")
            statuses.add(large.status)
            statuses.add(front.ask(path, "Host: two", *lines).status)
    text = written(tmp_path)
    nothing_told(text)
    assert {400, 413, 502} <= statuses
    assert "***" in text
