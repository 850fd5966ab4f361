"""Mail servers in every mood, over real SMTP. More: tests/notifications/outbox/test_delivery.py."""

import asyncio
import datetime as dt
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from notifications.models import Attempt, Message
from notifications.outbox import delivery, transport
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_visit
from tests.stack import Sink, free_port
from visits.life.requesting import Contact
from visits.models import Host

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def tell(*locals_: str, now: dt.datetime) -> None:
    """Messages to these readers wait."""
    for local in locals_:
        email = f"{local}@solok.example"
        a_visit(contact=Contact(name=local, phone="+6281234567890", email=email))
    relay(now=now)


def state_of(local: str) -> tuple[str, int, str]:
    """The message's state, attempts and last error."""
    message = Message.objects.get(recipient__startswith=local)
    return message.state, message.attempts_made, message.last_error


class Choosy(Sink):
    """Treats each recipient by name."""

    def __init__(self) -> None:
        super().__init__()
        self.met: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse, put off, hang, or take."""
        local = address.partition("@")[0]
        self.met.append(local)
        if local == "tiada":
            return "550 5.1.1 tiada orang itu"
        if local == "kelabu" and self.met.count("kelabu") < 3:
            return "450 4.2.0 coba lagi nanti (greylisting)"
        if local == "diam":
            await asyncio.sleep(30)
        if local == "penuh":
            return "421 4.3.2 terlalu banyak"
        envelope.rcpt_tos.append(address)
        return "250 baik"


@contextmanager
def serving(handler: Any, settings: Settings, **more: Any) -> Iterator[None]:
    """The handler as the mail server that we are set to."""
    port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port, **more)
    server.start()
    settings.DEMO_SMTP, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", port
    try:
        yield
    finally:
        server.stop()


def test_a_refusal_for_good_is_laid_aside_with_the_servers_words(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    tell("tiada", "ada", now=now)
    with serving(Choosy(), settings):
        assert delivery.deliver(now=now) == 1
    assert state_of("tiada") == ("dead", 1, "550 5.1.1 tiada orang itu")
    assert state_of("ada")[0] == "sent"


def test_greylisting_is_waited_out(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    tell("kelabu", now=now)
    server = Choosy()
    with serving(server, settings):
        for minutes in range(0, 30, 2):
            delivery.deliver(now=now + minutes * MINUTE)
    assert state_of("kelabu") == ("sent", 3, "")
    assert len(server.mails) == 1
    assert ["greylisting" in a.answer for a in Attempt.objects.all()] == [True, True]


def test_a_server_that_hangs_for_one_holds_nobody_else_up(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    settings.EMAIL_TIMEOUT = 1
    tell("diam", "andi", "budi", now=now)
    server = Choosy()
    with serving(server, settings):
        assert delivery.deliver(now=now) == 2
    state, attempts, error = state_of("diam")
    assert (state, attempts) == ("pending", 1)
    assert "timed out" in error


def test_a_server_that_says_421_and_leaves_is_called_again_for_the_next(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    tell("penuh", "andi", now=now)
    with serving(Choosy(), settings):
        assert delivery.deliver(now=now) == 1
    assert state_of("penuh")[:2] == ("pending", 1)


@pytest.mark.parametrize("moment", ["greeting", "data"])
def test_a_server_that_takes_the_call_and_says_nothing(
    room: Room, host: Host, settings: Settings, now: dt.datetime, moment: str
) -> None:
    settings.EMAIL_TIMEOUT = 1
    tell("andi", now=now)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.DEMO_SMTP, settings.EMAIL_HOST = True, "127.0.0.1"
        settings.EMAIL_PORT = silent.getsockname()[1]
        if moment == "data":
            threading.Thread(target=_until_data, args=[silent], daemon=True).start()
        assert delivery.deliver(now=now) == 0
    state, _, error = state_of("andi")
    assert state == "pending"
    assert "imed out" in error or "TimeoutError" in error


def _until_data(listening: socket.socket) -> None:
    """A server that is fine until the mail itself, of which it never says that it came."""
    caller, _ = listening.accept()
    with caller, caller.makefile("rwb", buffering=0) as talk:
        talk.write(b"220 uji\r\n")
        while line := talk.readline():
            talk.write(b"354 lanjut\r\n" if line[:4].upper() == b"DATA" else b"250 baik\r\n")
            if line[:4].upper() == b"DATA":
                while talk.readline():
                    pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody has reason to trust."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.mark.parametrize("offered", ["no TLS", "bad TLS"])
def test_mail_waits_rather_than_go_unprotected(
    room: Room, host: Host, settings: Settings, now: dt.datetime, offered: str, certificate: Path
) -> None:
    settings.EMAIL_USE_TLS = True
    tell("andi", now=now)
    more = {}
    if offered == "bad TLS":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        more = {"tls_context": context}
    server = Choosy()
    with serving(server, settings, **more):
        assert delivery.deliver(now=now) == 0
    state, attempts, error = state_of("andi")
    assert (state, attempts) == ("pending", 1)
    assert ("CERTIFICATE_VERIFY_FAILED" in error) == (offered == "bad TLS"), error
    assert server.mails == []


@pytest.mark.parametrize("in_tls", [False, True])
def test_lines_that_begin_with_a_dot_arrive_as_they_were(
    host: Host, settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch, in_tls: bool
) -> None:
    body = (
        b"From: p@mpp.example\r\n\r\n.\r\n..satu\r\n\r\n.\r\nRCPT TO:<x@x.example>\r\ntanpa.titik"
    )
    server, more = Sink(), {}
    if in_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        more = {"ssl_context": context}
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        monkeypatch.setattr(ssl, "create_default_context", lambda **_: trusting)
    settings.EMAIL_USE_SSL = in_tls
    with serving(server, settings, **more), transport.current() as ways:
        for sent in (body, body + b"\r\n"):
            ways["email"].send(sent, "andi@solok.example")
    assert server.raw == [body + b"\r\n"] * 2


def test_waits_double_up_to_six_hours_and_scatter() -> None:
    for attempts, minutes in ((1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (12, 360)):
        waits = {delivery.wait_after(attempts) for _ in range(50)}
        assert min(waits) >= 0.8 * minutes * MINUTE
        assert max(waits) <= 1.2 * minutes * MINUTE
        assert len(waits) > 10
