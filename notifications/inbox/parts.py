"""A mail taken apart, within bounds: no mail may cost much time or memory, whatever is in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import Compat32, Policy
from email.utils import getaddresses
from itertools import count

from notifications.inbox.believing import Belief, Trust, belief_in
from notifications.inbox.bounces import Bounce, bounce_in
from visits.language.emails import mail_address

_MOST_BOUNDARIES = 20
_MOST_PARTS = 60
# With the blocks of a delivery status, one a recipient, and the parts of the mail that it returns.
_MOST_MADE = 300
_MOST_CALENDAR = 64 * 1024
_CALENDARS = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_ANY = ("application/octet-stream", "text/plain", "application/x-unknown")
_WINMAIL = ("application/ms-tnef", "application/vnd.ms-tnef")
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_MOST_ANSWERED = 20
_LONGEST_HEADER = 2000
# What is beyond is cut off unread: the parser's time for parameters grows with the square of it.
_LONGEST_PARSED = 16 * 1024


class Unreadable(Exception):
    """The mail is beyond the bounds, or no mail at all."""


@dataclass(frozen=True)
class Incoming:
    """What matters of a mail. `sender` is the one address of From, or empty."""

    sender: str
    belief: Belief
    calendars: list[str] = field(default_factory=list)
    # A calendar came that cannot be taken: too large, or Outlook's own packing (winmail.dat).
    sealed: bool = False
    # The Message-IDs that it answers (In-Reply-To, References).
    answers: list[str] = field(default_factory=list)
    # What it says of a mail of ours that did not arrive.
    bounce: Bounce | None = None


class _Bounded(Compat32):
    """Headers as long as a mail program's, however long they are."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Name and value, cut."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[:_LONGEST_PARSED]


def _parsed(raw: bytes) -> Mail:
    """The mail in `raw`. Raises Unreadable as soon as it falls into too many pieces."""
    made = count()

    def piece(policy: Policy) -> Mail:
        if next(made) > _MOST_MADE:
            raise Unreadable("too many parts")
        return Mail(policy=policy)

    # The stub wants a factory without policy; the parser calls it with one.
    return BytesParser(piece, policy=_Bounded()).parsebytes(raw)  # type: ignore[arg-type]


def taken_apart(raw: bytes, *, trust: Trust) -> Incoming:
    """What matters of the mail in `raw`, whose sender is believed as `trust` says.

    Raises Unreadable.
    """
    # Each open boundary is looked for in each line.
    if raw.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raise Unreadable("too many boundaries")
    try:
        mail = _parsed(raw)
        parts = list(_parts(mail))
        sender = _sender(mail)
        calendars = [_text(p) for p in parts if _is_calendar(p)]
        return Incoming(
            sender=sender,
            belief=belief_in(mail, sender, trust),
            calendars=[text for text in calendars if text is not None],
            sealed=None in calendars or any(_is_winmail(p) for p in parts),
            answers=_answered(mail),
            bounce=bounce_in(mail, parts),
        )
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _parts(mail: Mail) -> Iterator[Mail]:
    """The parts, without those inside a mail that was returned or passed on."""
    waiting, count = [mail], 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > _MOST_PARTS:
            raise Unreadable("too many parts")
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(part.get_payload())  # type: ignore[arg-type]  # a list of parts here


def _header(mail: Mail, name: str) -> str:
    value = str(mail.get(name, ""))
    if len(value) > _LONGEST_HEADER:
        raise Unreadable(f"{name} is too long")
    return value


def _sender(mail: Mail) -> str:
    found = [address for _, address in getaddresses([_header(mail, "From")]) if "@" in address]
    return mail_address(found[0]) if len(found) == 1 and len(mail.get_all("From", [])) == 1 else ""


def _is_calendar(part: Mail) -> bool:
    """By its type, or by its name where a gateway forgot the type."""
    kind = part.get_content_type()
    named = (part.get_filename() or "").lower().endswith((".ics", ".ical"))
    return kind in _CALENDARS or (named and kind in _ANY)


def _is_winmail(part: Mail) -> bool:
    named = (part.get_filename() or "").lower() == "winmail.dat"
    return part.get_content_type() in _WINMAIL or named


def _answered(mail: Mail) -> list[str]:
    found = _MESSAGE_ID.findall(f"{_cut(mail, 'In-Reply-To')} {_cut(mail, 'References')}")
    return list(dict.fromkeys(found))[-_MOST_ANSWERED:]


def _cut(mail: Mail, name: str) -> str:
    return str(mail.get(name, ""))[-_LONGEST_HEADER:]


def _text(part: Mail) -> str | None:
    """What it says; None where it is too large, or nothing."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > _MOST_CALENDAR:
        return None
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", errors="replace")
