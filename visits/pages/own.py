"""The delegation's own page: what stands, what comes next, and what they may do.

The address holds the visit's token, so these pages are kept out of caches, search engines and
other sites' logs. A GET changes nothing: programs that look at links in mails press nothing.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.slots import Slot, SlotId
from visits import queries, workflow
from visits.events import DELEGATION
from visits.life import Action, allowed_actions
from visits.models import Assignment, Host, Status, Visit, VisitEvent
from visits.pages.ask.check import refusal_words
from visits.pages.ask.sessions import slots_by_id
from visits.pages.months import why_not
from visits.phones import show_phone
from visits.tokens import feed_token, visit_of_token
from visits.words import day_words

P = ParamSpec("P")
# What the delegation reads of its history; amendments and officers are the desk's own matter.
_TOLD = frozenset(set(VisitEvent.Kind) - {VisitEvent.Kind.ASSIGNED, VisitEvent.Kind.LINK_ASKED})
_STOPS = frozenset({"declined", "cancelled", "expired", "no_show"})
LONGEST_REASON = 1000


def private(
    view: Callable[Concatenate[HttpRequest, Visit, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """A view of the visit that the token opens; 404 for any other token."""

    @wraps(view)
    def of_token(
        request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        visit = visit_of_token(token)
        if visit is None:
            raise Http404
        response = view(request, visit, token, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not no-referrer: browsers would then send forms with `Origin: null`, which the check
        # against forged requests refuses. To other hosts this one gives nothing either.
        response["Referrer-Policy"] = "same-origin"
        return response

    return of_token  # type: ignore[return-value]  # the same call; wraps() hides it


@require_http_methods(["GET", "HEAD"])
@private
def own(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Where the visit stands."""
    now = timezone.now()
    session = queries.session_of(visit)
    days_left = (session.date - timezone.localdate(now)).days if session else None
    receiving = (
        visit.assignments.filter(role=Assignment.Role.RECEIVING).select_related("officer").first()
    )
    confirmed = visit.status == Status.CONFIRMED
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "days_left": days_left,
        "receiving": receiving.officer if receiving and confirmed else None,
        "events": _timeline(visit),
        "allowed": {str(a) for a in allowed_actions(visit, DELEGATION.kind)},
        "offers": _offers(visit, now=now)
        if visit.status == Status.PROPOSED and visit.proposed_slots
        else [],
        "wished": slots_by_id(visit.preferred_slots, people=visit.people, now=now),
        "reply_due": (
            day_words(timezone.localdate(visit.reply_due_at)) if visit.reply_due_at else ""
        ),
        "host_phone": show_phone(Host.load().phone),
        "feed": request.build_absolute_uri(f"/kalender/{feed_token(visit)}.ics"),
    }
    context["webcal"] = (
        str(context["feed"]).replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    )
    return render(request, "own/visit.html", context)


def _timeline(visit: Visit) -> list[dict[str, Any]]:
    events = visit.events.filter(kind__in=_TOLD).order_by("-at", "-id")
    return [
        {
            "words": VisitEvent.Kind(event.kind).label,
            "at": event.at,
            "by": VisitEvent.By(event.actor_kind).label,
            "stop": event.kind in _STOPS,
        }
        for event in events
    ]


def _offers(visit: Visit, *, now: dt.datetime) -> list[tuple[Slot, str]]:
    """The proposed sessions, each with its why-not where it can no longer be had."""
    schedule = Schedule.load(
        first=min(SlotId.parse(s).date for s in visit.proposed_slots),
        last=max(SlotId.parse(s).date for s in visit.proposed_slots),
        now=now,
    )
    # As workflow.accept sees them: soft rules were for whoever proposed, the own place is free.
    slots = schedule.slots(people=visit.people, ignore_owner=visit.owner_key, overrule=True)
    found = {str(slot): (slot, why_not(slot)) for slot in slots}
    return [found[text] for text in visit.proposed_slots if text in found]


@require_POST
@private
def confirm(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Confirm the e-mail address by a press; the link alone confirms nothing."""
    try:
        workflow.verify(visit, now=timezone.now())
    except workflow.WrongStatus as wrong:
        if wrong.status == Status.EXPIRED:
            messages.error(request, gettext("The time to confirm has run out."))
    else:
        messages.success(request, gettext("Your e-mail address is confirmed."))
    return redirect("own", token=token)


@require_POST
@private
def accept(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Take one of the proposed sessions."""
    try:
        slot = SlotId.parse(request.POST.get("slot", ""))
        workflow.accept(visit, slot=slot, by=DELEGATION, now=timezone.now())
    except ValueError:
        messages.error(request, gettext("Choose one of the sessions."))
    except Refused as refused:
        messages.error(request, refusal_words(refused.code))
    except workflow.WrongStatus:
        messages.warning(request, _moved_on())
    else:
        messages.success(request, gettext("Thank you. Your visit is confirmed."))
    return redirect("own", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def cancel(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Ask for the reason, then call the visit off."""
    if Action.CANCEL not in allowed_actions(visit, DELEGATION.kind):
        messages.warning(request, _moved_on())
        return redirect("own", token=token)
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        if not reason.strip():
            problem = gettext("Please give the reason in a few words.")
        elif len(reason) > LONGEST_REASON:
            problem = gettext("Please shorten it to 1,000 characters.")
        else:
            try:
                workflow.cancel(visit, reason=reason, by=DELEGATION, now=timezone.now())
            except workflow.WrongStatus:
                messages.warning(request, _moved_on())
            else:
                messages.success(
                    request, gettext("Your visit is cancelled. Thank you for telling us.")
                )
            return redirect("own", token=token)
    context = {
        "visit": visit,
        "token": token,
        "session": queries.session_of(visit),
        "reason": reason,
        "problem": problem,
    }
    return render(request, "own/cancel.html", context, status=422 if problem else 200)


def _moved_on() -> str:
    return gettext("This is no longer possible: the visit has moved on. See below how it stands.")
