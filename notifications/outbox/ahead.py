"""The reminders of one visit that are still to come, and one of them sent before its time."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from notifications.compose.composing import compose
from notifications.models import Message
from notifications.outbox.reminding import key_of, knows, letters_of
from notifications.plan.occasions import Occasion, Reminder, host_zone
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter
from notifications.plan.reminders import REMINDERS
from notifications.plan.table import To
from visits.history.events import nudge_after_commit
from visits.models import Host, Visit
from visits.queries.visits import session_of


@dataclass(frozen=True)
class Ahead:
    """A reminder to one reader, as the visit stands now; a pass makes it at `at` (aware).

    `key` is that of Message.reminder.
    """

    reminder: Reminder
    letter: Letter
    occasion: Occasion
    at: dt.datetime

    @property
    def key(self) -> str:
        """Under which it is made once."""
        return key_of(self.reminder, self.occasion)

    def may_go(self, *, now: dt.datetime) -> bool:
        """Whether staff may send it at once.

        The house's own alarms would tell them what they see; and nobody is told before the time
        what is not true before it.
        """
        to_host = readers()[self.letter.template] == To.HOST
        return not to_host and (self.reminder.early or self.occasion.since <= now)


def ahead(visit: Visit, *, now: dt.datetime) -> list[Ahead]:
    """What the clock will bring about `visit`, the next first, if nothing happens meanwhile."""
    session, host, found = session_of(visit), Host.load(), []
    for reminder in REMINDERS:
        occasion = reminder.occasion(visit, session)
        if occasion is None or not reminder.needed(visit):
            continue
        at = max(occasion.since, now)
        at = at if reminder.urgent else _awake(at, host)
        if at >= occasion.until:
            continue
        found += [
            Ahead(reminder, letter, occasion, at)
            for letter in letters_of(reminder, visit)
            if not knows(visit, letter, reminder, occasion)
        ]
    return sorted(found, key=lambda one: one.at)


def send_now(
    visit: Visit, *, key: str, recipient: str, now: dt.datetime
) -> tuple[Message | None, bool]:
    """Make one of `ahead` at once; gives it, and whether it is new.

    A second press gives the message of the first. None where the visit has changed so that nobody
    is to be reminded of it any more. At its own time it is not made again, since it has its key.
    """
    with transaction.atomic():
        locked = Visit.objects.select_for_update(of=("self",)).select_related("region__province")
        visit = locked.get(pk=visit.pk)
        made = Message.objects.filter(visit=visit, reminder=key, recipient=recipient).first()
        if made is not None:
            return made, False
        event = visit.events.order_by("id").last()
        found = (one for one in ahead(visit, now=now) if one.may_go(now=now))
        wanted = (one for one in found if (one.key, one.letter.recipient) == (key, recipient))
        one = next(wanted, None)
        if one is None or event is None:
            return None, False
        event.visit = visit
        message = compose(
            one.letter, event=event, visit=visit, host=Host.load(), now=now,
            reminder=key, useful_until=one.occasion.until,
        )  # fmt: skip
        nudge_after_commit()
    return message, True


def _awake(moment: dt.datetime, host: Host) -> dt.datetime:
    """That moment, or the end of the host's quiet hours in which it lies."""
    local = timezone.localtime(moment, host_zone())
    if not host.quiet_at(local.time()):
        return moment
    end = host.quiet_until
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return morning if morning > local else morning + dt.timedelta(days=1)
