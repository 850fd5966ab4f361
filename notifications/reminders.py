"""What the clock brings: who is reminded of what, from when until when.

A reminder is a message with a key of its own, unique for visit and reader (Message.reminder): the
reminder's name and what it is about, so a visit that moved is reminded of anew. It is made under
the visit's own lock, and only while it holds: after an outage nobody is reminded of what is past.
docs/messages.md shows REMINDERS, and a test compares the two.
"""

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db import transaction
from django.utils import timezone

from notifications.afterwards import AFTERWARDS
from notifications.composing import AWAY, compose
from notifications.letters import Letter
from notifications.models import Message
from notifications.occasions import DAY, Occasion, Reminder, days_before, host_zone
from notifications.plan import Calendar, To
from visits.emails import mail_address
from visits.models import Assignment, Host, Status, Visit
from visits.queries import Session, session_of, sessions_of, visits_between

log = structlog.get_logger(__name__)
_NOON = dt.time(12)
# A hold's end is announced so long before it, and only of a hold that is not new itself.
HOLD_WARNING = dt.timedelta(minutes=15)
_HOLD_AGE = dt.timedelta(minutes=30)
# For so long a reply that is overdue is still worth its one reminder.
_OVERDUE = dt.timedelta(days=7)


def _soon(now: dt.datetime) -> list[Visit]:
    today = timezone.localdate(now, host_zone())
    return list(visits_between(today, today + 7 * DAY, statuses=[Status.CONFIRMED]))


def _week_before(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of H-7, and for one day more where nobody was awake on it."""
    if visit.status != Status.CONFIRMED or session is None:
        return None
    return Occasion(session.slot_id, days_before(session, 7), days_before(session, 5))


def _day_before(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of H-1 to the beginning of the session."""
    if visit.status != Status.CONFIRMED or session is None:
        return None
    return Occasion(session.slot_id, days_before(session, 1), session.starts_at)


def _noon_before(visit: Visit, session: Session | None) -> Occasion | None:
    """From noon of H-1: officers had the morning to answer the reminder of that day."""
    if visit.status != Status.CONFIRMED or session is None:
        return None
    return Occasion(session.slot_id, days_before(session, 1, at=_NOON), session.starts_at)


def _nobody_confirmed(visit: Visit) -> bool:
    return not visit.assignments.filter(answer=Assignment.Answer.ACCEPTED).exists()


def _undecided(now: dt.datetime) -> list[Visit]:
    due = Visit.objects.filter(
        status=Status.REQUESTED, reply_due_at__gt=now - _OVERDUE, reply_due_at__lt=now + DAY
    )
    return list(due.select_related("region__province").order_by("pk"))


def _reply_due(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of the day on which the reply is due."""
    due = visit.reply_due_at
    if visit.status != Status.REQUESTED or due is None:
        return None
    local = timezone.localtime(due, host_zone())
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Occasion(f"{local.date()}", morning, due + _OVERDUE)


def _unconfirmed(now: dt.datetime) -> list[Visit]:
    asked = Visit.objects.filter(status=Status.UNVERIFIED, created_at__lte=now - _HOLD_AGE)
    return list(asked.select_related("region__province").order_by("pk"))


def _hold_ends(visit: Visit, session: Session | None) -> Occasion | None:
    """A quarter of an hour before an unconfirmed request loses its place."""
    ends_at = session.hold_expires_at if session and not session.given_back else None
    if visit.status != Status.UNVERIFIED or session is None or ends_at is None:
        return None
    since = max(ends_at - HOLD_WARNING, visit.created_at + _HOLD_AGE)
    return Occasion(session.slot_id, since, ends_at)


REMINDERS = (
    Reminder(
        "week_before",
        ((To.CONTACT, "week_before"), (To.OFFICERS, "officer_week_before")),
        _soon,
        _week_before,
    ),
    Reminder(
        "day_before",
        ((To.CONTACT, "day_before"), (To.OFFICERS, "officer_day_before")),
        _soon,
        _day_before,
    ),
    Reminder(
        "nobody_confirmed",
        ((To.HOST, "nobody_confirmed"),),
        _soon,
        _noon_before,
        needed=_nobody_confirmed,
        urgent=True,
    ),
    Reminder("reply_due", ((To.HOST, "reply_due"),), _undecided, _reply_due),
    Reminder("hold_ends", ((To.CONTACT, "hold_ends"),), _unconfirmed, _hold_ends, urgent=True),
    *AFTERWARDS,
)


def remind(*, now: dt.datetime) -> int:
    """Make every reminder that is due and was not made yet; gives how many.

    Safe to run twice at once. Raises OperationalError or InterfaceError where the database is away.
    """
    quiet = Host.load().quiet_at(timezone.localtime(now, host_zone()).time())
    count = 0
    for reminder in REMINDERS:
        if quiet and not reminder.urgent:
            continue
        visits = reminder.visits(now)
        sessions = sessions_of(visits)
        for visit in visits:
            try:
                count += _remind(reminder, visit, sessions.get(visit.pk), now)
            except AWAY:
                raise
            except Exception:
                log.error("reminder_not_made", visit=visit.pk, name=reminder.name, exc_info=True)
    return count


def _remind(reminder: Reminder, visit: Visit, session: Session | None, now: dt.datetime) -> int:
    # First without the lock: in most passes there is nothing to do.
    if not list(_open(reminder, visit, session, now)):
        return 0
    with transaction.atomic():
        locked = Visit.objects.select_for_update(of=("self",)).select_related("region__province")
        visit, host = locked.get(pk=visit.pk), Host.load()
        event = visit.events.order_by("id").last()
        if event is None:
            return 0
        event.visit = visit
        made = [
            compose(
                letter, event=event, visit=visit, host=host, now=now,
                reminder=_key(reminder, occasion), useful_until=occasion.until,
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
    told = Message.objects.filter(visit=visit)
    for letter in _letters(reminder, visit):
        theirs = told.filter(recipient=letter.recipient)
        # Whoever was invited since it became due knows.
        invited = theirs.filter(method=Calendar.REQUEST, created_at__gte=occasion.since)
        if not (theirs.filter(reminder=_key(reminder, occasion)).exists() or invited.exists()):
            yield letter, occasion


def _key(reminder: Reminder, occasion: Occasion) -> str:
    return f"{reminder.name}:{occasion.about}"


def _letters(reminder: Reminder, visit: Visit) -> Iterator[Letter]:
    for to, template in reminder.lines:
        if to == To.HOST:
            yield Letter(mail_address(Host.load().email), template, Calendar.NONE, "id")
        elif to == To.CONTACT:
            if address := mail_address(visit.contact_email):
                yield Letter(address, template, Calendar.NONE, visit.language)
        else:
            coming = visit.assignments.exclude(answer=Assignment.Answer.DECLINED)
            for someone in (a.officer for a in coming.select_related("officer").order_by("pk")):
                address = mail_address(someone.email)
                yield Letter(address, template, Calendar.NONE, someone.language, someone)
