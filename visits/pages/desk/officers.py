"""An officer's own pages: the visits one is named for, the answer, and material to share."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.agenda.reading import rundown_of
from visits.confined.running import Busy
from visits.files import materials
from visits.files.downloads import material_file
from visits.history.events import officer as as_officer
from visits.life import amending, step
from visits.life.deadlines import allowed_now
from visits.life.table import Action
from visits.models import Assignment, Material, Visit, VisitEvent
from visits.pages.desk.frame.access import needs, own_visits
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import Line
from visits.people.officers import TOLD_OF
from visits.people.roles import Right, may
from visits.phrases.refused_files import file_words
from visits.queries.visits import Session, session_of, sessions_of

_MOST_PAST = 20


@dataclass(frozen=True)
class Task:
    """A visit that the officer is named for, and what was answered."""

    visit: Visit
    session: Session | None
    assignment: Assignment

    @property
    def open(self) -> bool:
        """Whether an answer still counts."""
        allowed = allowed_now(
            self.visit, VisitEvent.By.OFFICER, now=timezone.now(), session=self.session
        )
        return Action.ANSWER in allowed


def tasks_of(visits: QuerySet[Visit], user: Any) -> list[Task]:
    """The officer's visits with their sessions, the next first; six queries at most."""
    named = Assignment.objects.filter(
        visit__in=visits.filter(status__in=TOLD_OF), officer__user=user
    ).select_related("visit__region__province")
    found = list(named)
    sessions = sessions_of([a.visit for a in found])
    tasks = [Task(a.visit, sessions.get(a.visit_id), a) for a in found]
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(tasks, key=lambda t: (t.session.starts_at if t.session else far, t.visit.pk))


@never_cache
@require_safe
@needs(Right.OWN_TASKS)
def tasks(request: HttpRequest) -> HttpResponse:
    """The list: what is to come, and what was."""
    now = timezone.now()
    found = tasks_of(own_visits(request), request.user)
    coming = [t for t in found if t.session is None or t.session.ends_at >= now]
    past = [t for t in found if t.session is not None and t.session.ends_at < now]
    context = {"section": "tasks", "coming": coming, "past": past[::-1][:_MOST_PAST]}
    return render(request, "desk/officer_tasks.html", context)


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
    request: HttpRequest, visit: Visit, *, form: MaterialForm | None = None, status: int = 200
) -> HttpResponse:
    assignments = visit.assignments.select_related("officer__agency").order_by("-role", "id")
    mine = next((a for a in assignments if a.officer.user_id == request.user.pk), None)
    session = session_of(visit)
    context = {
        "section": "tasks",
        "visit": visit,
        "session": session,
        "task": Task(visit, session, mine) if mine else None,
        "rundown": rundown_of(visit, session).shown,
        "answers": [c for c in Assignment.Answer.choices if c[0]],
        "assignments": assignments,
        "materials": visit.materials.all(),
        "form": form or MaterialForm(),
        "full": visit.materials.count() >= materials.MOST_FILES,
    }
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
    given = request.POST.get("answer", "")
    if visit is None or not given or given not in Assignment.Answer.values:
        raise Http404
    assignment = visit.assignments.select_related("officer").get(
        officer__user_id=request.user.pk or 0
    )
    try:
        amending.answer(
            visit,
            officer=assignment.officer,
            answer=given,
            by=as_officer(assignment.officer),
            now=timezone.now(),
        )
    except step.WrongStatus as wrong:
        words = _("Nothing was changed: the visit is already “%(status)s”.")
        messages.warning(request, words % {"status": wrong.status.label})
    else:
        if given == Assignment.Answer.ACCEPTED:
            messages.success(request, _("Thank you. The desk knows that you will be there."))
        elif given == Assignment.Answer.TENTATIVE:
            words = _("Noted: perhaps. The desk sees it. Answer again here as soon as you know.")
            messages.success(request, words)
        else:
            messages.success(request, _("Noted. The desk sees it and looks for somebody else."))
    return redirect("officer-visit", reference=reference)


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
