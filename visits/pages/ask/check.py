"""The last step: check the answers, and send them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.alternatives import alternatives
from scheduling.capacity import Refused
from scheduling.models import BookingRules
from scheduling.slots import WAITABLE
from visits.access.networks import network_of
from visits.files.letters import LetterNotKept
from visits.language.dates import day_words, wait_words
from visits.language.phones import show_phone
from visits.life.limits import TooManyOpen, lapses_within
from visits.models import Visit
from visits.pages.ask import steps
from visits.pages.ask.answers import Answers, keeps_answers
from visits.pages.ask.sending import SENT, send, sent_before
from visits.pages.ask.slips import meant_address
from visits.pages.sessions.months import why_not
from visits.pages.sessions.picking import slots_by_id, would_hold
from visits.phrases.refused_files import file_words


def refusal_words(code: str) -> str:
    """What a refused session means, in a sentence for the one who asked for it."""
    return {
        "week_full": gettext("The last place of this week has just been taken."),
        "day_full": gettext("This day is full by now."),
        "slot_taken": gettext("This session has just been taken."),
        "too_soon": gettext("This session is too soon for us to prepare it."),
        "too_far": gettext("This session cannot be asked for yet."),
        "too_many_people": gettext("The room of this session is too small for your delegation."),
    }.get(code, gettext("This session is closed."))


def too_many_words(who: str) -> str:
    """What to do where an address, a network or a region holds enough already."""
    when = {"when": wait_words(lapses_within())}
    return {
        "address": gettext(
            "This e-mail address has too many unconfirmed requests. "
            "Open our mail and confirm one of them, or send this one again %(when)s."
        )
        % when,
        "network": gettext(
            "Too many requests from your network are unconfirmed. "
            "Please try again %(when)s, or call us."
        )
        % when,
    }.get(who, gettext("Your region has enough visits in that week. Please choose another week."))


def _page(
    request: HttpRequest,
    answers: Answers,
    *,
    waitlist: bool,
    refused: Refused | None = None,
    problem: str = "",
) -> HttpResponse:
    now = timezone.now()
    people = steps.people_of(answers)
    chosen = slots_by_id(answers.picks, people=people, now=now)
    context: dict[str, Any] = {
        "step": steps.CHECK,
        "steps": len(steps.STEPS),
        "all_steps": {step.name: step.url for step in steps.STEPS},
        "saved_at": answers.saved_at,
        "ask_id": answers.id,
        "letter": answers.letter,
        "chosen": [(slot, why_not(slot)) for slot in chosen],
        "would_hold": would_hold(chosen),
        "waitlist": waitlist or any(slot.waitable for slot in chosen),
        "problem": refusal_words(refused.code) if refused else problem,
        "refused": refused is not None,
        "can_wait": refused is not None and refused.code in WAITABLE and not waitlist,
        "offers": (
            alternatives(
                near=refused.slot, people=people, now=now, closed_weeks=refused.closed_weeks
            )
            if refused
            else []
        ),
        "hold_minutes": BookingRules.load().hold_minutes,
        **_answers_in_words(answers),
    }
    status = 409 if refused else 429 if problem else 200
    return render(request, "ask/check.html", context, status=status)


def _answers_in_words(answers: Answers) -> dict[str, Any]:
    """What the steps' forms hold, by the step's name, and what needs other words than typed."""
    cleaned: dict[str, Any] = {}
    for step in steps.STEPS:
        form = steps.form_of(step, answers)
        if form and form.is_valid():
            cleaned[step.name] = form.cleaned_data
    date = cleaned["letter"]["letter_date"]
    return {
        "delegation": cleaned["delegation"],
        "purpose": cleaned["purpose"],
        "contact": cleaned["contact"],
        "letter_answers": cleaned["letter"],
        "names": cleaned["participants"]["people"],
        "letter_date": day_words(date) if date else "",
        "rank": Visit.Rank(cleaned["contact"]["leader_rank"]).label,
        "meant_email": meant_address(cleaned["contact"]["contact_email"]),
        "phone": show_phone(cleaned["contact"]["contact_phone"]),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def check(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Show all answers, and send them; a refusal keeps them and offers other sessions."""
    before = sent_before(request.POST.get("ask_id", ""))
    if before and before.pk == request.session.get(SENT):
        # Pressed twice: the same browser is led to the one visit that came of it.
        return redirect("ask-sent")
    if "back" in request.POST:
        return redirect(steps.CHECK.back_url)
    missing = steps.first_missing(answers)
    if missing is not steps.CHECK:
        if request.method == "POST" or answers.saved_at:
            messages.warning(request, gettext("This step still needs an answer."))
        return redirect(missing.url)
    if request.method != "POST":
        return _page(request, answers, waitlist=False)
    instead = request.POST.get("instead")
    if instead and slots_by_id([instead], people=1, now=timezone.now()):
        answers.keep_picks([instead])
    waitlist = "waitlist" in request.POST
    try:
        visit = send(answers, waitlist=waitlist, network=network_of(request), now=timezone.now())
    except Refused as refused:
        return _page(request, answers, refused=refused, waitlist=waitlist)
    except TooManyOpen as many:
        return _page(request, answers, problem=too_many_words(many.who), waitlist=waitlist)
    except LetterNotKept as error:
        messages.error(request, file_words(error))
        return redirect(steps.LETTER.url)
    answers.clear()
    request.session[SENT] = visit.pk
    return redirect("ask-sent")
