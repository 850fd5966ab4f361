"""One visit: the request beside its letter, what can be decided, and who did what."""

import datetime as dt
from typing import Any

from csp.decorators import csp_update
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from scheduling.slots import SlotId
from visits.conversation.messages import messages_of
from visits.conversation.whatsapp import whatsapp_text
from visits.inbox.items import Kind
from visits.language.phones import show_phone
from visits.life.attendance import can_be_taken_back
from visits.life.joint_visits import companions_of
from visits.life.table import WAITING, Action, allowed_actions
from visits.models import Assignment, Host, Visit, VisitEvent
from visits.pages.desk.frame.access import for_staff, visible_visit
from visits.pages.desk.inbox.queue import queue_of, render_queue
from visits.pages.desk.visit.decision import MISSING, REASONS, sessions_for
from visits.people.officers import candidates, speakers_for, suggested
from visits.people.roles import may_decide, may_read
from visits.queries.joint_candidates import partners_for
from visits.queries.visits import Session, session_of

# What a letter may be, and as what it is given out (visits.files.letters makes no other).
_LETTERS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
# Nothing is loaded and nothing runs; by header, since a frame's own `sandbox` starts no PDF viewer
# in Chromium (docs/decisions/0060).
_ALONE = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'self'"
# A step's words are typed where it can be taken; those of the others wherever anything can be.
_WORDS_FOR = {
    "setujui": Action.APPROVE,
    "tolak": Action.DECLINE,
    "usulkan": Action.PROPOSE,
    "tidak-cocok": Action.REFUSE,
    "tetap": Action.KEEP,
    "batal": Action.CANCEL,
    "minta": Action.ASK_MISSING,
    "gabung": Action.MERGE,
    "pindah": Action.RESCHEDULE,
}
_WORDS = ("reason", "text", "override_reason", "into")
# The note of a press on WhatsApp leads there, which browsers count as the form's own doing.
whatsapp_allowed = csp_update({"form-action": ["https://wa.me", "https://api.whatsapp.com"]})


def page_of(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: dict[str, Any] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The visit's page; after a refused step with what was typed (`typed["step"]`) and why."""
    now = timezone.now()
    session = session_of(visit)
    queue = queue_of(request, now)
    actions = allowed_actions(visit, VisitEvent.By.STAFF) if may_decide(request.user) else []
    events = list(visit.events.select_related("actor").order_by("-id"))
    context = {
        "section": "inbox",
        "visit": visit,
        "session": session,
        "inbox_count": queue.count,
        "rendered": render_queue(request, queue, current=visit.reference),
        "live": f"{reverse('desk-queue')}?kini={visit.reference}",
        "undelivered": [
            o for o in queue.obligations if o.kind == Kind.MESSAGE and o.visit == visit
        ],
        "may_mend": may_decide(request.user),
        "actions": {action.name: True for action in actions},
        "decides": Action.APPROVE in actions,
        "takes_back": bool(actions) and can_be_taken_back(visit, now=now),
        "events": events,
        "participants": visit.participants.all(),
        "phone": show_phone(visit.contact_phone),
        "written": messages_of(visit, staff=may_read(request.user)),
        "letter_kind": _kind_of(visit.letter_file.name),
        "wish_reason": _wish_reason(events),
        "typed": typed or {},
        "step": (typed or {}).get("step", ""),
        "error": error,
        "chose": (typed or {}).get("step") in ("setujui", "petugas"),
        "nowhere": _nowhere(typed or {}, actions),
        **_people(visit, session),
        **(_ready(visit, session, now) if actions else {}),
    }
    return render(request, "desk/visit.html", context, status=status)


def _wish_reason(events: list[VisitEvent]) -> str:
    """Why the delegation last asked to move, in its own words; `events` newest first."""
    asked = [event for event in events if event.kind == VisitEvent.Kind.MOVE_ASKED]
    return str(asked[0].data.get("reason", "")) if asked else ""


def _nowhere(typed: dict[str, Any], actions: list[Action]) -> list[str]:
    """What was typed where the page, as the visit stands now, has no field for it any more."""
    step = typed.get("step", "")
    there = _WORDS_FOR[step] in actions if step in _WORDS_FOR else bool(actions)
    if there and not (step == "batal" and Action.APPROVE in actions):
        return []
    return [typed[name] for name in _WORDS if typed.get(name, "").strip()]


def _people(visit: Visit, session: Session | None) -> dict[str, Any]:
    """The host's people: who is named, and who could be."""
    assignments = list(visit.assignments.select_related("officer").order_by("-role", "id"))
    receiving = next((a for a in assignments if a.role == Assignment.Role.RECEIVING), None)
    found = candidates(visit, session=session if session and not session.given_back else None)
    if receiving is not None and receiving.answer == Assignment.Answer.DECLINED:
        receiving = None  # somebody else is to be chosen, and is suggested
    named = {a.officer_id for a in assignments if a.answer != Assignment.Answer.DECLINED}
    # Until somebody is named, those of the agencies asked for are chosen already.
    speakers = set() if assignments else {officer.pk for officer in speakers_for(visit)}
    return {
        "assignments": assignments,
        "answers": Assignment.Answer.choices,
        "receiving": receiving,
        "candidates": found,
        "suggested": None if receiving else suggested(found),
        "assigned": named | speakers,
    }


def _ready(visit: Visit, session: Session | None, now: dt.datetime) -> dict[str, Any]:
    """What stands ready for a decision."""
    sessions = sessions_for(visit, session, now)
    upcoming = session is not None and not session.given_back and session.ends_at > now
    open_still = visit.status in WAITING or upcoming
    return {
        "sessions": sessions,
        "wishes": _slots(visit.wished_slots),
        "proposed": _slots(visit.proposed_slots),
        "partners": partners_for(visit, now=now) if open_still else [],
        "companions": companions_of(visit),
        "reasons": REASONS,
        "missing_texts": MISSING,
        "today": session is not None and session.date <= timezone.localdate(now),
        "whatsapp": whatsapp_text(visit, session, Host.load()),
    }


def _slots(ids: list[str]) -> list[tuple[str, SlotId]]:
    return [(text, SlotId.parse(text)) for text in ids]


@never_cache
@require_safe
@whatsapp_allowed
@for_staff
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show it."""
    return page_of(request, visible_visit(request, reference))


def _kind_of(name: str | None) -> str:
    return _LETTERS.get((name or "").rsplit(".", 1)[-1].lower(), "")


@never_cache
@require_safe
@for_staff
@xframe_options_sameorigin
def letter(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The uploaded letter, for staff alone: shown by our own pages, running nothing."""
    file = visible_visit(request, reference).letter_file
    name = file.name or ""
    kind = _kind_of(name)
    if not kind or not file.storage.exists(name):
        raise Http404
    return FileResponse(
        file.open("rb"),
        content_type=kind,
        headers={"Content-Security-Policy": _ALONE},
        filename=f"{reference}.{name.rsplit('.', 1)[-1]}",
    )
