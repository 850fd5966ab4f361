"""The waiting list: who waits in which order, for what, and what each could have now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.life import waiting_list
from visits.pages.desk.frame.access import for_deciders, for_readers, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.visit.press import press_of, typed_text
from visits.pages.frame.presses import pressed_on
from visits.people.roles import may_decide


def _page(
    request: HttpRequest, *, error: str = "", at: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "section": "waiting",
        "lines": waiting_list.lines(now=timezone.now()),
        "decides": may_decide(request.user),
        "error": error,
        "at": at,
        "reason": reason,
    }
    return render(request, "desk/waiting.html", context, status=status)


@never_cache
@require_safe
@for_readers
def waiting_page(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return _page(request)


@pressed_on("desk-waiting")
@for_deciders
def reorder(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a visit at another place of the list, with a reason that stays in its history."""
    visit = visible_visit(request, reference)
    reason = typed_text(request)
    try:
        press = press_of(request, visit)
        number = press.number("number") or 1
        waiting_list.reorder(visit, number=number, reason=press.text(), **press.who)
    except REFUSALS as refusal:
        words = said(refusal)
        return _page(request, error=words.words, at=reference, reason=reason, status=words.status)
    messages.success(request, _("The order is changed."))
    return redirect("desk-waiting")
