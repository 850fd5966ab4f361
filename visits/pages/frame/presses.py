"""Addresses of buttons: what is answered there to whoever opens one instead of pressing it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def pressed_on(page: str | Callable[..., str], *parts: str) -> Callable[[_View], _View]:
    """A view for POST alone, whose button stands on `page`: a name, or what gives the address.

    A refused form leaves the view's address in the browser. Enter there, a phone that brings its
    tabs back, or the way home from signing in, opens it: then the page is shown, and nothing is
    done. `parts` are those of the view's own address that the page's is made of.
    """

    def guard(view: _View) -> _View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            found = request.resolver_match.kwargs if request.resolver_match else {}
            given = {name: found[name] for name in parts}
            return redirect(page, **given) if isinstance(page, str) else redirect(page(**given))

        return cast(_View, guarded)

    return guard
