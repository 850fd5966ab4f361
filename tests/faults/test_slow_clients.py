"""Who sends or reads slowly stops nobody: on the server itself, and behind the proxies of deploy/.

The attacks are made for real, on processes of our own.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest

from tests import ready
from tests.faults.system import System
from tests.fronts import Answer, Front, answer_on, front_of
from tests.stack import PASSWORD, free_port

pytestmark = pytest.mark.machine_clock
NGINX = pytest.param("nginx", marks=pytest.mark.needs_nginx)
FORM = "Content-Type: application/x-www-form-urlencoded"
MIB = 1024 * 1024


@pytest.fixture(
    scope="module",
    params=[
        "none",
        NGINX,
        pytest.param("caddy", marks=[pytest.mark.needs_caddy, pytest.mark.slow]),
    ],
)
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """A system with its limits on: alone, behind nginx, behind Caddy."""
    kind, folder = request.param, tmp_path_factory.mktemp("front")
    more = {"THROTTLE": "1", "NUM_PROXIES": "0" if kind == "none" else "1"}
    if kind != "none":
        more["BASE_URL"] = "https://localhost"
    system = System(folder / "var", free_port(), more)
    ready.demo(system.data_dir)
    system.start()
    try:
        with front_of(kind, system.port, folder / kind) as found:
            yield found
    finally:
        system.end()


def others_are_served(front: Front) -> None:
    """A page, a form's refusal, and the sign of life, each at once."""
    for path in ("/healthz/live", "/", "/api/v1/topics/"):
        answer = front.ask(path)
        assert (path, answer.status) == (path, 200)
        assert answer.seconds < 10, path
    posted = front.ask("/ajukan/", FORM, method="POST", body=b"a=b")
    assert posted.status == 403, "no CSRF cookie: Django has read it"
    assert posted.seconds < 10


def trickle(connections: list[socket.socket], octets: int) -> None:
    """One octet a second on each."""
    for _ in range(octets):
        time.sleep(1)
        for connection in connections:
            with suppress(OSError):
                connection.sendall(b"x")


def ending(connection: socket.socket, *, within: float) -> Answer | None:
    """The answer that comes by itself, or None where the connection just ends."""
    connection.settimeout(within)
    try:
        return answer_on(connection)
    except (ConnectionError, ValueError):
        return None


@pytest.fixture
def many(front: Front) -> Iterator[list[socket.socket]]:
    """Connections to fill in; closed at the end."""
    with ExitStack() as stack:
        opened: list[socket.socket] = []
        stack.callback(lambda: [connection.close() for connection in opened])
        yield opened


def test_one_octet_a_second_holds_nobody_up(front: Front, many: list[socket.socket]) -> None:
    head = front.head("POST", "/ajukan/", FORM, "Content-Length: 100000")
    for _ in range(18):
        many.append(front.connect())
        many[-1].sendall(head + b"a=")
    trickle(many, 2)
    others_are_served(front)


def test_two_hundred_half_heads_hold_nobody_up(front: Front, many: list[socket.socket]) -> None:
    for _ in range(200):
        with suppress(OSError):  # what a proxy turns away is as well
            many.append(front.connect())
            many[-1].sendall(b"GET / HTTP/1.1\r\nHost: local")
    others_are_served(front)


@pytest.mark.slow
def test_an_unfinished_head_ends(front: Front) -> None:
    with front.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local")
        began = time.monotonic()
        answer = ending(connection, within=20)
    assert answer is None or answer.status in (400, 408)
    assert time.monotonic() - began < 15


@pytest.mark.slow
def test_a_body_that_stops_ends(front: Front, request: pytest.FixtureRequest) -> None:
    if request.node.callspec.params["front"] == "caddy":
        pytest.skip("Caddy keeps such a connection for its own read_body, ten minutes")
    with front.connect() as connection:
        connection.sendall(front.head("POST", "/ajukan/", FORM, "Content-Length: 1000") + b"a=")
        began = time.monotonic()
        answer = ending(connection, within=30)
    assert answer is None or answer.status in (408, 502)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("path", ["/ajukan/", "/api/v1/visits/", "/petugas/"])
