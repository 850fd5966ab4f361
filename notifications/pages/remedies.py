"""What staff do about mail that did not arrive: one press each, beside what the desk says of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import BadAddress, Message
from notifications.outbox import bad_addresses
from notifications.outbox.delivery import send_again
from visits.models import Visit
from visits.pages.desk.frame.access import for_deciders
from visits.pages.desk.settings.frame import log
from visits.pages.frame.presses import pressed_on


@never_cache
@require_safe
@for_deciders
def failed(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail of an account that reached nobody; one of a visit stands on the visit's own page."""
    messages_of_accounts = Message.objects.filter(account__isnull=False)
    message = get_object_or_404(messages_of_accounts, pk=pk, state=Message.State.DEAD)
    return render(request, "desk/message.html", {"section": "inbox", "message": message})


@pressed_on("desk")
@for_deciders
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed message once more, with its bytes and Message-ID, unless it is out of date."""
    message = get_object_or_404(Message.objects.select_related("visit"), pk=pk)
    if send_again(message, now=timezone.now()):
        log(request, message, gettext_lazy("Sent again."))
        messages.success(request, _("It goes out again now."))
    else:
        messages.error(
            request,
            _("This message is on its way already, or out of date: newer ones say what holds now."),
        )
    return _to(message.visit)


@pressed_on("desk")
@for_deciders
def works(request: HttpRequest, pk: int) -> HttpResponse:
    """Believe an address again: its mailbox was full, say, and is not any more."""
    bad = get_object_or_404(BadAddress.objects.select_related("message__visit"), pk=pk)
    log(request, bad, gettext_lazy("The address works again."))
    bad_addresses.mark_good(bad.address)
    messages.success(request, _("%(address)s counts as working again.") % {"address": bad.address})
    return _to(bad.message.visit if bad.message else None)


def _to(visit: Visit | None) -> HttpResponse:
    return redirect("desk-visit", reference=visit.reference) if visit else redirect("desk")
