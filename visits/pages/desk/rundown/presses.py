"""What is pressed beside a rundown: send it, clear it, put back what it was."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from visits.agenda.items import BadRundown
from visits.life.rundown.setting import (
    NoSession,
    NothingToSend,
    put_back,
    send,
    set_rundown,
)
from visits.models import Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.frame.telling import tell
from visits.pages.desk.rundown.page import visit_address
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.presses import pressed_on


@pressed_on("desk-visit", "reference")
@for_deciders
def press(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take the step, and come back to the visit."""
    take = STEPS.get(step)
    if take is None:
        raise Http404
    visit = visible_visit(request, reference)
    try:
        done = take(visit, **press_of(request, visit).who)
    except NothingToSend:
        messages.info(request, _("There is nothing of the rundown to be sent."))
    except (NoSession, BadRundown):
        messages.error(request, _("That rundown does not fit the session any more."))
    except REFUSALS as refusal:
        messages.error(request, said(refusal).words)
    else:
        if step == "kirim":
            tell(request, visit, done)
        else:
            messages.success(request, done)
    return redirect(f"{visit_address(visit)}#susunan-acara")


def _send(visit: Visit, **who: Any) -> str:
    send(visit, **who)
    return _("The rundown is sent.")


def _clear(visit: Visit, **who: Any) -> str:
    set_rundown(visit, items=[], **who)
    return _("The rundown is cleared.")


def _put_back(visit: Visit, **who: Any) -> str:
    put_back(visit, **who)
    return _("The rundown is as it was before.")


STEPS: dict[str, Callable[..., str]] = {
    "kirim": _send,
    "kosongkan": _clear,
    "kembalikan": _put_back,
}
