"""The desk is told where nothing goes out any more: nobody else might notice for a day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.due import waiting_since
from notifications.models import Message
from visits.inbox.items import Kind, Obligation
from visits.language.dates import moment_words
from visits.life.address import lapsed
from visits.life.letter_steps.deciding import overdue
from visits.models import VisitEvent

# A pass is made four times a minute, and a busy one ends within a few minutes.
_LONGEST_WAIT = dt.timedelta(minutes=15)


def standstill_hint(now: dt.datetime) -> list[QuerySet[Any]]:
    """Whether anything at all has been due for so long, as `due.waiting_since` looks for it."""
    before = now - _LONGEST_WAIT
    pending = Message.objects.filter(state=Message.State.PENDING, next_attempt_at__lte=before)
    untold = VisitEvent.objects.filter(told_at=None, at__lte=before)
    return [pending, untold, lapsed(now=before), overdue(now=before)]


def standstill(now: dt.datetime) -> Iterator[Obligation]:
    """One obligation where what is due has waited for longer than any working system lets it."""
    since = waiting_since(now=now)
    if since is None or now - since < _LONGEST_WAIT:
        return
    yield Obligation(
        kind=Kind.MESSAGE,
        due=since,
        title=_("Nothing is sent out at present"),
        words=_(
            "What should have been sent or has run out since %(moment)s waits. Nothing is lost: "
            "it goes on once whoever runs the server has started the background processes, or the "
            "mail server answers again."
        )
        % {"moment": moment_words(since)},
        url=f"{reverse('desk')}?jenis={Kind.MESSAGE}",
        mark=_("Standstill"),
        urgent=True,
    )
