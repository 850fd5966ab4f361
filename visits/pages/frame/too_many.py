"""The page for whoever tried something too often, where no form of ours says so itself."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from visits.language.dates import wait_words
from visits.pages.frame.stale_form import fields_of

# What ends in this is counted by the minute (allauth's limits, settings.ACCOUNT_RATE_LIMITS).
_WAIT_SECONDS = 60
_TYPED = ("login", "username", "email", "name")


def too_many(request: HttpRequest) -> HttpResponse:
    """Django-allauth's handler429: when to try again, and what was typed, passwords aside."""
    typed = [value for name, value in fields_of(request) if name in _TYPED]
    return wait_a_little(request, _WAIT_SECONDS, typed=typed)


def wait_a_little(request: HttpRequest, seconds: int, *, typed: Sequence[str]) -> HttpResponse:
    """The page that says when to go on, with what was typed."""
    context = {
        "when": wait_words(seconds),
        "again": request.get_full_path(),
        "typed": typed,
    }
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
