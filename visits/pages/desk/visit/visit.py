"""One visit: the request beside its letter, what can be decided, and who did what."""

import datetime as dt
from typing import Any

from csp.decorators import csp_update
from django.db.models import prefetch_related_objects
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from scheduling.slots import SlotId
from visits.conversation.dispositions import LIVING, given_among
from visits.conversation.messages import written_among
from visits.conversation.missing import TEXTS, slots_of, words_beside
from visits.conversation.whatsapp import whatsapp_text
from visits.history.notices import shown_with
from visits.inbox.incoming import among
from visits.inbox.items import about
from visits.language.dates import until_words
from visits.language.phones import show_phone
from visits.life.attendance import can_be_taken_back
from visits.life.deadlines import allowed_now, is_over
from visits.life.letters.due import awaited_until
from visits.life.table import LIFE, WAITING, Action
from visits.life.together.approving import may_come_along
from visits.models import Assignment, Host, Status, Visit, VisitEvent
from visits.pages.desk.frame.access import for_staff, visible_visit
from visits.pages.desk.inbox.incoming import ids_of
from visits.pages.desk.inbox.queue import Filter, live_address
from visits.pages.desk.papers import rows as papers
from visits.pages.desk.visit.along import Companion
from visits.pages.desk.visit.cautions import cautions_for
from visits.pages.desk.visit.decision import REASONS, schedule_for, sessions_for
from visits.pages.desk.visit.filled import filled_for
from visits.pages.desk.visit.history import events_of, history_of
from visits.pages.desk.visit.rundown import block_for
from visits.pages.duties.answering import told
from visits.pages.duties.named import named_for
from visits.pages.sessions.desk_month import Chooser, choosing_of
from visits.people.filling import waiting_of
from visits.people.officers import candidates, speakers_among, suggested
from visits.people.roles import Right, may, may_decide, may_read
from visits.queries.came_before import came_before
from visits.queries.joint_candidates import partners_for
from visits.queries.proposed import still_open
from visits.queries.same_weeks import SameWeeks, weeks_of
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
    "tenggat-surat": Action.LETTER_DUE,
    "tanpa-surat": Action.LETTER_DUE,
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
    shown = Filter.before(request) if request.method == "POST" else Filter.of(request)
    actions: list[Action] = []
    if may_decide(request.user):
        actions = allowed_now(visit, VisitEvent.By.STAFF, now=now, session=session)
    # Data are corrected whatever became of the visit: that alone opens no other panel.
    edits = Action.AMEND in actions
    actions = [] if actions == [Action.AMEND] else actions
    events = events_of(visit)
    came_in = among(events)
    prefetch_related_objects([visit], "agencies")
    weeks = SameWeeks.load(visit, weeks_of(visit, session))
    companions = weeks.together_with(visit)
    people = _people(visit, session, weeks)
    context: dict[str, Any] = {
        "section": "inbox",
        "visit": visit,
        "session": session,
        "live": live_address(shown, current=visit.reference),
        "seen_event": events[0].pk if events else 0,
        "inbox": shown.inbox,
        "undelivered": about(visit, now=now),
        "may_mend": may_decide(request.user),
        "actions": {action.name: True for action in actions},
        "over": visit.status == Status.CONFIRMED and is_over(visit, session, now=now),
        "decides": Action.APPROVE in actions,
        "takes_back": bool(actions) and can_be_taken_back(visit, now=now),
        "history": history_of(
            events, known={c.officer.pk: c.officer for c in people["candidates"]}
        ),
        "edits": edits,
        "participants": visit.participants.all(),
        "slots": slots_of(visit, events),
        "asked_beside": words_beside(visit),
        "names_waiting": waiting_of(visit).count(),
        "phone": show_phone(visit.contact_phone),
        "written": written_among(events, internal=may_read(request.user)),
        "letter_until": until_words(due) if (due := awaited_until(visit)) else "",
        "letter_kind": _kind_of(visit.letter_file.name),
        "wish_reason": _wish_reason(events),
        "dispositions": given_among(events),
        "gives": may(request.user, Right.DIRECT),
        "living": visit.status in LIVING,
        "incoming": came_in,
        "seen": ids_of(row for row in came_in if row.read_at is None),
        "read_before": any(row.read_at for row in came_in),
        "writes": may_decide(request.user) and visit.status in LIFE[Action.WRITE].come_from,
        "typed": typed or {},
        "step": (typed or {}).get("step", ""),
        "error": error,
        "chose": (typed or {}).get("step") in ("setujui", "petugas"),
        "nowhere": _nowhere(typed or {}, actions),
        "came_before": came_before(visit),
        "shown": shown_with(visit) if may(request.user, Right.SET_OFFICE) else None,
        "companions": companions,
        "together": [other.institution for other in companions],
        "rundown": block_for(
            visit,
            session,
            decides=may_decide(request.user),
            events=events,
            companions=companions,
            now=now,
        ),
        **people,
        **_months(visit, session, typed or {}, now),
    }
    if actions:
        context |= _ready(visit, session, weeks, now)
        context["filled"] = filled_for(
            visit,
            actions,
            sessions=context["sessions"],
            receiving=context["receiving"],
            today=context["today"],
            date_over=context["date_over"],
        )
    filled = bool(context.get("filled")) or Action.APPROVE in actions
    block = papers.block_of(
        visit,
        session,
        issued=any(event.kind == VisitEvent.Kind.PAPER_ISSUED for event in events),
        people=len(context["participants"]),
        decides=may_decide(request.user),
        now=now,
    )
    context |= papers.context_of(block, filled=filled)
    return render(request, "desk/visit.html", context, status=status)


