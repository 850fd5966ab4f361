"""Who opens the pages of a visit, and how they stay private.

The address holds the visit's token, so these pages are kept out of caches, search engines and
other sites' logs. A GET changes nothing: programs that look at links in mails press nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from visits.access.tokens import visit_of_token
from visits.history.events import DELEGATION
from visits.history.recent import done_last
from visits.life.deadlines import allowed_now, hours_now
from visits.life.table import Action
from visits.models import Visit, VisitEvent
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.stale_form import fields_of
from visits.pages.frame.too_many import wait_a_little

# Presses on one visit's pages; a long list of participants takes many.
MOST_AN_HOUR = 240
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def unlisted(response: R) -> R:
    """The same answer, kept out of caches, search engines and other sites' logs."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not no-referrer: browsers would then send forms with `Origin: null`, which the check
    # against forged requests refuses. To other hosts this one gives nothing either.
    response["Referrer-Policy"] = "same-origin"
    return response


def private(
    view: Callable[Concatenate[HttpRequest, Visit, str, P], R],
) -> Callable[Concatenate[HttpRequest, str, P], R]:
    """A view of the visit that the token opens; 404 for any other token."""

    @wraps(view)
    def of_token(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> R:
        visit = visit_of_token(token)
        if visit is None:
            raise Http404
        wait = _wait(request, visit) if request.method == "POST" else 0
        if wait:
            typed = [value for _name, value in fields_of(request) if value.strip()]
            return unlisted(wait_a_little(request, wait, typed=typed))  # type: ignore[return-value]
        return unlisted(view(request, visit, token, *args, **kwargs))

    return of_token  # type: ignore[return-value]  # the same call; wraps() hides it


def _wait(request: HttpRequest, visit: Visit) -> int:
    # A link opens without signing in: whoever has it must not have us mail without end.
    whose = f"visit:{visit.pk}"
    return seconds_to_wait(request, "own", most=MOST_AN_HOUR, now=timezone.now(), whose=whose)


def may(visit: Visit, action: Action) -> bool:
    """Whether the delegation may take `action` as the visit stands."""
    return action in allowed_now(visit, DELEGATION.kind, now=timezone.now())


def done_before(visit: Visit, kind: VisitEvent.Kind, **same: object) -> Visit | None:
    """The visit as it is where the delegation's press has done this already, its last one; else
    None.

    So a press whose answer was lost with the connection is pressed again without harm, and answered
    as the first one (docs/decisions/0282). `same` is as of recent.done_last.
    """
    return done_last(visit, kind, by=DELEGATION, **same)


def moved_on(request: HttpRequest, token: str) -> HttpResponse:
    """Back to the visit's page, which says that what was pressed is no longer possible."""
    visit = visit_of_token(token)
    hours = hours_now(visit) if visit is not None else None
    words = gettext(
        "This is no longer possible at this stage of the visit. See below how it stands."
    )
    if hours is not None and hours.starts_at <= timezone.now():
        words = gettext(
            "The session of this visit has begun or is over, so this is no longer possible. "
            "You can still write to us below."
        )
    messages.warning(request, words)
    return redirect("own", token=token)


def closed_meanwhile() -> str:
    """That the link, which an old window shows as open, was closed, and how to have another."""
    return gettext("The link was closed in the meantime. Make one anew if you want to share it.")
