"""One pass over the mailbox: bounded in time and number, and one bad mail stops nothing."""

import datetime as dt
import hashlib
import time

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.compose.composing import AWAY
from notifications.inbox import mailboxes, replies
from notifications.inbox.answers import Answer, answer_in, uid_in
from notifications.inbox.believing import Trust
from notifications.inbox.bounces import Bounce
from notifications.inbox.parts import Incoming, Unreadable, taken_apart
from notifications.models import BadAddress, MailboxMark, Message, ReceivedMail
from notifications.outbox import bad_addresses
from notifications.outbox.return_path import message_of_token
from notifications.plan.addresses import inbox_url, mailbox_name
from visits.models import Visit

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
    mark, _created = MailboxMark.objects.get_or_create(
        name=mailbox_name(url), defaults={"began_at": now}
    )
    if not to_be_read(now).filter(pk=mark.pk).update(read_at=now):
        return 0
    try:
        with mailboxes.opened(url) as mailbox:
            taken = _read(mailbox, mark, now)
    except mailboxes.Away as trouble:
        log.warning("inbox_away", reason=str(trouble))
        MailboxMark.objects.filter(pk=mark.pk).update(trouble=str(trouble)[:200])
        return 0
    MailboxMark.objects.filter(pk=mark.pk).update(trouble="", whole_at=now)
    return taken


def to_be_read(now: dt.datetime) -> QuerySet[MailboxMark]:
    """The mailbox of INBOX_URL, where nobody looked into it for a minute; nothing without one."""
    url = inbox_url()
    if not url:
        return MailboxMark.objects.none()
    long_ago = Q(read_at=None) | Q(read_at__lte=now - EVERY)
    return MailboxMark.objects.filter(long_ago, name=mailbox_name(url))


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
    mail = taken_apart(raw, trust=_trust())
    with transaction.atomic():
        received = _bounce(mail, now) or _answer(mail, now)
        if received is None:
            return False
        received.digest, received.at = digest, now
        received.save()
    return True


def _trust() -> Trust:
    """Whom the installation's settings believe."""
    return Trust(
        service=settings.INBOX_AUTHSERV,
        methods=frozenset(settings.INBOX_AUTH_METHODS),
        sealers=frozenset(settings.INBOX_ARC_SEALERS),
    )


def _bounce(mail: Incoming, now: dt.datetime) -> ReceivedMail | None:
    """What did not arrive, where it is a mail of ours."""
    if mail.bounce is None:
        return None
    message = _message_meant(mail.bounce)
    failure = mail.bounce.failure_of(message.recipient) if message else None
    if message is None or failure is None:
        return None
    words = f"{failure.status} {failure.words}".strip()
    # About the host's own mail (SPF, DKIM, a block list): no reader's address is at fault.
    ours_to_mend = failure.status.startswith("5.7.") or failure.words.startswith("5.7.")
    if ours_to_mend:
        bad_addresses.note_return(message, answer=words, now=now)
    else:
        bad_addresses.mark(message, source=BadAddress.Source.REPORT, answer=words, now=now)
    outcome = Outcome.REFUSED if ours_to_mend else Outcome.MARKED
    if message.visit is None:
        log.info("account_mail_returned", reason=words[:200])
        return None
    return ReceivedMail(kind=Kind.BOUNCE, outcome=outcome, visit=message.visit)


def _message_meant(bounce: Bounce) -> Message | None:
    """By its return path, which outlives relays that give another Message-ID, or by that id.

    Nobody but its reader knows either.
    """
    named = (message_of_token(token) for token in bounce.tokens)
    if message := next(filter(None, named), None):
        return message
    ours = Message.objects.filter(message_id__in=bounce.ids).select_related("visit")
    by_id = {message.message_id: message for message in ours}
    return next((by_id[one] for one in bounce.ids if one in by_id), None)


def _answer(mail: Incoming, now: dt.datetime) -> ReceivedMail | None:
    unread = mail.sealed
    for calendar in mail.calendars:
        try:
            answer = answer_in(calendar, sender=mail.sender)
        except Unreadable as error:
            log.info("calendar_not_read", reason=str(error)[:200])
            unread = True
            continue
        # Beside the answer some programs send the invitation again: what is none is passed over.
        visit = replies.visit_of(answer.uid) if answer else None
        if answer is not None and visit is not None:
            return _taken(answer, visit, mail, now)
    return _unread(mail, now) if unread else None


def _taken(answer: Answer, visit: Visit, mail: Incoming, now: dt.datetime) -> ReceivedMail:
    outcome = replies.take(
        answer, visit, sender=mail.sender, belief=mail.belief, now=now
    )  # fmt: skip
    return ReceivedMail(
        kind=Kind.COUNTER if answer.method == "COUNTER" else Kind.REPLY,
        outcome=outcome,
        visit=visit,
        sender=mail.sender[:254],
        answer=answer.partstat[:20],
        sequence=max(0, min(answer.sequence or 0, 2**31 - 1)),
        stamp=answer.stamp,
    )


def _unread(mail: Incoming, now: dt.datetime) -> ReceivedMail | None:
    """A calendar of somebody known that cannot be read is said to staff, never passed over."""
    uids = [uid_in(calendar) for calendar in mail.calendars]
    visit = replies.visit_meant(mail.sender, uids=uids, answers=mail.answers, now=now)
    if visit is None:
        return None
    outcome = replies.not_read(visit, sender=mail.sender, now=now)
    return ReceivedMail(kind=Kind.REPLY, outcome=outcome, visit=visit, sender=mail.sender[:254])
