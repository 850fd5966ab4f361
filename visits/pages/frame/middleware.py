"""What holds for every page: the host's local time, and rows that are read once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scheduling.models import BookingRules
from scheduling.once import reading_once

# Where visits are asked for, which changes neither of them.
_ASKING = frozenset({"/api/v1/visits/", "/ajukan/periksa/"})


class ReadOnceMiddleware:
    """An answer that changes neither reads the rules and the host's profile once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forget what was read."""
        if request.method not in ("GET", "HEAD") and request.path not in _ASKING:
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)


class HostTimeZoneMiddleware:
    """Activate the host's time zone for the request; nothing is asked of feeds and health."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the host's zone."""
        if request.path.startswith(("/healthz/", "/metrics", "/static/", "/kalender/")):
            return self.get_response(request)
        with timezone.override(BookingRules.load().time_zone):
            return self.get_response(request)
