"""What the clock brings: who is reminded of what, from when until when.

How they are made is in outbox/reminding.py. docs/messages.md shows REMINDERS, and a test compares
the two.
"""

import datetime as dt

from django.utils import timezone

from notifications.plan.afterwards import AFTERWARDS
from notifications.plan.occasions import DAY, Occasion, Reminder, days_before, host_zone
from notifications.plan.table import To
from visits.models import Assignment, Status, Visit
from visits.queries.visits import Session, visits_between

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
