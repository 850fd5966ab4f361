"""The list of participants as staff keep it: what came by mail or WhatsApp, pasted or sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from visits.models import Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.bodies import takes_file
from visits.pages.people.editing import Editing, edit, rows_in
from visits.pages.people.form import ParticipantsForm
from visits.pages.people.removed import forget, note_removed, put_back, removed_of
from visits.people import participant_lists
from visits.people.participant_lists import MOST_ROWS
from visits.people.participants import amend


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(participant_lists.MAX_BYTES)
@for_deciders
def participants(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the list, and save it as a whole; over the size of the room with a reason."""
    visit = visible_visit(request, reference)
    if visit.participants.count() > MOST_ROWS:
        words = _("This list has more than %(most)d names: a program sent it, and changes it.")
        messages.warning(request, words % {"most": MOST_ROWS})
        return redirect("desk-visit", reference=reference)
    if request.method != "POST":
        editing = Editing(ParticipantsForm(rows=rows_in(visit)))
        return _page(request, visit, editing, version=str(visit.version))
    data, named = put_back(request, visit.public_id), visit.participants.count()
    editing = edit(data, request.FILES, people=visit.people, named=named)
    if editing.saves is None:
        note_removed(request, visit.public_id, editing.form.removed)
    version = request.POST.get("version", "")
    status = 422 if editing.refused else 200
    if editing.saves is not None:
        try:
            _save(request, visit, editing)
        except REFUSALS as refusal:
            status = said(refusal).status
            visit = visible_visit(request, reference)
            if isinstance(refusal, Refused):
                editing.problem, editing.over_room = said(refusal).words, True
            else:
                version = str(visit.version)
                editing.take_up(rows_in(visit), said(refusal).words)
        else:
            note_removed(request, visit.public_id, editing.form.removed)
            forget(request, visit.public_id)
            if not editing.stays:
                messages.success(request, _("The list of participants is saved."))
                return redirect("desk-visit", reference=reference)
            return redirect(reverse("desk-participants", args=[reference]) + editing.stays)
    return _page(request, visit, editing, version=version, status=status)


def _save(request: HttpRequest, visit: Visit, editing: Editing) -> None:
    press = press_of(request, visit)
    amend(
        visit,
        changes={"people": editing.headcount} if editing.headcount else {},
        participants=editing.saves,
        override_reason=request.POST.get("override_reason", "").strip(),
        **press.who,
    )


def _page(
    request: HttpRequest, visit: Visit, editing: Editing, *, version: str, status: int = 200
) -> HttpResponse:
    context = {
        "section": "inbox",
        "visit": visit,
        "editing": editing,
        "form": editing.form,
        "look": editing.look,
        "version": version,
        "people": visit.people,
        "removed": removed_of(request, visit.public_id),
        "adding": "tambah" in request.GET,
    }
    return render(request, "desk/participants.html", context, status=status)
