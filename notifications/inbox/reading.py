"""One pass over the mailbox: bounded in time and number, and one bad mail stops nothing."""

import datetime as dt
import hashlib
import time
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from notifications.compose.composing import AWAY
from notifications.inbox import mailboxes, replies
from notifications.inbox.answers import answer_in
from notifications.inbox.parts import Incoming, taken_apart
from notifications.models import BadAddress, MailboxMark, Message, ReceivedMail
from notifications.outbox import bad_addresses
from notifications.plan.addresses import inbox_url

log = structlog.get_logger(__name__)
# Both how often the mailbox is looked into, and how long one reader keeps others out.
EVERY = dt.timedelta(seconds=60)
_LONGEST_PASS_SECONDS = 20.0
_MOST_A_PASS = 100
Kind, Outcome = ReceivedMail.Kind, ReceivedMail.Outcome


def read_inbox(*, now: dt.datetime) -> int:
    """Read what is new, at most once a minute; gives the number of answers and bounces taken.

    Raises OperationalError or InterfaceError where the database is away; a mailbox that is away is
    no more than logged.
    """
    url = inbox_url()
    if not url:
        return 0
    where = urlsplit(url)
    name = f"{where.scheme}://{where.username or ''}@{where.hostname or ''}{where.path}"
    mark, _created = MailboxMark.objects.get_or_create(name=name[:250])
    free = MailboxMark.objects.filter(Q(read_at=None) | Q(read_at__lte=now - EVERY), pk=mark.pk)
    if not free.update(read_at=now):
        return 0
    try:
        with mailboxes.opened(url) as mailbox:
            return _read(mailbox, mark, now)
    except mailboxes.Away as trouble:
        log.warning("inbox_away", reason=str(trouble))
        return 0


def _read(mailbox: mailboxes.Mailbox, mark: MailboxMark, now: dt.datetime) -> int:
    until = time.monotonic() + _LONGEST_PASS_SECONDS
    taken = 0
    for item in mailbox.new(mark.position, limit=_MOST_A_PASS, now=now):
        if item.raw is not None:
            try:
                taken += take(item.raw, now=now)
            except AWAY:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, those behind it go on
                log.warning("mail_not_read", position=item.position, reason=str(error)[:200])
        MailboxMark.objects.filter(pk=mark.pk).update(position=item.position)
        mailbox.done(item)
        if time.monotonic() > until:
            break
    return taken


def take(raw: bytes, *, now: dt.datetime) -> bool:
    """Act on one mail, once; False where it is none for us. Raises Unreadable."""
    digest = hashlib.sha256(raw).hexdigest()
    if ReceivedMail.objects.filter(digest=digest).exists():
        return False
    mail = taken_apart(raw, authserv=settings.INBOX_AUTHSERV)
    with transaction.atomic():
        received = _bounce(mail, now) or _answer(mail, now)
        if received is None:
            return False
        received.digest, received.at = digest, now
        received.save()
    return True


def _bounce(mail: Incoming, now: dt.datetime) -> ReceivedMail | None:
    """A notification about a mail of ours; nobody else knows its Message-ID."""
    if not (mail.failures and mail.about):
        return None
    message = Message.objects.filter(message_id=mail.about).select_related("visit").first()
    if message is None:
        return None
    failure = mail.failures[0]
    words = f"{failure.status} {failure.words}".strip()
    bad_addresses.mark(message, source=BadAddress.Source.REPORT, answer=words, now=now)
    return ReceivedMail(kind=Kind.BOUNCE, outcome=Outcome.MARKED, visit=message.visit)


def _answer(mail: Incoming, now: dt.datetime) -> ReceivedMail | None:
    # Both parts of such a mail, if there are two, say the same.
    answer = answer_in(mail.calendars[0]) if mail.calendars else None
    visit = replies.visit_of(answer) if answer else None
    if answer is None or visit is None:
        return None
    outcome = replies.take(
        answer, visit, sender=mail.sender, authentic=mail.authentic, now=now
    )  # fmt: skip
    return ReceivedMail(
        kind=Kind.COUNTER if answer.method == "COUNTER" else Kind.REPLY,
        outcome=outcome,
        visit=visit,
        sender=mail.sender[:254],
        answer=answer.partstat[:20],
        sequence=max(0, min(answer.sequence, 2**31 - 1)),
        stamp=answer.stamp,
    )
