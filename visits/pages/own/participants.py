"""The delegation's list of participants: typed, pasted or sent, looked at, and saved as a whole."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from visits.history.events import DELEGATION
from visits.language.dates import day_words
from visits.life import step
from visits.models import Visit
from visits.pages.frame.bodies import takes_file
from visits.pages.own.access import moved_on, private
from visits.pages.own.details import after_cut_off, room_words, stale_words, too_late
from visits.pages.people.editing import Editing, edit, rows_in
from visits.pages.people.form import ParticipantsForm
from visits.pages.people.removed import forget, note_removed, put_back, removed_of
from visits.people import participant_lists
from visits.people.filling import waiting_of
from visits.people.participant_lists import MOST_ROWS
from visits.people.participants import amend, cut_off_of


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(participant_lists.MAX_BYTES)
@private
def participants(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The list; it is saved as a whole, once every row is right and was looked at."""
    if back := too_late(request, visit, token):
        return back
    if visit.participants.count() > MOST_ROWS:
        messages.warning(request, gettext("Your list is too long to be changed here. Write to us."))
        return redirect("own", token=token)
    if request.method != "POST":
        editing = Editing(ParticipantsForm(rows=rows_in(visit)))
        return _page(request, visit, token, editing, version=str(visit.version))
    data, named = put_back(request, visit.public_id), visit.participants.count()
    editing = edit(data, request.FILES, people=visit.people, named=named)
    if editing.saves is None:
        note_removed(request, visit.public_id, editing.form.removed)
    # The version that was looked at, however often the page came back since.
    version = request.POST.get("version", "")
    if editing.saves is not None:
        try:
            amend(
                visit,
                changes={"people": editing.headcount} if editing.headcount else {},
                participants=editing.saves,
                by=DELEGATION,
                now=timezone.now(),
                version=int(version[:9]) if version.isascii() and version.isdigit() else None,
            )
        except Refused:
            editing.problem = room_words()
        except step.Stale as stale:
            visit, version = stale.visit, str(stale.visit.version)
            editing.take_up(rows_in(visit), stale_words())
        except step.TooLate:
            return after_cut_off(request, token)
        except step.WrongStatus:
            return moved_on(request, token)
        else:
            note_removed(request, visit.public_id, editing.form.removed)
            forget(request, visit.public_id)
            if not editing.stays:
                messages.success(request, gettext("The list of participants is saved."))
                return redirect("own", token=token)
            return redirect(reverse("own-participants", args=[token]) + editing.stays)
    return _page(request, visit, token, editing, version=version or str(visit.version))


def _page(
    request: HttpRequest, visit: Visit, token: str, editing: Editing, *, version: str
) -> HttpResponse:
    cut_off = cut_off_of(visit)
    context = {
        "visit": visit,
        "token": token,
        "editing": editing,
        "form": editing.form,
        "look": editing.look,
        "version": version,
        "until": day_words((cut_off - dt.timedelta(days=1)).date()) if cut_off else "",
        "people": visit.people,
        "waiting": waiting_of(visit).count(),
        "removed": removed_of(request, visit.public_id),
        "adding": "tambah" in request.GET,
    }
    bad = request.method == "POST" and editing.refused
    return render(request, "own/participants.html", context, status=422 if bad else 200)
