"""What visits and weeks oblige staff to do, and until when: the sources of items.py."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.slots import Reason, SlotId
from scheduling.weeks import monday_of
from visits.conversation.missing import missing_words
from visits.inbox.directed import directed_to, of_reader
from visits.inbox.house import waiting_list, weeks
from visits.inbox.incoming import came_in, rows_of
from visits.inbox.items import Kind, Obligation, from_elsewhere
from visits.inbox.named import wanting
from visits.inbox.open_visits import Open
from visits.language.dates import local_time_words, near_day_words, time_words
from visits.life.letters.due import awaited_until
from visits.life.table import WAITING
from visits.models import Incoming, Status, Visit, VisitEvent
from visits.queries.visits import Session


def outstanding(
    visits: QuerySet[Visit],
    *,
    now: dt.datetime,
    everything: bool = True,
    reader: int | None = None,
    here: Open | None = None,
    incoming: list[Incoming] | None = None,
) -> list[Obligation]:
    """What waits about `visits`, the oldest first, and (`everything`) about the house itself.

    With what was given to the account `reader` to do, which waits for nobody else.
    `here` is what is open of them, and `incoming` what came in, where they were read already.
    """
    here = here or Open.load(visits, now=now)
    found = [obligation for visit in here.visits for obligation in _of_visit(visit, here)]
    rows = rows_of(visits, now=now) if incoming is None else incoming
    found += came_in(rows, signs=here.signs)
    if everything:
        own = of_reader(reader, visits, signs=here.signs) if reader is not None else []
        found += [*weeks(here), *waiting_list(here), *from_elsewhere(now=now, besides=own)]
    elif reader is not None:
        found += directed_to(reader, visits, signs=here.signs)
    return sorted(found, key=lambda o: (not o.ours, o.due, o.title))


def of_week(here: Open) -> list[Obligation]:
    """What waits about the visits of one week, and about that week, which is all of `here`."""
    found = [obligation for visit in here.visits for obligation in _of_visit(visit, here)]
    found += weeks(here)
    return sorted((o for o in found if o.ours), key=lambda o: (o.due, o.title))


def _of_visit(visit: Visit, here: Open) -> Iterator[Obligation]:
    session = here.session(visit)
    if visit.status == Status.ARRIVED:
        if session is not None and session.ends_at < here.now:
            words = _("The session is over; note their departure, or no thanks go out")
            yield _about(visit, here, Kind.DAY, session.ends_at, words)
        return
    if visit.status == Status.PROPOSED:
        due = visit.offer_expires_at or visit.answer_due_at or visit.changed_at
        if not visit.offer_expires_at and not here.can_be_had(visit):
            words = _("None of the sessions proposed is available any more: propose others")
            mark = _("Propose anew")
            yield _about(visit, here, Kind.DECIDE, here.now, words, mark=mark, urgent=True)
            return
        words = _("Sessions proposed, no answer yet")
        if not visit.contact_email:
            words = _("Sessions proposed; no e-mail: pass it on by WhatsApp")
        yield _about(visit, here, Kind.ANSWER, due, words)
        return
    if visit.status == Status.REQUESTED and session is not None and session.starts_at <= here.now:
        words = _("Was asked for %(when)s and not answered: decline with new dates, or move it") % {
            "when": _when(session.date, session.starts_at)
        }
        mark = _("Date passed")
        yield _about(visit, here, Kind.DECIDE, session.starts_at, words, mark=mark, urgent=True)
        return
    if visit.status in WAITING:
        kind = Kind.MISSING if visit.missing else Kind.DECIDE
        yield _about(visit, here, kind, visit.reply_due_at or visit.changed_at, _asks(visit, here))
    elif visit.missing and not (session and session.ends_at < here.now):
        due = session.starts_at if session else visit.changed_at
        words = _("Still missing: %(what)s") % {"what": missing_words(visit).splitlines()[0][:80]}
        yield _about(visit, here, Kind.MISSING, due, words, mark=_("Papers missing"))
    yield from _letter(visit, session, here)
    if visit.wished_slots:
        asked = here.last[visit.pk].at if visit.pk in here.last else visit.changed_at
        wish = SlotId.parse(visit.wished_slots[0])
        words = _("Asks to move to %(when)s") % {"when": _when(wish.date, wish.starts_at)}
        # The wish ends unanswered when these have begun.
        first = min(wish.date, session.date if session else wish.date)
        near = first <= here.next_working_day
        yield _about(visit, here, Kind.MOVE, asked, words, mark=_("Move"), urgent=near)
    if session is not None:
        yield from _session(visit, session, here)


def _letter(visit: Visit, session: Session | None, here: Open) -> Iterator[Obligation]:
    """The letter that is required is due by the next working day, or was for a visit of today."""
    due = awaited_until(visit)
    zone = here.schedule.zone
    if due is None or due.astimezone(zone).date() > here.next_working_day:
        return
    if session is not None and session.ends_at < here.now:
        return
    if due <= here.now:
        words = _("The letter is not here: decide at the door whether they are received")
    else:
        words = _("The letter is not here: the place lapses after %(day)s") % {
            "day": near_day_words(due.astimezone(zone).date())
        }
    urgent = due.astimezone(zone).date() <= here.today
    yield _about(visit, here, Kind.MISSING, due, words, urgent=urgent)


def _session(visit: Visit, session: Session, here: Open) -> Iterator[Obligation]:
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
    if ends := here.overruns(visit):
        words = _("The rundown ends at %(end)s, the session at %(session)s: shorten it") % {
            "end": local_time_words(ends),
            "session": time_words(session.ends_at),
        }
        due = session.starts_at - dt.timedelta(days=1)
        near = session.date <= here.next_working_day
        mark = _("Rundown too long")
        about = _about(visit, here, Kind.RUNDOWN, due, words, mark=mark, urgent=near)
        yield replace(about, url=reverse("desk-rundown", args=[visit.reference]))
    due = session.starts_at - dt.timedelta(days=1)
    for one in wanting(visit, session, here):
        about = _about(visit, here, Kind.OFFICER, due, one.words, mark=one.mark, urgent=one.urgent)
        yield replace(about, remedy=one.remedy)


def _about(
    visit: Visit,
    here: Open,
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
        signs=here.signs(visit),
    )


def _asks(visit: Visit, here: Open) -> str:
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
