"""What a delegation told of itself and allows, and the ways to change it, on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from visits.history.events import DELEGATION
from visits.history.notices import shown_with
from visits.language.phones import show_phone
from visits.life import answering, step
from visits.life.deadlines import allowed_now
from visits.life.table import LIFE, Action
from visits.models import Visit
from visits.pages.frame.presses import pressed_on
from visits.pages.own.access import moved_on, private
from visits.pages.own.page import names_of
from visits.queries import visits


@require_safe
@private
def change(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """All of it; where something can be changed no more it is still to be read."""
    now, session = timezone.now(), visits.session_of(visit)
    allowed = allowed_now(visit, DELEGATION.kind, now=now, session=session)
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "allowed": {str(action) for action in allowed},
        "names": names_of(visit, now=now),
        "asked_about_photographs": may_answer_about_photographs(visit),
        "shown": shown_with(visit),
        "contact_phone": show_phone(visit.contact_phone),
    }
    return render(request, "own/change.html", context)


def may_answer_about_photographs(visit: Visit) -> bool:
    """Whether it is the time to say whether photographs are allowed: from the approval on."""
    return visit.status in LIFE[Action.CONSENT].comes_from(DELEGATION.kind)


@private
@pressed_on("own-change", "token")
def photographs(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Allow photographs of the delegation, or take that back."""
    allowed = request.POST.get("photographs")
    if allowed in ("yes", "no"):
        try:
            answering.consent(
                visit, photographs=allowed == "yes", by=DELEGATION, now=timezone.now()
            )
        except step.WrongStatus:
            return moved_on(request, token)
        words = gettext("Thank you. You may be photographed.")
        if allowed == "no":
            words = gettext("Noted: no photographs.")
            if visit.materials.filter(photo=True).exists():
                words = gettext("Noted: no photographs. Those that there are, we show no more.")
        messages.success(request, words)
    return redirect("own-change", token=token)
