"""Asking for another session: up to three are chosen as in the request itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from scheduling.slots import SlotId
from visits.history.events import DELEGATION
from visits.life import moving, step
from visits.life.joint_visits import companions_of
from visits.life.step import LONGEST_REASON, Kind
from visits.life.table import Action
from visits.models import Status, Visit
from visits.pages.frame.typed import too_long
from visits.pages.own.access import done_before, may, moved_on, private
from visits.pages.sessions.picking import Picker, turned_to
from visits.phrases import why_not
from visits.queries import visits

_KEY = "move"


@require_http_methods(["GET", "HEAD", "POST"])
@private
def move(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Choose sessions and ask to move there; a GET shows the choices made so far."""
    if not may(visit, Action.RESCHEDULE):
        return moved_on(request, token)
    now, session = timezone.now(), visits.session_of(visit)
    picker = Picker(
        people=visit.people,
        now=now,
        owner=visit.owner_key,
        current=session.slot_id if session and not session.given_back else "",
        may_wait=visit.status == Status.WAITLISTED,
    )
    kept = request.session.get(_KEY, {}).get(visit.public_id) or {}
    picks, reason = kept.get("picks", visit.wished_slots), kept.get("reason", "")
    problem = ""
    if request.method == "POST":
        reason = request.POST.get("reason", reason)
        picks, problem = picker.picks_after(request.POST, picks)
        _keep(request, visit, picks=picks, reason=reason)
        to = turned_to(request.POST, reverse("own-move", args=[token]))
        if to and not problem:
            return redirect(to)
        if not to and (done := _done_before(visit, request.POST.getlist("slot"), reason)):
            _keep(request, visit)
            messages.success(request, _done_words(done))
            return redirect("own", token=token)
        problem = problem or _problem_of(picks, reason)
        if not problem:
            try:
                done = moving.reschedule(
                    visit,
                    slots=[SlotId.parse(pick) for pick in picks],
                    by=DELEGATION,
                    now=now,
                    reason=reason,
                )
            except Refused as refused:
                problem = str(why_not.of(refused.code).asker)
            except step.WrongStatus:
                return moved_on(request, token)
            else:
                _keep(request, visit)
                messages.success(request, _done_words(done))
                return redirect("own", token=token)
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "reason": reason,
        "at_once": visit.status != Status.CONFIRMED and not companions_of(visit),
        "problem": problem,
        **picker.page(request, picks),
    }
    return render(request, "own/move.html", context, status=422 if problem else 200)


def _done_before(visit: Visit, slots: list[str], reason: str) -> Visit | None:
    """The visit where exactly this was asked for, and nothing was done since."""
    same = {"slots": slots, "reason": reason.strip()}
    return done_before(visit, Kind.MOVE_ASKED, **same) or done_before(visit, Kind.MOVED, **same)


def _problem_of(picks: list[str], reason: str) -> str:
    if not picks:
        return gettext("Choose at least one session.")
    return too_long(reason, LONGEST_REASON)


def _keep(request: HttpRequest, visit: Visit, **typed: object) -> None:
    """Keep what is chosen between two presses; nothing forgets it."""
    moves = request.session.get(_KEY, {})
    moves.pop(visit.public_id, None)
    if typed:
        moves[visit.public_id] = typed
    request.session[_KEY] = moves


def _done_words(visit: Visit) -> str:
    if visit.wished_slots:
        return gettext("We have your wish. Your session stays yours until we answer.")
    if visit.status == Status.WAITLISTED:
        return gettext("You now wait for a place in these sessions.")
    return gettext("Your place has moved to the new session.")
