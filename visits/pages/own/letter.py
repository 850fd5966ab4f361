"""Letters on the delegation's page: the official one is sent, then what it says is asked about.

The letter is kept by the press that sends it, so that nobody sends it twice; what was read in it
is stored by a press of its own.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from visits.files import letters
from visits.files.letter_reading import LetterReading, reading_of_kept
from visits.files.letters import LetterNotKept
from visits.history.events import DELEGATION
from visits.life import step
from visits.life.table import Action
from visits.models import Visit
from visits.pages.ask.forms import AssignmentLetterForm, Headcount, LetterForm
from visits.pages.frame.bodies import takes_file
from visits.pages.own.access import may, moved_on, private
from visits.pages.own.details import room_words, stale_words
from visits.people.participants import (
    amend,
    cut_off_of,
    send_assignment_letter,
    send_letter,
)
from visits.phrases.letter_words import Questions, questions_of
from visits.phrases.refused_files import file_words
from visits.queries.same_letter import SEEN, Received, received_on


class SaysForm(LetterForm):
    """What the letter says, to be confirmed: its number and date, and how many come by it."""

    people = Headcount()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, asks_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["letter_file"]
        if not asks_people:
            del self.fields["people"]


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@private
def letter(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Send the official letter, or a better one, and its number and date."""
    if not may(visit, Action.AMEND):
        return moved_on(request, token)
    form = LetterForm(
        initial={"letter_number": visit.letter_number, "letter_date": visit.letter_date}
    )
    if request.method != "POST":
        return _page(request, visit, token, "own/letter.html", form=form)
    form = LetterForm(request.POST, request.FILES, initial=form.initial)
    if form.is_valid() and not any(form.cleaned_data.values()):
        form.add_error("letter_file", _("Choose the file of your letter."))
    if not form.is_valid():
        return _page(request, visit, token, "own/letter.html", form=form)
    given = form.cleaned_data
    file = given["letter_file"]
    # A file cannot be shown again in its field: with one, it is asked on the page that follows.
    if file is None and (before := _before(request, visit, form)):
        return _page(request, visit, token, "own/letter.html", form=form, received=before)
    try:
        visit = send_letter(
            visit,
            file=file,
            number=given["letter_number"],
            date=given["letter_date"],
            by=DELEGATION,
            now=timezone.now(),
        )
    except step.WrongStatus:
        return moved_on(request, token)
    except LetterNotKept as error:
        form.add_error("letter_file", file_words(error))
        return _page(request, visit, token, "own/letter.html", form=form)
    messages.success(request, gettext("Thank you. Your letter is with us."))
    if file is not None and (_asked(visit, reading_of_kept(visit)) or _before(request, visit)):
        return redirect("own-letter-says", token=token)
    return redirect("own", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@private
def assignment(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Send the assignment letter (surat tugas), or a better one."""
    if not may(visit, Action.AMEND):
        return moved_on(request, token)
    form = AssignmentLetterForm()
    if request.method == "POST":
        form = AssignmentLetterForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["assignment_letter"]
            try:
                send_assignment_letter(visit, file=file, by=DELEGATION, now=timezone.now())
            except step.WrongStatus:
                return moved_on(request, token)
            except LetterNotKept as error:
                form.add_error("assignment_letter", file_words(error))
            else:
                messages.success(request, gettext("Thank you. Your assignment letter is with us."))
                return redirect("own", token=token)
    return _page(request, visit, token, "own/assignment_letter.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def says(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """What was read in the letter that is here, beside what is known; stored by a press."""
    if not visit.letter_file or not may(visit, Action.AMEND):
        return moved_on(request, token)
    reading = reading_of_kept(visit)
    asked, cut_off = _asked(visit, reading), cut_off_of(visit)
    in_time = cut_off is None or timezone.now() < cut_off
    asks_people = in_time and asked is not None and asked.people is not None
    if request.method == "POST":
        # What the page showed when it was opened is taken, whatever was changed since.
        asks_people = in_time and "people" in request.POST
        form = SaysForm(request.POST, asks_people=asks_people, initial=_known(visit))
        before = _before(request, visit, form) if form.is_valid() else None
        if form.is_valid() and before is None and (done := _take(request, visit, token, form)):
            return done
    else:
        words = reading.words
        another = bool(words.number) and words.number != visit.letter_number
        form = SaysForm(
            initial={
                **_known(visit),
                **({"letter_number": words.number} if words.number else {}),
                # Another letter has another date: that of the one before is not offered for it.
                **({"letter_date": words.date} if words.date or another else {}),
            },
            asks_people=asks_people,
        )
        before = _before(request, visit)
    return _page(
        request, visit, token, "own/letter_says.html",
        form=form, asked=asked, received=before, in_time=in_time,
    )  # fmt: skip


def _take(request: HttpRequest, visit: Visit, token: str, form: SaysForm) -> HttpResponse | None:
    """Store what was confirmed; None where the form says why not."""
    given = dict(form.cleaned_data)
    version = given.pop("version")
    changes = {name: value for name, value in given.items() if value != getattr(visit, name)}
    who: dict[str, Any] = {"by": DELEGATION, "now": timezone.now(), "version": version}
    try:
        if "people" in changes:
            amend(visit, changes=changes, participants=None, **who)
        elif changes:
            number, date = given["letter_number"], given["letter_date"]
            send_letter(visit, file=None, number=number, date=date, **who)
    except Refused:
        form.add_error("people", room_words())
        return None
    except step.Stale as stale:
        again = request.POST.copy()
        again["version"] = str(stale.visit.version)
        form.data = again
        form.add_error(None, stale_words())
        return None
    except (step.TooLate, step.WrongStatus):
        return moved_on(request, token)
    messages.success(request, gettext("Thank you. What your letter says is noted."))
    return redirect("own", token=token)


def _known(visit: Visit) -> dict[str, Any]:
    names = ("letter_number", "letter_date", "people", "version")
    return {name: getattr(visit, name) for name in names}


def _asked(visit: Visit, reading: LetterReading) -> Questions | None:
    return questions_of(
        reading, number=visit.letter_number, date=visit.letter_date, people=visit.people
    )


def _before(request: HttpRequest, visit: Visit, form: LetterForm | None = None) -> Received | None:
    """That another request came by this letter, unless they were told so."""
    number, date = visit.letter_number, visit.letter_date
    if form is not None:
        number = form.cleaned_data["letter_number"] or number
        date = form.cleaned_data["letter_date"] or date
    return received_on(
        number=number, date=date, institution=visit.institution, but=visit,
        seen=request.POST.get(SEEN, ""),
    )  # fmt: skip


def _page(
    request: HttpRequest,
    visit: Visit,
    token: str,
    template: str,
    *,
    form: forms.Form,
    asked: Questions | None = None,
    received: Received | None = None,
    in_time: bool = True,
) -> HttpResponse:
    context = {
        "visit": visit,
        "token": token,
        "form": form,
        "asked": asked,
        "received": received,
        "in_time": in_time,
    }
    bad = request.method == "POST" and bool(form.errors)
    return render(request, template, context, status=422 if bad else 200)
