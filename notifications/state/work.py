"""Work in the background: passes, what waits, mail out and in."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.due import waiting_since
from notifications.inbox.silence import mailbox_silence
from notifications.models import Message
from notifications.plan.addresses import inbox_url
from notifications.state.parts import Level, Part
from visits.language.dates import moment_words
from visits.models import DeskCount

# A pass begins every 15 seconds and notes the time once a minute.
LATE = dt.timedelta(minutes=5)
_SLOW = dt.timedelta(minutes=2)
_SEEN_FOR = dt.timedelta(days=30)


def passes(now: dt.datetime) -> Iterator[Part]:
    """Whether a worker makes its passes."""
    name = _("Background work")
    last = last_pass()
    advice = _("Start the worker and beat (celery), and look into their log.")
    if last is None:
        yield Part(name, Level.FAULT, _("No pass was ever made."), advice)
    elif now - last > LATE:
        words = _("The last pass was made on %(moment)s.") % {"moment": _moment(last)}
        yield Part(name, Level.FAULT, words, advice)
    else:
        yield Part(
            name, Level.OK, _("The last pass was made on %(moment)s.") % {"moment": _moment(last)}
        )


def last_pass() -> dt.datetime | None:
    """When a worker last made its pass; None where they never did."""
    return DeskCount.objects.filter(pk=1).values_list("counted_at", flat=True).first()


def waiting(now: dt.datetime) -> Iterator[Part]:
    """Whether what is due goes out."""
    name, since = _("What is due"), waiting_since(now=now)
    if since is None or now - since < _SLOW:
        yield Part(name, Level.OK, _("Nothing waits longer than it should."))
        return
    words = _("The oldest has been waiting since %(moment)s.") % {"moment": _moment(since)}
    yield Part(name, Level.FAULT, words, _("Is a worker running, and does it reach the database?"))


def mail_out(now: dt.datetime) -> Iterator[Part]:
    """When the last mail left, and how many were given up."""
    name = _("Mail out")
    states = Message.objects.filter(created_at__gt=now - _SEEN_FOR)
    dead = states.filter(state=Message.State.DEAD).count()
    last = (
        Message.objects.filter(state=Message.State.SENT)
        .order_by("-id").values_list("sent_at", flat=True).first()
    )  # fmt: skip
    if settings.DEMO and not settings.DEMO_SMTP:
        yield Part(name, Level.OFF, _("A demo sends nothing out; its letters lie in a folder."))
        return
    said = _("The last one left on %(moment)s.") % {"moment": _moment(last)} if last else ""
    if dead:
        words = ngettext(
            "%(n)d mail was given up within 30 days.",
            "%(n)d mails were given up within 30 days.",
            dead,
        ) % {"n": dead}
        advice = _("The inbox says which, and what the mail server answered.")
        yield Part(name, Level.NOTICE, f"{words} {said}".strip(), advice)
    else:
        yield Part(name, Level.OK, said or _("No mail has left yet."))


def mail_in(now: dt.datetime) -> Iterator[Part]:
    """Whether the mailbox of answers and returned mails is read."""
    name = _("Mailbox")
    if not inbox_url():
        advice = _("Set INBOX_URL, so that answers and returned mails are understood.")
        yield Part(name, Level.OFF, _("No mailbox is read."), advice)
        return
    silence = mailbox_silence(now=now)
    if silence is None:
        yield Part(name, Level.OK, _("It is read."))
        return
    words = _("Not read since %(moment)s: %(why)s") % {
        "moment": _moment(silence.since),
        "why": silence.why or _("nobody looked into it"),
    }
    yield Part(name, Level.FAULT, words, _("Check name, password and folder in INBOX_URL."))


def _moment(moment: dt.datetime) -> str:
    return moment_words(timezone.localtime(moment))
