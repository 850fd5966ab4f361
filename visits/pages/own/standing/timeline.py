"""The way of a visit as its delegation reads it: what happened, and the days that are to come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.language.dates import day_words, moment_words
from visits.models import Status, Visit, VisitEvent
from visits.phrases.paper_events import event_title
from visits.queries.visits import Session

Kind = VisitEvent.Kind
# What the delegation does not read of its history: the desk's own matters, and what stands
# elsewhere on the page.
_UNTOLD = frozenset(
    {
        Kind.ASSIGNED,
        Kind.LINK_ASKED,
        Kind.NOTED,
        Kind.ANSWERED,
        Kind.REORDERED,
        Kind.MESSAGED,
        Kind.DISPOSITION_GIVEN,
        Kind.DISPOSITION_DONE,
        Kind.DISPOSITION_RECALLED,
        Kind.DISPOSITION_REOPENED,
        Kind.PAPER_ISSUED,
        Kind.PAPER_SIGNED,
        Kind.PAPER_HANDED_OVER,
        Kind.PAPER_KEPT_BACK,
        Kind.PAPER_REPLACED,
        Kind.PAPER_WITHDRAWN,
        Kind.PRESENCE_NOTED,
        Kind.PRESENCE_UNDONE,
        Kind.LETTER_READ,
        Kind.AGENDA_SET,
        Kind.IMPORTED,
    }
)
_STOPS = frozenset(
    {
        Kind.DECLINED,
        Kind.CANCELLED,
        Kind.EXPIRED,
        Kind.NO_SHOW,
        Kind.WAIT_ENDED,
        Kind.PROPOSAL_ENDED,
        Kind.LETTER_LAPSED,
    }
)
# What says where a visit stands that is approved.
_PLACED = frozenset({Kind.APPROVED, Kind.ACCEPTED, Kind.MOVED, Kind.REOPENED})


@dataclass(frozen=True)
class Passed:
    """Something that happened; `stop` where the visit ended by it."""

    words: str
    at: dt.datetime
    by: str
    stop: bool


@dataclass(frozen=True)
class Ahead:
    """Something to come, and when, in words; empty where no day is set yet."""

    words: str
    when: str = ""


def passed(events: Iterable[VisitEvent]) -> list[Passed]:
    """What the delegation reads of `events`, in their order."""
    return [
        Passed(
            words=event_title(event),
            at=event.at,
            by=str(VisitEvent.By(event.actor_kind).label),
            stop=event.kind in _STOPS,
        )
        for event in events
        if event.kind not in _UNTOLD
    ]


def has_moved(events: Iterable[VisitEvent]) -> bool:
    """Whether an approved visit was moved since, by its `events`, the newest first."""
    last = next((event for event in events if event.kind in _PLACED), None)
    return last is not None and last.kind == Kind.MOVED and last.from_status == Status.CONFIRMED


def ahead(
    visit: Visit, session: Session | None, *, names_until: str, over: bool, now: dt.datetime
) -> list[Ahead]:
    """What is to come, the last first, as the timeline goes; `names_until` where names lack."""
    status = Status(visit.status)
    day = day_words(session.date) if session and not session.given_back and not over else ""
    afterwards = Ahead(_("Papers, material and survey"))
    if status in (Status.ARRIVED, Status.CONFIRMED) and over:
        return [afterwards]
    if status == Status.ARRIVED:
        return [afterwards]
    if status == Status.CONFIRMED:
        found = [afterwards, Ahead(_("Day of the visit"), day)]
        return [*found, Ahead(_("Last day for the names"), names_until)] if names_until else found
    if status == Status.PROPOSED:
        until = visit.offer_expires_at or visit.answer_due_at
        return [Ahead(_("Your answer, at the latest"), moment_words(until) if until else "")]
    if status == Status.REQUESTED:
        due = visit.reply_due_at
        last = timezone.localdate(due) if due else None
        when = day_words(last) if last and last >= timezone.localdate(now) else ""
        decision = Ahead(_("Our decision, at the latest"), when) if when else _decision()
        return [Ahead(_("Day of the visit, if approved"), day), decision] if day else [decision]
    return [_decision()] if status in (Status.UNVERIFIED, Status.WAITLISTED) else []


def _decision() -> Ahead:
    return Ahead(_("Our decision"))
