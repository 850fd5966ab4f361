"""The delegation opens, renews and closes the page that it passes on to its group."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from visits.access.tokens import share_token
from visits.conversation.sharing import may_share, renew, share, show_ticket, stop_sharing
from visits.conversation.whatsapp import visit_to_group
from visits.language.dates import wait_words
from visits.models import Host, Visit
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.own.access import closed_meanwhile, moved_on, private
from visits.queries import visits

_MOST_AN_HOUR = 30


@require_http_methods(["GET", "HEAD", "POST"])
@private
def sharing(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """What the page shows, its link, and the presses that open, renew and close it."""
    now, session = timezone.now(), visits.session_of(visit)
    if session is None or not may_share(visit, session, now=now):
        return moved_on(request, token)
    if request.method == "POST":
        return _pressed(request, visit, token)
    link = share_token(visit)
    address = f"{settings.BASE_URL}{reverse('shared', args=[link])}" if link else ""
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "address": address,
        "to_group": visit_to_group(visit, session, Host.load(), address) if link else "",
    }
    return render(request, "own/sharing.html", context)


def _pressed(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    wait = seconds_to_wait(request, "share", most=_MOST_AN_HOUR, now=timezone.now())
    pressed, ticket = request.POST.get("do", ""), request.POST.get("ticket") == "on"
    if wait:
        words = gettext("You have tried very often. Please try again %(when)s.")
        messages.error(request, words % {"when": wait_words(wait)})
    elif pressed == "stop":
        stop_sharing(visit)
        messages.success(request, gettext("The link is closed. It opens nothing any more."))
    elif pressed == "renew" and renew(visit):
        messages.success(request, gettext("Here is a new link. The former one is closed."))
    elif pressed == "keep" and show_ticket(visit, ticket=ticket):
        messages.success(request, gettext("Saved."))
    elif pressed in ("renew", "keep"):
        messages.error(request, closed_meanwhile())
    else:
        share(visit, ticket=ticket)
        messages.success(request, gettext("The page for your group is ready."))
    return redirect("own-sharing", token=token)
