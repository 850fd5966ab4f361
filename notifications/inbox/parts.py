"""A mail taken apart, within bounds: no mail may cost much time or memory, whatever is in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import Compat32, Policy
from email.utils import getaddresses
from itertools import count

from visits.language.emails import mail_address

_MOST_BOUNDARIES = 20
_MOST_PARTS = 60
# With the blocks of a delivery status, one a recipient, and the parts of the mail that it returns.
_MOST_MADE = 300
_MOST_CALENDAR = 64 * 1024
_LONGEST_HEADER = 2000
# What is beyond is cut off unread: the parser's time for parameters grows with the square of it.
_LONGEST_PARSED = 16 * 1024
_COMMENT = re.compile(r"\([^()]*\)")
_SIGNED = re.compile(r"\bdkim=pass\b[^;]*?\bheader\.(?:d=|i=[^\s;@]*@)([\w.-]+)", re.IGNORECASE)


class Unreadable(Exception):
    """The mail is beyond the bounds, or no mail at all."""


@dataclass(frozen=True)
class Failure:
    """A recipient whom a delivery status notification (RFC 3464) gives up."""

    status: str
    words: str


@dataclass(frozen=True)
class Incoming:
    """What matters of a mail. `sender` is the one address of From, or empty."""

    sender: str
    authentic: bool
    calendars: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    # The Message-ID of the mail that a delivery status notification is about.
    about: str = ""


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


def taken_apart(raw: bytes, *, authserv: str = "") -> Incoming:
    """What matters of the mail in `raw`. Raises Unreadable.

    `authserv` names the mail service whose Authentication-Results (RFC 8601) count.
    """
    # Each open boundary is looked for in each line.
    if raw.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raise Unreadable("too many boundaries")
    try:
        mail = _parsed(raw)
        parts = list(_parts(mail))
        sender = _sender(mail)
        return Incoming(
            sender=sender,
            authentic=_authentic(mail, sender, authserv),
            calendars=[_text(p) for p in parts if p.get_content_type() == "text/calendar"],
            failures=[f for p in parts for f in _failures(p)] if _is_report(mail) else [],
            about=_about(parts) if _is_report(mail) else "",
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


def _authentic(mail: Mail, sender: str, authserv: str) -> bool:
    results = [_COMMENT.sub("", str(r))[:_LONGEST_HEADER] for r in _results(mail)]
    if not authserv:
        # Nobody forges a failure. A success may be forged, where nobody said whose word counts.
        return not any(re.search(r"\bdmarc=fail\b", result, re.IGNORECASE) for result in results)
    ours = [r for r in results if r.partition(";")[0].split()[:1] == [authserv]]
    if not ours:
        return False
    if re.search(r"\bdmarc=pass\b", ours[0], re.IGNORECASE):
        return True
    domain = sender.rpartition("@")[2]
    signers = [signer.lower() for signer in _SIGNED.findall(ours[0])]
    return any(domain == signer or domain.endswith(f".{signer}") for signer in signers)


def _results(mail: Mail) -> Sequence[object]:
    # The service's own stand on top (RFC 8601, 5); below is what the sender may have written.
    return mail.get_all("Authentication-Results", [])[:5]


def _text(part: Mail) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > _MOST_CALENDAR:
        raise Unreadable("no calendar, or too large a one")
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", errors="replace")


def _is_report(mail: Mail) -> bool:
    return (
        mail.get_content_type() == "multipart/report"
        and str(mail.get_param("report-type")).lower() == "delivery-status"
    )


def _failures(part: Mail) -> Iterator[Failure]:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return
    for block in part.get_payload():
        if isinstance(block, Mail) and _header(block, "Action").strip().lower() == "failed":
            words = " ".join(_header(block, "Diagnostic-Code").partition(";")[2].split())
            yield Failure(_header(block, "Status").strip()[:20], words[:500])


def _about(parts: list[Mail]) -> str:
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            returned = part.get_payload(0)
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            returned = _parsed(content if isinstance(content, bytes) else b"")
        else:
            continue
        if isinstance(returned, Mail):
            return _header(returned, "Message-ID").strip()
    return ""
