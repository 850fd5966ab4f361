"""Whether the mailbox is read: one that is dead would look like one in which nothing comes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import MailboxMark
from notifications.plan.addresses import inbox_url, mailbox_name
from visits.inbox.items import Kind, Obligation
from visits.language.dates import moment_words

# A server that restarts is back within minutes; one that refuses us stays so.
_TROUBLED_FOR = dt.timedelta(minutes=10)
_UNREAD_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Silence:
    """Since when nothing is read, and why, in the mail server's words (or nothing)."""

    since: dt.datetime
    why: str


def mailbox_silence(*, now: dt.datetime) -> Silence | None:
    """What keeps the mailbox from being read for too long; None where all is well. One query."""
    url = inbox_url()
    if not url:
        return None
    mark = MailboxMark.objects.filter(name=mailbox_name(url)).first()
    since = (mark.whole_at or mark.began_at or mark.read_at) if mark else None
    if mark is None or since is None:
        return None  # nobody looked yet: that nothing works at all is said by standstill.py
    longest = _TROUBLED_FOR if mark.trouble else _UNREAD_FOR
    return Silence(since, mark.trouble) if now - since >= longest else None


def mailbox_hint(now: dt.datetime) -> list[QuerySet[MailboxMark]]:
    """Whether the mailbox was not found open for as long as it takes to say so."""
    url = inbox_url()
    marks = (
        MailboxMark.objects.filter(name=mailbox_name(url)) if url else MailboxMark.objects.none()
    )
    return [marks.exclude(whole_at__gt=now - _TROUBLED_FOR)]


def dead_mailbox(now: dt.datetime) -> Iterator[Obligation]:
    """One row of the inbox where what guests and officers answer by mail is not read."""
    silence = mailbox_silence(now=now)
    if silence is None:
        return
    words = _("Answers by mail and mails that came back are not read since %(moment)s: %(why)s")
    yield Obligation(
        kind=Kind.MESSAGE,
        due=silence.since,
        title=_("The mailbox is not read"),
        words=words
        % {
            "moment": moment_words(silence.since),
            "why": silence.why or _("nobody looked into it"),
        },
        url=reverse("desk"),
        mark=_("Mailbox"),
        urgent=True,
    )
