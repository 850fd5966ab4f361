"""Is it alive, is it ready, and how is it doing? For operators and their machines."""

import ipaddress

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated; otherwise 503 and what is missing."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503, headers={"Retry-After": "5"})
    if behind:
        return JsonResponse({"status": "migrate first"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ready"})


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for METRICS_TOKEN or from loopback without a proxy between."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    figures: HttpResponse = ExportToDjangoView(request)
    if token and constant_time_compare(given, token):
        return figures
    proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    return figures if near and not proxied else HttpResponseNotFound()
