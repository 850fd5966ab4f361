"""A form whose protection has run out: what was typed in it is not lost."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

_OURS = ("/ajukan/", "/k/", "/survei/")


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without a valid CSRF token; where it is our own page's, offer to send it anew.

    Signing in on the same computer, or deleted cookies, make an open form's token worthless. The
    browser's word for where the form stood (Origin) decides whether its content is shown again:
    of another site's form nothing is kept, and nobody is led to press anything.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    ours = request.headers.get("Origin") == origin and request.path.startswith(_OURS)
    fields = [
        (name, value)
        for name, values in (request.POST.lists() if ours else ())
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    get_token(request)
    context = {"again": request.path if ours else "", "fields": fields}
    return render(request, "403_csrf.html", context, status=403)
