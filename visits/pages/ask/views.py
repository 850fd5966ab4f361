"""The steps that are forms: who, why, whom to write to, the letter, and the participants."""

from contextlib import suppress

import structlog
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scheduling.models import BookingRules
from visits.access.networks import network_of
from visits.files import letters
from visits.files.letters import LetterNotKept
from visits.language.emails import mail_address
from visits.models import Status, Visit
from visits.pages.ask.answers import Answers, keeps_answers
from visits.pages.ask.forms import DelegationForm, LetterForm
from visits.pages.ask.letter import (
    filled,
    keep_reading_of,
    read_by,
    received_before,
)
from visits.pages.ask.sending import SENT
from visits.pages.ask.slips import meant_address
from visits.pages.ask.steps import (
    CONTACT,
    DELEGATION,
    LETTER,
    PARTICIPANTS,
    PURPOSE,
    STEPS,
    Step,
    first_missing,
    from_abroad,
    people_of,
)
from visits.pages.frame.bodies import takes_file
from visits.pages.people.editing import Editing, edit
from visits.pages.people.form import ParticipantsForm
from visits.pages.people.look import Look, NotOurs
from visits.pages.people.removed import forget, note_removed, put_back, removed_of
from visits.people import participant_lists
from visits.people.participant_lists import MOST_ROWS
from visits.phrases.refused_files import file_words
from visits.queries.same_letter import Received

log = structlog.get_logger(__name__)
# Whose names were taken off: of the request that is being written.
_REMOVED = "ask"


def _page(
    request: HttpRequest,
    step: Step,
    answers: Answers,
    form: Form,
    *,
    received: Received | None = None,
    slip: str = "",
) -> HttpResponse:
    if step is CONTACT and from_abroad(answers):
        form.fields["contact_phone"].help_text = gettext(
            "With the country's code, for example +65 9123 4567."
        )
    context = {
        "step": step,
        "steps": len(STEPS),
        "form": form,
        "saved_at": answers.saved_at,
        "letter": answers.letter,
        "people": people_of(answers),
        "received": received,
        "letter_days": BookingRules.load().letter_working_days if step is LETTER else 0,
        "asked_email": slip,
        "meant_email": meant_address(slip),
        "waiting": _waiting_for_its_code(request, answers) if step is DELEGATION else None,
        "read": read_by(answers, people=_told_people(answers)) if step is LETTER else None,
    }
    status = 422 if form.is_bound and form.errors and request.method == "POST" else 200
    return render(request, f"ask/{step.name}.html", context, status=status)


def _told_people(answers: Answers) -> int | None:
    """The headcount of the first step, None before it is answered."""
    return people_of(answers) if answers.typed(DELEGATION.name) else None


def _answer(request: HttpRequest, step: Step, answers: Answers) -> HttpResponse:
    """Show a step with what was typed in it, or take what is typed now."""
    assert step.form  # noqa: S101 - only steps with a form come here
    if request.method != "POST":
        typed = filled(answers) if step is LETTER else answers.typed(step.name)
        form = step.form(typed) if typed is not None else step.form()
        return _page(request, step, answers, form)
    if "keep" in request.POST:
        return _keep(request, step, answers)
    typed_now = _meant(request.POST) if step is CONTACT else request.POST
    form = step.form(typed_now, request.FILES)
    going_back = "back" in request.POST
    said_something = any(v for k, v in request.POST.items() if k != "csrfmiddlewaretoken")
    if not going_back or said_something:
        answers.keep(step.name, typed_now)
    valid = form.is_valid()
    file = form.cleaned_data.get("letter_file")
    if file:
        try:
            name = str(getattr(request.FILES["letter_file"], "name", ""))
            answers.keep_letter(file, name=name, network=network_of(request))
            keep_reading_of(answers, file)
        except LetterNotKept as error:
            log.warning("letter_not_kept", reason=repr(error.__cause__ or error))
            form.add_error("letter_file", file_words(error))
            valid = False
    elif "drop" in request.POST:
        answers.drop_letter()
        answers.keep_reading(None)
        return redirect(step.url)
    if going_back:
        return redirect(step.back_url)
    if not valid:
        return _page(request, step, answers, form)
    if isinstance(form, LetterForm):
        # Confirmed by this press, unless the letter came with it and is to be looked at first.
        if not file:
            answers.keep_reading(None)
        elif read_by(answers, people=_told_people(answers)):
            return redirect(step.url)
        if received := received_before(request, answers, form):
            return _page(request, step, answers, form, received=received)
    email = form.cleaned_data.get("contact_email", "")
    if meant_address(email) and request.POST.get("asked_email") != email:
        return _page(request, step, answers, form, slip=email)
    return redirect(first_missing(answers).url)


