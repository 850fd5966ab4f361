"""What a delegation answers: confirm the address, take or refuse a proposal, cancel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from scheduling.slots import SlotId
from visits.access.networks import network_of
from visits.access.tokens import proves_address
from visits.conversation import messages as conversation
from visits.conversation.missing import lacking_in, nothing_came
from visits.history.events import DELEGATION
from visits.life import address, answering, step, waiting_list
from visits.life.step import LONGEST_REASON, Kind
from visits.life.table import Action
from visits.models import Status, Visit
from visits.pages.ask.sent import bad_code_words
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import too_long
from visits.pages.own.access import done_before, may, moved_on, private
from visits.pages.own.page import page
from visits.phrases import why_not
from visits.queries import visits


@private
@pressed_on("own", "token")
def confirm(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Confirm the e-mail address: by a press where the mail's own link led here, else by its code.

    The link alone confirms nothing.
    """
    confirmed = gettext("Your e-mail address is confirmed.")
    code = None if proves_address(visit, token) else request.POST.get("code", "")
    try:
        address.verify(visit, now=timezone.now(), code=code, network=network_of(request))
    except step.BadCode as bad:
        messages.error(request, bad_code_words(bad))
    except step.WrongStatus as wrong:
        if wrong.status == Status.EXPIRED:
            messages.error(request, gettext("The time to confirm has run out."))
        elif done_before(visit, Kind.VERIFIED):
            messages.success(request, confirmed)
    else:
        messages.success(request, confirmed)
    return redirect("own", token=token)


@private
@pressed_on("own", "token")
def accept(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Take one of the proposed sessions, or the place offered from the waiting list."""
    try:
        slot = SlotId.parse(request.POST.get("slot", ""))
        visit = answering.accept(visit, slot=slot, by=DELEGATION, now=timezone.now())
    except ValueError:
        messages.error(request, gettext("Choose one of the sessions."))
    except Refused as refused:
        messages.error(request, str(why_not.of(refused.code).asker))
    except step.WrongStatus:
        done = done_before(visit, Kind.ACCEPTED, slot=str(slot))
        if done is None:
            return moved_on(request, token)
        messages.success(request, _accepted_words(done))
    else:
        messages.success(request, _accepted_words(visit))
    return redirect("own", token=token)


def _accepted_words(visit: Visit) -> str:
    if visit.status == Status.CONFIRMED:
        return gettext("Thank you. Your visit is confirmed.")
    return gettext("Thank you. The place is yours; our official answer follows.")


@private
@pressed_on("own", "token")
def refuse(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """None of the proposed sessions suits; `sessions` are those that the page showed."""
    reason, shown = request.POST.get("reason", ""), request.POST.get("sessions", "")
    if words := too_long(reason, LONGEST_REASON):
        return page(request, visit, token, refusing=reason, problem=words)
    if shown and visit.proposed_slots and shown != ",".join(visit.proposed_slots):
        words = gettext("We have proposed other sessions since then: see below.")
        messages.warning(request, words)
        return redirect("own", token=token)
    try:
        answering.refuse(visit, reason=reason, by=DELEGATION, now=timezone.now())
    except step.WrongStatus:
        if not done_before(visit, Kind.REFUSED, reason=reason.strip()):
            return moved_on(request, token)
    # Another session of the same days may be offered in the same breath, or nothing be left.
    visit.refresh_from_db()
    waits = gettext("Thank you for telling us. You stay on the waiting list.")
    if waiting_list.needs_other_days(visit, now=timezone.now()):
        waits = gettext("Thank you for telling us. Choose other days below to go on waiting.")
    messages.success(
        request,
        {
            Status.WAITLISTED: waits,
            Status.EXPIRED: gettext("Thank you for telling us. Nothing else can come free."),
            Status.PROPOSED: gettext(
                "Thank you for telling us. Another session is free, see below."
            ),
        }.get(
            Status(visit.status), gettext("Thank you for telling us. We look for another session.")
        ),
    )
    return redirect("own", token=token)


@private
@pressed_on("own", "token")
def given(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """What staff asked for is there; where something is not, the press is asked for again."""
    if not visit.missing and may(visit, Action.GIVE_MISSING):
        # A second press, or another window.
        words = gettext("We have received this already: nothing is asked for any more.")
        messages.info(request, words)
        return redirect("own", token=token)
    if visit.missing and "anyway" not in request.POST:
        events = visit.events.order_by("-id")
        lacking = lacking_in(visit, events)
        if lacking or nothing_came(events):
            return page(request, visit, token, gives_nothing=True, lacking=lacking)
    try:
        conversation.give_missing(visit, by=DELEGATION, now=timezone.now())
    except step.WrongStatus:
        return moved_on(request, token)
    messages.success(request, gettext("Thank you. We look at it and write to you."))
    return redirect("own", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def cancel(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Ask for the reason, then call the visit off."""
    reason, problem = request.POST.get("reason", ""), ""
    cancelled = gettext("Your visit is cancelled. Thank you for telling us.")
    if not may(visit, Action.CANCEL):
        if request.method != "POST" or not done_before(
            visit, Kind.CANCELLED, reason=reason.strip()
        ):
            return moved_on(request, token)
        messages.success(request, cancelled)
        return redirect("own", token=token)
    if request.method == "POST":
        if not reason.strip():
            problem = gettext("Please give the reason in a few words.")
        elif words := too_long(reason, LONGEST_REASON):
            problem = words
        else:
            try:
                answering.cancel(visit, reason=reason, by=DELEGATION, now=timezone.now())
            except step.WrongStatus:
                return moved_on(request, token)
            messages.success(request, cancelled)
            return redirect("own", token=token)
    context = {
        "visit": visit,
        "token": token,
        "session": visits.session_of(visit),
        "reason": reason,
        "problem": problem,
    }
    return render(request, "own/cancel.html", context, status=422 if problem else 200)
