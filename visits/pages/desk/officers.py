"""One visit of an officer: what it is about, the answer, and material to share."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.access.tokens import duty_token
from visits.agenda.reading import rundown_of
from visits.confined.running import Busy
from visits.files import materials
from visits.files.downloads import material_file
from visits.language.phones import show_phone
from visits.models import Host, Material, Status, Visit
from visits.pages.desk.frame.access import needs, own_visits
from visits.pages.duties.answering import ANSWERS, Typed, asking, press
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import Line
from visits.pages.public.subscribe import events_for
from visits.people.officers import TOLD_OF
from visits.people.roles import Right, may
from visits.phrases.refused_files import file_words
from visits.queries.visits import sessions_of


class MaterialForm(forms.Form):
    """A file with the title under which the delegation reads it."""

    title = Line(
        label=gettext_lazy("Title"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF or PPTX up to 20 MB, pictures (JPG, PNG, HEIC) up to 10 MB."),
        widget=FileInput(accept=f".pdf,.pptx,{PICTURES}", largest=materials.MAX_BYTES),
    )
    photo = forms.BooleanField(
        label=gettext_lazy("This is a photograph of the guests"), required=False
    )

    def clean_file(self) -> Any:
        """Judged by content."""
        try:
            return materials.check_material(self.cleaned_data["file"])
        except (materials.MaterialRefused, Busy) as error:
            raise forms.ValidationError(file_words(error)) from error


def _one(request: HttpRequest, reference: str) -> Visit:
    """An own visit, or for those who receive guests any that is known; or Http404."""
    visits = own_visits(request)
    if may(request.user, Right.RECEIVE):
        visits = Visit.objects.select_related("region__province")
    found = visits.filter(reference=reference, status__in=TOLD_OF).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    form: MaterialForm | None = None,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    assignments = visit.assignments.select_related("officer__agency").order_by("-role", "id")
    mine = next((a for a in assignments if a.officer.user_id == request.user.pk), None)
    session = sessions_of([visit], named=True).get(visit.pk)
    now, host = timezone.now(), Host.load()
    held = session is not None and not session.given_back and visit.status == Status.CONFIRMED
    context: dict[str, Any] = {
        "section": "tasks",
        "visit": visit,
        "session": session,
        "mine": mine,
        "rundown": rundown_of(visit, session).shown,
        "others": [a for a in assignments if a != mine],
        "materials": visit.materials.all(),
        "form": form or MaterialForm(),
        "full": visit.materials.count() >= materials.MOST_FILES,
        "host_phone": show_phone(host.phone),
        "problem": typed.problem if typed else "",
        "calendar": events_for(session, host, visit) if session and held else None,
    }
    if mine is not None:
        mine.visit = visit
        cannot = "tidak" in request.GET
        context["ask"] = asking(mine, session, now=now, typed=typed, cannot=cannot)
        context["file"] = reverse("duty-invitation", args=[duty_token(visit, mine.officer)])
    return render(request, "desk/officer_visit.html", context, status=status)


@never_cache
@require_safe
@needs(Right.OWN_TASKS)
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them, with what an officer needs to know and no contact's address."""
    return _page(request, _one(request, reference))


@pressed_on("officer-visit", "reference")
@needs(Right.OWN_TASKS)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether one will be there; the desk reads it at once."""
    visit = own_visits(request).filter(reference=reference).first()
    if visit is None or request.POST.get("answer", "") not in ANSWERS:
        raise Http404
    assignment = visit.assignments.select_related("officer").get(
        officer__user_id=request.user.pk or 0
    )
    assignment.visit = visit
    typed = press(request, assignment, now=timezone.now())
    if typed is None:
        return redirect("officer-visit", reference=reference)
    return _page(request, _one(request, reference), typed=typed, status=422)


@pressed_on("officer-visit", "reference")
@takes_file(materials.MAX_BYTES)
@needs(Right.OWN_TASKS)
def add_material(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a file for the delegation."""
    visit = _one(request, reference)
    form = MaterialForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            materials.add_material(visit, **form.cleaned_data, by=request.user, now=timezone.now())
        except materials.NoConsent:
            words = _("The delegation has not agreed to be photographed. Ask on the day first.")
            form.add_error("photo", words)
        except materials.TooManyFiles:
            form.add_error("file", _("There are enough files already. Remove one first."))
        except materials.MaterialNotKept as error:
            form.add_error("file", file_words(error))
        else:
            messages.success(request, _("Added. The delegation finds it after the visit."))
            return redirect("officer-visit", reference=reference)
    return _page(request, visit, form=form, status=422)


def _material(request: HttpRequest, reference: str, pk: int) -> Material:
    found = _one(request, reference).materials.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@needs(Right.OWN_TASKS)
def material(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """The file itself, to be kept rather than run."""
    return material_file(_material(request, reference, pk))


@pressed_on("officer-visit", "reference")
@needs(Right.OWN_TASKS)
def remove_material(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a file back: one's own, or anybody's for those who receive guests."""
    found = _material(request, reference, pk)
    if found.added_by_id != request.user.pk and not may(request.user, Right.RECEIVE):
        raise Http404
    materials.remove_material(found)
    messages.success(request, _("Removed."))
    return redirect("officer-visit", reference=reference)
