"""Each part says how it is, and what to do where it does not work."""

import datetime as dt
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.due import run_due
from notifications.models import Message
from notifications.state import certificates, machine, scanner, work
from notifications.state.parts import Level, Part
from scheduling.database import guards
from scheduling.models import Room
from tests import clamd
from tests.factories import a_visit
from tests.stack import free_port
from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles

pytestmark = pytest.mark.django_db
Look = Callable[[dt.datetime], Iterator[Part]]


def said(look: Look, now: dt.datetime | None = None) -> Part:
    """The one part that it gives."""
    (part,) = look(now or timezone.now())
    return part


def test_work_that_was_never_done_or_stopped_is_a_fault(host: Host, room: Room) -> None:
    assert said(work.passes).level == Level.FAULT
    now = timezone.now()
    run_due(now=now)
    assert said(work.passes, now + dt.timedelta(minutes=4)).level == Level.OK
    stopped = said(work.passes, now + dt.timedelta(minutes=6))
    assert (stopped.level, bool(stopped.advice)) == (Level.FAULT, True)


def test_what_waits_too_long_is_said(host: Host, room: Room) -> None:
    assert said(work.waiting).level == Level.OK
    a_visit()
    assert said(work.waiting).level == Level.OK, "a moment is no fault"
    late = said(work.waiting, timezone.now() + dt.timedelta(minutes=5))
    assert late.level == Level.FAULT


def test_mails_given_up_are_counted(host: Host, room: Room, settings: Settings) -> None:
    assert said(work.mail_out).level == Level.OFF, "a demo sends nothing"
    settings.DEMO_SMTP = True
    assert said(work.mail_out).words == "Belum ada e-mail yang keluar."
    a_visit()
    run_due(now=timezone.now())
    Message.objects.update(state=Message.State.DEAD, sent_at=None)
    part = said(work.mail_out)
    assert part.level == Level.NOTICE
    assert "1 surat" in part.words


def test_a_mailbox_that_is_not_set_up_is_no_fault(settings: Settings) -> None:
    settings.INBOX_URL, settings.DEMO = "", False
    assert said(work.mail_in).level == Level.OFF


def test_a_database_without_its_guards_is_behind() -> None:
    assert said(machine.database).level == Level.OK
    on = " ON scheduling_reservation" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER scheduling_{'guard_places' if on else 'guard_insert'}{on}")
    assert said(machine.database).level == Level.FAULT
    guards.install()


def test_redis_that_does_not_answer_is_a_fault(settings: Settings) -> None:
    settings.REDIS_URL = ""
    assert said(machine.queue).level == Level.OFF
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert said(machine.queue).level == Level.FAULT


@pytest.mark.needs_redis
def test_redis_that_answers(settings: Settings, redis_url: str) -> None:
    settings.REDIS_URL = redis_url
    assert said(machine.queue).words.startswith("Redis ")


@pytest.mark.parametrize(
    ("free", "level"), [(0.1, Level.FAULT), (1.5, Level.NOTICE), (50, Level.OK)]
)
def test_a_disk_that_fills_is_said_before_it_is_full(
    free: float, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=free * 1024**3, total=100 * 1024**3)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert said(machine.disk).level == level


@pytest.mark.parametrize(("days", "level"), [(-1, Level.FAULT), (5, Level.NOTICE), (80, Level.OK)])
@pytest.mark.machine_clock
def test_a_certificate_that_ends_is_said_before(
    days: int, level: Level, tmp_path: Path, settings: Settings
) -> None:
    with serving(certificate(tmp_path, days)) as port:
        settings.BASE_URL = f"https://127.0.0.1:{port}"
        assert said(certificates.site).level == level


@pytest.mark.parametrize(
    ("days", "level"), [(-1, Level.FAULT), (30, Level.NOTICE), (300, Level.OK)]
)
@pytest.mark.machine_clock
def test_the_certificate_that_seals_papers_is_watched_too(
    days: int, level: Level, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    certificate(tmp_path, days)
    pem = (tmp_path / "server.pem").read_bytes()
    der = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    monkeypatch.setattr(certificates, "own_certificates", lambda: (der,))
    settings.SIGNER = "pkcs12:/office.p12"
    assert said(certificates.signing).level == level


def test_a_key_file_that_cannot_be_read_is_a_fault(settings: Settings) -> None:
    assert said(certificates.signing).level == Level.OFF, "signed by hand"
    settings.SIGNER, settings.SIGNER_PASSPHRASE = "pkcs12:/nowhere.p12", "rahasia"
    assert said(certificates.signing).level == Level.FAULT
    settings.SIGNER_PASSPHRASE = ""
    assert said(certificates.signing).level == Level.OFF, "only while somebody signs"


def test_a_site_that_cannot_be_reached_from_here_is_looked_at_by_people(
    settings: Settings,
) -> None:
    settings.BASE_URL = f"https://127.0.0.1:{free_port()}"
    assert said(certificates.site).level == Level.NOTICE


def test_old_libraries_are_said() -> None:
    assert said(machine.versions).level == Level.OK
    old = said(machine.versions, timezone.now() + dt.timedelta(days=365))
    assert old.level == Level.NOTICE


@pytest.mark.parametrize(
    ("version", "level", "words"),
    [
        ("ClamAV 1.4.3/27450/Sun Nov 22 08:35:38 2026", Level.OK, "22 November 2026"),
        ("ClamAV 1.4.3/27400/Sun Nov  1 08:35:38 2026", Level.NOTICE, "1 November 2026"),
        ("ClamAV 1.4.3", Level.NOTICE, "ClamAV 1.4.3"),
        ("ClamAV 1.4.3/1/yesterday", Level.NOTICE, "ClamAV 1.4.3"),
        ("", Level.NOTICE, ""),
    ],
    ids=["new", "old", "none", "odd", "empty"],
)
def test_a_virus_scanner_says_how_old_its_signatures_are(
    settings: Settings, version: str, level: Level, words: str
) -> None:
    with clamd.running() as running:
        settings.CLAMD, running.version = running.address, version
        part = said(scanner.scanner)
    assert part.level == level
    assert words in part.words


def test_a_virus_scanner_that_is_away_is_a_fault_and_none_is_no_fault(settings: Settings) -> None:
    settings.CLAMD = f"tcp://127.0.0.1:{free_port()}"
    refused = said(scanner.scanner)
    settings.CLAMD_AWAY = "take"
    taken = said(scanner.scanner)
    assert (refused.level, taken.level) == (Level.FAULT, Level.FAULT)
    assert refused.advice != taken.advice
    settings.CLAMD = ""
    assert said(scanner.scanner).level == Level.OFF


def test_administrators_read_it_all_with_faults_first(client: Client, host: Host) -> None:
    client.force_login(person(roles.ADMIN))
    answer = client.get("/petugas/keadaan/")
    levels = [part.level for part, *_ in answer.context["rows"]]
    order = [Level.FAULT, Level.NOTICE, Level.OK, Level.OFF]
    assert levels == sorted(levels, key=order.index)
    assert len(levels) >= 9
    assert "Proses latar belakang" in answer.content.decode()


def certificate(folder: Path, days: int) -> ssl.SSLContext:
    """A server's context whose certificate ends in so many days."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=90))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[int]:
    """The port of a TLS server on loopback that says nothing, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _address = listening.accept()
                    context.wrap_socket(client, server_side=True).close()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
