"""How long a sign-in lasts: it ends after so long without use, and after so long at all."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.sign_in.security_log import note

log = structlog.get_logger(__name__)
BEGAN, SEEN = "began_at", "seen_at"
# A use is written down at most so often: a session ends up to this much early, never late.
NOTE_EVERY_SECONDS = 300
# They know nobody, and go on where the database is away.
_FOR_NOBODY = ("/healthz/", "/metrics", "/static/", "/kalender/")


@receiver(user_logged_in)
def _begin(request: HttpRequest | None, **_signal: Any) -> None:
    if request is not None:
        request.session[BEGAN] = request.session[SEEN] = _now()


class LifetimeMiddleware:
    """Ends a session that is over, says so, and goes on as for whoever is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As the view answers."""
        # Without the cookie nothing is asked, so that pages for everybody stay the same for all.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(
            _FOR_NOBODY
        ):
            _end_or_note(request)
        return self.get_response(request)


def _end_or_note(request: HttpRequest) -> None:
    session = request.session
    if SESSION_KEY not in session:
        return
    now = _now()
    # Whoever was signed in before there was an end begins now.
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    if now - began >= settings.SESSION_LONGEST_MINUTES * 60:
        _end(request, "too_long")
        messages.info(request, _("Your session has ended: it lasts only so long. Sign in again."))
    elif now - seen >= settings.SESSION_IDLE_MINUTES * 60:
        _end(request, "idle")
        messages.info(
            request, _("Your session has ended: it was not used for too long. Sign in again.")
        )
    elif BEGAN not in session or (now - seen >= _note_every() and not _looks_by_itself(request)):
        _write(session, {BEGAN: began, SEEN: now})


def _end(request: HttpRequest, reason: str) -> None:
    account = request.user.get_username()
    request.session.flush()
    request.user = AnonymousUser()
    note("session_ended", account=account, reason=reason)


def _write(session: SessionBase, marks: dict[str, int]) -> None:
    """At once, not after the page: what the session holds may change meanwhile in another."""
    modified = session.modified
    session.update(marks)
    try:
        session.save()
    except UpdateError:
        return  # signed out in another tab just now
    except DatabaseError as error:
        # A full disk ends no session, and keeps nobody from reading.
        log.warning("session_not_noted", reason=type(error).__name__)
    session.modified = modified


def _note_every() -> int:
    return min(NOTE_EVERY_SECONDS, settings.SESSION_IDLE_MINUTES * 60 // 10)


def _looks_by_itself(request: HttpRequest) -> bool:
    """Whether no person asked: the desk looks every ten seconds while its tab is open."""
    return request.path in (reverse("desk-queue"), reverse("desk-count"))


def _now() -> int:
    return int(timezone.now().timestamp())
