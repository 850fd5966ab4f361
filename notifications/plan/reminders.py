"""What the clock brings: who is reminded of what, from when until when.

How they are made is in outbox/reminding.py. docs/messages.md shows REMINDERS, and a test compares
the two.
"""

import datetime as dt

from django.utils import timezone

from notifications.plan.afterwards import AFTERWARDS
from notifications.plan.names import NAMES
from notifications.plan.occasions import DAY, Occasion, Reminder, days_before, host_zone
from notifications.plan.table import To
from visits.life.letters.due import HOLDING, awaited_until
from visits.models import Assignment, Status, Visit
from visits.queries.visits import Session, visits_between

_NOON = dt.time(12)
# A hold's end is announced so long before it, and only of a hold that is not new itself.
HOLD_WARNING = dt.timedelta(minutes=15)
_HOLD_AGE = dt.timedelta(minutes=30)
# For so long a reply that is overdue is still worth its one reminder.
_OVERDUE = dt.timedelta(days=7)
# Staff, who are reminded of it, may still answer before the delegation hears that it is late.
_GRACE = dt.timedelta(days=2)


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


def _two_days_before(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of H-2 to its end: on H-1 comes the reminder of that day."""
    if visit.status != Status.CONFIRMED or session is None:
        return None
    return Occasion(session.slot_id, days_before(session, 2), days_before(session, 1))


def _somebody_silent(visit: Visit) -> bool:
    return visit.assignments.filter(answer=Assignment.Answer.NONE).exists()


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


def _late(now: dt.datetime) -> list[Visit]:
    due = Visit.objects.filter(
        status=Status.REQUESTED, reply_due_at__range=(now - _OVERDUE, now - _GRACE)
    )
    return list(due.select_related("region__province").order_by("pk"))


def _reply_late(visit: Visit, session: Session | None) -> Occasion | None:
    """From two days after our reply was due, while the session is still to come."""
    due = visit.reply_due_at
    if visit.status != Status.REQUESTED or due is None or session is None:
        return None
    return Occasion(f"{due:%Y-%m-%dT%H:%M}", due + _GRACE, min(due + _OVERDUE, session.starts_at))


def _our_turn(visit: Visit) -> bool:
    return not visit.missing


def _passed(now: dt.datetime) -> list[Visit]:
    today = timezone.localdate(now, host_zone())
    return list(visits_between(today - 7 * DAY, today, statuses=[Status.REQUESTED]))


def _date_passed(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of the session that was asked for, and never decided on."""
    if visit.status != Status.REQUESTED or session is None:
        return None
    return Occasion(session.slot_id, session.starts_at, session.starts_at + _OVERDUE)


def _proposed(now: dt.datetime) -> list[Visit]:
    soon = Visit.objects.filter(
        status=Status.PROPOSED, offer_expires_at=None, answer_due_at__range=(now, now + 2 * DAY)
    )
    return list(soon.select_related("region__province").order_by("pk"))


def _proposal_ends(visit: Visit, session: Session | None) -> Occasion | None:
    """From the day before a proposal ends, if it was made half a day before at least."""
    due = visit.answer_due_at
    if visit.status != Status.PROPOSED or visit.offer_expires_at or due is None:
        return None
    return _ends(due, since=visit.changed_at)


def _ends(due: dt.datetime, *, since: dt.datetime) -> Occasion | None:
    """From the day before `due`, but half a day after what set it (`since`)."""
    eve = timezone.localtime(due, host_zone()).date() - DAY
    morning = dt.datetime.combine(eve, dt.time.min, host_zone())
    since = max(morning, since + DAY / 2)
    return Occasion(f"{due:%Y-%m-%dT%H:%M}", since, due) if since < due else None


def _letterless(now: dt.datetime) -> list[Visit]:
    soon = Visit.objects.filter(status__in=HOLDING, letter_due_at__range=(now, now + 2 * DAY))
    return list(soon.select_related("region__province").order_by("pk"))


def _letter_due(visit: Visit, session: Session | None) -> Occasion | None:
    """From the day before the letter is due, if that was told half a day before at least."""
    due = awaited_until(visit)
    if visit.status not in HOLDING or due is None:
        return None
    return _ends(due, since=visit.changed_at)


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
        "officer_silent",
        ((To.OFFICERS, "officer_silent"),),
        _soon,
        _two_days_before,
        needed=_somebody_silent,
        unanswered=True,
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
    Reminder(
        "reply_late",
        ((To.CONTACT, "reply_late"),),
        _late,
        _reply_late,
        needed=_our_turn,
        early=False,
    ),
    Reminder(
        "date_passed",
        ((To.CONTACT, "date_passed"), (To.HOST, "date_passed_notice")),
        _passed,
        _date_passed,
        urgent=True,
        early=False,
    ),
    Reminder("proposal_ends", ((To.CONTACT, "proposal_ends"),), _proposed, _proposal_ends),
    *NAMES,
    Reminder("letter_due", ((To.CONTACT, "letter_due"),), _letterless, _letter_due),
    Reminder("hold_ends", ((To.CONTACT, "hold_ends"),), _unconfirmed, _hold_ends, urgent=True),
    *AFTERWARDS,
)
