"""Ways for a finished message to leave: SMTP, for the demo a folder, and chats."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

# The head of the mail's own sender, folded or not (RFC 5322, 2.2.3); reading the whole mail for it
# would take longer than sending it.
_FROM = re.compile(rb"^From:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)


class Refused(Exception):
    """The other side will never take this message; in its own words."""


class NoSuchReader(Refused):
    """Refused because of its recipient, not of what it says."""


class Away(Exception):
    """It did not work this time; worth another try."""


class Unreachable(Away):
    """Not this message's fault: nothing can be handed over at present."""


class Transport(Protocol):
    """Takes a message's bytes as they are. Raises Refused, Away or Unreachable."""

    def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
        """Hand the message over; gives what the other side said.

        `returns_to` is the address that a report of failure goes to; empty: the mail's own sender.
        """
        ...


class FolderTransport:
    """Writes `.eml` files under DATA_DIR/mail: the demo's letters never leave the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
        """Write the file under a name made of its Message-ID, so that a repeat is no second one.

        Its lines end as those of files do; a calendar in it is in base64, and keeps its own.
        """
        message_id = message_from_bytes(body)["Message-ID"] or ""
        number, _, rest = message_id.strip("<>").partition(".")
        name = f"{int(number):08d}-{rest.partition('@')[0]}.eml"
        half = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(body.replace(b"\r\n", b"\n"))
            half.replace(self.folder / name)
        except OSError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        return f"written to {name}"


class _Dialogue(smtplib.SMTP):
    """The library's, which looks at every line of a mail for the few that begin with a dot."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the mail's bytes; gives the answer. Raises SMTPDataError before that."""
        code, answer = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        # RFC 5321, 4.5.2; what comes first is the name of a field.
        lines = msg.replace(b"\n.", b"\n..")
        self.send(lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"))
        return self.getreply()


class _DialogueInTls(_Dialogue, smtplib.SMTP_SSL):
    """The same within TLS from the beginning."""


class SmtpTransport:
    """One SMTP connection for a batch, opened at the first message and again when it breaks."""

    def __init__(self) -> None:
        self.connection: smtplib.SMTP | None = None

    def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
        """Send from `returns_to`, or the address of the mail's own From (calendars.md 2)."""
        found = _FROM.search(body)
        sender = returns_to or (_address_in(found[1]) if found else "")
        connection = self._open()
        try:
            connection.sendmail(sender, [recipient], body)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _judged(code, answer, recipient=True) from error
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Away(f"{type(error).__name__}: {error}") from error
        except Exception:
            # In the middle of a dialogue: the next message must not go on from there.
            self.close()
            raise
        return "250"

    def close(self) -> None:
        """Leave politely where the other side still listens."""
        if self.connection is not None:
            _leave(self.connection)
            self.connection = None

    def _open(self) -> smtplib.SMTP:
        """The connection. What goes wrong here (also a wrong password) concerns every message."""
        # smtplib drops its socket where the server hung up or said 421.
        if self.connection is None or self.connection.sock is None:
            try:
                self.connection = _connected()
            except (OSError, smtplib.SMTPException) as error:
                self.connection = None
                raise Unreachable(f"{type(error).__name__}: {error}") from error
        return self.connection


@lru_cache(maxsize=64)
def _address_in(head: bytes) -> str:
    """The address of a sender's head: the house has few."""
    return parseaddr(head.decode())[1]


def _connected() -> smtplib.SMTP:
    # Reads all authorities, which takes as long as twenty mails do.
    in_tls = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS
    context = ssl.create_default_context() if in_tls else None
    where, timeout = (settings.EMAIL_HOST, settings.EMAIL_PORT), settings.EMAIL_TIMEOUT
    connection = (
        _DialogueInTls(*where, timeout=timeout, context=context)
        if settings.EMAIL_USE_SSL
        else _Dialogue(*where, timeout=timeout)
    )
    try:
        if settings.EMAIL_USE_TLS:
            connection.starttls(context=context)
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        connection.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException):
        _leave(connection)
        raise
    return connection


def _leave(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _judged(code: int, answer: bytes | str, *, recipient: bool = False) -> Exception:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    # RFC 5321, 4.2.1: 5yz is permanent, 4yz worth another try.
    if not 500 <= code < 600:
        return Away(f"{code} {words}")
    # RFC 3463, 3.8: x.7.x is about policy, such as a relay that does not know us.
    about_reader = recipient and not re.match(r"\s*5\.7\.", words)
    return (NoSuchReader if about_reader else Refused)(f"{code} {words}")


class ChatTransport:
    """Hands the words to the chats of APPRISE_URLS, by the package `apprise` (an extra)."""

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls

    def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
        """Post the text to every chat; one that fails makes it Away, as apprise tells no more."""
        try:
            import apprise
        except ImportError as error:
            raise Refused("APPRISE_URLS is set, but the extra “chat” is not installed") from error
        chats = apprise.Apprise()
        if not all(chats.add(url) for url in self.urls):
            raise Refused("an address in APPRISE_URLS is not understood")
        if not chats.notify(body=body.decode()):
            raise Away("a chat did not take it")
        return "posted"


@contextmanager
def current() -> Iterator[dict[str, Transport]]:
    """The transport of each channel of this installation, closed after the batch."""
    chat: dict[str, Transport] = {"chat": ChatTransport(settings.APPRISE_URLS)}
    if settings.DEMO and not settings.DEMO_SMTP:
        yield {**chat, "email": FolderTransport(settings.DATA_DIR / "mail")}
        return
    smtp = SmtpTransport()
    try:
        yield {**chat, "email": smtp}
    finally:
        smtp.close()
