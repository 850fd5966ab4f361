"""The last resort of a request that failed: 503 where the database is away or the disk full.

Anything else is a 500.

A name or a search too long for SQLite to look for is neither, but a bad request.
"""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from scheduling.database.contention import AWAY
from visits.files.whole_files import is_no_room
from visits.pages.frame.bodies import bad

RETRY_AFTER_SECONDS = 15
# What SQLite says beyond 50,000 bytes (SQLITE_MAX_LIKE_PATTERN_LENGTH).
_TOO_LONG = "LIKE or GLOB pattern too complex"


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: says that it is our fault, and when to come again where we know.

    Called while the exception is handled, wherever it was raised: in a view or around it.
    """
    error = sys.exc_info()[1]
    if not isinstance(error, AWAY) and not is_no_room(error):
        return server_error(request)
    if _TOO_LONG in str(error):
        return bad(request, error)
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
