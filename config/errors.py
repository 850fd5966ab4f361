"""The last resort of a request that failed: 503 where only the database is away, else 500."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from scheduling.contention import AWAY

RETRY_AFTER_SECONDS = 15


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: says that it is our fault, and when to come again where we know.

    Called while the exception is handled, wherever it was raised: in a view or around it.
    """
    if not isinstance(sys.exc_info()[1], AWAY):
        return server_error(request)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if request.path.startswith("/api/"):
        problem = {
            "type": "urn:singgah:problem:busy",
            "title": _("Busy"),
            "status": 503,
            "detail": _("We cannot answer at the moment. Please try again shortly."),
            "code": "busy",
        }
        return JsonResponse(
            problem, status=503, headers=headers, content_type="application/problem+json"
        )
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
