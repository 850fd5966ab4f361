"""Until the doors open, what asks for visits says so; staff see the site as guests will."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from visits.models import Host
from visits.people.roles import Right, may

_ASKING = ("landing", "schedule", "embed", "poster", "link-picture")


class OpensSoonMiddleware:
    """Before the view, since it is the same for all of these pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """The page in place of the asked one; 503 for what a search engine should not keep."""
        match = request.resolver_match
        name = (match.url_name if match else "") or ""
        if name not in _ASKING and not name.startswith("ask-"):
            return None
        if Host.load().is_open or may(request.user, Right.DECIDE):
            return None
        status = 200 if name == "landing" else 503
        response = render(request, "start/soon.html", status=status)
        # Django logs a 503 as an error, and nothing is wrong here; this is its own mark.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response
