"""A press that is most likely a slip is asked about once more, before anything is done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.language.dates import moment_words
from visits.life.table import LIFE, Action
from visits.models import Visit
from visits.queries.visits import Session


def nobody_came_already(
    request: HttpRequest, visit: Visit, session: Session | None
) -> HttpResponse | None:
    """The question, where somebody notes before the session that nobody came; else None.

    `sure` in what was sent is the answer. Nothing has been done yet, whatever is pressed then. An
    old form, or a visit that is not expected, is refused rather than asked about.
    """
    if session is None or session.starts_at <= timezone.now() or request.POST.get("sure"):
        return None
    known = request.POST.get("version", "") == str(visit.version)
    if not known or visit.status not in LIFE[Action.NO_SHOW].come_from:
        return None
    advice = _("If they will not come, call the visit off: then its place is free for others.")
    words = _("The session of %(institution)s begins %(when)s. Nobody can have stayed away yet.")
    context = {
        "title": _("Did nobody come?"),
        "words": words
        % {"institution": visit.institution, "when": moment_words(session.starts_at)},
        "advice": advice,
        "button": _("Note all the same that nobody came"),
        "visit": visit,
        "version": request.POST.get("version", ""),
    }
    return render(request, "desk/sure.html", context)
