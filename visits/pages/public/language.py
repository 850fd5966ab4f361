"""The other language at a press, kept in a cookie.

The form has no token, so that pages with it are the same for everybody; what another site's page
could do with it, browsers tell us (docs/decisions/0270).
"""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from visits.pages.frame.stale_form import failed

_CHOSEN = "language"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponseBase:
    """Keep `language` and go back to `next`, an address of ours.

    A browser that sent no cookie comes by here once more, which shows whether it keeps any.
    """
    if request.method != "POST":
        return _kept_or_not(request)
    if not _is_ours(request):
        return HttpResponseRedirect("/")
    answer = set_language(request)
    if request.COOKIES or not answer.cookies or "Location" not in answer:
        return answer
    chosen = {_CHOSEN: request.POST[_CHOSEN], "next": answer["Location"]}
    answer["Location"] = f"{request.path}?{urlencode(chosen)}"
    return answer


def _kept_or_not(request: HttpRequest) -> HttpResponseBase:
    """Back to the page; where the browser kept nothing, how to mend that."""
    if _CHOSEN in request.GET and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        refused: HttpResponse = failed(request)
        return refused
    # Of a GET Django takes the way back alone, and only to an address of ours.
    return set_language(request)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the press came from a page of ours, as far as the browser says."""
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is not None:
        return came_from in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, settings.BASE_URL, f"{request.scheme}://{request.get_host()}")
