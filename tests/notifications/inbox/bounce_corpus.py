"""What mail servers write of a mail that did not arrive, and what is mistaken for it.

The wording is our own after the manner of each; identities are made up. `{to}` is the reader,
`{id}` the Message-ID of our mail, `{copy}` its headers as they come back.
"""

import base64
import quopri
from collections.abc import Iterator
from itertools import product

QMAIL = """Hi. This is the qmail-send program at mx.example.
I could not deliver your message to the addresses below. This is a permanent error; giving up.

<{to}>:
192.0.2.1 does not like recipient.
Remote host said: 550 {code} No such user

--- Below this line is a copy of the message.

{copy}"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.
The following address(es) failed:

  {to}
    SMTP error from remote mail server after RCPT TO:<{to}>:
    host mx.example [192.0.2.1]: 550 {code} mailbox unavailable

------ This is a copy of the message, including all the headers. ------

{copy}"""
DOMINO = """Your message

  Subject: Kunjungan

was not delivered to:

  {to}

because:

  User {to} not listed in Domino Directory

{copy}"""
OPENSMTPD = """    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

{to}: 550 {code} Invalid recipient

    Below is a copy of the original message:

{copy}"""
GATEWAY = """The message you sent to {to} was rejected by the gateway of its organisation.

Reason: {code} Recipient address does not exist

Original headers follow.

{copy}"""
SENDMAIL = """   ----- The following addresses had permanent fatal errors -----
<{to}>
    (reason: 550 {code} <{to}>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.example.:
>>> RCPT To:<{to}>
<<< 550 {code} <{to}>... User unknown

{copy}"""
EXCHANGE = """Delivery has failed to these recipients or distribution lists:

{to}
The recipient's e-mail address was not found in the recipient's e-mail system.

Diagnostic information for administrators:
#550 {code} RESOLVER.ADR.RecipNotFound; not found ##

{copy}"""
LOCAL = """Pesan Anda tidak dapat dikirim ke alamat berikut:

{to}

Alasan: {code} alamat tidak dikenal

{copy}"""
FREE = {
    "qmail": QMAIL,
    "exim": EXIM,
    "domino": DOMINO,
    "opensmtpd": OPENSMTPD,
    "gateway": GATEWAY,
    "sendmail": SENDMAIL,
    "exchange": EXCHANGE,
    "local": LOCAL,
}
CODES = ("5.1.1", "5.2.1", "5.2.2", "5.1.10")
SENDERS = (
    "From: MAILER-DAEMON@mx.example",
    "From: Mail Delivery System <Mailer-Daemon@mx.example>",
    "From: <postmaster@mx.example>",
    "Return-Path: <>\nFrom: Antispam <noreply@mx.example>",
)


def plain(text: str) -> str:
    """In one part as it is."""
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}"


def packed(text: str) -> str:
    """In base64, as gateways do."""
    body = base64.encodebytes(text.encode()).decode()
    return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}"


def quoted(text: str) -> str:
    """In quoted-printable, long lines broken."""
    body = quopri.encodestring(text.encode()).decode()
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
    return f"{head}\n\n{body}"


def html(text: str) -> str:
    """As a page."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>\n")
    return f"Content-Type: text/html; charset=utf-8\n\n<html><body>{safe}</body></html>"


def apart(text: str) -> str:
    """The words in one part, our mail in another."""
    words, _, copy = text.partition("Message-ID:")
    return (
        'Content-Type: multipart/mixed; boundary="b1"\n\n--b1\nContent-Type: text/plain\n\n'
        f"{words}\n--b1\nContent-Type: message/rfc822\n\nMessage-ID:{copy}\n\n--b1--\n"
    )


FORMS = (plain, packed, quoted, html, apart)


def copy(message_id: str, to: str) -> str:
    """The headers of our mail, as they come back."""
    return f"Message-ID: {message_id}\nTo: <{to}>\nSubject: Kunjungan\n"


def free_text(message_id: str, to: str) -> Iterator[tuple[str, bytes]]:
    """Failures in words: each program, code, sender and form."""
    for (name, text), code, sender, form in product(FREE.items(), CODES, SENDERS, FORMS):
        body = form(text.format(to=to, code=code, copy=copy(message_id, to)))
        head = f"{sender}\nTo: <protokol@batam.example>\nSubject: failure notice\nMIME-Version: 1.0"
        yield f"{name} {code} {form.__name__} {sender[:20]}", f"{head}\n{body}".encode()


REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: <protokol@batam.example>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: {kind}; boundary="b1"

--b1
Content-Type: text/plain

It did not arrive.

--b1
Content-Type: message/delivery-status

{status}

--b1
{returned}
--b1--
"""
KINDS = (
    "multipart/report; report-type=delivery-status",
    "multipart/report",
    "multipart/mixed",
)
STATUSES = {
    "in order": "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {to}\n"
    "Action: {action}\nStatus: {code}\nDiagnostic-Code: smtp; 550 {code} no\n",
    "indented": "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {to}\n"
    "Action: {action}\nStatus: {code}\nDiagnostic-Code: smtp; 550-first\n 550 second\n",
    "not indented": "Reporting-MTA: dns; mx.example\n\nDiagnostic-Code: smtp; 550-first\n"
    "550-second line\n550 third line\nStatus: {code}\nAction: {action}\n"
    "Final-Recipient: rfc822; {to}\n",
    "without a blank line": "Reporting-MTA: dns; mx.example\nFinal-Recipient: rfc822; {to}\n"
    "Action: {action}\nStatus: {code} (unknown)\n",
}
RETURNED = {
    "headers": "Content-Type: text/rfc822-headers\n\n{copy}",
    "mail": "Content-Type: message/rfc822\n\n{copy}\nx\n",
    "folds lost": "Content-Type: message/rfc822\n\nReceived: from [127.0.0.1] (localhost)\n"
    "by mx.example (Postfix) with ESMTP id 1\n{copy}\nx\n",
    "text": "Content-Type: text/plain\n\nOriginal:\n{copy}",
}


