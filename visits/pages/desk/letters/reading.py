"""What a visit's letter says, beside what is known; it is stored once staff have confirmed it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from visits.files.letter_reading import LetterReading, reading_of_kept
from visits.models import Visit
from visits.pages.ask.forms import Headcount, LetterForm
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.typed import Line, Name
from visits.people.participants import amend
from visits.phrases.letter_words import rows_of

_FIELDS = ("letter_number", "letter_date", "institution", "people")


class ReadingForm(LetterForm):
    """What can be taken over from a letter."""

    institution = Name(max_length=200)
    people = Headcount()
    override_reason = Line(max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["letter_file"]
        self.fields["institution"].label = _("Institution")
        self.fields["override_reason"].label = _("Reason to go over the room's size")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def reading(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the letter, and take over what staff confirm."""
    visit = visible_visit(request, reference)
    if not visit.letter_file:
        raise Http404
    if request.method != "POST":
        read = reading_of_kept(visit)
        form = ReadingForm(initial=_known(visit) | _found(read))
        return _page(request, visit, form, read)
    form = ReadingForm(request.POST, initial=_known(visit))
    if not form.is_valid():
        return _page(request, visit, form, reading_of_kept(visit), status=422)
    try:
        press = press_of(request, visit)
        amend(
            visit,
            changes={name: form.cleaned_data[name] for name in _FIELDS},
            participants=None,
            override_reason=form.cleaned_data["override_reason"],
            **press.who,
        )
    except Refused as refusal:
        form.add_error("override_reason", said(refusal).words)
        return _page(request, visit, form, reading_of_kept(visit), status=said(refusal).status)
    except REFUSALS as refusal:
        visit = visible_visit(request, reference)
        error = said(refusal)
        return _page(
            request, visit, form, reading_of_kept(visit), error=error.words, status=error.status
        )
    messages.success(request, _("Saved."))
    return redirect("desk-visit", reference=reference)


def _known(visit: Visit) -> dict[str, Any]:
    return {name: getattr(visit, name) for name in _FIELDS}


def _found(read: LetterReading) -> dict[str, Any]:
    """What goes into the fields: number and date; the rest stands beside and is typed by hand."""
    words = read.words
    found: dict[str, Any] = {"letter_number": words.number, "letter_date": words.date}
    return {name: value for name, value in found.items() if value}


def _page(
    request: HttpRequest,
    visit: Visit,
    form: ReadingForm,
    read: LetterReading,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    words = read.words
    context = {
        "section": "inbox",
        "visit": visit,
        "form": form,
        "rows": rows_of(words),
        "outcome": read.outcome.value,
        "other_people": words.people is not None and words.people != visit.people,
        "error": error,
        "over_room": bool(form["override_reason"].errors),
    }
    return render(request, "desk/letter_reading.html", context, status=status)
