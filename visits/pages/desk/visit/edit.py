"""What is known of a visit, corrected by staff at any time: the request's questions, filled in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from visits.files import letters
from visits.files.letters import LetterNotKept
from visits.life import step
from visits.life.amending import IN_CALENDARS
from visits.models import Agency, Status, Topic, Visit, origin_fields
from visits.pages.ask.forms import (
    AssignmentLetterForm,
    DelegationForm,
    LeaderForm,
    LetterForm,
    PurposeForm,
)
from visits.pages.ask.origin import LANGUAGES, typed_as
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.typed import Line, Text
from visits.people.participants import amend
from visits.phrases.changes import ChangeWords, words_between
from visits.phrases.refused_files import file_words
from visits.queries.visits import session_of

_PLAIN = (
    *("institution", "people", "purpose", "notes", "letter_number", "letter_date"),
    *("leader_name", "leader_position", "leader_rank"),
)
_MANY = ("topics", "agencies")
# Files, and the box that takes each away.
_REMOVES = {"letter_file": "remove_letter", "assignment_letter": "remove_assignment_letter"}


class EditForm(AssignmentLetterForm, LetterForm, LeaderForm, PurposeForm, DelegationForm):
    """The questions of the request about a visit that there is, and what only staff may do."""

    bound_by_rooms = False
    notes = Text(
        label=gettext_lazy("Notes"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    letters_language = forms.ChoiceField(
        label=gettext_lazy("Language of our letters"),
        choices=LANGUAGES,
        required=False,
        widget=forms.RadioSelect,
    )
    remove_letter = forms.BooleanField(
        label=gettext_lazy("Delete the letter's file"), required=False
    )
    remove_assignment_letter = forms.BooleanField(
        label=gettext_lazy("Delete the assignment letter"), required=False
    )
    override_reason = Line(
        label=gettext_lazy("Reason to go over the room's size"), max_length=500, required=False
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["language"]
        self.fields["people"].help_text = ""
        self.fields["leader_rank"].help_text = ""
        self.fields["assignment_letter"].required = False
        for name, remove in _REMOVES.items():
            if getattr(visit, name):
                self.fields[name].help_text = _(
                    "A new file takes the place of the one that is there. %(kinds)s"
                ) % {"kinds": self.fields[name].help_text}
            else:
                del self.fields[remove]
        # What is out of use stays with a visit that has it.
        _offer(self.fields["topics"], Topic.objects.all(), visit.topics.values("pk"))
        _offer(self.fields["agencies"], Agency.objects.all(), visit.agencies.values("pk"))

    def clean(self) -> dict[str, Any]:
        """A new file and none at all do not go together."""
        cleaned = super().clean()
        for name, remove in _REMOVES.items():
            if cleaned.get(remove) and cleaned.get(name):
                words = _("Either delete the file, or choose a new one in its place.")
                self.add_error(remove, words)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What was typed, as amending.amend takes it; after is_valid."""
        given = self.cleaned_data
        changes = {name: given[name] for name in _PLAIN} | origin_fields(given["origin"])
        changes |= {name: list(given[name]) for name in _MANY}
        if given["letters_language"]:
            changes["language"] = given["letters_language"]
        for name, remove in _REMOVES.items():
            if given[name]:
                changes[name] = given[name]
            elif given.get(remove):
                changes[name] = ""
        return changes


def _offer(field: forms.Field, rows: QuerySet[Any], its_own: QuerySet[Any]) -> None:
    """Let `field` choose among those of `rows` that are in use, and the visit's own."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.queryset = rows.filter(Q(active=True) | Q(pk__in=its_own))


def _known(visit: Visit) -> dict[str, Any]:
    """The form as the visit stands."""
    known = {name: getattr(visit, name) for name in _PLAIN}
    known |= {name: [one.code for one in getattr(visit, name).all()] for name in _MANY}
    origin = typed_as(visit.origin, language=visit.language)
    return known | origin | {"letters_language": visit.language}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@for_deciders
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is known, and store what differs; over the room's size with a reason."""
    visit = visible_visit(request, reference)
    if request.method != "POST":
        return _page(request, visit, EditForm(initial=_known(visit), visit=visit))
    form = EditForm(request.POST, request.FILES, initial=_known(visit), visit=visit)
    if not form.is_valid():
        return _page(request, visit, form, status=422)
    before = visit.version
    try:
        press = press_of(request, visit)
        visit = amend(
            visit,
            changes=form.changes(),
            participants=None,
            override_reason=form.cleaned_data["override_reason"],
            **press.who,
        )
    except LetterNotKept as error:
        form.add_error("letter_file", file_words(error))
        return _page(request, visit, form, status=503)
    except Refused as refusal:
        form.add_error("override_reason", said(refusal).words)
        return _page(request, visit, form, status=said(refusal).status)
    except REFUSALS as refusal:
        visit = visible_visit(request, reference)
        return _page(request, visit, form, refusal=refusal, status=said(refusal).status)
    messages.success(request, _done(visit, before))
    if _speaks_as_before(visit, before):
        messages.info(request, _still_in(visit.language))
    return redirect("desk-visit", reference=reference)


def _done(visit: Visit, before: int) -> str:
    if visit.version == before:
        return _("Nothing was changed.")
    session = session_of(visit)
    fields = visit.events.latest("id").data.get("fields", ())
    invited = visit.status == Status.CONFIRMED and not IN_CALENDARS.isdisjoint(fields)
    if invited and session and session.ends_at > timezone.now():
        return _("Saved. Whoever has an invitation gets the changed one.")
    return _("Saved.")


def _speaks_as_before(visit: Visit, before: int) -> bool:
    """Whether they now come from another country, or from here, and hear the language of before."""
    if visit.version == before:
        return False
    fields = visit.events.latest("id").data.get("fields", ())
    usual = "en" if visit.country else "id"
    return "country" in fields and "language" not in fields and visit.language != usual


def _still_in(language: str) -> str:
    if language == "id":
        return _("We still write to them in Indonesian. Change that under “Change the data”.")
    return _("We still write to them in English. Change that under “Change the data”.")


def _page(
    request: HttpRequest,
    visit: Visit,
    form: EditForm,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form; after somebody else was quicker with what saving it now would change."""
    differs: list[ChangeWords] = []
    if isinstance(refusal, step.Stale):
        differs = words_between(visit, form.changes())
    for name in _REMOVES:
        if name in request.FILES and not form[name].errors:
            form.add_error(name, _("Choose the file again: it was not kept."))
    context = {
        "section": "inbox",
        "visit": visit,
        "form": form,
        "error": said(refusal).words if refusal else "",
        "differs": differs,
        "over_room": bool(form["override_reason"].errors or form["override_reason"].value()),
    }
    return render(request, "desk/visit_edit.html", context, status=status)
