"""What a mail says that did not arrive: reports (RFC 3464), and the free text of older servers.

Attributed is only what cannot be meant otherwise: our own Message-ID or the return path of one of
our mails stands in the mail, which nobody but its reader knows; and a report gives the reader up
for good, or a mail server (a null or daemon sender) says so in words and names the reader. A delay,
an automatic answer, a read receipt or a copy passed on is none
(docs/decisions/0180-what-did-not-arrive.md).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message as Mail
from email.utils import parseaddr
from html.parser import HTMLParser

from visits.language.emails import mail_address

# As compose/mail.py and outbox/account_mail.py make them.
_OUR_ID = re.compile(r"\b\d{1,20}\.[0-9a-f]{24}@[\w.-]{1,200}[\w]")
# As outbox/return_path.py makes them; whether it is one is for it to say.
_OUR_RETURN_PATH = re.compile(r"\+([0-9]{1,19}-[0-9a-f]{20})@", re.IGNORECASE)
_RETURNED_ID = re.compile(
    r"^[ \t>|]*message-id:\s*<?([^\s<>]{3,250})", re.IGNORECASE | re.MULTILINE
)
_FIELD = re.compile(r"^[ \t]*([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$")
_FIELDS = frozenset(
    {"original-recipient", "final-recipient", "action", "status", "remote-mta", "diagnostic-code",
     "last-attempt-date", "final-log-id", "will-retry-until", "reporting-mta", "dsn-gateway",
     "received-from-mta", "arrival-date", "original-envelope-id"}
)  # fmt: skip
_DAEMONS = frozenset(
    {"mailer-daemon", "mailer_daemon", "mail-daemon", "maildaemon", "mdaemon", "postmaster",
     "mail-delivery-system", "mail.delivery.system", "maildelivery"}
)  # fmt: skip
_CODE = re.compile(r"(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?![\d.])")
# Where a server is quoted, not any number of three digits.
_REPLY = re.compile(
    r"(?:^|[:#(]|<<<|error|reply|code|said)[ \t]*(5[0-5]\d)[ -](?=\D|5\.)",
    re.IGNORECASE | re.MULTILINE,
)
_FOR_GOOD = re.compile(
    r"permanent(ly)? (error|fail)|fail(ed|ure) permanently|giv(en|ing) (it )?up|"
    r"(could|can|did) ?n[o']t be delivered|was ?n[o']t (able to deliver|delivered)|undeliverable|"
    r"unable to deliver|delivery (has )?failed|delivery (to .{0,80} )?fail|"
    r"(no such|unknown|invalid|bad|nonexistent) (user|recipient|address|mailbox|destination)|"
    r"(user|recipient|address|mailbox|account) (is )?(unknown|not found|does ?n[o']t exist|"
    r"unavailable|disabled|inactive|full)|not listed in|(over|exceed\w*).{0,30}quota|"
    r"tidak dapat (dikirim|disampaikan)|gagal (dikirim|disampaikan)|rejected",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\bdelay|(will|going to) (be )?(keep |continue )?(to )?(re)?tr(y|ied)|"
    r"still (being )?(tr|queue)|not (yet been|been) delivered yet|not yet been delivered|"
    r"no (further )?action (is )?(required|needed)|warning:? message|"
    r"do not (need to )?resend|tertunda|akan dicoba",
    re.IGNORECASE,
)
_MOST_TEXT = 128 * 1024


@dataclass(frozen=True)
class Failure:
    """A reader given up, in the other side's words. `status` as RFC 3463, or empty."""

    status: str
    words: str


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that may not have arrived: whose ids stand in it, the likeliest first.

    `tokens` are those of return paths, that of the address it was sent to first. `failures` are
    those of a report; without one, `said` is what a mail server wrote.
    """

    ids: tuple[str, ...]
    failures: tuple[Failure, ...]
    said: str
    tokens: tuple[str, ...] = ()

    def failure_of(self, address: str) -> Failure | None:
        """Why the reader at `address` is given up, or None where that is not said."""
        if self.failures:
            return self.failures[0]
        if not self.said or address.lower() not in self.said.lower():
            return None
        code, reply = _CODE.search(self.said), _REPLY.search(self.said)
        if _NOT_YET.search(self.said) or not (code or reply or _FOR_GOOD.search(self.said)):
            return None
        return Failure(code[1] if code else "", _line_of(self.said, code or reply))


def bounce_in(mail: Mail, parts: Iterable[Mail]) -> Bounce | None:
    """What the mail says of one of ours; None where it is about none, or about no failure."""
    parts = list(parts)
    statuses = [p for p in parts if p.get_content_type() == "message/delivery-status"]
    # Most mails are of people: they are not read through for our ids.
    written = _from_daemon(mail) and not _is_automatic(mail)
    if _is_receipt(mail) or not (statuses or written):
        return None
    text = "\n".join(_decoded(part) for part in _all_of(parts))
    ids, tokens = _ids(text), _tokens(f"{_heads(mail)}\n{text}")
    if not ids and not tokens:
        return None
    if statuses:
        # Whoever writes a report says there what happened; its words beside it add nothing.
        failures = tuple(f for part in statuses for f in _failures(part))
        return Bounce(ids, failures, "", tokens) if failures else None
    said = "\n".join(_decoded(p) for p in parts if p.get_content_maintype() == "text")
    return Bounce(ids, (), said[:_MOST_TEXT], tokens)


def _ids(text: str) -> tuple[str, ...]:
    ours = [f"<{found}>" for found in dict.fromkeys(_OUR_ID.findall(text))]
    returned = [f"<{found}>" for found in _RETURNED_ID.findall(text)]
    # Beside its own a mail of ours names the first of its thread.
    return tuple(sorted(ours, key=lambda one: one not in returned)[:5])


def _tokens(text: str) -> tuple[str, ...]:
    found = (token.lower() for token in _OUR_RETURN_PATH.findall(text))
    return tuple(dict.fromkeys(found))[:5]


def _heads(part: Mail) -> str:
    """Its headers, bounded."""
    return "\n".join(f"{name}: {value}" for name, value in part.items())[:_MOST_TEXT]


def _all_of(parts: Iterable[Mail]) -> Iterator[Mail]:
    """The parts, and the mails and headers returned in them."""
    for part in parts:
        if part.get_content_maintype() == "message" and part.is_multipart():
            yield from part.get_payload()  # type: ignore[misc]  # a list of mails here
        yield part


def _decoded(part: Mail) -> str:
    """The text of a part, or of a returned mail its headers and beginning; bounded."""
    if part.is_multipart():
        return _heads(part)
    content = part.get_payload(decode=True)
    body = (
        content[:_MOST_TEXT].decode("utf-8", errors="replace") if isinstance(content, bytes) else ""
    )
    if part.get_content_type() == "text/html":
        body = _words_of(body)
    return f"{_heads(part)}\n\n{body}" if "Message-ID" in part else body


class _Words(HTMLParser):
    """The text between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.found.append(data)