def reports(message_id: str, to: str, *, action: str = "failed") -> Iterator[tuple[str, bytes]]:
    """Reports in each kind of mail, in each order of lines, with our mail in each form."""
    for kind, (status, lines), (returned, rest), code in product(
        KINDS, STATUSES.items(), RETURNED.items(), ("5.1.1", "5.2.2", "4.4.7")
    ):
        text = REPORT.format(
            kind=kind,
            status=lines.format(to=to, action=action, code=code),
            returned=rest.format(copy=copy(message_id, to)),
        )
        yield f"{kind[:20]} {status} {returned} {code}", text.encode()


DELAYS = (
    "Your message to {to} has been delayed and will be retried for 4 days.\n451 4.4.1 timeout",
    "WARNING: MESSAGE STILL UNDELIVERED TO {to}. Will keep trying. You do not need to resend.",
    "THIS IS A WARNING MESSAGE ONLY. NO ACTION IS REQUIRED. {to}: 450 4.2.1 busy",
    "Pengiriman ke {to} tertunda dan akan dicoba lagi.",
    "The mail to {to} could not be delivered yet; 550 5.1.1 was said once, we will try again.",
)
NOISE = {
    "vacation": (
        "From: Budi <{to}>\nAuto-Submitted: auto-replied\nSubject: Cuti",
        "Saya cuti. I could not be reached; mail to {to} failed permanently to reach me.",
    ),
    "vacation of a daemon": (
        "From: <postmaster@mx.example>\nAuto-Submitted: auto-replied\nSubject: Cuti",
        "{to} is away. 550 5.1.1 is not said.",
    ),
    "receipt": (
        "From: <{to}>\nContent-Type: multipart/report; report-type=disposition-notification",
        "Your message to {to} was read.",
    ),
    "challenge": (
        "From: Antispam <challenge@mx.example>\nSubject: Please confirm",
        "Your message to {to} could not be delivered until you confirm by this link.",
    ),
    "passed on": (
        "From: Sekretaris <sekretaris@mx.example>\nSubject: Fwd: failure notice",
        "FYI. <{to}>: 550 5.1.1 No such user. This is a permanent error.",
    ),
    "nobody named": (
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice",
        "Sorry, a mail could not be delivered: 550 5.1.1 user unknown.",
    ),
    "a newsletter": (
        "From: MAILER-DAEMON@mx.example\nSubject: Statistik",
        "{to} received 12 mails today, 550 of 600 MB used.",
    ),
}


def mistaken(message_id: str, to: str) -> Iterator[tuple[str, bytes]]:
    """What is none of it: delays, automatic answers, receipts, challenges, copies passed on."""
    for (number, text), sender in product(enumerate(DELAYS), SENDERS):
        body = plain(f"{text.format(to=to)}\n\nMessage-ID: {message_id}\n")
        yield f"delay {number} {sender[:20]}", f"{sender}\nSubject: Delay\n{body}".encode()
    for name, (head, text) in NOISE.items():
        body = f"\n\n{text.format(to=to)}\n\nMessage-ID: {message_id}\n"
        yield name, f"{head.format(to=to)}{body}".encode()
    for action in ("delayed", "delivered", "relayed", "expanded"):
        for name, raw in reports(message_id, to, action=action):
            yield f"{action} {name}", raw
