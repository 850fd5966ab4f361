"""The manifest of a delegation's visit as an app."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from visits.models import Visit
from visits.pages.offline.app import for_visit
from visits.pages.own.access import private


@require_safe
@private
def manifest(_request: HttpRequest, _visit: Visit, _token: str) -> HttpResponse:
    """For whoever has the link; the same for all."""
    return for_visit()