def test_a_hundred_megabytes_are_refused_without_being_read(front: Front, path: str) -> None:
    began = time.monotonic()
    with front.connect() as connection:
        connection.sendall(front.head("POST", path, FORM, f"Content-Length: {100 * MIB}"))
        sent = 0
        with suppress(OSError):
            for _ in range(100):
                connection.sendall(bytes(MIB))
                sent += 1
        answer = ending(connection, within=5)
    if front.tls:  # a proxy reads on for a while, and keeps nothing of it
        assert answer is not None
    else:
        assert sent < 40
    assert answer is None or answer.status == 413
    assert time.monotonic() - began < 10
    expecting = front.head("POST", path, f"Content-Length: {100 * MIB}", "Expect: 100-continue")
    with front.connect() as connection:
        connection.sendall(expecting)
        assert b" 413 " in connection.recv(100)


def test_ten_thousand_fields_are_a_bad_request(front: Front) -> None:
    fields = {f"a{number}": "1" for number in range(10_000)}
    assert front.post_form("/ajukan/", fields).status == 400


def test_chunks_arrive_like_any_body(front: Front) -> None:
    with front.connect() as connection:
        head = front.head(
            "POST",
            "/api/v1/visits/",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
        )
        connection.sendall(head + b"2\r\n{}\r\n0\r\n\r\n")
        answer = answer_on(connection)
    assert answer.status == 400
    assert b'"institution"' in answer.body


def test_who_waits_to_be_told_to_go_on_is_told(front: Front) -> None:
    with front.connect() as connection:
        connection.sendall(
            front.head("POST", "/ajukan/", FORM, "Content-Length: 3", "Expect: 100-continue")
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"a=b")
        assert answer_on(connection).status == 403


def test_two_lengths_are_no_request(front: Front) -> None:
    for lines in (
        ("Content-Length: 3", "Content-Length: 4"),
        ("Content-Length: 3", "Transfer-Encoding: xchunked"),
        ("Content-Length: +3",),
    ):
        with front.connect() as connection:
            connection.sendall(front.head("POST", "/ajukan/", FORM, *lines) + b"a=bc")
            answer = ending(connection, within=10)
        assert answer is None or 400 <= answer.status <= 501


NAMES = ["X-Forwarded-For", "X_Forwarded_For", "X-Forwarded_For", "Forwarded", "X-Real-IP"]


def test_eleven_wrong_passwords_stop_their_sender_alone(front: Front) -> None:
    stranger, owner = replace(front, source="127.0.1.1"), replace(front, source="127.0.1.2")
    for attempt in range(11):
        # As if each came from somewhere else, by one header or another.
        name = NAMES[attempt % len(NAMES)]
        forged = f"{'for=' if name == 'Forwarded' else ''}203.0.113.{attempt}"
        assert not signed_in(stranger, "salah", f"{name}: {forged}")
    assert not signed_in(stranger, PASSWORD)
    for name in NAMES:
        assert not signed_in(stranger, PASSWORD, f"{name}: 198.51.100.1"), name
    assert signed_in(owner, PASSWORD)


def signed_in(front: Front, password: str, *lines: str) -> bool:
    """Whether the demo's officer gets in."""
    answer = front.post_form("/akun/", {"login": "narasumber", "password": password}, *lines)
    assert answer.status in (200, 302), answer.body
    return answer.status == 302


@pytest.mark.parametrize("name", ["X_Forwarded_Proto", "X-Forwarded-Proto"])
def test_no_header_of_a_stranger_makes_it_https(front: Front, name: str) -> None:
    answer = front.ask("/akun/", f"{name}: {'http' if front.tls else 'https'}")
    # Said of https alone, and once.
    assert len(answer.all("strict-transport-security")) == (1 if front.tls else 0)


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics?a=1"])
def test_figures_are_not_for_strangers(front: Front, path: str) -> None:
    lines = () if front.tls else ("X-Real-IP: 203.0.113.1",)
    assert front.ask(path, *lines).status == 404