def _words_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return "\n".join(piece.strip() for piece in reader.found if piece.strip())


def _failures(part: Mail) -> Iterator[Failure]:
    """The readers that a report gives up, however its lines were folded on the way."""
    for fields in _blocks(_status_text(part)):
        if fields.get("action", "").strip().lower() == "failed":
            words = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split())
            status = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})", fields.get("status", ""))
            yield Failure(status[1] if status else "", words[:500])


def _status_text(part: Mail) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        # A line that is no header ends them for the parser: what follows is in the block's body.
        return "\n\n".join(
            "\n".join([*(f"{k}: {v}" for k, v in block.items()), str(block.get_payload())])
            for block in payload
            if isinstance(block, Mail)
        )
    return _decoded(part)


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """The groups of fields; a line that names no field of RFC 3464 goes on the one before."""
    fields: dict[str, str] = {}
    last = ""
    for line in text[:_MOST_TEXT].splitlines():
        found = _FIELD.match(line)
        name = found[1].lower() if found else ""
        if found and (name in _FIELDS or name.startswith("x-")):
            if name in fields:
                yield fields
                fields = {}
            fields[name], last = found[2], name
        elif last and line.strip():
            fields[last] += f" {line.strip()}"
    yield fields


def _from_daemon(mail: Mail) -> bool:
    """A null sender, or one of the names that mail servers write under."""
    if str(mail.get("Return-Path", "")).strip() == "<>":
        return True
    address = parseaddr(str(mail.get("From", ""))[:2000])[1]
    local = (mail_address(address) or address).rpartition("@")[0] or address
    return local.lower() in _DAEMONS


def _is_automatic(mail: Mail) -> bool:
    """Vacations and their like (RFC 3834), whoever they are from."""
    said = str(mail.get("Auto-Submitted", ""))[:200].lower()
    return "auto-replied" in said or "X-Autoreply" in mail or "X-Autorespond" in mail


def _is_receipt(mail: Mail) -> bool:
    return str(mail.get_param("report-type", "")).lower() == "disposition-notification"


def _line_of(text: str, found: re.Match[str] | None) -> str:
    """The line in which the server's reason stands."""
    at = found.start() if found else 0
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    return " ".join(line.split())[:500]
