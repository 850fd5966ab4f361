"""The security log: who signed in, was refused, or got or lost rights; never a secret or a token.

One logger, `singgah.security`, one line an event, in the form of all other logs
(docs/operations.md). What it watches stands in watching.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

import structlog
from allauth.core import context
from django.http import HttpRequest, HttpResponse

from visits.access.networks import network_of

NAME = "singgah.security"
log = structlog.get_logger(NAME)
_silent: ContextVar[bool] = ContextVar("silent", default=False)
_REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


def note(event: str, *, warn: bool = False, **facts: Any) -> None:
    """Write `event` with `facts`, and of the request under way its network and who is signed in.

    `account` among the facts is the name of the account that it happened to; `by` is whose session
    it was, left out where nobody is signed in or where no request is under way (a command).
    """
    if _silent.get():
        return
    request = context.request
    if request is not None:
        facts["network"] = network_of(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            facts.setdefault("by", user.get_username())
    (log.warning if warn else log.info)(event, **facts)


@contextmanager
def silent() -> Iterator[None]:
    """Nothing is noted meanwhile: what the demo makes for itself concerns nobody."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


class RefusalsMiddleware:
    """Notes every answer that says "not you" or "not so often": 401, 403, 429, whatever gave it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As the view answers."""
        response = self.get_response(request)
        if response.status_code in _REFUSALS:
            note(
                "refused",
                warn=True,
                status=response.status_code,
                method=request.method,
                path=request.path,
            )
        return response
