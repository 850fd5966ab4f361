"""What visits and weeks oblige staff to do, and until when: the sources of items.py."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.availability import Schedule
from scheduling.models import Closure
from scheduling.sessions.working_days import add_working_days, days_off
from scheduling.sharing import waiting
from scheduling.slots import Reason, SlotId
from scheduling.weeks import monday_of, week_name
from visits.inbox.items import Kind, Obligation, from_elsewhere
from visits.language.dates import near_day_words, time_words, week_words
from visits.life.table import WAITING
from visits.models import Assignment, Status, Visit, VisitEvent
from visits.queries.visits import Session, sessions_of

# A visit this near without a named receiving officer is something to do (H-14).
_NAME_AN_OFFICER = dt.timedelta(days=14)
# Events after which it is clear whose turn it is.
_TURNS = ("submitted", "verified", "refused", "moved", "move_asked", "accepted", "offer_lapsed")


@dataclass(frozen=True)
class _Open:
    """All that is open, read once: see `load`."""

    now: dt.datetime
    today: dt.date
    visits: list[Visit]
    sessions: dict[int, Session]
    receiving: dict[int, Assignment]
    last: dict[int, VisitEvent]
    numbers: dict[str, int]
    schedule: Schedule
    next_working_day: dt.date

    @classmethod
    def load(cls, visits: QuerySet[Visit], *, now: dt.datetime) -> "_Open":
        """A fixed number of queries, however many visits are open or past."""
        today = timezone.localdate(now)
        found = list(visits.filter(status__in=[*WAITING, Status.CONFIRMED]).order_by("id"))
        pks = [visit.pk for visit in found]
        receiving = Assignment.objects.filter(visit__in=pks, role=Assignment.Role.RECEIVING)
        events = VisitEvent.objects.filter(visit__in=pks, kind__in=_TURNS).order_by("id")
        sessions = sessions_of(found)
        last_day = max((session.date for session in sessions.values()), default=today)
        schedule = Schedule.load(first=today, now=now)
        if last_day > schedule.latest:
            schedule = Schedule.load(first=today, last=last_day, now=now)
        closures = Closure.objects.filter(ends_on__gte=today)
        return cls(
            now=now,
            today=today,
            visits=found,
            sessions=sessions,
            receiving={a.visit_id: a for a in receiving.select_related("officer")},
            last={event.visit_id: event for event in events},
            numbers={entry.owner: n for n, entry in enumerate(waiting.queue(), start=1)},
            schedule=schedule,
            next_working_day=add_working_days(today, 1, is_off=days_off(closures)),
        )

    def session(self, visit: Visit) -> Session | None:
        """The session that the visit has now."""
        session = self.sessions.get(visit.pk)
        return None if session is None or session.given_back else session


def outstanding(
    visits: QuerySet[Visit], *, now: dt.datetime, everything: bool = True
) -> list[Obligation]:
    """What waits about `visits`, the oldest first, and (`everything`) about the house itself."""
    here = _Open.load(visits, now=now)
    found = [obligation for visit in here.visits for obligation in _of_visit(visit, here)]
    if everything:
        found += [*_weeks(here), *_waiting_list(here), *from_elsewhere(now=now)]
    return sorted(found, key=lambda o: (not o.ours, o.due, o.title))


def _of_visit(visit: Visit, here: _Open) -> Iterator[Obligation]:
    session = here.session(visit)
    if visit.status == Status.PROPOSED:
        due = visit.offer_expires_at or visit.reply_due_at or visit.changed_at
        words = _("Sessions proposed, no answer yet")
        if not visit.contact_email:
            words = _("Sessions proposed; no e-mail: pass it on by WhatsApp")
        yield _about(visit, here, Kind.ANSWER, due, words)
        return
    if visit.status in WAITING:
        kind = Kind.MISSING if visit.missing else Kind.DECIDE
        yield _about(visit, here, kind, visit.reply_due_at or visit.changed_at, _asks(visit, here))
    elif visit.missing:
        due = session.starts_at if session else visit.changed_at
        words = _("Still missing: %(what)s") % {"what": visit.missing.splitlines()[0][:80]}
        yield _about(visit, here, Kind.MISSING, due, words, mark=_("Papers missing"))
    if visit.wished_slots:
        asked = here.last[visit.pk].at if visit.pk in here.last else visit.changed_at
        wish = SlotId.parse(visit.wished_slots[0])
        words = _("Asks to move to %(when)s") % {"when": _when(wish.date, wish.starts_at)}
        yield _about(visit, here, Kind.MOVE, asked, words, mark=_("Move"))
    if session is not None:
        yield from _session(visit, session, here)


def _session(visit: Visit, session: Session, here: _Open) -> Iterator[Obligation]:
    """What follows from where the visit is: a closed day, nobody to receive it, nobody noted it."""
    confirmed = visit.status == Status.CONFIRMED
    if session.ends_at < here.now:
        if confirmed:
            words = _("Was on %(when)s; note whether they came") % {
                "when": _when(session.date, session.starts_at)
            }
            yield _about(visit, here, Kind.DAY, session.ends_at, words)
        return
    slot = here.schedule.slot(SlotId.parse(session.slot_id), ignore_owner=visit.owner_key)
    if slot is None or slot.reason is Reason.CLOSED:
        why = slot.note if slot and slot.note else _("no session then any more")
        words = _("%(when)s is closed (%(why)s): move it") % {
            "when": _when(session.date, session.starts_at),
            "why": why,
        }
        yield _about(
            visit, here, Kind.CLOSURE, session.starts_at, words, mark=_("Closed"), urgent=True
        )
    if confirmed:
        yield from _officer(visit, session, here)


def _officer(visit: Visit, session: Session, here: _Open) -> Iterator[Obligation]:
    receiving = here.receiving.get(visit.pk)
    tomorrow = session.date <= here.next_working_day
    if receiving is None:
        if session.date - here.today > _NAME_AN_OFFICER:
            return
        words = _("No receiving officer named yet")
    elif receiving.answer == Assignment.Answer.DECLINED:
        words = _("%(officer)s cannot come: name another") % {"officer": receiving.officer.name}
    elif tomorrow and receiving.answer != Assignment.Answer.ACCEPTED:
        words = _("%(officer)s has not confirmed yet") % {"officer": receiving.officer.name}
    else:
        return
    days = (session.date - here.today).days
    alarm = tomorrow or receiving is not None
    yield _about(
        visit,
        here,
        Kind.OFFICER,
        session.starts_at - dt.timedelta(days=1),
        words,
        mark=_("H-%(days)s") % {"days": days} if days else _("Today"),
        urgent=alarm,
    )


def _weeks(here: _Open) -> Iterator[Obligation]:
    for week in here.schedule.weeks():
        if not week.overcommitted:
            continue
        over = week.taken - week.capacity
        words = ngettext(
            "%(count)s visit more than there are places: move it",
            "%(count)s visits more than there are places: move them",
            over,
        ) % {"count": over}
        starts_at = dt.datetime.combine(week.starts_on, dt.time(), here.schedule.zone)
        yield Obligation(
            kind=Kind.WEEK,
            due=starts_at,
            title=_("Week %(week)s") % {"week": week_words(week.starts_on)},
            words=words,
            url=reverse("desk-week", args=[week.name]),
            mark=_("%(taken)s of %(capacity)s") % {"taken": week.taken, "capacity": week.capacity},
            urgent=True,
            week=week.starts_on,
        )


def _waiting_list(here: _Open) -> Iterator[Obligation]:
    """One line where somebody who waits could have a place that nobody offered them yet."""
    if not here.numbers:
        return
    by_owner = {visit.owner_key: visit for visit in here.visits}
    could = [entry for entry, _slots in waiting.could_have(now=here.now)]
    found = [by_owner[entry.owner] for entry in could if entry.owner in by_owner]
    if found:
        words = ngettext(
            "%(count)s delegation could have a place now",
            "%(count)s delegations could have a place now",
            len(found),
        ) % {"count": len(found)}
        yield Obligation(
            kind=Kind.WAITING_LIST,
            due=here.now,
            title=_("Waiting list"),
            words=f"{words}: {', '.join(visit.institution for visit in found[:3])}",
            url=reverse("desk-waiting"),
            mark=_("Place free"),
        )


def _about(
    visit: Visit,
    here: _Open,
    kind: Kind,
    due: dt.datetime,
    words: str,
    *,
    mark: str = "",
    urgent: bool = False,
) -> Obligation:
    session = here.session(visit)
    return Obligation(
        kind=kind,
        due=due,
        title=visit.institution,
        words=words,
        url=reverse("desk-visit", args=[visit.reference]),
        mark=mark,
        urgent=urgent,
        visit=visit,
        session=session,
        week=monday_of(session.date) if session else None,
    )


def _asks(visit: Visit, here: _Open) -> str:
    """What a request asks for, in a line."""
    people = ngettext("%(count)s person", "%(count)s people", visit.people) % {
        "count": visit.people
    }
    session = here.session(visit)
    if session is not None:
        where = _when(session.date, session.starts_at)
    elif visit.owner_key in here.numbers:
        where = _("waiting list no. %(number)s") % {"number": here.numbers[visit.owner_key]}
    else:
        where = _("no place yet")
    parts = [people, where]
    last = here.last.get(visit.pk)
    if last is not None and last.kind == VisitEvent.Kind.REFUSED:
        parts.append(_("proposal refused"))
    if visit.missing:
        parts.append(_("papers missing"))
    return " · ".join(parts)


def _when(day: dt.date, starts_at: dt.datetime | dt.time) -> str:
    return f"{near_day_words(day)}, {time_words(starts_at)}"


def week_address(day: dt.date) -> str:
    """The week board's address of the week in which `day` lies."""
    return reverse("desk-week", args=[week_name(day)])
