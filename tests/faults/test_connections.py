"""A connection that is used again, after answers that were given before a body was read."""

import socket
import time
from http.client import HTTPResponse
from urllib.parse import quote

import pytest

from tests.stack import Stack

pytestmark = pytest.mark.machine_clock
VISIT = "/api/v1/visits/ST-2026-0013/"
# Method, path and type of what is refused by its head alone.
REFUSED = [
    ("POST", f"{VISIT}approve/", "application/json", 401),
    ("POST", "/api/v1/visits/", "text/plain", 415),
    ("DELETE", "/api/v1/weeks/", "application/json", 405),
    ("POST", "/api/v1/nothing/", "application/json", 404),
]


def answered(connection: socket.socket, head: str, body: bytes = b"") -> HTTPResponse:
    """Send the head, a little later the body, and read the answer."""
    connection.sendall(f"{head}\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    if body:
        time.sleep(0.02)  # a body that comes with its head is read with it
        connection.sendall(body)
    response = HTTPResponse(connection)
    response.begin()
    response.read()
    return response


@pytest.mark.parametrize("size", [12, 200_000])
@pytest.mark.parametrize(("method", "path", "kind", "status"), REFUSED)
def test_the_next_request_is_answered_too(
    embedded: Stack, method: str, path: str, kind: str, status: int, size: int
) -> None:
    with socket.create_connection(("127.0.0.1", embedded.port), timeout=10) as connection:
        for _ in range(3):
            head = f"{method} {path} HTTP/1.1\r\nContent-Type: {kind}"
            assert answered(connection, head, b"x" * size).status == status
            assert answered(connection, "GET /api/v1/topics/ HTTP/1.1").status == 200


SEARCHES = ("/petugas/cari/?q=", "/api/v1/visits/?search=", "/api/v1/regions/?search=")
ASKED = (*SEARCHES, "/?", "/jadwal/?bulan=", "/kalender/publik.ics?from=", "/healthz/live?", "/?x")


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize(
    "sign", [b"\xff\xfe", b"\xe9", "é".encode(), "東".encode(), b"%ff", b"%00"]
)
def test_no_sign_in_a_query_is_our_own_failure(embedded: Stack, path: str, sign: bytes) -> None:
    with socket.create_connection(("127.0.0.1", embedded.port), timeout=10) as connection:
        connection.sendall(b"GET " + path.encode() + sign + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        response = HTTPResponse(connection)
        response.begin()
        assert response.status < 500


def test_a_name_sent_unescaped_is_found_as_it_is_meant(embedded: Stack) -> None:
    with socket.create_connection(("127.0.0.1", embedded.port), timeout=10) as connection:
        connection.sendall(
            "GET /petugas/cari/?q=Açaí東 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        )
        response = HTTPResponse(connection)
        response.begin()
        # Whoever signs in first comes to what was asked for.
        assert quote(quote("Açaí東")) in (response.getheader("Location") or "")


@pytest.mark.parametrize("key", [b"kunci-\xe9", "kunci-é".encode(), b"\xff"])
def test_a_key_that_cannot_be_read_is_refused_and_not_passed_over(
    embedded: Stack, key: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", embedded.port), timeout=10) as connection:
        connection.sendall(
            b"POST /api/v1/visits/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n"
            b"Content-Type: application/json\r\nIdempotency-Key: " + key + b"\r\n\r\n{}"
        )
        response = HTTPResponse(connection)
        response.begin()
        assert response.status == 400
        assert b"Idempotency-Key" in response.read()
