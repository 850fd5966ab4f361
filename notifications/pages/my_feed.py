"""An officer's own calendar: its address made, shown once, made anew and ended by the officer.

By an account, or by a link that is mailed to the officer's own address: the link of one visit,
which people pass on, shows nobody the calendar of all (docs/decisions/0240).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notifications.compose import feed_link
from notifications.feeds import own
from visits.access.tokens import assignment_of_token
from visits.models import Host, Officer
from visits.pages.desk.frame.access import needs
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.own.access import unlisted
from visits.pages.public.subscribe import subscriptions
from visits.people.roles import Right

_MAILS_AN_HOUR = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_TASKS)
def my_feed(request: HttpRequest) -> HttpResponse:
    """`/petugas/kalender-saya/`: of the officer whose account it is, or why there is none."""
    officer = Officer.objects.filter(user_id=request.user.pk or 0, active=True).first()
    context: dict[str, Any] = {"section": "account", "officer": officer}
    if officer is not None:
        if request.method == "POST" and request.POST.get("do") == "end":
            own.revoke_all(officer, now=timezone.now())
            messages.success(request, _("The address has ended: no calendar can read it any more."))
            return redirect("my-feed")
        context |= _feed(officer, made=request.method == "POST")
    return render(request, "duty/my_feed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """`/tugas/<token>/kalender/`: to the account, or mail the officer a link; 404 for no link."""
    assignment = assignment_of_token(token)
    if assignment is None:
        raise Http404
    officer, now = assignment.officer, timezone.now()
    if request.method == "POST":
        whose = f"officer:{officer.pk}"
        if seconds_to_wait(request, "feed", most=_MAILS_AN_HOUR, now=now, whose=whose):
            words = _("It was sent several times already. Look into your mail, also into spam.")
            messages.warning(request, words)
        else:
            feed_link.send(assignment.visit, officer, now=now)
            messages.success(request, _("Sent. Open the link in that mail within a day."))
        return unlisted(redirect("duty-feed", token=token))
    context = {"officer": officer, "token": token, "address": _hidden(officer.email)}
    return unlisted(render(request, "duty/ask_feed.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def mailed(request: HttpRequest, signed: str) -> HttpResponse:
    """`/tugas/<signed>/langganan/`: what the mail leads to; a press makes the address, once."""
    officer = feed_link.officer_of_link(signed)
    if officer is None:
        return unlisted(render(request, "duty/feed_link_over.html", status=410))
    context = {"officer": officer, **_feed(officer, made=request.method == "POST")}
    return unlisted(render(request, "duty/mailed_feed.html", context))


def _feed(officer: Officer, *, made: bool) -> dict[str, Any]:
    """The address that works, or (`made`) a new one, which is shown in this answer alone."""
    if made:
        address = own.renew(officer, now=timezone.now())
        return {"calendar": subscriptions(address, name=Host.load().short_name)}
    return {"feed": own.current(officer)}


def _hidden(address: str) -> str:
    """Enough of it to know which one it is."""
    name, _at, domain = address.partition("@")
    return f"{name[:2]}…@{domain}"
