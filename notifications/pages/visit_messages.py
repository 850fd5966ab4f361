"""What went to whom about one visit, and the reminders to come, which staff may send at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import Message
from notifications.outbox.ahead import Ahead, ahead, send_now
from notifications.outbox.told import reader_words, text_of, title_of, told, told_as
from visits.pages.desk.frame.access import for_deciders, for_readers, visible_visit
from visits.pages.desk.settings.frame import log
from visits.pages.frame.presses import pressed_on
from visits.people.roles import may_decide


@dataclass(frozen=True)
class Row:
    """A reminder to come, in words; `may_go` gives it a button."""

    ahead: Ahead
    title: str
    reader: str
    may_go: bool


@never_cache
@require_safe
@for_readers
def of_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Both lists."""
    visit, now = visible_visit(request, reference), timezone.now()
    decides = may_decide(request.user)
    coming = [
        Row(
            ahead=one,
            title=title_of(one.letter.template),
            reader=reader_words(one.letter.template, one.letter.officer),
            may_go=decides and one.may_go(now=now),
        )
        for one in ahead(visit, now=now)
    ]
    context = {
        "section": "visits",
        "visit": visit,
        "told": told(visit),
        "coming": coming,
        "decides": decides,
    }
    return render(request, "desk/visit_messages.html", context)


@never_cache
@require_safe
@for_readers
def one(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The words of one message, with each try that failed."""
    visit = visible_visit(request, reference)
    message = Message.objects.filter(visit=visit, pk=pk).select_related("officer").first()
    if message is None:
        raise Http404
    context = {
        "section": "visits",
        "visit": visit,
        "message": message,
        "told": told_as(message, visit),
        "text": text_of(message),
        "attempts": message.attempts.all(),
        "decides": may_decide(request.user),
    }
    return render(request, "desk/visit_message.html", context)


@pressed_on("desk-messages", "reference")
@for_deciders
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send one of the reminders to come now; pressed twice, it goes once."""
    visit = visible_visit(request, reference)
    key, recipient = (request.POST.get(name, "")[:254] for name in ("reminder", "to"))
    message, new = send_now(visit, key=key, recipient=recipient, now=timezone.now())
    if message is None:
        words = _("Not sent: the visit has changed, and this reminder does not fit it any more.")
        messages.warning(request, words)
    elif not new:
        messages.success(request, _("It was sent already, and goes only once."))
    elif message.state == Message.State.DEAD:
        words = _("It could not be written: %(why)s") % {"why": message.last_error[:200]}
        messages.error(request, words)
    else:
        log(request, message, gettext_lazy("Reminder sent before its time."))
        words = _("The reminder goes to %(address)s now, and not again at its time.")
        messages.success(request, words % {"address": message.recipient})
    return redirect("desk-messages", reference=visit.reference)