def _meant(typed: QueryDict) -> QueryDict:
    """What was typed, with the address that was meant where that was said by a press."""
    meant = meant_address(mail_address(typed.get("contact_email", "")))
    if "meant_email" not in typed or not meant:
        return typed
    corrected = typed.copy()
    corrected["contact_email"] = meant
    return corrected


def _waiting_for_its_code(request: HttpRequest, answers: Answers) -> Visit | None:
    """What this browser sent and did not confirm, where no other request is under way."""
    if answers.saved_at:
        return None
    sent = Visit.objects.filter(pk=request.session.get(SENT) or 0)
    return sent.filter(status=Status.UNVERIFIED).first()


def _keep(request: HttpRequest, step: Step, answers: Answers) -> HttpResponse:
    """Keep what has been typed so far, while it is being typed (htmx); gives the time."""
    answers.keep(step.name, request.POST)
    return render(request, "ask/saved.html", {"saved_at": answers.saved_at})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def delegation(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who comes; `search` only looks the region up."""
    if "search" in request.POST:
        answers.keep(DELEGATION.name, request.POST)
        form = DelegationForm(initial=request.POST.dict())
        return _page(request, DELEGATION, answers, form)
    return _answer(request, DELEGATION, answers)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The regions that may be meant by what is being typed, a part of the first step (htmx)."""
    place = request.GET.get("place", "").strip()
    form = DelegationForm(initial={"place": place, "region": request.GET.get("region", "")})
    return render(request, "ask/regions.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def purpose(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Why they come."""
    return _answer(request, PURPOSE, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def contact(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who leads, and whom we write to."""
    return _answer(request, CONTACT, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@keeps_answers
def letter(request: HttpRequest, answers: Answers) -> HttpResponse:
    """The official letter."""
    return _answer(request, LETTER, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(participant_lists.MAX_BYTES)
@keeps_answers
def participants(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who comes along; the names may follow later."""
    step = PARTICIPANTS
    typed_before = answers.typed(step.name)
    if request.method != "POST":
        return _list_page(request, answers, _kept(typed_before))
    if "keep" in request.POST:
        return _keep(request, step, answers)
    # Before the first step is answered nobody knows how many come.
    people = people_of(answers) if answers.typed(DELEGATION.name) else MOST_ROWS
    editing = edit(put_back(request, _REMOVED), request.FILES, people=people)
    saved = editing.saves is not None
    kept = editing.look if editing.look is not None and not saved else editing.form
    answers.keep(step.name, _with_answer(kept.as_typed(), editing))
    note_removed(request, _REMOVED, editing.form.removed)
    forget(request, _REMOVED)
    if "back" in request.POST:
        return redirect(step.back_url)
    if not saved:
        return _list_page(request, answers, editing)
    if editing.headcount is not None and (who := answers.typed(DELEGATION.name)) is not None:
        who["people"] = str(editing.headcount)
        answers.keep(DELEGATION.name, who)
    if editing.look is not None:
        messages.success(request, gettext("The names are in your list."))
        return redirect(step.url)
    if editing.stays:
        return redirect(step.url + editing.stays)
    return redirect(first_missing(answers).url)


def _with_answer(typed: QueryDict, editing: Editing) -> QueryDict:
    """The list with what was said of the number of people, so that it is not asked anew."""
    if editing.chosen:
        typed["headcount"] = editing.chosen
    return typed


def _kept(typed: QueryDict | None) -> Editing:
    """The list, or the look at names that are in no list yet, as it was left."""
    if typed is None:
        return Editing(ParticipantsForm())
    form, chosen = ParticipantsForm(typed), typed.get("headcount", "")
    form.is_valid()
    with suppress(NotOurs):
        return Editing(form, look=Look.carried_in(typed), chosen=chosen)
    return Editing(form, chosen=chosen)


def _list_page(request: HttpRequest, answers: Answers, editing: Editing) -> HttpResponse:
    context = {
        "step": PARTICIPANTS,
        "steps": len(STEPS),
        "form": editing.form,
        "look": editing.look,
        "editing": editing,
        "saved_at": answers.saved_at,
        "people": people_of(answers),
        "removed": removed_of(request, _REMOVED),
        "adding": "tambah" in request.GET,
    }
    bad = request.method == "POST" and editing.refused
    return render(request, "ask/participants.html", context, status=422 if bad else 200)