def _wish_reason(events: list[VisitEvent]) -> str:
    """Why the delegation last asked to move, in its own words; `events` newest first."""
    asked = [event for event in events if event.kind == VisitEvent.Kind.MOVE_ASKED]
    return str(asked[0].data.get("reason", "")) if asked else ""


def _nowhere(typed: dict[str, Any], actions: list[Action]) -> list[str]:
    """What was typed where the page, as the visit stands now, has no field for it any more."""
    step = typed.get("step", "")
    if step in ("tulis", "catatan"):
        return []  # whoever decides can always write
    there = _WORDS_FOR[step] in actions if step in _WORDS_FOR else bool(actions)
    if there and not (step == "batal" and Action.APPROVE in actions):
        return []
    return [typed[name] for name in _WORDS if typed.get(name, "").strip()]


def _people(visit: Visit, session: Session | None, weeks: SameWeeks) -> dict[str, Any]:
    """The host's people: who is named, and who could be."""
    assignments = list(visit.assignments.all())
    receiving = next((a for a in assignments if a.role == Assignment.Role.RECEIVING), None)
    here = session if session and not session.given_back else None
    found = candidates(visit, session=here, weeks=weeks)
    # Who cannot, or is out of use, is to be replaced: somebody else is suggested.
    coming = [a for a in assignments if a.answer != Assignment.Answer.DECLINED and a.officer.active]
    if receiving not in coming:
        receiving = None
    named = {a.officer_id for a in coming}
    # Until somebody is named, those of the agencies asked for are chosen already.
    officers = [c.officer for c in found]
    speakers = set() if assignments else {o.pk for o in speakers_among(officers, visit)}
    return {
        "assignments": named_for(visit, assignments, found),
        "told": told(),
        "receiving": receiving,
        "candidates": found,
        "suggested": None if receiving else suggested(found),
        "assigned": named | speakers,
    }


def _ready(
    visit: Visit, session: Session | None, weeks: SameWeeks, now: dt.datetime
) -> dict[str, Any]:
    """What stands ready for a decision."""
    schedule = schedule_for(visit, session, now)
    sessions = sessions_for(visit, session, now=now, schedule=schedule)
    takeable = still_open(visit, now=now, schedule=schedule)
    begun = session is not None and not session.given_back and session.starts_at <= now
    upcoming = session is not None and not session.given_back and session.ends_at > now
    open_still = visit.status in WAITING or upcoming
    return {
        "sessions": sessions,
        "cautions": cautions_for(visit, session, sessions, weeks),
        "along": [
            Companion(other, may_come_along(other, session=session, now=now))
            for other in weeks.together_with(visit)
        ],
        "wishes": _slots(visit.wished_slots),
        "proposed": _slots(takeable),
        "offers": [(slot, text in takeable) for text, slot in _slots(visit.proposed_slots)],
        "date_over": visit.status == Status.REQUESTED and begun,
        "partners": partners_for(visit, session, weeks=weeks, now=now) if open_still else [],
        "reasons": REASONS,
        "missing_texts": {item.value: text for item, text in TEXTS.items()},
        "today": session is not None and session.date <= timezone.localdate(now),
        "whatsapp": whatsapp_text(visit, session, Host.load()),
    }


def _months(
    visit: Visit, session: Session | None, typed: dict[str, Any], now: dt.datetime
) -> dict[str, Any]:
    """Where all sessions are to be chosen from; the month itself where a press asked for it."""
    held = session.slot_id if session and not session.given_back else ""
    whose = {"owner": visit.owner_key, "reference": visit.reference}
    common: dict[str, Any] = {"people": visit.people, "now": now, "current": held, **whose}
    months = {
        "approve": Chooser(name="slot", most=1, key="setujui-sesi", **common),
        "propose": Chooser(name="slots", most=5, key="usulkan-sesi", **common),
    }
    chosen: dict[str, tuple[str, list[str]]] = {
        "setujui": ("approve", [typed.get("slot", "")]),
        "usulkan": ("propose", typed.get("slots", [])),
    }
    if ("shown_month" not in typed and "month" not in typed) or typed.get("step") not in chosen:
        return {"months": months}
    which, picks = chosen[typed["step"]]
    picks = [pick for pick in picks if pick]
    return {"months": months, "choosing": choosing_of(months[which], picks, typed.get("month"))}


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
    return _alone(visible_visit(request, reference).letter_file, reference)


@never_cache
@require_safe
@for_staff
@xframe_options_sameorigin
def assignment_letter(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The uploaded assignment letter, likewise."""
    return _alone(visible_visit(request, reference).assignment_letter, f"{reference}-surat-tugas")


def _alone(file: FieldFile, called: str) -> FileResponse:
    name = file.name or ""
    kind = _kind_of(name)
    if not kind or not file.storage.exists(name):
        raise Http404
    return FileResponse(
        file.open("rb"),
        content_type=kind,
        headers={"Content-Security-Policy": _ALONE},
        filename=f"{called}.{name.rsplit('.', 1)[-1]}",
    )
