"""One visit: the request, its sessions as they stand now, and what can be decided."""

import datetime as dt
import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.alternatives import alternatives
from scheduling.availability import Schedule, WeekState
from scheduling.slots import SOFT_REASONS, Slot, SlotId
from visits.life import Action, allowed_actions
from visits.models import Assignment, Officer, Visit, VisitEvent
from visits.pages.desk.access import for_staff, visible_visit
from visits.pages.desk.inbox import queue
from visits.phones import show_phone
from visits.queries import session_of
from visits.roles import may_decide
from visits.words import day_words, hours_words

# Quick choices for a decline; staff may write their own.
REASONS = (
    gettext_lazy("All leaders are away that week."),
    gettext_lazy("The building is closed for an event of the city."),
    gettext_lazy("The topic asked for is not handled by this office."),
)


@dataclass(frozen=True)
class Choice:
    """A session that was asked for, as it stands now for this very visit."""

    number: int
    slot: Slot | None
    slot_id: str
    held: bool

    @property
    def soft(self) -> bool:
        """Whether only a rule stands against it that staff may go over."""
        return self.slot is not None and self.slot.reason in SOFT_REASONS


def choices_of(visit: Visit, now: dt.datetime) -> tuple[list[Choice], list[WeekState]]:
    """The preferred sessions and their weeks; what the visit holds itself counts as free."""
    session = session_of(visit)
    held = session.slot_id if session and not session.given_back else ""
    ids = list(dict.fromkeys([*visit.preferred_slots, *([held] if held else [])]))
    slots = [SlotId.parse(text) for text in ids]
    dates = [slot.date for slot in slots]
    schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    found = [
        Choice(
            number=number,
            slot=schedule.slot(slot, people=visit.people, ignore_owner=visit.owner_key),
            slot_id=str(slot),
            held=str(slot) == held,
        )
        for number, slot in enumerate(slots, start=1)
    ]
    mondays = {date - dt.timedelta(days=date.weekday()) for date in dates}
    return found, [week for week in schedule.weeks() if week.starts_on in mondays]


def page_of(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: dict[str, Any] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The visit's page; after a refused step with what was typed and why."""
    now = timezone.now()
    choices, weeks = choices_of(visit, now)
    first = SlotId.parse(visit.preferred_slots[0])
    others = alternatives(near=first, people=visit.people, now=now, ignore_owner=visit.owner_key)
    actions = allowed_actions(visit, VisitEvent.By.STAFF) if may_decide(request.user) else []
    waiting = queue(request, now)
    session = session_of(visit)
    assignments = visit.assignments.select_related("officer").order_by("-role", "id")
    context = {
        "section": "inbox",
        "visit": visit,
        "session": session,
        "queue": waiting,
        "inbox_count": len(waiting),
        "choices": choices,
        "week_states": weeks,
        "alternatives": [s for s in others if str(s.id) not in visit.preferred_slots],
        "actions": {action.name: True for action in actions},
        "decides": Action.APPROVE in actions,
        "assignments": assignments,
        "receiving": next((a for a in assignments if a.role == Assignment.Role.RECEIVING), None),
        "assigned": {a.officer_id for a in assignments},
        "officers": Officer.objects.filter(active=True).select_related("agency"),
        "events": visit.events.select_related("actor").order_by("-id"),
        "participants": visit.participants.all(),
        "phone": show_phone(visit.contact_phone),
        "whatsapp": _whatsapp(visit, session),
        "reasons": REASONS,
        "typed": typed or {},
        "error": error,
    }
    return render(request, "desk/visit.html", context, status=status)


def _whatsapp(visit: Visit, session: Any) -> str:
    """A link that opens WhatsApp with the text written; nothing is sent by itself."""
    when = (
        f"{day_words(session.date)}, {hours_words(session.starts_at, session.ends_at)}"
        if session
        else ""
    )
    text = _("Regarding your study visit %(reference)s (%(institution)s) %(when)s") % {
        "reference": visit.reference,
        "institution": visit.institution,
        "when": when,
    }
    return f"https://wa.me/{visit.contact_phone.lstrip('+')}?text={quote(text.strip())}"


@never_cache
@require_safe
@for_staff
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show it."""
    return page_of(request, visible_visit(request, reference))


@never_cache
@require_safe
@for_staff
def letter(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The uploaded letter, for staff alone, as a file that runs nothing."""
    file = visible_visit(request, reference).letter_file
    name = file.name or ""
    if not name or not file.storage.exists(name):
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(
        file.open("rb"),
        content_type=kind,
        headers={"Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'"},
        filename=f"{reference}.{name.rsplit('.', 1)[-1]}",
    )
