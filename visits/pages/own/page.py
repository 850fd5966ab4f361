"""The delegation's own page: what stands, what comes next, and what they may do."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from scheduling.availability import Schedule
from scheduling.slots import Reason, Slot, SlotId
from visits.access.tokens import feed_token, proves_address, survey_token
from visits.agenda.reading import rundown_of
from visits.conversation import messages as conversation
from visits.conversation.missing import Item, slots_of, words_beside
from visits.conversation.sharing import may_share
from visits.conversation.whatsapp import survey_to_group, to_protocol
from visits.files.materials import materials_for_delegation
from visits.history.events import DELEGATION
from visits.language.dates import day_words, until_words, wait_words
from visits.language.phones import show_phone
from visits.life.deadlines import allowed_now, is_over
from visits.life.joint_visits import companions_of
from visits.life.letters.due import awaited_until, is_there
from visits.life.step import NeedsReason, WrongStatus
from visits.life.table import Action
from visits.life.waiting_list import needs_other_days, number_of
from visits.models import Assignment, Host, Journey, Status, Visit, VisitEvent
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import too_long
from visits.pages.offline.keeping import of_link, render_kept
from visits.pages.own.access import moved_on, private
from visits.pages.own.again import instead_of, may_ask_again
from visits.pages.own.came import who_came
from visits.pages.own.papers import papers_shown
from visits.pages.own.standing.checklist import Names, checklist
from visits.pages.own.standing.heads import Do, head_of, next_of
from visits.pages.own.standing.stages import Known
from visits.pages.own.standing.timeline import ahead, has_moved, passed
from visits.pages.public.subscribe import subscriptions
from visits.pages.sessions.months import can_wait
from visits.pages.sessions.picking import slots_by_id
from visits.people.filling import waiting_of
from visits.people.participants import cut_off_of
from visits.phrases import why_not
from visits.phrases.choices import not_the_first
from visits.queries import visits
from visits.survey.answering import Standing, standing_of

Kind = VisitEvent.Kind
# Each is mailed to staff; one network may house several delegations' offices.
_MESSAGES_AN_HOUR = 30
_NOT_WAITED_FOR = frozenset({Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW})
# Why a session cannot be had today that one waits for, and may yet.
_MAY_PASS = frozenset({Reason.SLOT_TAKEN, Reason.TOO_FAR, Reason.TOO_MANY_PEOPLE})


@require_http_methods(["GET", "HEAD"])
@private
def own(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Where the visit stands."""
    return page(request, visit, token)


