"""A press that may be a slip, or by which much is gone, is asked about once more before it is done.

`sure` in what was sent is the answer: until then nothing is done.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.language.dates import moment_words
from visits.life.table import LIFE, Action
from visits.models import Visit
from visits.queries.visits import Session


def ask(
    request: HttpRequest,
    *,
    title: str,
    first: str,
    then: str,
    button: str,
    back: str,
    back_to: str,
    fields: dict[str, str],
    section: str = "",
) -> HttpResponse:
    """The question: what is known first and then, its press once more with `fields`, and `back`."""
    context = {"title": title, "first": first, "then": then, "fields": fields, "section": section}
    context |= {"button": button, "back": back, "back_to": back_to}
    return render(request, "desk/sure.html", context)


def nobody_came_already(
    request: HttpRequest, visit: Visit, session: Session | None
) -> HttpResponse | None:
    """The question, where somebody notes before the session that nobody came; else None.

    An old form, or a visit that is not expected, is refused rather than asked about.
    """
    if session is None or session.starts_at <= timezone.now() or request.POST.get("sure"):
        return None
    known = request.POST.get("version", "") == str(visit.version)
    if not known or visit.status not in LIFE[Action.NO_SHOW].come_from:
        return None
    advice = _("If they will not come, call the visit off: then its place is free for others.")
    words = _("The session of %(institution)s begins %(when)s. Nobody can have stayed away yet.")
    return ask(
        request,
        title=_("Did nobody come?"),
        first=words % {"institution": visit.institution, "when": moment_words(session.starts_at)},
        then=advice,
        button=_("Note all the same that nobody came"),
        back=_("Back to the visit"),
        back_to=reverse("desk-visit", args=[visit.reference]),
        fields={"version": request.POST.get("version", "")},
    )
