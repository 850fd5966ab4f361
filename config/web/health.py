"""Is it alive, and is it ready? For operators and their machines."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config import collected
from config.web.degraded import degraded
from scheduling.database import guards, tables
from visits.models import Region


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when every page could be served; otherwise 503 and what is missing."""
    try:
        behind = tables.are_behind()
        # They come after the last migration, and a kill may have come between.
        unguarded = guards.missing()
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503, headers={"Retry-After": "5"})
    if behind or unguarded:
        return JsonResponse({"status": "migrate first"}, status=503, headers={"Retry-After": "5"})
    if collected.are_missing():
        # Every page would fail for want of the names of its own style sheets.
        return JsonResponse({"status": "collect static files first"}, status=503)
    if not Region.objects.exists():
        return JsonResponse({"status": "import regions first"}, status=503)
    # What fails though the system serves is no reason to take it out of service.
    failing = degraded(now=timezone.now())
    return JsonResponse({"status": "ready", **({"degraded": failing} if failing else {})})
