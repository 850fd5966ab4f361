"""Setting, clearing and putting back the rundown of a visit, and sending it.

Each is a step of table.py, which says what all of them raise. What is set is shown at once on the
pages and in the feeds; mails go only when staff send it (docs/decisions/0201).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

from scheduling.database.contention import again
from visits.agenda.items import Item, as_kept, check, from_kept, in_order, of_rows
from visits.agenda.reading import rundown_of
from visits.history.changes import note_changes
from visits.history.events import Actor
from visits.life.amending import IN_CALENDARS
from visits.life.step import Kind, Step, step
from visits.life.table import Action
from visits.models import AgendaItem, FieldChange, Visit, VisitEvent
from visits.queries.visits import Session, session_of

# The name under which the history keeps what a rundown was and became.
FIELD = "agenda"
# After these every reader holds an invitation that shows the rundown as it was then.
_SENDS = frozenset(
    {
        *(Kind.APPROVED, Kind.ACCEPTED, Kind.MOVED, Kind.MERGED, Kind.SPLIT),
        Kind.AGENDA_SENT,
    }
)


class NoSession(Exception):
    """The visit has no session, and so no hours for a rundown."""


class NothingToSend(Exception):
    """Nothing of the rundown is unsent, or it does not fit the session any more."""


class Unsent(StrEnum):
    """What readers do not hold yet: a rundown, or that the one they hold no longer stands."""

    SET = "set"
    CLEARED = "cleared"


@again
def set_rundown(
    visit: Visit,
    *,
    items: Sequence[Item],
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Let these be the rundown of `visit`; none clears it. The same once more changes nothing.

    Raises NoSession, and BadRundown where they overlap or leave the session.
    """
    with step(visit, Action.SET_AGENDA, by=by, now=now, version=version) as this:
        session = _session_of(this.visit)
        check(items, starts_at=session.starts_at, ends_at=session.ends_at)
        _store(this, session, in_order(items))
        return this.visit


@again
def put_back(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Let the rundown be what it was before it was last set; again, and it is as it was set.

    In a session that is shorter by now it may not fit any more: BadRundown, as ever.
    """
    with step(visit, Action.SET_AGENDA, by=by, now=now, version=version) as this:
        session = _session_of(this.visit)
        last = last_set(this.visit)
        items = from_kept(last.before or [], session.starts_at) if last else []
        check(items, starts_at=session.starts_at, ends_at=session.ends_at)
        _store(this, session, items)
        return this.visit


@again
def send(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Send the rundown to contact and officers, with invitations that show it.

    Where it was cleared since it was sent, that is told. Pressed twice it is sent once; who holds
    it already gets nothing (notifications/plan/recipients.py). Raises NothingToSend.
    """
    with step(visit, Action.SEND_AGENDA, by=by, now=now, version=version) as this:
        events = list(this.visit.events.order_by("-id"))
        if not rundown_of(this.visit, session_of(this.visit)).fits:
            raise NothingToSend
        what = unsent(events)
        if what is None and not any(event.kind == Kind.AGENDA_SENT for event in events):
            raise NothingToSend
        if what is not None:
            # Its change was the one that calendars count (SEQUENCE); sending is none.
            this.in_calendars = False
            this.to(None, Kind.AGENDA_SENT, what=what.value)
        return this.visit


def unsent(events: Iterable[VisitEvent]) -> Unsent | None:
    """What was done with the rundown after the last letters that show it; `events` newest first."""
    cleared = sent = False
    for event in events:
        if _shows(event):
            if not cleared:
                return None
            sent = True
        elif event.kind == Kind.AGENDA_SET:
            full = bool(event.data.get("items"))
            if not cleared:
                if full:
                    return Unsent.SET
                cleared = True
            elif sent:
                return Unsent.CLEARED if full else None
    return None


def _shows(event: VisitEvent) -> bool:
    """Whether invitations went to everybody by it."""
    if event.kind == Kind.AMENDED:
        return not IN_CALENDARS.isdisjoint(event.data.get("fields", ()))
    return event.kind in _SENDS


def last_set(visit: Visit) -> FieldChange | None:
    """What the rundown was last changed from and to, as items.as_kept writes it."""
    rows = FieldChange.objects.filter(event__visit=visit, field=FIELD)
    return rows.order_by("-event_id").first()


def _session_of(visit: Visit) -> Session:
    session = session_of(visit)
    if session is None or session.given_back:
        raise NoSession
    return session


def _store(this: Step, session: Session, items: list[Item]) -> None:
    visit = this.visit
    stored = of_rows(visit.agenda.order_by("starts_at"))
    before = as_kept(stored, visit.agenda_from) if visit.agenda_from else []
    after = as_kept(items, session.starts_at)
    if before == after and (visit.agenda_from is not None) == bool(items):
        return
    visit.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            visit=visit,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            title=item.title,
            officer_id=item.officer_id,
            speaker=item.speaker,
            place=item.place,
        )
        for item in items
    )
    visit.agenda_from = session.starts_at if items else None
    # Officers' ids as other events have them; titles and names stay with us.
    event = this.to(None, Kind.AGENDA_SET, items=len(items))
    note_changes(event, {FIELD: before}, {FIELD: after})
