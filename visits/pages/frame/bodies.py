"""How large a page's form may be: refused by its head, before anything of it is read or kept.

A body without a length is none at all: Django reads as many octets as Content-Length says, and
nothing of a chunked one.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# What a form without files may have, in bytes; with files, this on top of them.
MOST_FIELDS = 2 * 1024 * 1024
_MARK = "largest_file"
_MEGABYTE = 1024 * 1024


def takes_file(largest: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view whose form brings a file of up to `largest` bytes; all others take none.

    The mark passes through decorators above it that keep the view's attributes (functools.wraps).
    """

    def marked(view: Callable[..., Any]) -> Callable[..., Any]:
        setattr(view, _MARK, largest)
        return view

    return marked


class BodySizeMiddleware:
    """Answer 413 to a larger body; stands before whatever reads one, such as the CSRF check.

    The API has limits of its own (visits/api/http/parsers.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponseBase | None:
        """Refuse by Content-Length and the view's mark."""
        if request.path.startswith("/api/"):
            return None
        largest: int = getattr(view, _MARK, 0)
        length = request.META.get("CONTENT_LENGTH") or "0"
        # What is no number of octets, Django reads as none.
        if not (length.isascii() and length.isdigit()) or int(length[:18]) <= largest + MOST_FIELDS:
            return None
        return too_large(request, largest=largest)


def too_large(request: HttpRequest, *, largest: int = 0) -> HttpResponse:
    """The page that says so, with the limit in megabytes and what to do."""
    context = {
        "takes_file": bool(largest),
        "most": (largest or MOST_FIELDS) // _MEGABYTE,
    }
    response = render(request, "413.html", context, status=413)
    add_never_cache_headers(response)
    return response


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: fields that are too large together are 413, as files are."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if isinstance(exception, DisallowedHost):
        # No page of ours: it is not our name, and whoever scans need not cost us a query.
        return HttpResponseBadRequest("Bad Request (400)", content_type="text/plain")
    return render(request, "400.html", status=400)
