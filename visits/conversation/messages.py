"""What staff and delegation write to each other about a visit, and notes for staff alone."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from scheduling.database.contention import again
from visits.conversation.missing import FIELDS, Item, asked_words
from visits.history import incoming
from visits.history.changes import note_changes
from visits.history.events import Actor
from visits.life.step import Kind, NeedsReason, step
from visits.life.table import Action
from visits.models import Note, Visit, VisitEvent

LONGEST = 2000
TWICE = dt.timedelta(minutes=5)


@again
def write(
    visit: Visit,
    *,
    text: str,
    by: Actor,
    now: dt.datetime,
    internal: bool = False,
    answers: Collection[int] | None = None,
) -> Note:
    """Keep a message to the other side, or an internal note of staff; gives it.

    The same words sent again within TWICE are the first ones still: a second press, or a retry.
    A message of the host's answers what came in: the events whose ids are in `answers`, which its
    writer saw, or (None) all that was written to us until now.
    Raises NeedsReason where `text` is blank, ValueError beyond LONGEST characters, WrongStatus
    where the life of the visit does not allow it to this writer.
    """
    words = text.strip()
    if not words:
        raise NeedsReason
    if len(words) > LONGEST:
        raise ValueError("too long")
    action, kind = (Action.NOTE, Kind.NOTED) if internal else (Action.WRITE, Kind.MESSAGED)
    with step(visit, action, by=by, now=now) as this:
        if not internal and by.kind in (VisitEvent.By.STAFF, VisitEvent.By.PROGRAM):
            incoming.settle(
                this.visit, answers, at=now, user_id=by.user_id, name=by.name, answered=True
            )
        last = written_about(this.visit, internal=internal).last()
        if (
            last is not None
            and (last.text, last.event.actor_kind) == (words, by.kind)
            and now - last.event.at < TWICE
        ):
            return last
        return Note.objects.create(
            visit=this.visit, event=this.note(kind), text=words, internal=internal
        )


@again
def passed_on(visit: Visit, *, channel: str, by: Actor, now: dt.datetime) -> VisitEvent:
    """Note that staff opened a message to the delegation elsewhere, such as in `whatsapp`.

    What was written there we do not know, so nobody is mailed about it. Raises WrongStatus.
    """
    with step(visit, Action.NOTE, by=by, now=now) as this:
        return this.note(Kind.PASSED_ON, channel=channel)


@again
def ask_missing(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    text: str = "",
    items: Collection[Item] = (),
    version: int | None = None,
) -> Visit:
    """Ask the delegation for what is missing: `items`, and `text` in words that it reads.

    What was asked for before is replaced. Raises NeedsReason where it is neither.
    """
    words = asked_words(items, text, language=visit.language)
    if not words:
        raise NeedsReason
    with step(visit, Action.ASK_MISSING, by=by, now=now, version=version) as this:
        before, this.visit.missing = this.visit.missing, words[:1000]
        this.visit.missing_items = [item.value for item in Item if item in items]
        event = this.to(None, Kind.MISSING_ASKED)
        note_changes(event, {"missing": before}, {"missing": this.visit.missing})
        return this.visit


@again
def give_missing(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Note that what was asked for is there; harmless where nothing was."""
    with step(visit, Action.GIVE_MISSING, by=by, now=now, version=version) as this:
        if this.visit.missing:
            this.visit.missing, this.visit.missing_items = "", []
            this.to(None, Kind.MISSING_GIVEN)
        return this.visit


@again
def note_on_paper(
    visit: Visit,
    *,
    item: Item | None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> VisitEvent | None:
    """Note, by staff, that something that was asked for came on paper; None where it was not asked.

    There is no file to keep: the slot is filled by the event.
    """
    with step(visit, Action.GIVE_MISSING, by=by, now=now, version=version) as this:
        if item is None or item not in this.visit.missing_items:
            return None
        return this.note(Kind.AMENDED, fields=[FIELDS[item]])


def written_about(visit: Visit, *, internal: bool) -> QuerySet[Note]:
    """The messages between the two sides, or the notes that only staff read; oldest first."""
    notes = Note.objects.filter(visit=visit, internal=internal).select_related("event")
    return notes if internal else notes.filter(event__kind=Kind.MESSAGED)


def messages_of(visit: Visit) -> list[Note]:
    """What both sides see of what was written, oldest first; one query."""
    return list(written_about(visit, internal=False))


def written_among(events: Iterable[VisitEvent], *, internal: bool) -> list[Note]:
    """What was written, the oldest first, with `internal` also what stays among staff.

    No query where a visit's `events` were read with `select_related("note")`.
    """
    notes = [event.note for event in events if hasattr(event, "note")]
    return sorted((n for n in notes if internal or not n.internal), key=lambda note: note.pk)
