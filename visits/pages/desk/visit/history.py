"""The history of a visit as the desk shows it: who did what, from where, with which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from visits.models import Assignment, Officer, Visit, VisitEvent
from visits.phrases.changes import ChangeWords, changes_in_words
from visits.phrases.paper_events import event_title, in_one_press

_By, _Kind = VisitEvent.By, VisitEvent.Kind
# Members of an event's data that hold officers' ids, or one.
_OFFICERS = ("added", "removed", "officer", "colleague")
# What staff wrote with these stands beside the event, too.
_WORDS = {_Kind.MISSING_ASKED: "missing", _Kind.PROPOSED: "reason"}
# Of these every change is shown from what to what.
_AMENDS = frozenset({_Kind.AMENDED, _Kind.AGENDA_SET})
_WITH_CHANGES = frozenset({*_AMENDS, *_WORDS})


@dataclass(frozen=True)
class Entry:
    """One event in words; `officers` are sentences, `texts` what people wrote with it."""

    event: VisitEvent
    title: str
    who: str
    changes: list[ChangeWords] = field(default_factory=list)
    officers: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """The changed fields of an event from before their values were kept."""
        return [] if self.changes else list(self.event.data.get("fields", ()))


def events_of(visit: Visit) -> list[VisitEvent]:
    """The visit's events with what the history shows of them, the newest first; two queries."""
    events = list(
        visit.events.select_related("actor", "incoming", "note", "disposition").order_by("-id")
    )
    changed = [event for event in events if event.kind in _WITH_CHANGES]
    prefetch_related_objects(changed, "changes")
    return events


def history_of(
    events: Sequence[VisitEvent], *, known: Mapping[int, Officer] | None = None
) -> list[Entry]:
    """These events (of events_of) in words, a press over many papers as one; one query at most.

    Officers `known` already, by their id, are not asked for again.
    """
    amended = [event for event in events if event.kind in _AMENDS]
    changes = changes_in_words([change for event in amended for change in event.changes.all()])
    named = _names(events, known or {})
    return [
        Entry(
            event=event,
            title=event_title(event, count),
            who=_who(event, named),
            changes=changes.get(event.pk, []),
            officers=_officers(event, named),
            texts=_texts(event),
        )
        for event, count in in_one_press(events)
    ]


def _names(events: Sequence[VisitEvent], known: Mapping[int, Officer]) -> dict[int, str]:
    """The officers whom the events name, by id."""
    wanted: set[int] = set()
    for event in events:
        for name in _OFFICERS:
            value = event.data.get(name, [])
            wanted.update(value if isinstance(value, list) else [value])
    named = {pk: known[pk].name for pk in wanted if pk in known}
    if others := wanted - set(named):
        named |= dict(Officer.objects.filter(pk__in=others).values_list("pk", "name"))
    return named


def _who(event: VisitEvent, named: dict[int, str]) -> str:
    """Who did it, and by which door."""
    match event.actor_kind:
        case _By.STAFF:
            return event.actor_name or event.get_actor_kind_display()
        case _By.PROGRAM:
            return _("the program %(name)s") % {"name": event.actor_name or "API"}
        case _By.OFFICER:
            name = event.actor_name or named.get(event.data.get("officer", 0), "")
            if not name and event.actor is not None:
                name = event.actor.get_full_name() or event.actor.get_username()
            return _("%(name)s by an own link") % {"name": name} if name else _("officer")
        case _By.DELEGATION:
            return event.get_actor_kind_display()
    return _("Singgah by itself")


def _officers(event: VisitEvent, named: dict[int, str]) -> list[str]:
    def of(name: str) -> str:
        ids = event.data.get(name, [])
        ids = ids if isinstance(ids, list) else [ids]
        return ", ".join(named.get(pk, _("somebody who is gone")) for pk in ids)

    said = []
    if of("added"):
        said.append(_("Named: %(names)s") % {"names": of("added")})
    if of("removed"):
        said.append(_("No longer: %(names)s") % {"names": of("removed")})
    if numbers := event.data.get("participants"):
        said.append(_of_people(event, numbers))
    if event.kind == _Kind.ANSWERED and of("officer"):
        answer = dict(Assignment.Answer.choices).get(event.data.get("answer", ""), "")
        said.append(f"{of('officer')}: {answer}")
        if of("colleague"):
            said.append(_("Suggests: %(names)s") % {"names": of("colleague")})
    return said


def _of_people(event: VisitEvent, numbers: Sequence[int]) -> str:
    """Which participants an event is about, and what of them; never their names."""
    if event.data.get("left"):
        words = _("Left: no. %(numbers)s")
    elif event.data.get("unlisted"):
        words = _("Was not on the list: no. %(numbers)s")
    elif event.data.get("corrected"):
        words = _("Times corrected: no. %(numbers)s")
    else:
        words = _("Participants no. %(numbers)s")
    return words % {"numbers": ", ".join(map(str, numbers))}


def _texts(event: VisitEvent) -> list[str]:
    texts = [event.data.get("reason")]
    if event.data.get("without_network"):
        texts.append(_("Noted without network."))
    if event.kind in _WORDS:
        texts += [change.after for change in event.changes.all()]
    note: Any = getattr(event, "note", None)
    if note is not None:
        texts.append(note.text)
    return [text for text in texts if text]
