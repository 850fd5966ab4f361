"""The last step: check the answers, and send them."""

from collections.abc import Sequence
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
from scheduling.slots import WAITABLE, Slot
from visits.access.networks import network_of
from visits.files.letters import LetterNotKept
from visits.history import notices
from visits.language.dates import day_words, wait_words
from visits.language.phones import read_phone, show_phone
from visits.life.limits import NotOpenYet, TooManyOpen, lapses_within
from visits.models import Visit
from visits.pages.ask import shown, steps
from visits.pages.ask.answers import Answers, keeps_answers
from visits.pages.ask.sending import SENT, send, sent_before
from visits.pages.ask.slips import meant_address
from visits.pages.sessions.picking import slots_by_id, would_hold
from visits.phrases import why_not
from visits.phrases.opening import not_open_words
from visits.phrases.refused_files import file_words


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
    }.get(
        who,
        gettext(
            "Your region or country has enough visits in that week. Please choose another week."
        ),
    )


def _page(
    request: HttpRequest,
    answers: Answers,
    *,
    waitlist: bool,
    refused: Refused | None = None,
    problem: str = "",
    changed: Sequence[str] = (),
) -> HttpResponse:
    now = timezone.now()
    people = steps.people_of(answers)
    cleaned, chosen = _cleaned(answers), _chosen(answers)
    context: dict[str, Any] = {
        "step": steps.CHECK,
        "steps": len(steps.STEPS),
        "all_steps": {step.name: step.url for step in steps.STEPS},
        "saved_at": answers.saved_at,
        "ask_id": shown.name_of(answers, cleaned, chosen),
        "changed": [shown.PARTS[part] for part in changed],
        "letter": answers.letter,
        "chosen": [(slot, why_not.in_short(slot)) for slot in chosen],
        "would_hold": would_hold(chosen),
        "waitlist": waitlist or any(slot.waitable for slot in chosen),
        "problem": str(why_not.of(refused.code).asker) if refused else problem,
        "refused": refused is not None,
        "can_wait": refused is not None and refused.code in WAITABLE and not waitlist,
        "offers": (
            alternatives(
                near=refused.slot, people=people, now=now, closed_weeks=refused.closed_weeks
            )
            if refused
            else []
        ),
        "notice": notices.current(),
        "hold_minutes": BookingRules.load().hold_minutes,
        **_answers_in_words(answers, cleaned),
    }
    status = 409 if refused or changed else 429 if problem else 200
    return render(request, "ask/check.html", context, status=status)


def _chosen(answers: Answers) -> list[Slot]:
    """The chosen sessions as they stand now."""
    return slots_by_id(answers.picks, people=steps.people_of(answers), now=timezone.now())


def _cleaned(answers: Answers) -> dict[str, Any]:
    """What the steps' forms hold, by the step's name."""
    cleaned: dict[str, Any] = {}
    for step in steps.STEPS:
        form = steps.form_of(step, answers)
        if form and form.is_valid():
            cleaned[step.name] = form.cleaned_data
    return cleaned


def _answers_in_words(answers: Answers, cleaned: dict[str, Any]) -> dict[str, Any]:
    """The same, and what needs other words than typed."""
    typed = answers.typed(steps.CONTACT.name)
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
        "phone_left_out": read_phone(str(typed["contact_phone"])).left_out if typed else "",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def check(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Show all answers, and send them; a refusal keeps them and offers other sessions."""
    name = request.POST.get("ask_id", "")
    before = sent_before(shown.request_of(name))
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
    changed = shown.changed_since(name, answers, _cleaned(answers), _chosen(answers))
    instead = request.POST.get("instead")
    if instead and "place" in changed:
        changed.remove("place")  # another one is chosen by this very press
    if changed:
        return _page(request, answers, waitlist="waitlist" in request.POST, changed=changed)
    if instead and slots_by_id([instead], people=1, now=timezone.now()):
        answers.keep_picks([instead])
    waitlist = "waitlist" in request.POST
    try:
        visit = send(answers, waitlist=waitlist, network=network_of(request), now=timezone.now())
    except Refused as refused:
        return _page(request, answers, refused=refused, waitlist=waitlist)
    except TooManyOpen as many:
        return _page(request, answers, problem=too_many_words(many.who), waitlist=waitlist)
    except NotOpenYet:
        return _page(request, answers, problem=not_open_words(), waitlist=waitlist)
    except LetterNotKept as error:
        messages.error(request, file_words(error))
        return redirect(steps.LETTER.url)
    answers.clear()
    request.session[SENT] = visit.pk
    return redirect("ask-sent")
