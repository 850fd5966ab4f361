"""One number from a request through its event and the task to the mail, in every log line.

It is made here, whatever a caller sends: a number that strangers choose would let them write into
the story of somebody else's request. (docs/decisions/0220)
"""

import secrets
from collections.abc import Callable
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

from visits.history.requests import current_request

HEADER = "X-Request-ID"
# In a task's headers: the request whose commit asked for it.
_ASKED_BY = "asked_by"


class RequestIdMiddleware:
    """The first of all: whatever is logged of a request has its number, and so has the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the number in `X-Request-ID`."""
        # Short enough that no masking takes it for a key.
        number = secrets.token_hex(8)
        clear_contextvars()
        bind_contextvars(request_id=number)
        response = self.get_response(request)
        response.headers[HEADER] = number
        return response


@receiver(request_finished)
def _answered(**_signal: Any) -> None:
    # Not in the middleware: Django logs a refusal when all of them are through.
    clear_contextvars()


@before_task_publish.connect
def _say_who_asks(headers: dict[str, Any] | None = None, **_signal: Any) -> None:
    if headers is not None and (number := current_request()):
        headers[_ASKED_BY] = number


@task_prerun.connect
def _begin(task_id: str, task: Any, **_signal: Any) -> None:
    clear_contextvars()
    bind_contextvars(task_id=task_id, task=task.name)
    # A worker finds a message's headers on the request itself, a task called here in a mapping.
    headers = task.request.headers or {}
    if asked_by := getattr(task.request, _ASKED_BY, "") or headers.get(_ASKED_BY):
        bind_contextvars(asked_by=asked_by)


@task_postrun.connect
def _end(**_signal: Any) -> None:
    clear_contextvars()
