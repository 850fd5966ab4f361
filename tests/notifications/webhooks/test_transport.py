"""One call over the wire: bounded in time and size, and never led astray."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django import Settings

from notifications.webhooks import transport
from notifications.webhooks.transport import post
from tests.notifications.webhooks.conftest import Receiver
from tests.stack import free_port
from visits.access.wire import Target

Serve = Callable[[Callable[[socket.socket], None]], int]


@pytest.fixture
def raw(settings: Settings) -> Iterator[Serve]:
    """Serves each connection by a function that gets the socket; gives the port."""
    settings.WEBHOOK_LOOPBACK = True
    listening = socket.create_server(("127.0.0.1", 0))

    def start(talk: Callable[[socket.socket], None]) -> int:
        def one(client: socket.socket) -> None:
            with client, suppress(OSError):
                talk(client)

        def run() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=one, args=[client], daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        port: int = listening.getsockname()[1]
        return port

    yield start
    listening.close()


def _drip(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.sendall(b"X-More: a\r\n")
        time.sleep(0.05)


def _drip_body(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    while True:
        client.sendall(b"a")
        time.sleep(0.05)


def _silent(client: socket.socket) -> None:
    while client.recv(65536):
        pass


@pytest.mark.parametrize("talk", [_drip, _drip_body, _silent])
def test_who_is_slow_is_cut_off(raw: Serve, talk: Callable[[socket.socket], None]) -> None:
    started = time.monotonic()
    answer = post(f"http://127.0.0.1:{raw(talk)}/", b"{}", {}, longest=0.6)
    assert not answer.ok
    assert time.monotonic() - started < 15


def test_a_handshake_that_never_ends_is_cut_off(raw: Serve) -> None:
    started = time.monotonic()
    answer = post(f"https://127.0.0.1:{raw(_silent)}/", b"{}", {}, longest=0.6)
    assert not answer.ok
    assert time.monotonic() - started < 15


def test_of_a_huge_answer_only_the_beginning_is_read(raw: Serve) -> None:
    sent = 0

    def flood(client: socket.socket) -> None:
        nonlocal sent
        client.recv(65536)
        client.sendall(b"HTTP/1.1 500 No\r\n\r\n")
        for _ in range(2000):
            client.sendall(b"x" * 65536)
            sent += 65536

    answer = post(f"http://127.0.0.1:{raw(flood)}/", b"{}", {})
    assert (answer.status, answer.ok, len(answer.words)) == (500, False, 500)
    assert sent < 2000 * 65536 / 4


def test_endless_headers_are_an_error(raw: Serve) -> None:
    def headers(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n")

    assert not post(f"http://127.0.0.1:{raw(headers)}/", b"{}", {}).ok


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.answers = [(307, {"Location": receiver.url}, b"")]
    answer = post(receiver.url, b"{}", {})
    assert (answer.status, answer.ok, len(receiver.got)) == (307, False, 1)


def test_no_proxy_of_the_environment_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert post(receiver.url, b"{}", {}).ok


def test_nobody_there_is_an_answer_without_status(settings: Settings) -> None:
    settings.WEBHOOK_LOOPBACK = True
    answer = post(f"http://127.0.0.1:{free_port()}/", b"{}", {})
    assert (answer.ok, answer.status) == (False, None)
    assert "refused" in answer.words.lower()


@pytest.mark.parametrize(("name", "ok"), [("hook.example", True), ("other.example", False)])
def test_tls_asks_for_and_checks_the_name_though_it_connects_to_an_address(
    raw: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ok: bool
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=hook.example", "-days", "2",
         "-addext", "subjectAltName=DNS:hook.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    asked: list[str] = []
    server.sni_callback = lambda _socket, wanted, _context: asked.append(wanted)
    heard: list[bytes] = []

    def talk(client: socket.socket) -> None:
        with server.wrap_socket(client, server_side=True) as secure:
            request = b""
            while not request.endswith(b"{}"):
                request += secure.recv(65536)
            heard.append(request)
            secure.sendall(b"HTTP/1.1 204 Fine\r\nContent-Length: 0\r\n\r\n")

    port = raw(talk)
    monkeypatch.setattr(
        transport, "tls_context", lambda: ssl.create_default_context(cafile=str(cert))
    )
    monkeypatch.setattr(transport, "addresses_of", lambda target: _ours(target, name))
    answer = post(f"https://{name}:{port}/hook", b"{}", {})
    assert answer.ok is ok, answer.words
    assert asked == [name]
    if ok:
        assert f"\r\nHost: hook.example:{port}\r\n".encode() in heard[0]
    else:
        assert heard == []
        assert "CERTIFICATE_VERIFY_FAILED" in answer.words


def _ours(target: Target, name: str) -> list[str]:
    assert target.host == name
    return ["127.0.0.1"]
