"""What came in after the requests, as items: one for a visit's words, one for the rest.

Which events these are, and who read them, stands in visits/history/incoming.py.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.history import incoming
from visits.inbox.items import Kind, Obligation
from visits.inbox.signs import Sign
from visits.models import Incoming, Visit, VisitEvent
from visits.phrases.changes import field_words

_SHOWN = 160  # characters of a message in the list
_READ_SHOWN = 20
_READ_WITHIN = dt.timedelta(days=7)


def rows_of(visits: QuerySet[Visit], *, now: dt.datetime) -> list[Incoming]:
    """What came in about `visits` and is unread, or was read lately, oldest first; one query."""
    # Each way by the index, and no visit looked at for what was read long ago.
    new = Incoming.objects.filter(read_at=None).order_by().values("pk")
    lately = Incoming.objects.filter(read_at__gt=now - _READ_WITHIN).order_by().values("pk")
    found = Incoming.objects.filter(pk__in=new.union(lately))
    rows = list(_told(found.filter(visit__in=visits.order_by().values("pk"))).order_by("event_id"))
    for row in rows:
        row.event.visit = row.visit  # already read
    return rows


def came_in(
    rows: Iterable[Incoming], *, signs: Callable[[Visit], tuple[Sign, ...]]
) -> list[Obligation]:
    """What of `rows` nobody answered or read yet, by visit and kind.

    `signs` says what a row tells of its visit.
    """
    groups: dict[tuple[int, Kind], list[Incoming]] = {}
    for row in rows:
        if row.read_at is not None:
            continue
        groups.setdefault((row.visit_id, kind_of(row.event)), []).append(row)
    return [_item(group, signs(group[0].visit)) for group in groups.values()]


def among(events: Iterable[VisitEvent]) -> list[Incoming]:
    """What came in among a visit's `events`, read or not, in their order.

    No query where they were read with `select_related("incoming", "note")`.
    """
    return [event.incoming for event in events if hasattr(event, "incoming")]


def lately_read(rows: Iterable[Incoming]) -> list[Incoming]:
    """What of `rows` was read or answered, the latest first, as many as are shown."""
    read = [(row.read_at, row.event_id, row) for row in rows if row.read_at is not None]
    return [row for _at, _event, row in sorted(read, reverse=True)[:_READ_SHOWN]]


def _told(rows: QuerySet[Incoming]) -> QuerySet[Incoming]:
    return rows.select_related("event__note", "visit__region__province")


def kind_of(event: VisitEvent) -> Kind:
    """Words that ask for an answer, or news."""
    return Kind.WRITTEN if event.kind in incoming.WRITTEN else Kind.NEWS


def words_of(event: VisitEvent) -> str:
    """What it says: the message's own words, or what was sent or done."""
    note = getattr(event, "note", None)
    if note is not None:
        return str(note.text)
    match event.kind:
        case VisitEvent.Kind.AMENDED:
            return _("Sent or changed: %(what)s") % {
                "what": field_words(event.data.get("fields", []))
            }
        case VisitEvent.Kind.MISSING_GIVEN:
            return _("They say that what you asked for is there")
        case VisitEvent.Kind.ACCEPTED:
            return _("They chose the session that you proposed")
        case VisitEvent.Kind.CONSENTED:
            return _photographs(event)
        case VisitEvent.Kind.CANCELLED:
            reason = str(event.data.get("reason", ""))
            called_off = _("They called the visit off")
            return f"{called_off}: “{reason}”" if reason else called_off
    return event.get_kind_display()


def _photographs(event: VisitEvent) -> str:
    """What they no longer allow, by their last answer and by what there was to take away."""
    if event.visit.photo_consent:
        return _("They did not allow photographs, and then allowed them again.")
    if event.data.get("kept"):
        return _(
            "They may not be photographed. Photographs of them are shown no more, and are"
            " erased after three days; take back what was published elsewhere."
        )
    return _("They may not be photographed. Take back what was published elsewhere.")


def _item(rows: list[Incoming], signs: tuple[Sign, ...]) -> Obligation:
    """One row for what came in of a kind about a visit, oldest first in `rows`."""
    visit, first, last = rows[0].visit, rows[0].event, rows[-1].event
    kind = kind_of(first)
    said = dict.fromkeys(" ".join(words_of(row.event).split()) for row in rows[-3:])
    return Obligation(
        kind=kind,
        due=first.at,
        title=visit.institution,
        words=Truncator(" · ".join(said)).chars(_SHOWN),
        url=reverse("desk-visit", args=[visit.reference]),
        mark=_mark(kind, rows, last),
        urgent=last.kind == VisitEvent.Kind.CANCELLED,
        visit=visit,
        events=tuple(row.event_id for row in rows),
        until=last.at,
        signs=signs,
    )


def _mark(kind: Kind, rows: list[Incoming], last: VisitEvent) -> str:
    if last.kind == VisitEvent.Kind.CANCELLED:
        return _("Called off")
    if last.kind == VisitEvent.Kind.ACCEPTED:
        return _("Accepted")
    if last.kind == VisitEvent.Kind.CONSENTED:
        return _("No photographs")
    if kind == Kind.NEWS:
        return _("New data")
    if all(row.event.kind == VisitEvent.Kind.NOTED for row in rows):
        return _("From a calendar")
    return ngettext("Message", "%(count)s messages", len(rows)) % {"count": len(rows)}