@private
@pressed_on("own", "token")
def write(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Write a message to staff; what cannot be sent stays in its field."""
    text, now = request.POST.get("text", ""), timezone.now()
    wait = seconds_to_wait(request, "message", most=_MESSAGES_AN_HOUR, now=now)
    if wait:
        words = gettext("You have written very often. Please try again %(when)s, or call us.")
        problem = words % {"when": wait_words(wait)}
        response = page(request, visit, token, text=text, problem=problem, status=429)
        response["Retry-After"] = str(wait)
        return response
    if words := too_long(text, conversation.LONGEST):
        return page(request, visit, token, text=text, problem=words)
    try:
        conversation.write(visit, text=text, by=DELEGATION, now=now)
    except NeedsReason:
        return page(request, visit, token, problem=gettext("Write your message first."))
    except WrongStatus:
        return moved_on(request, token)
    messages.success(request, gettext("Your message is sent. Our answer comes here."))
    return redirect("own", token=token)


def page(
    request: HttpRequest,
    visit: Visit,
    token: str,
    *,
    text: str = "",
    problem: str = "",
    refusing: str | None = None,
    contesting: str | None = None,
    gives_nothing: bool = False,
    lacking: Sequence[Item] = (),
    status: int = 422,
) -> HttpResponse:
    """The page itself; a `problem` is of the message `text`, of the reason `refusing`, or of what
    is said to be wrong (`contesting`). `gives_nothing` where they say that what is missing is
    there, and nothing came, or `lacking` did not."""
    now = timezone.now()
    host, session = Host.load(), visits.session_of(visit)
    receiving = (
        visit.assignments.filter(role=Assignment.Role.RECEIVING).select_related("officer").first()
    )
    confirmed = visit.status == Status.CONFIRMED
    offers = _offers(visit, now=now)
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "days_left": _days_left(visit, session, now=now),
        "not_the_first": not_the_first(visit, session),
        "receiving": receiving.officer if receiving and confirmed else None,
        "rundown": rundown_of(visit, session).shown,
        "over": is_over(visit, session, now=now),
        "offers": offers,
        "offers_left": any(not gone for _slot, gone in offers),
        "preferred": [
            (slot, "" if can_wait(slot) or slot.reason in _MAY_PASS else why_not.in_short(slot))
            for slot in slots_by_id(visit.preferred_slots, people=visit.people, now=now)
        ],
        "wished": slots_by_id(
            visit.wished_slots, people=visit.people, now=now, owner=visit.owner_key
        ),
        "letter_until": until_words(due) if (due := awaited_until(visit)) else "",
        "place": visits.place_of(session, now=now),
        "asks_again": may_ask_again(visit, now=now),
        "instead": instead_of(visit, now=now),
        "proven": proves_address(visit, token),
        "host_phone": show_phone(host.phone),
        "kept_reason": _kept_reason(visit),
        "talk": conversation.messages_of(visit),
        "may_write": may_write(visit),
        "longest": conversation.LONGEST,
        "text": text,
        "problem": problem if refusing is None and contesting is None else "",
        "refusing": refusing,
        "refuse_problem": problem if refusing is not None else "",
        "contesting": contesting or "",
        "gives_nothing": gives_nothing,
        "lacking": [item.label for item in lacking],
        "contest_problem": problem if contesting is not None else "",
        "calendar": subscriptions(
            f"{settings.BASE_URL}/kalender/{feed_token(visit)}.ics", name=host.short_name
        ),
        "to_protocol": to_protocol(visit, host),
        "journey": Journey.load().is_written,
        "shares": session is not None and may_share(visit, session, now=now),
        **papers_shown(visit, session, now=now),
        **who_came(visit, now=now),
        **(_afterwards(visit, now=now) if visit.status == Status.COMPLETED else {}),
    }
    context |= _standing(visit, token, context, now=now)
    if problem or gives_nothing:
        return render(request, "own/visit.html", context, status=status)
    ticket = reverse("own-ticket", args=[token])
    keep = of_link(visit, session, scope="/k/", along=(ticket,))
    return render_kept(request, "own/visit.html", context, keep)


def _standing(
    visit: Visit, token: str, known: dict[str, Any], *, now: dt.datetime
) -> dict[str, Any]:
    """The head of the page, what is next, what is to prepare, and the way of the request."""
    session, over = known["session"], known["over"]
    events = list(visit.events.order_by("-at", "-id"))
    allowed = allowed_now(visit, DELEGATION.kind, now=now, session=session)
    names = names_of(visit, now=now)
    held = visit.status == Status.CONFIRMED
    head = head_of(
        visit,
        Known(
            now=now,
            place=known["place"],
            over=over,
            today=known["days_left"] == 0,
            joint=held and bool(companions_of(visit)),
            moved=has_moved(events),
            number=number_of(visit) if visit.status == Status.WAITLISTED else None,
            other_days=needs_other_days(visit, now=now),
            offers_left=known["offers_left"],
            ended=_how_it_ended(events) if visit.status == Status.EXPIRED else "",
        ),
    )
    amends = Action.AMEND in allowed
    possible = {
        Do.CONFIRM: visit.status == Status.UNVERIFIED,
        Do.GIVE: bool(visit.missing) and Action.GIVE_MISSING in allowed,
        Do.ANSWER: known["offers_left"],
        Do.DAYS: Action.RESCHEDULE in allowed,
        Do.LETTER: amends and not is_there(visit),
        Do.NAMES: amends and names.open and bool(names.lacking),
        Do.TICKET: visit.status in (Status.CONFIRMED, Status.ARRIVED),
        Do.SURVEY: "survey" in known,
        Do.AGAIN: known["asks_again"],
    }
    until = names.until if names.open and names.lacking else ""
    return {
        "head": head,
        "next": next_of(head, {do for do, holds in possible.items() if holds}),
        "names": names,
        "slots": slots_of(visit, events),
        "asked_beside": words_beside(visit),
        "rows": checklist(visit, token, names=names, events=events, may_amend=amends)
        if not over
        else [],
        "events": passed(events),
        "ahead": ahead(visit, session, names_until=until, over=over, now=now),
        "allowed": {str(action) for action in allowed},
    }


def _how_it_ended(events: list[VisitEvent]) -> str:
    """By what a request lapsed or ended that nobody refused, by its events, the newest first."""
    kinds = (Kind.EXPIRED, Kind.WAIT_ENDED, Kind.PROPOSAL_ENDED, Kind.LETTER_LAPSED)
    return next((event.kind for event in events if event.kind in kinds), "")


def _days_left(visit: Visit, session: visits.Session | None, *, now: dt.datetime) -> int | None:
    """How many days until the session; None where nobody waits for it: they were here, or were not.

    A visit may be noted and completed before its day.
    """
    if session is None or visit.status in _NOT_WAITED_FOR:
        return None
    return (session.date - timezone.localdate(now)).days


def _kept_reason(visit: Visit) -> str:
    """Why a wish to move was answered with no, as long as nothing else has happened since."""
    told = visit.events.filter(kind__in=(Kind.MOVE_KEPT, Kind.MOVED, Kind.APPROVED)).last()
    return str(told.data.get("reason", "")) if told and told.kind == Kind.MOVE_KEPT else ""


def may_write(visit: Visit) -> bool:
    """Whether the delegation may write to staff as the visit stands."""
    return visit.status not in (Status.UNVERIFIED, Status.EXPIRED)


def names_of(visit: Visit, *, now: dt.datetime) -> Names:
    """How many names are there, and until when they may be changed."""
    cut_off = cut_off_of(visit)
    until = day_words((cut_off - dt.timedelta(days=1)).date()) if cut_off is not None else ""
    return Names(
        there=visit.participants.count(),
        people=visit.people,
        until=until,
        open=cut_off is None or now < cut_off,
        waiting=waiting_of(visit).count(),
    )


def _afterwards(visit: Visit, *, now: dt.datetime) -> dict[str, Any]:
    """What a delegation takes home, and the way to the survey while that is open."""
    found: dict[str, Any] = {"materials": materials_for_delegation(visit)}
    if standing_of(visit, now=now) == Standing.OPEN:
        path = reverse("survey", args=[survey_token(visit)])
        found["survey"] = path
        found["survey_to_group"] = survey_to_group(f"{settings.BASE_URL}{path}")
    return found


def _offers(visit: Visit, *, now: dt.datetime) -> list[tuple[Slot, str]]:
    """The proposed sessions, each with its why-not where it can no longer be had."""
    if visit.status != Status.PROPOSED or not visit.proposed_slots:
        return []
    schedule = Schedule.load(
        first=min(SlotId.parse(s).date for s in visit.proposed_slots),
        last=max(SlotId.parse(s).date for s in visit.proposed_slots),
        now=now,
    )
    # As answering.accept sees them: soft rules were for whoever proposed, the own place is free.
    slots = schedule.slots(people=visit.people, ignore_owner=visit.owner_key, overrule=True)
    over = str(why_not.TABLE[Reason.TOO_LATE].short)
    found = {
        str(slot): (slot, why_not.in_short(slot) or (over if slot.starts_at <= now else ""))
        for slot in slots
    }
    return [found[text] for text in visit.proposed_slots if text in found]
