"""Reminders made: one pass over their table (plan/reminders.py), each once for visit and reader.

A reminder is a message with a key of its own, unique for visit and reader (Message.reminder): the
reminder's name and what it is about, so a visit that moved is reminded of anew. It is made under
the visit's own lock, and only while it holds: after an outage nobody is reminded of what is past.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.compose.composing import AWAY, compose
from notifications.models import Message
from notifications.plan.occasions import Occasion, Reminder, host_zone
from notifications.plan.recipients import Letter
from notifications.plan.reminders import REMINDERS
from notifications.plan.table import Calendar, To
from scheduling.once import reading_once
from visits.history import recent
from visits.language.emails import mail_address
from visits.models import Assignment, Host, Visit
from visits.queries.visits import Session, session_of, sessions_of

log = structlog.get_logger(__name__)


class Which(Enum):
    """Which reminders a pass looks for: most of them hang on hours and days, and looking costs."""

    NONE = "none"
    URGENT = "urgent"
    ALL = "all"


def remind(*, now: dt.datetime, which: Which = Which.ALL) -> int:
    """Make every reminder of those that is due and was not made yet; gives how many.

    Safe to run twice at once. Raises OperationalError or InterfaceError where the database is away.
    """
    # First without a lock, and what all of them ask for once: mostly there is nothing to do.
    with reading_once():
        due = list(_due(now, which))
    count = 0
    for reminder, visit in due:
        with _noted(reminder, visit):
            count += _remind(reminder, visit, now)
    return count


def _due(now: dt.datetime, which: Which) -> Iterator[tuple[Reminder, Visit]]:
    """Of whom a reader has to be reminded now, and of what."""
    if which == Which.NONE:
        return
    quiet = which == Which.URGENT or Host.load().quiet_at(
        timezone.localtime(now, host_zone()).time()
    )
    found: dict[Callable[[dt.datetime], list[Visit]], list[tuple[Visit, Session | None]]] = {}
    for reminder in REMINDERS:
        if quiet and not reminder.urgent:
            continue
        # Several ask for the same visits.
        if reminder.visits not in found:
            visits = reminder.visits(now)
            sessions = sessions_of(visits) if visits else {}
            found[reminder.visits] = [(visit, sessions.get(visit.pk)) for visit in visits]
        for visit, session in found[reminder.visits]:
            with _noted(reminder, visit):
                if any(True for _ in _open(reminder, visit, session, now)):
                    yield reminder, visit


@contextmanager
def _noted(reminder: Reminder, visit: Visit) -> Iterator[None]:
    """What is wrong with one reminder is logged, and keeps no other from being made."""
    try:
        yield
    except AWAY:
        raise
    except Exception:
        log.error("reminder_not_made", visit=visit.pk, name=reminder.name, exc_info=True)


def _remind(reminder: Reminder, visit: Visit, now: dt.datetime) -> int:
    with transaction.atomic():
        free = Visit.objects.select_for_update(of=("self",), skip_locked=True)
        locked = free.select_related("region__province").filter(pk=visit.pk).first()
        if locked is None:
            return 0  # somebody has it in hand: the next pass looks again
        visit, host = locked, Host.load()
        event = visit.events.order_by("id").last()
        # What was decided a moment ago may be taken back: nothing is said of the visit until then.
        if event is None or recent.is_waiting(visit, now=now):
            return 0
        event.visit = visit
        made = [
            compose(
                letter, event=event, visit=visit, host=host, now=now,
                reminder=key_of(reminder, occasion), useful_until=occasion.until,
            )
            for letter, occasion in _open(reminder, visit, session_of(visit), now)
        ]  # fmt: skip
    return len(made)


def _open(
    reminder: Reminder, visit: Visit, session: Session | None, now: dt.datetime
) -> Iterator[tuple[Letter, Occasion]]:
    """The letters of this reminder that are due now and not made yet."""
    occasion = reminder.occasion(visit, session)
    if occasion is None or not occasion.since <= now < occasion.until or not reminder.needed(visit):
        return
    for letter in letters_of(reminder, visit):
        if not knows(visit, letter, reminder, occasion):
            yield letter, occasion


def knows(visit: Visit, letter: Letter, reminder: Reminder, occasion: Occasion) -> bool:
    """Whether this reader was reminded of it, or invited since it became due; one query."""
    reminded = Q(reminder=key_of(reminder, occasion))
    invited = Q(method=Calendar.REQUEST, created_at__gte=occasion.since)
    told = Message.objects.filter(visit=visit, recipient=letter.recipient)
    return told.filter(reminded | invited).exists()


def key_of(reminder: Reminder, occasion: Occasion) -> str:
    """Under which it is made once for a visit and reader."""
    return f"{reminder.name}:{occasion.about}"


def letters_of(reminder: Reminder, visit: Visit) -> Iterator[Letter]:
    """Its letters to the visit's readers as they are now."""
    for to, template in reminder.lines:
        if to == To.HOST:
            yield Letter(mail_address(Host.load().email), template, Calendar.NONE, "id")
        elif to == To.CONTACT:
            if address := mail_address(visit.contact_email):
                yield Letter(address, template, Calendar.NONE, visit.language)
        else:
            coming = visit.assignments.exclude(answer=Assignment.Answer.DECLINED)
            if reminder.unanswered:
                coming = coming.filter(answer=Assignment.Answer.NONE)
            for someone in (a.officer for a in coming.select_related("officer").order_by("pk")):
                address = mail_address(someone.email)
                yield Letter(address, template, Calendar.NONE, someone.language, someone)
