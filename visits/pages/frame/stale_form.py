"""A form whose protection or sign-in has run out: what was typed in it is not lost."""

import re

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

_OURS = ("/ajukan/", "/k/", "/survei/", "/petugas/", "/tugas/", "/tautan/")
_DESK = "/petugas/"
# What forms carry without anybody having typed it: choices, numbers, sessions, seals.
_NOT_TYPED = re.compile(r"[a-z0-9_.:-]*")
_SECRET = re.compile("password|passphrase|sandi|secret|^nik$", re.IGNORECASE)


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without a valid CSRF token; where it is our own page's, offer to send it anew.

    Signing in on the same computer, or deleted cookies, make an open form's token worthless. A
    browser that sends no cookie at all perhaps keeps none: that is said too, with how to mend it,
    since sending the form anew would only come back here.
    """
    return _offered(request, ours=from_our_page(request))


def signed_out(request: HttpRequest) -> HttpResponse:
    """Refuse a form of the desk by whoever is not signed in (any more), and keep what it holds.

    For forms of our own pages alone, see `from_our_page`. Signing in makes the token of this page
    worthless in its turn: then `failed` shows the same once more.
    """
    return _offered(request, ours=True)


def second_step(request: HttpRequest, way: str) -> HttpResponse:
    """Refuse a form of the desk until the session has used its second factor; keep what it holds.

    `way` is the address where it is used. For forms of our own pages alone, as `signed_out`.
    """
    return _offered(request, ours=True, second_step_at=way)


def from_our_page(request: HttpRequest) -> bool:
    """Whether the form stood on a page of ours, and one that has something to lose.

    The browser's word for it (Origin, else Referer) decides whether its content is shown again: of
    another site's form nothing is kept, and nobody is led to press anything.
    """
    own = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is None:
        stood = request.headers.get("Referer", "").startswith(f"{own}/")
    else:
        stood = origin == own
    return stood and request.path.startswith(_OURS)


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form that was sent holds, by name, secrets aside."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not _SECRET.search(name)
    ]


def _page_of(request: HttpRequest) -> str:
    """The address of our own page whose form was refused, or nothing."""
    own = f"{request.scheme}://{request.get_host()}/"
    came_from = request.headers.get("Referer", "")
    return came_from if came_from.startswith(own) else ""


def _offered(request: HttpRequest, *, ours: bool, second_step_at: str = "") -> HttpResponse:
    fields = fields_of(request) if ours else []
    get_token(request)
    context = {
        "again": request.get_full_path() if ours else "",
        "fields": fields,
        "typed": [value for _name, value in fields if not _NOT_TYPED.fullmatch(value)],
        "no_cookies": not request.COOKIES,
        # The language's second address: a press, and nothing that could be sent once more.
        "language_lost": request.method != "POST",
        # Pages of accounts and the language have nothing to lose but the way back.
        "back_to": "" if ours else _page_of(request),
        "files": [file.name for name in request.FILES for file in request.FILES.getlist(name)]
        if ours
        else [],
        "signed_out": request.path.startswith(_DESK) and not request.user.is_authenticated,
        "sign_in_to": request.path,
        "second_step_at": second_step_at,
    }
    response = render(request, "403_csrf.html", context, status=403)
    add_never_cache_headers(response)
    return response
